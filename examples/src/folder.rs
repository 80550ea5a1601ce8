use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use atecc_provision::{CertificateAuthority, KeyPair, Template, Usage};
use x509_cert::Certificate;

use crate::Failure;

/// Ten years.
const DAYS: u32 = 3_650;

/// The folder in which an onboarding keeps its authority, certificates and simulated chip.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder, making it if it is missing.
    ///
    /// # Errors
    /// One line, if that is impossible.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        Ok(Self { path: path.to_path_buf() })
    }

    /// The device URI of the simulated chip that lives here.
    pub(crate) fn chip(&self) -> String {
        format!("sim:{}", self.path.join("chip.sim").display())
    }

    /// The authority that was kept here, or a new one, not kept yet.
    ///
    /// # Errors
    /// One line, if there is half of one or something else.
    pub(crate) fn authority(&self) -> Result<CertificateAuthority, Failure> {
        match (self.read("ca.pem")?, self.read("ca.key")?) {
            (Some(certificate), Some(key)) => CertificateAuthority::from_pem(&certificate, &key)
                .map_err(|error| format!("{}: ca.pem and ca.key: {error}", self.path.display()).into()),
            (None, None) => Ok(CertificateAuthority::create(&authority_name()?, DAYS)?),
            (Some(_), None) => Err(format!("{} has ca.pem but not ca.key", self.path.display()).into()),
            (None, Some(_)) => Err(format!("{} has ca.key but not ca.pem", self.path.display()).into()),
        }
    }

    fn read(&self, name: &str) -> Result<Option<String>, Failure> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", path.display()).into()),
        }
    }

    /// Keeps everything that the other examples need.
    ///
    /// # Errors
    /// One line, if a file cannot be written.
    pub(crate) fn keep(&self, credentials: &Credentials) -> Result<(), Failure> {
        self.write("ca.pem", &credentials.authority_pem()?)?;
        self.write_secret("ca.key", &credentials.authority.key().to_pem()?)?;
        self.write("device.pem", &credentials.device_chain)?;
        self.write("server.pem", &credentials.server_chain)?;
        self.write_secret("server.key", &credentials.server_key.to_pem()?)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        self.replace(name, text, false)
    }

    /// As a file that nobody else may read.
    fn write_secret(&self, name: &str, text: &str) -> Result<(), Failure> {
        self.replace(name, text, true)
    }

    /// Puts a whole new file in the place of the old one, so that none is ever half written.
    fn replace(&self, name: &str, text: &str, secret: bool) -> Result<(), Failure> {
        let path = self.path.join(name);
        let write = || {
            let mut builder = tempfile::Builder::new();
            // Files of this kind are made for their owner alone; certificates are for everybody.
            #[cfg(unix)]
            if !secret {
                use std::os::unix::fs::PermissionsExt;
                builder.permissions(fs::Permissions::from_mode(0o644));
            }
            #[cfg(not(unix))]
            let _ = secret;
            let mut file = builder.tempfile_in(&self.path)?;
            file.write_all(text.as_bytes())?;
            file.persist(&path)?;
            Ok::<_, std::io::Error>(())
        };
        write().map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }
}

/// A name of its own for each authority: peers look issuers up by name.
fn authority_name() -> Result<String, Failure> {
    let mut number = [0; 4];
    getrandom::fill(&mut number)?;
    Ok(format!("CN=Demo device authority {:08X}", u32::from_be_bytes(number)))
}

/// An authority, and what it issued.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) authority: CertificateAuthority,
    /// Leaf first, then its issuer.
    pub(crate) device_chain: String,
    pub(crate) server_chain: String,
    pub(crate) server_key: KeyPair,
}

impl Credentials {
    /// Adds a server to an authority and a device's certificate.
    pub(crate) fn new(authority: CertificateAuthority, device: &Certificate) -> Result<Self, Failure> {
        let server_key = KeyPair::generate();
        let template = Template::new(Usage::Server, &["localhost", "127.0.0.1", "::1"], DAYS);
        let server = authority.issue_for(&server_key, "CN=Onboarding server", &template)?;
        Ok(Self {
            device_chain: CertificateAuthority::chain_pem(&[device, authority.certificate()])?,
            server_chain: CertificateAuthority::chain_pem(&[&server])?,
            authority,
            server_key,
        })
    }

    pub(crate) fn authority_pem(&self) -> Result<String, Failure> {
        Ok(CertificateAuthority::chain_pem(&[self.authority.certificate()])?)
    }

    pub(crate) fn device_template() -> Template {
        Template::new(Usage::Device, &["localhost"], DAYS)
    }
}
