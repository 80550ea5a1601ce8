use std::path::PathBuf;
use std::sync::Arc;

use atecc::Slot;
use atecc::blocking::Atecc;
use atecc::config::SerialNumber;
use atecc_provision::{Inspection, Plan, Profile, apply, inspect, request};
use atecc_transport::{AnyBus, AnyDelay, Device, DeviceUri, Meter, Missing, Snapshot, Traffic, open};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType};
use sockets::zssl::{Identity, TlsContext, TlsInfo, TlsVersion};
use x509_cert::Certificate;

use crate::enrolment::Server;
use crate::folder::{Credentials, Folder};
use crate::{Account, Failure, Installed};

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

/// Makes a chip a device with a certified identity, and connects it to a server that demands one. `narrate` is told
/// each step before it is done.
///
/// # Errors
/// One line. A [`Refusal`](atecc_provision::Refusal) left the chip as it was.
pub fn onboard(options: &Options, narrate: &mut dyn FnMut(&str)) -> Result<Account, Failure> {
    let temporary = if options.out.is_none() { Some(tempfile::tempdir()?) } else { None };
    let kept = options.out.as_deref().or_else(|| temporary.as_ref().map(tempfile::TempDir::path));
    let folder = Folder::open(kept.ok_or("there is no folder to work in")?)?;
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

    narrate("the device connects to the onboarding server");
    let _installed = Installed::new(atecc);
    let session = enrol(&credentials, &chip, &certificate, options, &traffic)?;
    let passing = temporary.is_some() && options.device.is_none();
    let device = if passing { "sim: (temporary)".into() } else { uri.to_string() };
    Ok(account(device, chip, session, traffic.snapshot()))
}

fn account(device: String, chip: Identified, session: Enrolment, total: Snapshot) -> Account {
    Account {
        device,
        part: chip.part,
        serial: chip.serial,
        slot: chip.slot.number(),
        new_key: chip.new_key,
        tls_version: session.info.version.to_string(),
        cipher_suite: session.info.cipher_suite,
        server_verified: session.info.peer_verified,
        client_verified: session.client_verified,
        answer: session.answer,
        total,
        handshake: session.handshake,
    }
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

struct Identified {
    part: String,
    serial: String,
    slot: Slot,
    key: atecc::PublicKey,
    new_key: bool,
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

struct Enrolment {
    info: TlsInfo,
    handshake: Snapshot,
    client_verified: bool,
    answer: String,
}

/// Connects through `gzsock` with the chip's identity, and says who is calling.
fn enrol(
    credentials: &Credentials,
    chip: &Identified,
    certificate: &Certificate,
    options: &Options,
    traffic: &Traffic,
) -> Result<Enrolment, Failure> {
    let server = Server::start(credentials)?;
    let context = TlsContext::client(Arc::new(rustls::crypto::ring::default_provider()))
        .trust(credentials.authority_pem()?)
        .identity(Identity::slot(&credentials.device_chain, chip.slot.number()))
        .server_name("localhost");
    let context = match options.tls {
        Some(version) => context.versions(&[version]).build()?,
        None => context.build()?,
    };
    let sockets = Gzsock::host();
    let socket = sockets.socket(Domain::Inet, SockType::Stream, Protocol::Tcp, Some(&context))?;
    let before = traffic.snapshot();
    sockets.connect(socket, &server.address())?;
    let handshake = traffic.snapshot().since(&before);
    sockets.send_all(socket, format!("ENROL {}\n", chip.serial).as_bytes())?;
    let answer = receive_all(&sockets, socket)?;
    let info = sockets.tls_info(socket)?.ok_or("the socket is not secure")?;
    sockets.close(socket)?;
    let enrolled = server.finish()?;
    let subject = certificate.tbs_certificate().subject().to_string();
    Ok(Enrolment { info, handshake, client_verified: enrolled.subject == Some(subject), answer })
}

/// Everything up to the peer's close_notify, as text.
fn receive_all(sockets: &Gzsock, socket: Fd) -> Result<String, Failure> {
    let (mut text, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        match sockets.recv(socket, &mut buffer, MsgFlags::NONE)? {
            0 => return Ok(String::from_utf8_lossy(&text).trim_end().into()),
            read => text.extend(buffer.iter().take(read)),
        }
    }
}
