use std::path::PathBuf;

use atecc_transport::{DeviceUri, Traffic};
use clap::Args;
use hwcrypto_api::HwCrypto;

use crate::element::open_adapted;
use crate::preparation::{Prepared, Workspace, prepare};
use crate::{Failure, Installed, Options, read};

/// A chip whose key and certificate the program uses: one that has both already, or one that gets them now.
#[derive(Debug, Args)]
pub struct DeviceArgs {
    /// The chip: sim:PATH, i2c:/dev/i2c-N@ADDRESS or tcp:HOST:PORT@ADDRESS (the address is optional); a temporary
    /// simulated one without
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE")]
    pub device: Option<DeviceUri>,
    /// The chip's certificate chain, leaf first (PEM). Without it, the chip is provisioned if it is blank, and certified by a
    /// demonstration authority
    #[arg(long, value_name = "FILE", requires_all = ["device", "slot", "ca"], conflicts_with_all = ["out", "yes"])]
    pub cert: Option<PathBuf>,
    /// The slot of the private key, with --cert
    #[arg(long, value_name = "N", requires = "cert", value_parser = clap::value_parser!(u8).range(0..16))]
    pub slot: Option<u8>,
    /// The authority that the other side's certificate must come from (PEM); without, the demonstration's
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Keep the authority, the certificates and (without --device) the simulated chip here
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Lock a blank chip on an I2C adapter: that is irreversible, and refused without this. A chip behind tcp: counts as
    /// simulated
    #[arg(long)]
    pub yes: bool,
}

/// A chip with an identity, in the program's crypto table until this is dropped.
#[derive(Debug)]
pub struct Device {
    /// The device URI, for people.
    pub uri: String,
    /// The chip's serial number.
    pub serial: String,
    /// The slot of the identity key.
    pub slot: u8,
    /// Its certificate chain, leaf first (PEM).
    pub chain: Vec<u8>,
    /// The authority that the other side's certificate must come from (PEM).
    pub authority: Vec<u8>,
    /// What the chip is asked.
    pub traffic: Traffic,
    /// What was made beside the identity, if it was made now.
    pub demonstration: Option<Demonstration>,
    installed: Installed,
}

impl DeviceArgs {
    /// Opens the chip, gives it an identity if it was not said which it has, and installs it. `narrate` is told each step.
    ///
    /// # Errors
    /// One line. A [`Refusal`](atecc_provision::Refusal) left the chip as it was.
    pub fn open(&self, narrate: &mut dyn FnMut(&str)) -> Result<Device, Failure> {
        // First what can be wrong without touching a chip.
        let authority = self.ca.as_deref().map(read).transpose()?;
        match (&self.device, self.slot, &self.cert, authority) {
            (Some(uri), Some(slot), Some(cert), Some(authority)) => found(uri, slot, read(cert)?, authority),
            (.., authority) => self.make(authority, narrate),
        }
    }

    fn make(&self, authority: Option<Vec<u8>>, narrate: &mut dyn FnMut(&str)) -> Result<Device, Failure> {
        let options =
            Options { device: self.device.clone(), out: self.out.clone(), tls: None, yes: self.yes };
        let Prepared { atecc, traffic, chip, credentials, device, workspace, .. } =
            prepare(&options, narrate)?;
        let authority = match authority {
            Some(authority) => authority,
            None => credentials.authority_pem()?.into(),
        };
        Ok(Device {
            uri: device,
            serial: chip.serial,
            slot: chip.slot.number(),
            chain: credentials.device_chain.into(),
            authority,
            traffic,
            demonstration: Some(Demonstration { workspace }),
            installed: Installed::new(atecc),
        })
    }
}

impl Device {
    /// The chip as the crypto element of TLS.
    #[must_use]
    pub const fn element(&self) -> &'static HwCrypto {
        self.installed.table()
    }
}

fn found(uri: &DeviceUri, slot: u8, chain: Vec<u8>, authority: Vec<u8>) -> Result<Device, Failure> {
    let (device, serial) = open_adapted(uri)?;
    Ok(Device {
        uri: uri.to_string(),
        serial: serial.to_string(),
        slot,
        chain,
        authority,
        traffic: device.traffic,
        demonstration: None,
        installed: Installed::new(device.atecc),
    })
}

/// The demonstration authority's files, as `examples/README.md` lists them. Unless they were to be kept, they go when this
/// is dropped.
#[derive(Debug)]
pub struct Demonstration {
    workspace: Workspace,
}

impl Demonstration {
    /// The path of the file `name`.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.workspace.path().join(name)
    }

    /// The contents of the file `name`.
    ///
    /// # Errors
    /// One line that names the file.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        read(&self.path(name))
    }
}
