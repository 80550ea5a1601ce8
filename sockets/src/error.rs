#[cfg(any(feature = "std", feature = "embedded-io"))]
mod kind;

use alloc::string::String;
use core::fmt;

use crate::{Errno, gzsock::LimitReached, zssl::TlsError};

/// Why a call failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The network stack, or a rule of the socket interface, said no.
    Io(Errno),
    /// The secure session cannot be made or does not go on.
    Tls(TlsError),
    /// A secure context does not hold together, or does not fit the call.
    Config(ConfigError),
    /// As many sockets are open as may be.
    Limit(LimitReached),
}

impl Error {
    /// The POSIX error number closest to this error, for callers that know nothing else.
    #[must_use]
    pub const fn errno(&self) -> Errno {
        match self {
            Self::Io(errno) => *errno,
            Self::Tls(error) => error.errno(),
            Self::Config(_) => Errno::EINVAL,
            Self::Limit(_) => Errno::EMFILE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(errno) => errno.fmt(f),
            Self::Tls(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Limit(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    /// What is behind the inner error, whose words this one uses.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Io(errno) => errno.source(),
            Self::Tls(error) => error.source(),
            Self::Config(error) => error.source(),
            Self::Limit(error) => error.source(),
        }
    }
}

impl From<Errno> for Error {
    fn from(errno: Errno) -> Self {
        Self::Io(errno)
    }
}

impl From<TlsError> for Error {
    fn from(error: TlsError) -> Self {
        Self::Tls(error)
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<LimitReached> for Error {
    fn from(error: LimitReached) -> Self {
        Self::Limit(error)
    }
}

/// What is wrong with a secure context, found before anything is sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// A client's context names no server.
    NoServerName,
    /// This is neither a DNS name nor an IP address.
    ServerName(String),
    /// There is nothing to judge the peer's certificate by.
    NoTrustRoots,
    /// A trust root is no certificate that can be used as one.
    TrustRoot(String),
    /// The text or file for this purpose holds no certificate.
    NoCertificate(&'static str),
    /// The text for this purpose is not proper PEM.
    Pem {
        /// What the text was for.
        purpose: &'static str,
        /// What the parser says.
        reason: String,
    },
    /// A server's context has no certificate and key.
    NoIdentity,
    /// The text or file for the private key holds none.
    NoPrivateKey,
    /// The text or file for the public keys that are trusted holds none.
    NoPublicKey,
    /// Raw public keys do not go with another setting.
    RawPublicKeys(&'static str),
    /// The private key is of a kind that the crypto provider cannot use.
    PrivateKey(String),
    /// The certificate belongs to another private key than the one beside it.
    KeyMismatch,
    /// The certificate and the key in the crypto element do not make an identity.
    #[cfg(feature = "tls")]
    Element(tls_glue::Error),
    /// A slot was named but no crypto element is in use.
    NoElement,
    /// There is no clock to judge certificates by.
    NoClock,
    /// Sessions are to go on, but not only with peers that were verified.
    Resumption,
    /// The crypto provider cannot do the chosen TLS versions.
    Versions(String),
    /// Records cannot be limited to this many bytes of plaintext.
    ContentLen(usize),
    /// A server's context cannot connect and a client's cannot listen.
    Role,
    /// No socket table is installed.
    NoStack,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoServerName => "name the server: a client checks the certificate against that name",
            Self::NoTrustRoots => "give the certificate of the authority that the peer must come from",
            Self::NoIdentity => "a server needs a certificate and its private key",
            Self::NoPrivateKey => "there is no private key where one was expected; give PEM or DER",
            Self::NoPublicKey => "there is no public key where one was expected; give PEM or DER",
            Self::RawPublicKeys(conflict) => conflict,
            Self::KeyMismatch => "the certificate does not belong to the private key beside it",
            Self::NoElement => {
                "a slot was named but no crypto element is in use; install its table and enable it first"
            }
            Self::NoClock => {
                "without a system clock, give a time provider to judge certificates by, or a policy for an unknown time"
            },
            Self::Resumption => {
                "sessions go on only with peers that were verified; require that, or leave resumption off"
            }
            Self::Role => "the secure context is for the other side: a client's connects, a server's listens",
            Self::NoStack => "no socket table is installed; call installed::init first",
            Self::ServerName(name) => {
                return write!(f, "`{name}` is neither a DNS name nor an IP address");
            }
            Self::ContentLen(len) => {
                return write!(f, "records cannot be limited to {len} bytes; choose 64 to 16384");
            }
            Self::TrustRoot(reason) => return write!(f, "a trust root cannot be used: {reason}"),
            Self::NoCertificate(purpose) => {
                return write!(f, "there is no certificate in the {purpose}; give PEM or DER");
            }
            Self::Pem { purpose, reason } => return write!(f, "the {purpose} cannot be read: {reason}"),
            Self::PrivateKey(reason) => return write!(f, "the private key cannot be used: {reason}"),
            #[cfg(feature = "tls")]
            Self::Element(error) => return error.fmt(f),
            Self::Versions(reason) => {
                return write!(f, "the crypto provider cannot do these TLS versions: {reason}");
            }
        })
    }
}

impl core::error::Error for ConfigError {}
