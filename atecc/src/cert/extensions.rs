//! The extensions that certificates of devices and of their authorities have.

use core::net::IpAddr;

use super::der::{BIT_STRING, BOOLEAN, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, Writer, context};
use super::{CertError, KeyId};

/// The extensions of a certificate or a request. By default there are none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extensions<'a> {
    /// Whether the key may sign certificates. Critical.
    pub basic_constraints: Option<BasicConstraints>,
    /// What the key may do. Critical.
    pub key_usage: Option<KeyUsage>,
    /// What the certificate is for; none: anything.
    pub extended_key_usage: &'a [Purpose],
    /// Other names of the subject. Critical if the subject is empty.
    pub alternative_names: &'a [AlternativeName<'a>],
    /// The identifier of the key: [`key_id`](super::key_id).
    pub subject_key_id: Option<KeyId>,
    /// The identifier of the authority's key.
    pub authority_key_id: Option<KeyId>,
}

/// Whether the key may sign certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BasicConstraints {
    /// It may not.
    EndEntity,
    /// It may.
    Authority {
        /// How many further authorities may stand between this one and an end entity; `None`: any number.
        path_len: Option<u8>,
    },
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUsage(u8);

impl KeyUsage {
    /// Sign challenges, as in a TLS handshake.
    pub const DIGITAL_SIGNATURE: Self = Self(0x80);
    /// Agree on secrets.
    pub const KEY_AGREEMENT: Self = Self(0x08);
    /// Sign certificates.
    pub const KEY_CERT_SIGN: Self = Self(0x04);
    /// Sign lists of revoked certificates.
    pub const CRL_SIGN: Self = Self(0x02);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// TLS servers.
    ServerAuth,
    /// TLS clients.
    ClientAuth,
}

/// Another name of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlternativeName<'a> {
    /// A DNS name.
    Dns(&'a str),
    /// An IP address.
    Ip(IpAddr),
    /// A URI.
    Uri(&'a str),
}

/// n in the identifiers 2.5.29.n.
mod number {
    pub(super) const SUBJECT_KEY_ID: u8 = 14;
    pub(super) const KEY_USAGE: u8 = 15;
    pub(super) const ALTERNATIVE_NAMES: u8 = 17;
    pub(super) const BASIC_CONSTRAINTS: u8 = 19;
    pub(super) const AUTHORITY_KEY_ID: u8 = 35;
    pub(super) const EXTENDED_KEY_USAGE: u8 = 37;
}

impl Extensions<'_> {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.basic_constraints.is_none()
            && self.key_usage.is_none()
            && self.extended_key_usage.is_empty()
            && self.alternative_names.is_empty()
            && self.subject_key_id.is_none()
            && self.authority_key_id.is_none()
    }

    pub(super) fn check(&self) -> Result<(), CertError> {
        let is_name = |name: &AlternativeName<'_>| match name {
            AlternativeName::Dns(text) | AlternativeName::Uri(text) => {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
            }
            AlternativeName::Ip(_) => true,
        };
        match self.alternative_names.iter().position(|name| !is_name(name)) {
            Some(index) => Err(CertError::AlternativeName(index)),
            None => Ok(()),
        }
    }

    /// The sequence of them; `nameless` if the subject is empty.
    pub(super) fn write(&self, w: &mut Writer<'_>, nameless: bool) {
        w.value(SEQUENCE, |w| {
            if let Some(id) = &self.authority_key_id {
                extension(w, number::AUTHORITY_KEY_ID, false, |w| {
                    w.value(SEQUENCE, |w| w.primitive(context(0), id));
                });
            }
            if let Some(id) = &self.subject_key_id {
                extension(w, number::SUBJECT_KEY_ID, false, |w| w.primitive(OCTET_STRING, id));
            }
            if !self.alternative_names.is_empty() {
                extension(w, number::ALTERNATIVE_NAMES, nameless, |w| {
                    w.value(SEQUENCE, |w| self.alternative_names.iter().rev().for_each(|name| name.write(w)));
                });
            }
            if !self.extended_key_usage.is_empty() {
                extension(w, number::EXTENDED_KEY_USAGE, false, |w| {
                    w.value(SEQUENCE, |w| self.extended_key_usage.iter().rev().for_each(|p| p.write(w)));
                });
            }
            if let Some(usage) = self.key_usage {
                extension(w, number::KEY_USAGE, true, |w| usage.write(w));
            }
            if let Some(constraints) = self.basic_constraints {
                extension(w, number::BASIC_CONSTRAINTS, true, |w| constraints.write(w));
            }
        });
    }
}

fn extension(w: &mut Writer<'_>, number: u8, is_critical: bool, content: impl FnOnce(&mut Writer<'_>)) {
    w.value(SEQUENCE, |w| {
        w.value(OCTET_STRING, content);
        if is_critical {
            w.primitive(BOOLEAN, &[0xFF]);
        }
        w.primitive(OBJECT_IDENTIFIER, &[0x55, 0x1D, number]);
    });
}

impl BasicConstraints {
    fn write(self, w: &mut Writer<'_>) {
        w.value(SEQUENCE, |w| match self {
            // FALSE is the default, which is not written.
            Self::EndEntity => {}
            Self::Authority { path_len } => {
                if let Some(len) = path_len {
                    w.unsigned(&[len]);
                }
                w.primitive(BOOLEAN, &[0xFF]);
            }
        });
    }
}

impl KeyUsage {
    /// Bit 0 is the top bit; the bits after the last 1 are not used.
    fn write(self, w: &mut Writer<'_>) {
        let unused = self.0.trailing_zeros().min(7);
        w.primitive(BIT_STRING, &[u8::try_from(unused).unwrap_or_default(), self.0]);
    }
}

impl Purpose {
    /// 1.3.6.1.5.5.7.3.n.
    fn write(self, w: &mut Writer<'_>) {
        let number = match self {
            Self::ServerAuth => 1,
            Self::ClientAuth => 2,
        };
        w.primitive(OBJECT_IDENTIFIER, &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, number]);
    }
}

impl AlternativeName<'_> {
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Dns(name) => w.primitive(context(2), name.as_bytes()),
            Self::Uri(uri) => w.primitive(context(6), uri.as_bytes()),
            Self::Ip(IpAddr::V4(address)) => w.primitive(context(7), &address.octets()),
            Self::Ip(IpAddr::V6(address)) => w.primitive(context(7), &address.octets()),
        }
    }
}
