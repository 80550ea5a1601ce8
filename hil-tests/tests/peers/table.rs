//! The peers, and what each can do: what `tls-glue/README.md` tells, and what the rows are made of.

use core::fmt;

use sockets::zssl::TlsVersion::{self, Tls12, Tls13};

/// Somebody else's TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Openssl,
    GnuTls,
    MbedTls,
    WolfSsl,
    Curl,
    Nginx,
    Mosquitto,
}

/// Whether a server wants a certificate of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    None,
    Optional,
    Required,
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Optional => "optional",
            Self::Required => "required",
        })
    }
}

/// A peer and what is known of it.
pub(crate) struct Entry {
    pub(crate) peer: Peer,
    /// With the version that Debian 12 has.
    pub(crate) name: &'static str,
    /// As our server's client, if it can be one.
    pub(crate) client: Option<Client>,
    /// As our client's server, if it can be one.
    pub(crate) server: Option<Server>,
    pub(crate) versions: &'static [TlsVersion],
}

pub(crate) struct Client {
    pub(crate) program: &'static str,
    /// What it prints when our server requires a certificate and it has none.
    pub(crate) refused: Words,
}

pub(crate) struct Server {
    pub(crate) program: &'static str,
    /// What it prints of a client whose certificate it has verified, and of no other. Chips are called by their
    /// serial number, which begins with 0123.
    pub(crate) sees: &'static str,
    pub(crate) policies: &'static [Policy],
    /// What our client says when the server requires a certificate and we have none.
    pub(crate) refuses: Words,
}

/// What is said in either version.
pub(crate) struct Words {
    pub(crate) tls12: &'static str,
    pub(crate) tls13: &'static str,
}

/// The same in either version.
const fn always(words: &'static str) -> Words {
    Words { tls12: words, tls13: words }
}

impl Entry {
    pub(crate) fn of(peer: Peer) -> &'static Self {
        TABLE.iter().find(|entry| entry.peer == peer).unwrap()
    }

    /// Whether it can be told to speak one version only. mosquitto takes a lowest version but no highest.
    pub(crate) fn is_restricted(&self) -> bool {
        self.peer != Peer::Mosquitto
    }
}

const BOTH: &[TlsVersion] = &[Tls12, Tls13];
/// What our server can ask for, and most others.
pub(crate) const POLICIES: &[Policy] = &[Policy::None, Policy::Optional, Policy::Required];

/// TLS 1.3 has an alert for this, TLS 1.2 has not.
const REQUIRED: &str = "the peer refused our certificate: alert certificate_required";
const HANDSHAKE_FAILURE: &str = "the peer ended the session: alert handshake_failure";
const SILENT: &str = "the peer closed the connection during the handshake without saying why";

pub(crate) static TABLE: [Entry; 7] = [
    Entry {
        peer: Peer::Openssl,
        name: "OpenSSL 3.0",
        client: Some(Client { program: "s_client", refused: always("alert certificate required") }),
        server: Some(Server {
            program: "s_server",
            sees: "Peer certificate: CN = 0123",
            policies: POLICIES,
            refuses: Words { tls12: HANDSHAKE_FAILURE, tls13: REQUIRED },
        }),
        versions: BOTH,
    },
    Entry {
        peer: Peer::GnuTls,
        name: "GnuTLS 3.7",
        client: Some(Client { program: "gnutls-cli", refused: always("Certificate is required") }),
        server: Some(Server {
            program: "gnutls-serv",
            sees: "The certificate is trusted",
            policies: POLICIES,
            // In TLS 1.2 it takes an empty chain of certificates for one that it cannot parse.
            refuses: Words { tls12: "the peer ended the session: alert decode_error", tls13: REQUIRED },
        }),
        versions: BOTH,
    },
    Entry {
        peer: Peer::MbedTls,
        name: "Mbed TLS 2.28",
        client: Some(Client {
            program: "peer.c",
            refused: always("A fatal alert message was received from our peer"),
        }),
        server: Some(Server {
            program: "peer.c",
            sees: "PEER CN=0123",
            policies: POLICIES,
            refuses: always(SILENT),
        }),
        // Its TLS 1.3 was an experiment, which Debian left out.
        versions: &[Tls12],
    },
    Entry {
        peer: Peer::WolfSsl,
        name: "wolfSSL 5.5",
        client: Some(Client { program: "peer.c", refused: always("received alert fatal error") }),
        server: Some(Server {
            program: "peer.c",
            sees: "PEER /CN=0123",
            policies: POLICIES,
            refuses: Words { tls12: SILENT, tls13: REQUIRED },
        }),
        versions: BOTH,
    },
    Entry {
        peer: Peer::Curl,
        name: "curl 7.88",
        client: Some(Client { program: "curl", refused: always("alert certificate required") }),
        server: None,
        versions: BOTH,
    },
    Entry {
        peer: Peer::Nginx,
        name: "nginx 1.22",
        client: None,
        server: Some(Server {
            program: "nginx",
            sees: "client SUCCESS CN=0123",
            policies: POLICIES,
            // It shakes hands with anybody, and refuses in HTTP.
            refuses: always("400 Bad Request"),
        }),
        versions: BOTH,
    },
    Entry {
        peer: Peer::Mosquitto,
        name: "mosquitto 2.0",
        client: None,
        server: Some(Server {
            program: "mosquitto",
            sees: "u'0123",
            // It requires a certificate or does not ask.
            policies: &[Policy::None, Policy::Required],
            refuses: Words { tls12: HANDSHAKE_FAILURE, tls13: REQUIRED },
        }),
        versions: BOTH,
    },
];
