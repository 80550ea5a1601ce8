//! The state of a secure session without its socket: bytes in, bytes out.

use alloc::vec::Vec;
use core::mem;

use rustls::CommonState;

use super::connection::{Connection, Outputs, Step, Want};
use super::error::TlsError;
use super::framing::{Framing, Piece, ReceiveLimit, any_seals};
use super::{TlsContext, TlsInfo};
use crate::{Errno, Error};

/// The most that a record's plaintext can be (RFC 8446 5.1).
pub(super) const MAX_PLAINTEXT: usize = 1 << 14;
/// The alert `record_overflow`, fatal, as a record in the clear (RFC 8446 6.2).
const RECORD_OVERFLOW: [u8; 7] = [21, 3, 3, 0, 2, 2, 22];
/// The alert `internal_error`, fatal, as a record in the clear: what TLS has for "it is not your fault" (RFC 8446 6.2).
const INTERNAL_ERROR: [u8; 7] = [21, 3, 3, 0, 2, 2, 80];

#[derive(Debug)]
pub(super) struct Engine {
    context: TlsContext,
    /// Made by the first step, in its turn: a client's may already take a key of the crypto element.
    connection: Option<Connection>,
    limit: ReceiveLimit,
    framing: Framing,
    incoming: Vec<u8>,
    outputs: Outputs,
    /// Whether we encrypt, or are about to.
    encrypting: bool,
    greeted: bool,
    peer_closed: bool,
    close_sent: bool,
    failure: Option<Error>,
}

impl Engine {
    pub(super) const fn new(context: TlsContext) -> Self {
        let limit = context.sizes().receive_limit();
        Self {
            context,
            connection: None,
            limit,
            framing: Framing::new(limit),
            incoming: Vec::new(),
            outputs: Outputs::new(),
            encrypting: false,
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

    /// Plaintext into `buffer`, which stays there to be read again if this is a `peek`; 0 at the end of the session;
    /// `None` if more must be received first.
    pub(super) fn read(&mut self, buffer: &mut [u8], peek: bool) -> Result<Option<usize>, Error> {
        if self.outputs.plaintext.is_empty() {
            self.advance()?;
        }
        let len = self.outputs.copy_plaintext(buffer);
        if !peek {
            self.outputs.plaintext.drain(..len);
        }
        match (len, self.peer_closed) {
            (0, true) => Ok(Some(0)),
            // Bytes that came before a failure are still good; it is reported after them.
            (0, false) => self.failure.clone().map_or(Ok(None), Err),
            (len, _) => Ok(Some(len)),
        }
    }

    /// Whether a [`read`](Self::read) would find something: bytes, the end, or a failure. Takes the records that are
    /// whole apart until one of them has bytes.
    pub(super) fn is_readable(&mut self) -> bool {
        if self.outputs.plaintext.is_empty() {
            // A failure stays, and is found below.
            _ = self.advance();
        }
        self.available() > 0 || self.peer_closed || self.failure.is_some()
    }

    /// How many bytes of plaintext wait.
    pub(super) fn available(&self) -> usize {
        self.outputs.plaintext.len()
    }

    /// Encrypts `data` as records to send.
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

    /// Takes received bytes, record by record, so that never more than one is held unless a message goes on in the next.
    /// While the crypto element may be needed, they are only kept: that is done in turn, by whoever shakes hands.
    pub(super) fn feed(&mut self, mut received: &[u8]) {
        while let Some(piece) = self.framing.next(&mut received) {
            match piece {
                Piece::Header(header) => self.hold(&header),
                Piece::Body(body, last) => {
                    self.hold(body);
                    if last && !received.is_empty() && !self.may_need_element() {
                        // A failure stays, and is told to whoever reads next.
                        _ = self.advance();
                    }
                }
                Piece::TooLong(header) => self.refuse_record(header),
            }
            if self.failure.is_some() {
                return;
            }
        }
    }

    fn hold(&mut self, bytes: &[u8]) {
        // What is only kept is one record in part, and what was received with it.
        let records = if self.may_need_element() { 2 } else { 1 };
        if self.incoming.len().saturating_add(bytes.len()) > self.limit.buffer().saturating_mul(records) {
            self.fail(TlsError::TooLong.into());
        } else if self.incoming.try_reserve_exact(bytes.len()).is_err() {
            // How much the peer sends is its choice: no reason to end a program that has little memory.
            self.fail(Errno::ENOMEM.into());
        } else {
            self.incoming.extend_from_slice(bytes);
        }
    }

    /// Ends the session because of a record with this header, which is longer than we accept, and tells the peer. Under
    /// encryption only rustls can: shown a length that it refuses itself, it sends decode_error.
    fn refuse_record(&mut self, header: [u8; 5]) {
        let plain = self.framing.is_plain(header) && !self.encrypting;
        if plain || self.may_need_element() {
            self.outputs.records.extend(RECORD_OVERFLOW);
        } else if self.advance().is_ok() && self.failure.is_none() {
            let [kind, major, minor, ..] = header;
            self.incoming.extend_from_slice(&[kind, major, minor, 0xff, 0xff]);
            if self.step(Want::Nothing).is_err() {
                self.drain_alert();
            }
        }
        self.fail(TlsError::TooLong.into());
    }

    /// Gives back the room that the handshake took: what follows may be much smaller.
    pub(super) fn shrink(&mut self) {
        self.incoming.shrink_to_fit();
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
        let sent = self.outputs.records.len();
        let (used, step) = connection.step(&mut self.incoming, &mut self.outputs, want);
        self.encrypting |= any_seals(self.outputs.records.get(sent..).unwrap_or_default());
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

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::sync::Arc;
    use alloc::vec;

    use rustls::crypto::ring;

    use super::super::{Identity, TlsContext};
    use super::*;

    /// A client that accepts records of `limit` bytes, and a server that sends no longer ones.
    fn engines(limit: usize) -> (Engine, Engine) {
        let crypto = Arc::new(ring::default_provider());
        let server = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
        let (pem, key) = (server.cert.pem(), server.signing_key.serialize_pem());
        let client = TlsContext::client(Arc::clone(&crypto)).trust(&pem).server_name("localhost");
        let client = client.max_received_len(limit).build().unwrap();
        let server = TlsContext::server(crypto).identity(Identity::pem(&pem, &key)).max_content_len(limit);
        (Engine::new(client), Engine::new(server.build().unwrap()))
    }

    /// Passes on what is to be sent, in pieces of that many bytes; gives the most that the receiver has ever held.
    fn pass(from: &mut Engine, to: &mut Engine, piece: usize) -> usize {
        _ = from.advance();
        let mut held = 0;
        for piece in from.take_records().chunks(piece) {
            to.feed(piece);
            held = held.max(to.incoming.capacity());
            _ = to.advance();
        }
        held
    }

    #[test]
    fn no_more_is_held_than_two_records_of_the_limit() {
        for (limit, piece) in [(1000, 1000), (1000, 7), (2000, 4096)] {
            let (mut client, mut server) = engines(limit);
            let mut held = 0;
            for _ in 0..3 {
                pass(&mut client, &mut server, 4096);
                held = held.max(pass(&mut server, &mut client, piece));
            }
            assert!(client.is_established() && server.is_established());
            for _ in 0..20 {
                server.write(&vec![5; limit]).unwrap();
                held = held.max(pass(&mut server, &mut client, piece));
                let mut received = vec![0; limit];
                assert_eq!(client.read(&mut received, false).unwrap(), Some(limit));
            }
            assert!(held >= limit && held <= 2 * client.limit.buffer(), "{held} with a limit of {limit}");
            assert!(client.limit.buffer() < limit + 64);
        }
    }
}
