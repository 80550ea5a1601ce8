//! A TLS server whose key is in a chip: echoes what clients with a certificate send.

use core::time::Duration;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use clap::Parser;
use examples::{ChipArgs, Failure, exit, read};
use sockets::Errno;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType, SocketOption};
use sockets::zssl::{Identity, TlsContext};

/// Clients that may be connected at a time: each has a thread. How many of them may wait for the chip is another number,
/// and the context's business: it turns the others away with an alert.
const CLIENTS: usize = 256;

/// Before the next try, when the system was short of something.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens with the identity in a chip, demands a client certificate, and echoes.
#[derive(Parser)]
#[command(name = "mtls_server")]
struct Args {
    #[command(flatten)]
    chip: ChipArgs,
    /// Where to listen; port 0 takes any, and the line "listening on ..." tells which
    #[arg(long, value_name = "HOST:PORT", value_parser = atecc_transport::endpoint)]
    listen: (String, u16),
    /// The chip's certificate chain, leaf first (PEM)
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// The authority that the clients' certificates must come from (PEM)
    #[arg(long, value_name = "FILE")]
    client_ca: PathBuf,
    /// Serve one client and exit; its failure is the program's
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    match examples::parse::<Args>() {
        Ok(args) => exit(run(&args)),
        Err((code, _)) => code,
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let (cert, client_ca) = (read(&args.cert)?, read(&args.client_ca)?);
    let installed = args.chip.install()?;
    let context = TlsContext::server(args.chip.provider(&installed))
        .trust(client_ca)
        .require_client_certificate()
        .identity(Identity::slot(cert, args.chip.slot))
        .build()?;
    let sockets = Arc::new(Gzsock::host());
    let listener = listen(&sockets, &args.listen, &context)?;
    eprintln!("listening on {}", sockets.getsockname(listener)?);
    if args.once {
        let (client, peer) = sockets.accept(listener)?;
        return Ok(echo(&sockets, client).map_err(|error| format!("{peer}: {error}"))?);
    }
    serve(&sockets, listener)
}

/// Serves whoever comes, each in a thread of its own.
fn serve(sockets: &Arc<Gzsock>, listener: Fd) -> Result<(), Failure> {
    let serving = Arc::new(());
    loop {
        let (client, peer) = match sockets.accept(listener) {
            Ok(accepted) => accepted,
            // A client that has gone again, or a shortage that passes: no reason to leave the others alone.
            Err(error) if matches!(error.errno(), Errno::ECONNABORTED | Errno::EMFILE | Errno::ENOBUFS) => {
                eprintln!("{error}");
                thread::sleep(PAUSE);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // One count is ours.
        if Arc::strong_count(&serving) > CLIENTS {
            eprintln!("{peer}: turned away, {CLIENTS} clients are connected");
            sockets.close(client)?;
            continue;
        }
        let (theirs, place) = (Arc::clone(sockets), Arc::clone(&serving));
        let spawned = thread::Builder::new().spawn(move || {
            if let Err(error) = echo(&theirs, client) {
                eprintln!("{peer}: {error}");
            }
            drop(place);
        });
        if let Err(error) = spawned {
            eprintln!("{peer}: turned away: {error}");
            sockets.close(client)?;
        }
    }
}

fn listen(sockets: &Gzsock, (host, port): &(String, u16), context: &TlsContext) -> Result<Fd, Failure> {
    let address = examples::resolve(host, *port)?;
    let listener = sockets.socket(Domain::of(&address), SockType::Stream, Protocol::Tcp, Some(context))?;
    sockets.set_option(listener, SocketOption::ReuseAddress(true))?;
    sockets.bind(listener, &address).map_err(|error| format!("cannot listen on {address}: {error}"))?;
    sockets.listen(listener, 16)?;
    Ok(listener)
}

/// Sends back what comes, until the client has no more to say.
fn echo(sockets: &Gzsock, client: Fd) -> Result<(), sockets::Error> {
    let outcome = (|| {
        sockets.handshake(client)?;
        let mut buffer = vec![0; 16 * 1024];
        loop {
            match sockets.recv(client, &mut buffer, MsgFlags::NONE)? {
                0 => return sockets.shutdown(client, Shutdown::Write),
                read => sockets.send_all(client, buffer.get(..read).unwrap_or_default())?,
            }
        }
    })();
    sockets.close(client)?;
    outcome
}
