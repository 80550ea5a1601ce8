//! What the tokio examples share: rustls with the chip's identity, an HTTPS server, a broker.
//!
//! A package of their own: `cargo run --example onboarding` need not build HTTP and MQTT.

pub mod broker;
pub mod http;
mod report;
pub mod tls;

pub use report::{Report, commands, run};
