use alloc::sync::Arc;
use core::convert::Infallible;
use core::net::SocketAddr;

use super::readiness::Outlook;
use super::{Deadline, TlsContext, TlsInfo};
use crate::Error;
use crate::zsock::{Events, MsgFlags, OptionName, Shutdown, Socket, SocketDriver, SocketOption};

/// A TLS connection: there is none, without TLS.
#[derive(Debug)]
pub struct Session {
    pub(super) socket: Arc<Socket>,
    never: Infallible,
}

/// Calls that no session is there for.
macro_rules! never {
    ($($visibility:vis fn $name:ident($($argument:ty),*) -> $outcome:ty;)*) => {
        impl Session {
            $($visibility fn $name(&self, $(_: $argument),*) -> $outcome {
                match self.never {}
            })*
        }
    };
}

never! {
    pub(super) fn driver() -> &dyn SocketDriver;
    pub(super) fn is_closed() -> bool;
    pub(super) fn outlook(Events, Events) -> Outlook;
    pub(crate) fn refuse_to_connect() -> Error;
    pub(crate) fn connect_transport(&SocketAddr, &Deadline) -> Result<(), Error>;
    pub(crate) fn handshake_after_connect(&Deadline) -> Result<(), Error>;
    pub(crate) fn handshake() -> Result<(), Error>;
    pub(crate) fn send(&[u8], MsgFlags) -> Result<usize, Error>;
    pub(crate) fn recv(&mut [u8], MsgFlags) -> Result<usize, Error>;
    pub(crate) fn shutdown(Shutdown) -> Result<(), Error>;
    pub(crate) fn set_option(SocketOption) -> Result<(), Error>;
    pub(crate) fn option(OptionName) -> Result<SocketOption, Error>;
    pub(crate) fn close() -> ();
    pub(crate) fn info() -> Option<TlsInfo>;
}

impl Session {
    pub(crate) fn new(_: Arc<Socket>, context: &TlsContext) -> Self {
        match context.0 {}
    }
}
