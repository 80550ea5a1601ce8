//! A TLS client whose key is in a chip: sends its standard input, prints what comes back.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;

use clap::Parser;
use examples::{ChipArgs, Failure, exit, read};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Fd, MsgFlags, Shutdown};
use sockets::zssl::{Identity, TlsContext, TlsVersion};

/// Connects with the identity in a chip, sends standard input and prints what comes back. At the end of the input it
/// says so to the server and goes on reading until the server closes.
#[derive(Parser)]
#[command(name = "mtls_client")]
struct Args {
    #[command(flatten)]
    chip: ChipArgs,
    /// The server
    #[arg(long, value_name = "HOST:PORT", value_parser = atecc_transport::endpoint)]
    connect: (String, u16),
    /// The name or IP address that the server's certificate must be for
    #[arg(long, value_name = "NAME-OR-IP")]
    server_name: String,
    /// The authority that the server's certificate must come from (PEM)
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    /// The chip's certificate chain, leaf first (PEM)
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
}

fn main() -> ExitCode {
    match examples::parse::<Args>() {
        Ok(args) => exit(run(&args)),
        Err((code, _)) => code,
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let (ca, cert) = (read(&args.ca)?, read(&args.cert)?);
    let installed = args.chip.install()?;
    let context = TlsContext::client(args.chip.provider(&installed))
        .trust(ca)
        .identity(Identity::slot(cert, args.chip.slot))
        .server_name(&args.server_name);
    let context = match args.tls {
        Some(version) => context.versions(&[version]).build()?,
        None => context.build()?,
    };
    let (host, port) = &args.connect;
    let sockets = Arc::new(Gzsock::host());
    let socket = sockets
        .connect_name(host, *port, Some(&context))
        .map_err(|error| format!("{host}:{port}: {error}"))?;
    let (report, reported) = mpsc::channel();
    let sender = Arc::clone(&sockets);
    // Detached: a server that ends the session ends the program, whether more input comes or not.
    thread::spawn(move || send_input(&sender, socket, &report));
    let answered = print_answers(&sockets, socket);
    match reported.try_recv() {
        // That has ended the session.
        Ok(Sending::Input(error)) => Err(format!("cannot read standard input: {error}").into()),
        // What the server says of the end tells more than that it took no more data.
        Ok(Sending::Socket(error)) => answered.and(Err(error.into())),
        Err(_) => answered.and(Ok(sockets.close(socket)?)),
    }
}

/// Why the input was not sent to its end.
enum Sending {
    Input(io::Error),
    Socket(sockets::Error),
}

/// Sends the input and then its end, or reports why not.
fn send_input(sockets: &Gzsock, socket: Fd, report: &mpsc::Sender<Sending>) {
    let (mut input, mut buffer) = (io::stdin().lock(), vec![0; 16 * 1024]);
    let failure = loop {
        let sent = match input.read(&mut buffer) {
            Ok(0) => break sockets.shutdown(socket, Shutdown::Write).err().map(Sending::Socket),
            Ok(read) => sockets.send_all(socket, buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => break Some(Sending::Input(error)),
        };
        if let Err(error) = sent {
            break Some(Sending::Socket(error));
        }
    };
    let Some(failure) = failure else { return };
    let ends = matches!(failure, Sending::Input(_));
    // Nobody listens any more if the server has ended the session.
    let _ = report.send(failure);
    if ends {
        // Wakes the reader.
        let _ = sockets.close(socket);
    }
}

fn print_answers(sockets: &Gzsock, socket: Fd) -> Result<(), Failure> {
    let (mut output, mut buffer) = (io::stdout().lock(), vec![0; 16 * 1024]);
    loop {
        match sockets.recv(socket, &mut buffer, MsgFlags::NONE)? {
            0 => return Ok(()),
            read => {
                output.write_all(buffer.get(..read).unwrap_or_default())?;
                output.flush()?;
            }
        }
    }
}
