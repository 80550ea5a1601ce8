use std::sync::Arc;

use atecc_transport::{Snapshot, Traffic};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType};
use sockets::zssl::{Identity, TlsContext, TlsInfo};
use x509_cert::Certificate;

use crate::enrolment::Server;
use crate::folder::Credentials;
use crate::preparation::{Identified, Prepared, prepare};
use crate::{Account, Failure, Installed, Options};

/// Makes a chip a device with a certified identity, and connects it to a server that demands one. `narrate` is told
/// each step before it is done.
///
/// # Errors
/// One line. A [`Refusal`](atecc_provision::Refusal) left the chip as it was.
pub fn onboard(options: &Options, narrate: &mut dyn FnMut(&str)) -> Result<Account, Failure> {
    let Prepared { atecc, traffic, chip, certificate, credentials, device, workspace: _workspace } =
        prepare(options, narrate)?;
    narrate("the device connects to the onboarding server");
    let _installed = Installed::new(atecc);
    let session = enrol(&credentials, &chip, &certificate, options, &traffic)?;
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
