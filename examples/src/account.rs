use core::fmt;

use atecc_transport::Snapshot;
use serde_json::{Value, json};

/// What an onboarding did, for people ([`Display`](fmt::Display)) and for programs ([`to_json`](Account::to_json)).
#[derive(Debug, Clone)]
pub struct Account {
    /// The device URI.
    pub device: String,
    /// Part and revision.
    pub part: String,
    /// The chip's serial number.
    pub serial: String,
    /// The slot of the identity key.
    pub slot: u8,
    /// Whether the key was made now; else the chip had it.
    pub new_key: bool,
    /// "1.2" or "1.3".
    pub tls_version: String,
    /// IANA name.
    pub cipher_suite: String,
    /// The device has verified the server.
    pub server_verified: bool,
    /// The server has verified the device.
    pub client_verified: bool,
    /// What the server answered to the enrolment.
    pub answer: String,
    /// What the chip did from beginning to end.
    pub total: Snapshot,
    /// What it did of that for the handshake.
    pub handshake: Snapshot,
}

impl Account {
    /// Whether both sides know whom they talk to.
    #[must_use]
    pub const fn ok(&self) -> bool {
        self.server_verified && self.client_verified
    }

    /// One object; `examples/README.md` documents its keys.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "device": self.device,
            "part": self.part,
            "serial": self.serial,
            "slot": self.slot,
            "new_key": self.new_key,
            "tls_version": self.tls_version,
            "cipher_suite": self.cipher_suite,
            "server_verified": self.server_verified,
            "client_verified": self.client_verified,
            "chip": self.total.commands,
            "wakes": self.total.wakes,
            "bus_bytes": self.total.bytes,
            "chip_time_ms": milliseconds(&self.total),
            "handshake": {
                "chip": self.handshake.commands,
                "wakes": self.handshake.wakes,
                "bus_bytes": self.handshake.bytes,
                "chip_time_ms": milliseconds(&self.handshake),
            },
            "ok": self.ok(),
        })
    }
}

fn milliseconds(traffic: &Snapshot) -> f64 {
    (traffic.time.as_secs_f64() * 1e6).round() / 1e3
}

fn traffic(f: &mut fmt::Formatter<'_>, title: &str, traffic: &Snapshot) -> fmt::Result {
    let commands: Vec<_> = traffic.commands.iter().map(|(name, count)| format!("{count} {name}")).collect();
    writeln!(f, "{title}")?;
    writeln!(f, "  commands    {}", if commands.is_empty() { "none".into() } else { commands.join(", ") })?;
    writeln!(f, "  wakes       {}", traffic.wakes)?;
    writeln!(f, "  bus         {} bytes in {} transactions", traffic.bytes, traffic.transactions)?;
    writeln!(f, "  chip time   {:.1} ms", milliseconds(traffic))
}

const fn verdict(verified: bool) -> &'static str {
    if verified { "verified" } else { "NOT verified" }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "chip          {} {} at {}", self.part, self.serial, self.device)?;
        let origin = if self.new_key { "made inside the chip now" } else { "made inside the chip earlier" };
        writeln!(f, "identity key  slot {}, {origin}", self.slot)?;
        writeln!(f, "session       TLS {}, {}", self.tls_version, self.cipher_suite)?;
        writeln!(f, "server        {} by the device", verdict(self.server_verified))?;
        writeln!(f, "device        {} by the server: {}", verdict(self.client_verified), self.answer)?;
        writeln!(f)?;
        traffic(f, "the handshake asked the chip for", &self.handshake)?;
        writeln!(f)?;
        traffic(f, "the whole onboarding asked the chip for", &self.total)
    }
}
