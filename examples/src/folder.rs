use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use atecc_provision::{CertificateAuthority, KeyPair, Template, Usage};
use atecc_transport::{DeviceUri, Part};
use x509_cert::Certificate;

use crate::Failure;

/// Ten years.
const DAYS: u32 = 3_650;

const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";
const DEVICE: &str = "device.pem";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server.key";
const CLIENT: &str = "client.pem";
const CLIENT_KEY: &str = "client.key";
/// What the names of files begin with that are not finished yet.
const UNFINISHED: &str = ".unfinished-";

/// The folder in which an onboarding keeps its authority, certificates and simulated chip.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder, making it if it is missing. Whatever would keep an onboarding from being kept shows here, before
    /// a chip is touched.
    ///
    /// # Errors
    /// One line, if that is impossible.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        let folder = Self { path: path.to_path_buf() };
        folder.tidy()?;
        for name in [AUTHORITY, AUTHORITY_KEY, DEVICE, SERVER, SERVER_KEY, CLIENT, CLIENT_KEY] {
            if folder.path.join(name).is_dir() {
                return Err(format!("{} is a folder", folder.path.join(name).display()).into());
            }
        }
        Ok(folder)
    }

    /// Removes what an interrupted onboarding had begun to write.
    fn tidy(&self) -> Result<(), Failure> {
        let cannot = |error| format!("cannot read {}: {error}", self.path.display());
        for entry in fs::read_dir(&self.path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                let path = entry.path();
                fs::remove_file(&path)
                    .map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
            }
        }
        Ok(())
    }

    /// The simulated chip that lives here.
    pub(crate) fn chip(&self) -> DeviceUri {
        DeviceUri::Sim { path: self.path.join("chip.sim"), part: Part::default(), seed: None }
    }

    /// The authority that was kept here, or a new one, not kept yet.
    ///
    /// # Errors
    /// One line, if there is a certificate without its key, or something else.
    pub(crate) fn authority(&self) -> Result<CertificateAuthority, Failure> {
        let key = match (self.read(AUTHORITY)?, self.read(AUTHORITY_KEY)?) {
            (Some(certificate), Some(key)) => {
                return CertificateAuthority::from_pem(&certificate, &key)
                    .map_err(|error| format!("{}: ca.pem and ca.key: {error}", self.path.display()).into());
            }
            (Some(_), None) => {
                let path = self.path.display();
                return Err(format!(
                    "{path} has ca.pem but not its ca.key; put it back, or move ca.pem away"
                )
                .into());
            }
            // It was interrupted between the two.
            (None, Some(key)) => KeyPair::from_pem(&key)
                .map_err(|error| format!("{}: {error}", self.path.join(AUTHORITY_KEY).display()))?,
            (None, None) => KeyPair::generate(),
        };
        Ok(CertificateAuthority::with_key(key, &authority_name()?, DAYS)?)
    }

    /// Keeps the authority: its key first, so that there is never a certificate whose key is lost.
    ///
    /// # Errors
    /// One line, if a file cannot be written.
    pub(crate) fn keep_authority(&self, authority: &CertificateAuthority) -> Result<(), Failure> {
        self.write(AUTHORITY_KEY, &authority.key().to_pem()?, Access::Owner)?;
        self.write(AUTHORITY, &CertificateAuthority::chain_pem(&[authority.certificate()])?, Access::All)
    }

    fn read(&self, name: &str) -> Result<Option<String>, Failure> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", path.display()).into()),
        }
    }

    /// Keeps what the authority has issued.
    ///
    /// # Errors
    /// One line, if a file cannot be written.
    pub(crate) fn keep(&self, credentials: &Credentials) -> Result<(), Failure> {
        self.write(SERVER_KEY, &credentials.server_key.to_pem()?, Access::Owner)?;
        self.write(SERVER, &credentials.server_chain, Access::All)?;
        self.write(CLIENT_KEY, &credentials.client_key.to_pem()?, Access::Owner)?;
        self.write(CLIENT, &credentials.client_chain, Access::All)?;
        self.write(DEVICE, &credentials.device_chain, Access::All)
    }

    /// Puts a whole new file in the place of the old one, so that none is ever half written.
    fn write(&self, name: &str, text: &str, access: Access) -> Result<(), Failure> {
        let write = || {
            let mut builder = tempfile::Builder::new();
            builder.prefix(UNFINISHED);
            // Files of this kind are made for their owner alone.
            #[cfg(unix)]
            if access == Access::All {
                use std::os::unix::fs::PermissionsExt;
                builder.permissions(fs::Permissions::from_mode(0o644));
            }
            #[cfg(not(unix))]
            let _ = access;
            let mut file = builder.tempfile_in(&self.path)?;
            file.write_all(text.as_bytes())?;
            file.persist(self.path.join(name))?;
            Ok::<_, std::io::Error>(())
        };
        let path = self.path.join(name);
        // Its text names the unfinished file; the kind says what matters.
        write().map_err(|error| format!("cannot write {}: {}", path.display(), error.kind()).into())
    }
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Everybody: certificates.
    All,
    /// Its owner: keys.
    Owner,
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
    pub(crate) client_chain: String,
    pub(crate) client_key: KeyPair,
}

impl Credentials {
    /// Adds a server and a client to an authority and a device's certificate.
    pub(crate) fn new(authority: CertificateAuthority, device: &Certificate) -> Result<Self, Failure> {
        let server_key = KeyPair::generate();
        let template = Template::new(Usage::Server, &["localhost", "127.0.0.1", "::1"], DAYS);
        let server = authority.issue_for(&server_key, "CN=Onboarding server", &template)?;
        let client_key = KeyPair::generate();
        let template = Template::new(Usage::Device, &[], DAYS);
        let client = authority.issue_for(&client_key, "CN=Demo client", &template)?;
        Ok(Self {
            device_chain: CertificateAuthority::chain_pem(&[device, authority.certificate()])?,
            server_chain: CertificateAuthority::chain_pem(&[&server])?,
            client_chain: CertificateAuthority::chain_pem(&[&client])?,
            authority,
            server_key,
            client_key,
        })
    }

    pub(crate) fn authority_pem(&self) -> Result<String, Failure> {
        Ok(CertificateAuthority::chain_pem(&[self.authority.certificate()])?)
    }

    pub(crate) fn device_template() -> Template {
        Template::new(Usage::Device, &["localhost"], DAYS)
    }
}
