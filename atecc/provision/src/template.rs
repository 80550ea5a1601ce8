use core::net::IpAddr;
use core::time::Duration;
use std::time::SystemTime;

use atecc::PublicKey;
use atecc::cert::{AlternativeName, BasicConstraints, Extensions, KeyUsage, Purpose, key_id};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a certificate may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Signing certificates.
    Authority,
    /// TLS servers.
    Server,
    /// TLS clients and servers: a device may be either.
    Device,
}

/// What an authority puts into a certificate beside the key.
#[derive(Debug, Clone)]
pub struct Template {
    /// What it is for.
    pub usage: Usage,
    /// The DNS names and IP addresses of its subject.
    pub names: Vec<String>,
    /// When it begins.
    pub not_before: SystemTime,
    /// When it ends.
    pub not_after: SystemTime,
}

impl Template {
    /// For `names`, from a day ago (clocks differ) for `days` from now.
    #[must_use]
    pub fn new(usage: Usage, names: &[&str], days: u32) -> Self {
        let now = SystemTime::now();
        Self {
            usage,
            names: names.iter().map(ToString::to_string).collect(),
            not_before: now - DAY,
            not_after: now + DAY * days,
        }
    }

    pub(crate) fn alternative_names(&self) -> Vec<AlternativeName<'_>> {
        let name = |name| str::parse::<IpAddr>(name).map_or(AlternativeName::Dns(name), AlternativeName::Ip);
        self.names.iter().map(|text| name(text.as_str())).collect()
    }

    pub(crate) fn extensions<'a>(
        &self,
        names: &'a [AlternativeName<'a>],
        key: &PublicKey,
        issuer_key: &PublicKey,
    ) -> Extensions<'a> {
        let (constraints, usage) = match self.usage {
            Usage::Authority => (
                BasicConstraints::Authority { path_len: Some(0) },
                KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
            ),
            Usage::Server | Usage::Device => (BasicConstraints::EndEntity, KeyUsage::DIGITAL_SIGNATURE),
        };
        Extensions {
            basic_constraints: Some(constraints),
            key_usage: Some(usage),
            extended_key_usage: match self.usage {
                Usage::Authority => &[],
                Usage::Server => &[Purpose::ServerAuth],
                Usage::Device => &[Purpose::ClientAuth, Purpose::ServerAuth],
            },
            alternative_names: names,
            subject_key_id: Some(key_id(key)),
            authority_key_id: Some(key_id(issuer_key)),
        }
    }
}
