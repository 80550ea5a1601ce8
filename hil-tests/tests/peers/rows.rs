//! The rows of the matrix: each is one connection, with what is expected of it.

use core::fmt;

use hwcrypto_api::Counts;
use sockets::zssl::TlsVersion;

use crate::table::{Entry, POLICIES, Peer, Policy};

/// What we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// What the chip does beside holding the key of our certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    Key,
    KeyExchange,
    Random,
    Verify,
    All,
}

pub(crate) const PARTS: [Parts; 5] =
    [Parts::Key, Parts::KeyExchange, Parts::Random, Parts::Verify, Parts::All];

impl Parts {
    /// Whether the chip does this part.
    pub(crate) fn have(self, part: Self) -> bool {
        self == part || self == Self::All
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::KeyExchange => "key exchange",
            Self::Random => "random numbers",
            Self::Verify => "verification",
            Self::All => "all",
        })
    }
}

/// What the chip is asked to do in one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    signatures: u32,
    ephemeral_keys: u32,
    agreements: u32,
    random: bool,
    verifications: u32,
}

impl Work {
    pub(crate) const fn of(counts: &Counts) -> Self {
        Self {
            signatures: counts.p256_sign,
            ephemeral_keys: counts.ephemeral_key,
            agreements: counts.ecdh,
            random: counts.random > 0,
            verifications: counts.p256_verify,
        }
    }
}

pub(crate) struct Row {
    pub(crate) entry: &'static Entry,
    pub(crate) ours: Side,
    pub(crate) version: TlsVersion,
    pub(crate) parts: Parts,
    /// The server's, whoever that is.
    pub(crate) policy: Policy,
    /// Whether the client has a certificate.
    pub(crate) certified: bool,
}

impl Row {
    /// Whether the client shows its certificate: it does when it is asked for it.
    pub(crate) fn shown(&self) -> bool {
        self.certified && self.policy != Policy::None
    }

    pub(crate) fn is_refused(&self) -> bool {
        !self.certified && self.policy == Policy::Required
    }

    /// What the refused client says: ours, or theirs.
    pub(crate) fn refusal(&self) -> &'static str {
        let words = match self.ours {
            Side::Client => &self.entry.server.as_ref().unwrap().refuses,
            Side::Server => &self.entry.client.as_ref().unwrap().refused,
        };
        if self.version == TlsVersion::Tls12 { words.tls12 } else { words.tls13 }
    }

    pub(crate) fn work(&self) -> Work {
        let serves = self.ours == Side::Server;
        let exchanges = self.parts.have(Parts::KeyExchange);
        // In TLS 1.2 the client's certificate comes before its key: a server that refuses the one does not look at
        // the other.
        let ends_early = serves && self.is_refused() && self.version == TlsVersion::Tls12;
        // A client makes a key for TLS 1.3 before it knows whether the server speaks that, and one more if it does not.
        let guesses = !serves && self.version == TlsVersion::Tls12 && self.entry.is_restricted();
        let verifies = self.parts.have(Parts::Verify) && (!serves || self.shown());
        Work {
            signatures: (serves || self.shown()).into(),
            ephemeral_keys: if exchanges { 1 + u32::from(guesses) } else { 0 },
            agreements: (exchanges && !ends_early).into(),
            random: self.parts.have(Parts::Random),
            // The certificate's by the authority, and the handshake's.
            verifications: if verifies { 2 } else { 0 },
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entry, ours, version, parts, policy, certified } = self;
        let with = if *certified { "with" } else { "without" };
        write!(
            f,
            "our {ours:?}, {}, TLS {version}, {parts}, certificate {policy}, client {with} one",
            entry.name
        )
    }
}

/// Every client but one that nobody asks, with a certificate and without.
fn auths(policies: &[Policy]) -> impl Iterator<Item = (Policy, bool)> {
    policies
        .iter()
        .flat_map(|policy| [(*policy, true), (*policy, false)])
        .filter(|auth| *auth != (Policy::None, false))
}

/// All rows of a peer.
pub(crate) fn rows(peer: Peer) -> Vec<Row> {
    let entry = Entry::of(peer);
    let sides = [
        entry.server.as_ref().map(|server| (Side::Client, server.policies)),
        entry.client.as_ref().map(|_| (Side::Server, POLICIES)),
    ];
    let mut rows = Vec::new();
    for (ours, policies) in sides.into_iter().flatten() {
        for &version in entry.versions {
            for parts in PARTS {
                rows.extend(auths(policies).map(|(policy, certified)| Row {
                    entry,
                    ours,
                    version,
                    parts,
                    policy,
                    certified,
                }));
            }
        }
    }
    rows
}
