//! An HTTPS client whose identity is in a chip: reqwest on tokio.

use core::time::Duration;
use std::process::ExitCode;
use std::sync::Arc;

use atecc_transport::Snapshot;
use clap::Parser;
use examples::{Demonstration, Device, DeviceArgs, Failure};
use examples_async::http::{Server, Visit, Visitor};
use examples_async::tls::{client_config, demonstration_server, reason};
use examples_async::{Report, commands, run};
use reqwest::{Client, StatusCode, Url};
use serde_json::json;
use sockets::zssl::TlsVersion;
use tls_glue_tokio::off_worker;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tower::util::MapFutureLayer;

/// A server that says nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// Gets a page with the identity in a chip; without --url from a server of its own, which demands a certificate.
#[derive(Parser)]
#[command(name = "https_client")]
struct Args {
    #[command(flatten)]
    device: DeviceArgs,
    /// What to get; without, a server is started that demands a certificate and tells what it saw
    #[arg(long, value_name = "URL", value_parser = https_url)]
    url: Option<Url>,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
    /// Print one JSON object, on the last line, instead of telling what happens
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    run(|args: &Args| args.json, get)
}

fn https_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if url.scheme() == "https" { Ok(url) } else { Err("an identity is shown over https: only".into()) }
}

fn get(args: Args) -> Result<(), Failure> {
    let report = Report::new(args.json);
    let device = args.device.open(&mut |step| report.step(step))?;
    let client = client(&device, args.tls)?;
    Runtime::new()?.block_on(async {
        if let Some(url) = args.url {
            return tell(report, &device, &fetch(client, url, &device).await?, None);
        }
        let demonstration = device.demonstration.as_ref().ok_or("with --cert, say with --url what to get")?;
        let (url, server) = start(demonstration).await?;
        report.step(&format!("a server that demands a certificate listens at {url}"));
        // Its end ends the connection, and so the server.
        let page = fetch(client, url, &device).await?;
        tell(report, &device, &page, Some(&server.await??))
    })
}

/// reqwest makes its handshakes in its connector, which therefore runs where the chip may take its time.
fn client(device: &Device, tls: Option<TlsVersion>) -> Result<Client, Failure> {
    let client = Client::builder().tls_backend_preconfigured(client_config(device, tls)?);
    Ok(client
        .connector_layer(MapFutureLayer::new(connect))
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .build()?)
}

async fn connect<T, F>(connecting: F) -> Result<T, Failure>
where
    T: Send,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
{
    off_worker(connecting).await?
}

/// A page, and what it took.
struct Page {
    url: Url,
    status: StatusCode,
    text: String,
    chip: Snapshot,
}

async fn fetch(client: Client, url: Url, device: &Device) -> Result<Page, Failure> {
    let before = device.traffic.snapshot();
    let cannot = |error: reqwest::Error| format!("{url}: {}", reason(&error));
    let response = client.get(url.clone()).send().await.map_err(cannot)?;
    let status = response.status();
    let text = response.text().await.map_err(cannot)?;
    Ok(Page { status, text, chip: device.traffic.snapshot().since(&before), url })
}

/// A server of the same authority, and what it will have seen.
async fn start(demonstration: &Demonstration) -> Result<(Url, JoinHandle<Result<Visit, Failure>>), Failure> {
    let config = demonstration_server(demonstration)?;
    let server = Server::new(Arc::new(config), |visitor: &Visitor| format!("welcome, {visitor}\n"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = Url::parse(&format!("https://localhost:{}/", listener.local_addr()?.port()))?;
    Ok((url, tokio::spawn(async move { server.serve_one(&listener).await })))
}

fn tell(report: Report, device: &Device, page: &Page, visit: Option<&Visit>) -> Result<(), Failure> {
    report.line(format_args!("{} answers {}\n\n{}", page.url, page.status, page.text));
    if let Some(visit) = visit {
        report.line(format_args!("the server saw    {}", visit.visitor));
    }
    report.line(format_args!("chip              {} at {}, slot {}", device.serial, device.uri, device.slot));
    report.line(format_args!("it was asked for  {}", commands(&page.chip)));
    report.object(&json!({
        "ok": page.status.is_success(),
        "device": device.uri,
        "serial": device.serial,
        "slot": device.slot,
        "url": page.url.as_str(),
        "status": page.status.as_u16(),
        "text": page.text,
        "seen": visit.map(|visit| &visit.visitor.subject),
        "tls_version": visit.map(|visit| &visit.visitor.tls_version),
        "chip": page.chip.commands,
    }));
    if page.status.is_success() {
        Ok(())
    } else {
        Err(format!("{} answers {}", page.url, page.status).into())
    }
}
