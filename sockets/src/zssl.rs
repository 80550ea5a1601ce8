//! Secure sockets over any driver: TLS 1.2 and 1.3, client and server.
//!
//! A [`TlsContext`] says who we are, whom we trust and which name we expect; everything that can be checked is
//! checked when it is built. A [`Session`] is one connection under such a context. Most programs use neither
//! directly but through [`Gzsock`](crate::gzsock::Gzsock).

mod builder;
mod certificates;
mod connection;
mod context;
mod custom;
mod deadline;
mod engine;
mod error;
mod framing;
mod handshake;
mod identity;
mod info;
mod options;
mod poll;
mod readiness;
mod resumption;
mod session;
mod settings;
mod side;
mod sizes;
mod turn;

pub use builder::{ClientSide, ContextBuilder, ServerSide};
pub use context::TlsContext;
pub use custom::CustomConfig;
pub(crate) use deadline::Deadline;
pub use error::TlsError;
pub use identity::Identity;
pub use info::{TlsInfo, TlsVersion};
pub(crate) use poll::{Polled, poll};
pub use resumption::Resumption;
pub use session::Session;
pub use tls_glue::{Diagnosis, Verification, VerifyPolicy};
