//! An HTTPS server whose key is in a chip: hyper on tokio.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use examples::{Device, DeviceArgs, Failure};
use examples_async::http::{Server, Visit, Visitor};
use examples_async::tls::{ClientCertificate, server_config};
use examples_async::{Report, run};
use serde_json::json;
use sockets::zssl::TlsVersion;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Serves HTTPS with the identity in a chip until Ctrl-C. `/` tells which chip that is and who asked, /echo sends back what
/// it is sent. Clients may show a certificate.
#[derive(Parser)]
#[command(name = "https_server")]
struct Args {
    #[command(flatten)]
    device: DeviceArgs,
    /// Where to listen; port 0 takes any, and the line "listening on ..." tells which
    #[arg(long, value_name = "HOST:PORT", value_parser = atecc_transport::endpoint, default_value = "127.0.0.1:0")]
    listen: (String, u16),
    /// Serve only clients that show a certificate
    #[arg(long)]
    require_certificate: bool,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
    /// Serve one client and exit; its failure is the program's
    #[arg(long)]
    once: bool,
    /// Print one JSON object, on the last line, instead of telling what happens
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    run(|args: &Args| args.json, serve)
}

fn serve(args: Args) -> Result<(), Failure> {
    let report = Report::new(args.json);
    let device = args.device.open(&mut |step| report.step(step))?;
    let clients = match args.require_certificate {
        true => ClientCertificate::Required,
        false => ClientCertificate::Optional,
    };
    let config = server_config(&device, clients, args.tls)?;
    let serial = device.serial.clone();
    let server = Server::new(Arc::new(config), move |visitor: &Visitor| {
        format!("the key of this server is in chip {serial}\nyou are {visitor}\n")
    });
    let (host, port) = &args.listen;
    let address = examples::resolve(host, *port)?;
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}"))?;
        let address = listener.local_addr()?;
        eprintln!("listening on {address}");
        invite(report, &device, address);
        let before = device.traffic.snapshot();
        let tally = Tally::default();
        if args.once {
            let visit = server.serve_one(&listener).await?;
            report.line(&visit.visitor);
            tally.add(&visit);
        } else {
            let interrupted = tokio::signal::ctrl_c();
            server
                .serve_until(interrupted, &listener, |address, visit| tell(report, &tally, address, visit))
                .await;
        }
        report.object(&json!({
            "ok": true,
            "device": device.uri,
            "serial": device.serial,
            "slot": device.slot,
            "url": url(address),
            "connections": tally.connections.into_inner(),
            "requests": tally.requests.into_inner(),
            "chip": device.traffic.snapshot().since(&before).commands,
        }));
        Ok(())
    })
}

fn url(address: SocketAddr) -> String {
    format!("https://localhost:{}/", address.port())
}

/// Says how to come and look.
fn invite(report: Report, device: &Device, address: SocketAddr) {
    let url = url(address);
    report.line(format_args!("serving {url} with the key in chip {} until Ctrl-C; try", device.serial));
    let Some(demonstration) = &device.demonstration else {
        return report.line(format_args!("  curl --cacert AUTHORITY {url}"));
    };
    let file = |name| demonstration.path(name).display().to_string();
    let curl = format!("  curl --cacert '{}'", file("ca.pem"));
    report.line(format_args!("{curl} {url}"));
    report.line(format_args!("{curl} --cert '{}' --key '{}' {url}", file("client.pem"), file("client.key")));
    report.line(format_args!("{curl} --data hello {url}echo"));
}

/// What was served.
#[derive(Debug, Default)]
struct Tally {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Tally {
    fn add(&self, visit: &Visit) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        self.requests.fetch_add(visit.requests, Ordering::Relaxed);
    }
}

fn tell(report: Report, tally: &Tally, address: SocketAddr, visit: Result<Visit, Failure>) {
    match visit {
        Ok(visit) => {
            report.line(format_args!("{address}: {} requests of {}", visit.requests, visit.visitor));
            tally.add(&visit);
        }
        Err(failure) => eprintln!("{address}: {failure}"),
    }
}
