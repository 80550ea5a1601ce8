//! The first half of an onboarding: whatever chip there is becomes a device with a certified identity.

use std::path::{Path, PathBuf};

use atecc::Slot;
use atecc::blocking::Atecc;
use atecc::config::SerialNumber;
use atecc_provision::{Inspection, Plan, Profile, apply, inspect, request};
use atecc_transport::{AnyBus, AnyDelay, Device, DeviceUri, Meter, Missing, Traffic, open};
use sockets::zssl::TlsVersion;
use tempfile::TempDir;
use x509_cert::Certificate;

use crate::Failure;
use crate::folder::{Credentials, Folder};

/// What an onboarding is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The chip; without, a simulated one in the output folder.
    pub device: Option<DeviceUri>,
    /// Where to keep chip, authority and certificates; without, nothing is kept.
    pub out: Option<PathBuf>,
    /// The only version of TLS to use; without, the newest.
    pub tls: Option<TlsVersion>,
    /// Whether a blank chip on a real I2C bus may be locked for ever.
    pub yes: bool,
}

/// A chip that has an identity, and what was made with it.
pub(crate) struct Prepared {
    pub(crate) atecc: Chip,
    pub(crate) traffic: Traffic,
    pub(crate) chip: Identified,
    pub(crate) certificate: Certificate,
    pub(crate) credentials: Credentials,
    /// The device URI, for people.
    pub(crate) device: String,
    pub(crate) workspace: Workspace,
}

/// Where an onboarding works; a temporary folder goes when this does.
#[derive(Debug)]
pub(crate) struct Workspace {
    path: PathBuf,
    temporary: Option<TempDir>,
}

impl Workspace {
    fn new(kept: Option<&Path>) -> Result<Self, Failure> {
        Ok(match kept {
            Some(path) => Self { path: path.to_path_buf(), temporary: None },
            None => {
                let folder = tempfile::tempdir()?;
                Self { path: folder.path().to_path_buf(), temporary: Some(folder) }
            }
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a chip a device with a certified identity. `narrate` is told each step before it is done.
///
/// # Errors
/// One line. A [`Refusal`](atecc_provision::Refusal) left the chip as it was.
pub(crate) fn prepare(options: &Options, narrate: &mut dyn FnMut(&str)) -> Result<Prepared, Failure> {
    let workspace = Workspace::new(options.out.as_deref())?;
    let folder = Folder::open(workspace.path())?;
    let uri = options.device.clone().unwrap_or_else(|| folder.chip());
    let authority = folder.authority()?;
    let Device { mut atecc, traffic } = open(&uri, Missing::MakeBlank)?;
    let (found, plan) = look(&mut atecc, &uri, options, narrate)?;
    // Before anything irreversible: an authority that cannot be kept must not cost a chip.
    folder.keep_authority(&authority)?;
    let chip = provision(&mut atecc, &found, &plan, narrate)?;

    narrate("the chip signs its certificate request; the authority issues the certificate");
    let subject = format!("CN={}", chip.serial);
    let request = request(&mut atecc, chip.slot, &chip.key, &subject)?;
    let certificate = authority.issue(&request, &Credentials::device_template())?;
    let credentials = Credentials::new(authority, &certificate)?;
    folder.keep(&credentials)?;
    let passing = workspace.temporary.is_some() && options.device.is_none();
    let device = if passing { "sim: (temporary)".into() } else { uri.to_string() };
    Ok(Prepared { atecc, traffic, chip, certificate, credentials, device, workspace })
}

/// A chip that would be locked for ever, without a word that it may be.
#[derive(Debug)]
pub(crate) struct Unconfirmed(SerialNumber);

impl core::fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "chip {} would be locked for ever; run this again with --yes", self.0)
    }
}

impl core::error::Error for Unconfirmed {}

/// What is known of a chip.
pub(crate) struct Identified {
    pub(crate) part: String,
    pub(crate) serial: String,
    pub(crate) slot: Slot,
    key: atecc::PublicKey,
    pub(crate) new_key: bool,
}

type Chip = Atecc<Meter<AnyBus>, AnyDelay>;

/// Looks at the chip, and plans what it needs.
fn look(
    atecc: &mut Chip,
    uri: &DeviceUri,
    options: &Options,
    narrate: &mut dyn FnMut(&str),
) -> Result<(Inspection, Plan), Failure> {
    let profile = Profile::tls_device();
    let chip = inspect(atecc, profile.key()).map_err(|error| format!("{uri}: {error}"))?;
    let serial = chip.zone.serial_number();
    narrate(&format!("{} {serial} is {}", chip.revision, chip.zone.phase()));
    let plan = Plan::new(profile, &chip)?;
    let irreversible = plan.steps().iter().any(|step| step.is_irreversible());
    if irreversible && matches!(uri, DeviceUri::I2c { .. }) && !options.yes {
        return Err(Unconfirmed(serial).into());
    }
    Ok((chip, plan))
}

/// Makes the chip what the plan says.
fn provision(
    atecc: &mut Chip,
    chip: &Inspection,
    plan: &Plan,
    narrate: &mut dyn FnMut(&str),
) -> Result<Identified, Failure> {
    if plan.steps().is_empty() {
        narrate("its key fits: nothing is written");
    }
    let done = apply(atecc, plan, &mut |step| narrate(&step.to_string()))?;
    Ok(Identified {
        part: chip.revision.to_string(),
        serial: chip.zone.serial_number().to_string(),
        slot: plan.profile().key(),
        key: done.key,
        new_key: done.new_key,
    })
}
