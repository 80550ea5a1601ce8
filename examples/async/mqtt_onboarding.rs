//! A chip becomes a device with an identity and enrols with an MQTT broker that demands a certificate: rumqttc on tokio.

use core::time::Duration;
use std::process::ExitCode;
use std::sync::Arc;

use atecc_transport::Snapshot;
use clap::Parser;
use examples::{Device, DeviceArgs, Failure};
use examples_async::broker::Broker;
use examples_async::tls::{client_config, reason};
use examples_async::{Report, commands, run};
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, Packet, QoS, SubscribeReasonCode,
    TlsConfiguration, Transport,
};
use rustls::ClientConfig;
use serde_json::json;
use sockets::zssl::TlsVersion;
use tls_glue_tokio::off_worker;
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// Everything together may take so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Requests to the event loop that may wait.
const REQUESTS: usize = 4;

/// Connects to an MQTT broker with the identity in a chip, publishes an enrolment and receives it on a subscription.
/// Without --broker, mosquitto is started for that.
#[derive(Parser)]
#[command(name = "mqtt_onboarding")]
struct Args {
    #[command(flatten)]
    device: DeviceArgs,
    /// The broker; without, mosquitto is started with a configuration that demands a certificate
    #[arg(long, value_name = "HOST:PORT", value_parser = atecc_transport::endpoint)]
    broker: Option<(String, u16)>,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
    /// Print one JSON object, on the last line, instead of telling what happens
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    run(|args: &Args| args.json, onboard)
}

fn onboard(args: Args) -> Result<(), Failure> {
    let report = Report::new(args.json);
    let device = args.device.open(&mut |step| report.step(step))?;
    let (host, port, _broker) = match args.broker {
        Some((host, port)) => (host, port, None),
        None => {
            let demonstration = device.demonstration.as_ref();
            let broker = Broker::start(demonstration.ok_or("with --cert, name the broker with --broker")?)?;
            report.step("mosquitto demands a certificate and lets each device use its own topics");
            ("localhost".into(), broker.port(), Some(broker))
        }
    };
    let config = client_config(&device, args.tls)?;
    let session = Session { device: &device, report, host, port };
    let enrolment = Runtime::new()?.block_on(async {
        let late = |_| {
            format!("the broker has not answered after {PATIENCE:?}; may {} use its topic?", device.serial)
        };
        timeout(PATIENCE, session.enrol(config)).await.map_err(late)?
    });
    session.tell(&enrolment.map_err(|failure| format!("{}:{}: {failure}", session.host, session.port))?);
    Ok(())
}

/// Who enrols where.
struct Session<'a> {
    device: &'a Device,
    report: Report,
    host: String,
    port: u16,
}

/// What came of it.
struct Enrolment {
    topic: String,
    message: String,
    handshake: Snapshot,
}

impl Session<'_> {
    async fn enrol(&self, config: ClientConfig) -> Result<Enrolment, Failure> {
        let serial = &self.device.serial;
        let topic = format!("devices/{serial}/enrolment");
        let mut options = MqttOptions::new(serial, &self.host, self.port);
        options.set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(Arc::new(config))));
        let (client, events) = AsyncClient::new(options, REQUESTS);
        let before = self.device.traffic.snapshot();
        self.report.step(&format!("the device connects to {}:{}", self.host, self.port));
        let events = until(events, |packet| matches!(packet, Packet::ConnAck(_)).then_some(())).await?.1;
        let handshake = self.device.traffic.snapshot().since(&before);

        self.report.step(&format!("it subscribes to {topic}"));
        client.subscribe(&topic, QoS::AtLeastOnce).await?;
        let (granted, events) = until(events, |packet| match packet {
            Packet::SubAck(answer) => Some(!answer.return_codes.contains(&SubscribeReasonCode::Failure)),
            _ => None,
        })
        .await?;
        if !granted {
            return Err(format!("the broker lets {serial} not subscribe to {topic}").into());
        }
        self.report.step("it publishes its enrolment there");
        let enrolment = json!({ "serial": serial, "slot": self.device.slot }).to_string();
        client.publish(&topic, QoS::AtLeastOnce, false, enrolment).await?;
        let (message, events) = until(events, |packet| match packet {
            Packet::Publish(message) if message.topic == topic => Some(message.payload),
            _ => None,
        })
        .await?;
        client.disconnect().await?;
        // It ends with the connection: what the broker thinks of our leaving does not matter any more.
        let _ = until(events, |_| None::<()>).await;
        Ok(Enrolment { message: String::from_utf8_lossy(&message).into(), topic, handshake })
    }

    fn tell(&self, enrolment: &Enrolment) {
        let Device { uri, serial, slot, .. } = self.device;
        let report = self.report;
        report.line(format_args!("\nreceived on {}: {}", enrolment.topic, enrolment.message));
        report.line(format_args!("chip                                 {serial} at {uri}, slot {slot}"));
        report.line(format_args!("the handshake asked the chip for     {}", commands(&enrolment.handshake)));
        report.object(&json!({
            "ok": true,
            "device": uri,
            "serial": serial,
            "slot": slot,
            "broker": format!("{}:{}", self.host, self.port),
            "topic": enrolment.topic,
            "message": enrolment.message,
            "chip": enrolment.handshake.commands,
        }));
    }
}

/// Runs the event loop until a packet comes that is `wanted`. It makes its handshakes itself, so it runs where the chip may
/// take its time.
async fn until<T: Send + 'static>(
    mut events: EventLoop,
    wanted: impl Fn(Packet) -> Option<T>,
) -> Result<(T, EventLoop), Failure> {
    loop {
        let (event, rest) = off_worker(async move { (events.poll().await, events) }).await?;
        events = rest;
        match event {
            Ok(Event::Incoming(packet)) => {
                if let Some(found) = wanted(packet) {
                    return Ok((found, events));
                }
            }
            Ok(Event::Outgoing(_)) => (),
            Err(ConnectionError::ConnectionRefused(code)) => {
                return Err(format!("it refuses us: {code:?}").into());
            }
            Err(error) => return Err(reason(&error).into()),
        }
    }
}
