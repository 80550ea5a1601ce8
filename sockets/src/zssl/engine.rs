//! The state of a secure session without its socket: bytes in, bytes out.

use alloc::vec::Vec;
use core::mem;

use rustls::CommonState;

use super::connection::{Connection, Outputs, Step, Want};
use super::error::TlsError;
use super::{TlsContext, TlsInfo};
use crate::{Errno, Error};

/// The most that a record's plaintext can be (RFC 8446 5.1).
pub(super) const MAX_PLAINTEXT: usize = 1 << 14;
/// The longest record with its header: TLS 1.2 may add up to 2048 bytes (RFC 5246 6.2.3).
const MAX_RECORD: usize = 5 + MAX_PLAINTEXT + 2048;
/// rustls takes handshake messages of up to this size, over several records, which stay in the buffer meanwhile.
const MAX_HANDSHAKE: usize = 0xffff;
/// More than this is never held: everything that rustls accepts is complete before.
const MAX_INCOMING: usize = MAX_HANDSHAKE + MAX_RECORD;
/// The alert `internal_error`, fatal, as a record in the clear: what TLS has for "it is not your fault" (RFC 8446 6.2).
const INTERNAL_ERROR: [u8; 7] = [21, 3, 3, 0, 2, 2, 80];

#[derive(Debug)]
pub(super) struct Engine {
    context: TlsContext,
    /// Made by the first step, in its turn: a client's may already take a key of the crypto element.
    connection: Option<Connection>,
    incoming: Vec<u8>,
    outputs: Outputs,
    greeted: bool,
    peer_closed: bool,
    close_sent: bool,
    failure: Option<Error>,
}

impl Engine {
    pub(super) const fn new(context: TlsContext) -> Self {
        Self {
            context,
            connection: None,
            incoming: Vec::new(),
            outputs: Outputs::new(),
            greeted: false,
            peer_closed: false,
            close_sent: false,
            failure: None,
        }
    }

    /// Goes on as far as the received bytes allow.
    pub(super) fn advance(&mut self) -> Result<(), Error> {
        self.run(Want::Nothing).map(|_| ())
    }

    fn state(&self) -> Option<&CommonState> {
        self.connection.as_ref().map(Connection::state)
    }

    pub(super) fn is_established(&self) -> bool {
        self.state().is_some_and(|state| !state.is_handshaking())
    }

    /// Whether the next step may take a crypto element to make a key or to sign: there is something to do, and no secret
    /// is agreed on. A server signs before that; a client's signature waits for its element by itself.
    pub(super) fn may_need_element(&self) -> bool {
        let agreed = self.state().is_some_and(|state| state.negotiated_key_exchange_group().is_some());
        let begins = self.connection.is_none() && !self.context.is_server();
        !agreed && (begins || !self.incoming.is_empty())
    }

    /// Ends the session with `error`, and tells a client that has not been answered yet that it is not its fault.
    pub(super) fn refuse(&mut self, error: Error) {
        if self.context.is_server() && !self.greeted {
            self.outputs.records.extend(INTERNAL_ERROR);
        }
        self.fail(error);
    }

    /// Plaintext into `buffer`; 0 at the end of the session; `None` if more must be received first.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<Option<usize>, Error> {
        if self.outputs.plaintext.is_empty() {
            self.advance()?;
        }
        let len = buffer.len().min(self.outputs.plaintext.len());
        for (place, byte) in buffer.iter_mut().zip(self.outputs.plaintext.drain(..len)) {
            *place = byte;
        }
        match (len, self.peer_closed) {
            (0, true) => Ok(Some(0)),
            // Bytes that came before a failure are still good; it is reported after them.
            (0, false) => self.failure.clone().map_or(Ok(None), Err),
            (len, _) => Ok(Some(len)),
        }
    }

    /// Encrypts `data`, at most [`MAX_PLAINTEXT`], as records to send.
    pub(super) fn write(&mut self, data: &[u8]) -> Result<(), Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        if self.close_sent {
            return Err(Errno::EPIPE.into());
        }
        match self.run(Want::Encrypt(data))? {
            Step::Writable => Ok(()),
            _ => Err(self.failure().unwrap_or_else(|| Errno::ENOTCONN.into())),
        }
    }

    /// Tells the peer that nothing more will be sent; once.
    pub(super) fn close_notify(&mut self) -> Result<(), Error> {
        if !self.close_sent && self.failure.is_none() {
            self.run(Want::CloseNotify)?;
            self.close_sent = true;
        }
        Ok(())
    }

    /// Takes received bytes.
    pub(super) fn feed(&mut self, received: &[u8]) {
        if self.incoming.len().saturating_add(received.len()) > MAX_INCOMING {
            self.fail(TlsError::Protocol("the peer sends records that never end".into()).into());
        } else {
            self.incoming.extend_from_slice(received);
        }
    }

    /// The transport has ended.
    pub(super) fn end(&mut self) {
        if !self.peer_closed {
            let established = self.is_established();
            let error = if established { TlsError::Truncated } else { TlsError::ClosedDuringHandshake };
            self.fail(error.into());
        }
    }

    /// Ends the session with `error`; the first one stays.
    pub(super) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.clone()
    }

    pub(super) fn has_records(&self) -> bool {
        !self.outputs.records.is_empty()
    }

    /// Takes the records to send, all of them.
    pub(super) fn take_records(&mut self) -> Vec<u8> {
        mem::take(&mut self.outputs.records)
    }

    /// Puts back records that could not be sent, before those that came meanwhile.
    pub(super) fn untake_records(&mut self, mut unsent: Vec<u8>) {
        unsent.append(&mut self.outputs.records);
        self.outputs.records = unsent;
    }

    pub(super) fn info(&self) -> Option<TlsInfo> {
        let connection = self.connection.as_ref().filter(|_| self.is_established())?;
        TlsInfo::of(connection.state(), connection.verification())
    }

    fn run(&mut self, want: Want<'_>) -> Result<Step, Error> {
        loop {
            if let Some(failure) = &self.failure {
                // The plaintext that came before is still there to be read.
                return if self.outputs.plaintext.is_empty() {
                    Err(failure.clone())
                } else {
                    Ok(Step::Blocked)
                };
            }
            let mark = self.context.provider().mark();
            match self.step(want) {
                Ok(Step::Again) => {}
                Ok(Step::PeerClosed) => self.peer_closed = true,
                Ok(step) => return Ok(step),
                Err(error) => {
                    self.drain_alert();
                    let verification = self.connection.as_ref().map(Connection::verification);
                    let provider = self.context.provider();
                    let failure =
                        TlsError::of_step(&error, self.greeted, provider.failure_since(mark), verification);
                    self.fail(failure.into());
                }
            }
        }
    }

    fn step(&mut self, want: Want<'_>) -> Result<Step, rustls::Error> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            place => place.insert(self.context.connection()?),
        };
        let (used, step) = connection.step(&mut self.incoming, &mut self.outputs, want);
        self.incoming.drain(..used.min(self.incoming.len()));
        self.greeted |= used > 0 && step.is_ok();
        step
    }

    /// After an error rustls still has the alert that tells the peer. No step further: looking at the same input again
    /// would make it fail on its own assertion.
    fn drain_alert(&mut self) {
        while self.state().is_some_and(CommonState::wants_write) {
            if self.step(Want::Nothing).is_err() {
                return;
            }
        }
    }
}
