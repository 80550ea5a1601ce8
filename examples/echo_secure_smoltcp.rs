//! Two devices in one program: each has a TCP/IP stack of its own (smoltcp), and a chip that holds its key. They talk
//! mutual TLS over a wire in memory, so that no network and no privilege is needed.

use core::fmt;
use core::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use atecc_transport::{DeviceUri, Part, Snapshot};
use clap::Parser;
use examples::{Device, DeviceArgs, Failure, exit, subject};
use hwcrypto_api::KeyRef;
use rustls::crypto::ring;
use serde_json::{Value, json};
use sockets::driver::smoltcp::{Config, LinkEnd, Medium, SmoltcpSockets, Threads, link};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType};
use sockets::zssl::{Identity, TlsContext, TlsInfo, TlsVersion};

const SERVER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
const PORT: u16 = 7;
const MESSAGE: &str = "the quick brown fox jumps over the lazy dog";

/// Provisions two simulated chips, certifies their keys, and connects two TCP/IP stacks in this program with mutual
/// TLS.
#[derive(Parser)]
#[command(name = "echo_secure_smoltcp")]
struct Args {
    /// Keep the authority, the certificates and the simulated chips here
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
    /// Print one JSON object, on the last line, instead of the account
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let args = match examples::parse::<Args>() {
        Ok(args) => args,
        Err((code, line)) => {
            if !line.is_empty() && std::env::args().any(|arg| arg == "--json") {
                println!("{}", json!({ "ok": false, "error": line }));
            }
            return code;
        }
    };
    let outcome = run(&args);
    if args.json
        && let Err(failure) = &outcome
    {
        println!("{}", json!({ "ok": false, "error": failure.to_string() }));
    }
    exit(outcome)
}

fn run(args: &Args) -> Result<(), Failure> {
    let temporary = tempfile::tempdir()?;
    let folder = args.out.as_deref().unwrap_or_else(|| temporary.path());
    let mut devices = Vec::new();
    for name in ["client", "server"] {
        let chip = DeviceUri::Sim {
            path: folder.join(name).with_extension("sim"),
            part: Part::default(),
            seed: None,
        };
        let out = Some(folder.to_path_buf());
        let device = DeviceArgs { device: Some(chip), cert: None, slot: None, ca: None, out, yes: false };
        devices.push(device.open(&mut |step| {
            if !args.json {
                println!("- the {name}: {step}");
            }
        })?);
    }
    let [client, server] = devices.as_slice() else { return Err("two devices were to be made".into()) };
    let account = meet(client, server, args.tls)?;
    if args.json {
        println!("{}", account.to_json());
    } else {
        print!("\n{account}");
    }
    if account.ok() { Ok(()) } else { Err("one side could not verify the other".into()) }
}

/// What one side saw, and what its chip did for it.
struct Side {
    name: &'static str,
    address: String,
    serial: String,
    slot: u8,
    info: TlsInfo,
    chip: Snapshot,
}

impl Side {
    /// Whom it talked to, if it made sure of that.
    fn peer(&self) -> Option<String> {
        let leaf = self.info.peer_certificates.first().filter(|_| self.info.peer_verified);
        leaf.and_then(|leaf| subject(leaf))
    }

    fn commands(&self) -> String {
        let commands: Vec<_> =
            self.chip.commands.iter().map(|(name, count)| format!("{count} {name}")).collect();
        if commands.is_empty() { "none".into() } else { commands.join(", ") }
    }

    fn to_json(&self) -> Value {
        json!({
            "address": self.address,
            "serial": self.serial,
            "slot": self.slot,
            "peer": self.peer(),
            "chip": self.chip.commands,
        })
    }
}

struct Account {
    client: Side,
    server: Side,
    echoed: String,
}

impl Account {
    fn ok(&self) -> bool {
        self.client.peer() == Some(format!("CN={}", self.server.serial))
            && self.server.peer() == Some(format!("CN={}", self.client.serial))
            && self.echoed == MESSAGE
    }

    fn to_json(&self) -> Value {
        json!({
            "tls_version": self.client.info.version.to_string(),
            "cipher_suite": self.client.info.cipher_suite,
            "client": self.client.to_json(),
            "server": self.server.to_json(),
            "echoed": self.echoed,
            "ok": self.ok(),
        })
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "session  TLS {}, {}", self.client.info.version, self.client.info.cipher_suite)?;
        for side in [&self.client, &self.server] {
            let peer = side.peer().unwrap_or_else(|| "nobody that it could verify".into());
            writeln!(
                f,
                "{}   {}, key in slot {} of chip {}",
                side.name, side.address, side.slot, side.serial
            )?;
            writeln!(f, "         verified that it talks to {peer}")?;
            writeln!(f, "         its chip was asked for {}", side.commands())?;
        }
        writeln!(f, "echoed   {}", self.echoed)
    }
}

/// Connects the two, and sends a message there and back.
fn meet(client: &Device, server: &Device, version: Option<TlsVersion>) -> Result<Account, Failure> {
    let identity =
        |device: &Device| Identity::element(&device.chain, device.element(), KeyRef::slot(device.slot));
    let crypto = Arc::new(ring::default_provider());
    let listening = TlsContext::server(Arc::clone(&crypto))
        .identity(identity(server))
        .trust(&server.authority)
        .require_client_certificate()
        .build()?;
    let connecting = TlsContext::client(crypto)
        .identity(identity(client))
        .trust(&client.authority)
        .server_name("localhost");
    let connecting = match version {
        Some(version) => connecting.versions(&[version]).build()?,
        None => connecting.build()?,
    };
    let [client_threads, server_threads] = [(); 2].map(|()| Arc::new(Threads::new()));
    let [here, there] = link(Medium::Ethernet, [client_threads.clone(), server_threads.clone()]);
    let near = stack(here, client_threads, Ipv4Addr::new(192, 0, 2, 1))?;
    let far = stack(there, server_threads, SERVER)?;
    let listener = far.socket(Domain::Inet, SockType::Stream, Protocol::Tcp, Some(&listening))?;
    far.bind(listener, &(Ipv4Addr::UNSPECIFIED, PORT).into())?;
    far.listen(listener, 1)?;
    thread::scope(|scope| {
        let served = scope.spawn(|| echo(server, &far, listener));
        let (client, echoed) = ask(client, &near, &connecting)?;
        let server = served.join().map_err(|_| "the server broke down")??;
        Ok(Account { client, server, echoed })
    })
}

/// A TCP/IP stack at one end of the wire, driven by a thread of its own.
fn stack(end: LinkEnd, threads: Arc<Threads>, address: Ipv4Addr) -> Result<Gzsock, Failure> {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed)?;
    let mut config = Config::new(u64::from_le_bytes(seed));
    let [.., last] = address.octets();
    // Locally administered.
    config.ethernet = Some([2, 0, 0, 0, 0, last]);
    config.addresses = vec![(address.into(), 24)];
    let driver = Arc::new(SmoltcpSockets::new(end, threads, &config)?);
    driver.drive_in_background()?;
    Ok(Gzsock::new(driver))
}

fn ask(device: &Device, sockets: &Gzsock, context: &TlsContext) -> Result<(Side, String), Failure> {
    let before = device.traffic.snapshot();
    let socket = sockets.connect_name(&SERVER.to_string(), PORT, Some(context))?;
    let chip = device.traffic.snapshot().since(&before);
    sockets.send_all(socket, MESSAGE.as_bytes())?;
    sockets.shutdown(socket, Shutdown::Write)?;
    let (mut echoed, mut buffer) = (Vec::new(), [0; 64]);
    loop {
        match sockets.recv(socket, &mut buffer, MsgFlags::NONE)? {
            0 => break,
            read => echoed.extend(buffer.iter().take(read)),
        }
    }
    let side = side("client", device, sockets, socket, chip)?;
    sockets.close(socket)?;
    Ok((side, String::from_utf8_lossy(&echoed).into_owned()))
}

/// Serves one client: sends back what comes, until it has no more to say.
fn echo(device: &Device, sockets: &Gzsock, listener: Fd) -> Result<Side, Failure> {
    let (socket, _) = sockets.accept(listener)?;
    let before = device.traffic.snapshot();
    sockets.handshake(socket)?;
    let chip = device.traffic.snapshot().since(&before);
    let mut buffer = [0; 1024];
    loop {
        match sockets.recv(socket, &mut buffer, MsgFlags::NONE)? {
            0 => break,
            read => sockets.send_all(socket, buffer.get(..read).unwrap_or_default())?,
        }
    }
    let side = side("server", device, sockets, socket, chip)?;
    sockets.close(socket)?;
    Ok(side)
}

fn side(
    name: &'static str,
    device: &Device,
    sockets: &Gzsock,
    socket: Fd,
    chip: Snapshot,
) -> Result<Side, Failure> {
    Ok(Side {
        name,
        address: sockets.getsockname(socket)?.to_string(),
        serial: device.serial.clone(),
        slot: device.slot,
        info: sockets.tls_info(socket)?.ok_or("the socket is not secure")?,
        chip,
    })
}
