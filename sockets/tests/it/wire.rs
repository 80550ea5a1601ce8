//! A driver of one socket whose other end is rustls' own server, all in memory: the test decides which bytes have
//! arrived and how many have room, and its clock stands still but for sleeping.

use alloc::sync::Arc;
use core::time::Duration;
use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::Mutex;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use sockets::Errno;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, Socket, SocketDriver,
    SocketOption,
};
use sockets::zssl::{Session, TlsVersion};

use crate::harness::{Parties, crypto};

#[derive(Debug, Default)]
struct State {
    /// Sent by the peer, not here yet.
    underway: VecDeque<u8>,
    arrived: VecDeque<u8>,
    ended: bool,
    sent: Vec<u8>,
    room: usize,
    now: Duration,
    polls: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Wire(Mutex<State>);

impl Wire {
    fn with<R>(&self, operation: impl FnOnce(&mut State) -> R) -> R {
        operation(&mut self.0.lock().unwrap())
    }

    /// Lets so many of the bytes that are underway arrive; gives how many did.
    pub(crate) fn arrive(&self, len: usize) -> usize {
        self.with(|state| {
            let len = len.min(state.underway.len());
            state.arrived.extend(state.underway.drain(..len));
            len
        })
    }

    /// The stream ends behind what has arrived.
    pub(crate) fn end(&self) {
        self.with(|state| state.ended = true);
    }

    pub(crate) fn give_room(&self, len: usize) {
        self.with(|state| state.room += len);
    }

    /// The time, and how often it was waited.
    pub(crate) fn slept(&self) -> (Duration, usize) {
        self.with(|state| (state.now, state.polls))
    }
}

impl SocketDriver for Wire {
    fn socket(&self, _: Domain, _: SockType, _: Protocol) -> Result<Fd, Errno> {
        Ok(Fd(3))
    }

    fn send(&self, _: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        assert_eq!(flags, MsgFlags::DONTWAIT, "nobody waits here");
        self.with(|state| {
            let len = data.len().min(state.room);
            state.sent.extend_from_slice(&data[..len]);
            state.room -= len;
            if len == 0 { Err(Errno::EAGAIN) } else { Ok(len) }
        })
    }

    fn recv(&self, _: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        assert_eq!(flags, MsgFlags::DONTWAIT, "nobody waits here");
        self.with(|state| {
            let len = buffer.len().min(state.arrived.len());
            buffer.iter_mut().zip(state.arrived.drain(..len)).for_each(|(place, byte)| *place = byte);
            if len == 0 && !state.ended { Err(Errno::EAGAIN) } else { Ok(len) }
        })
    }

    fn shutdown(&self, _: Fd, _: Shutdown) -> Result<(), Errno> {
        Ok(())
    }

    fn close(&self, _: Fd) -> Result<(), Errno> {
        Ok(())
    }

    fn option(&self, _: Fd, _: OptionName) -> Result<SocketOption, Errno> {
        Err(Errno::ENOPROTOOPT)
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        self.with(|state| {
            state.polls += 1;
            let mut ready = Events::NONE;
            if !state.arrived.is_empty() || state.ended {
                ready |= Events::IN;
            }
            if state.room > 0 {
                ready |= Events::OUT;
            }
            fds.iter_mut().for_each(|fd| fd.revents = ready & fd.events);
            let told = fds.iter().filter(|fd| !fd.revents.is_empty()).count();
            if told == 0 {
                state.now += timeout.expect("nobody would wake this one");
            }
            Ok(told)
        })
    }

    fn monotonic(&self) -> Option<Duration> {
        Some(self.with(|state| state.now))
    }
}

/// A session of ours with its peer, the handshake done.
pub(crate) struct Connection {
    pub(crate) session: Session,
    pub(crate) wire: Arc<Wire>,
    peer: ServerConnection,
}

impl Connection {
    /// What the peer says behind its handshake, tickets among it, is underway.
    pub(crate) fn new(parties: &Parties, version: TlsVersion) -> Self {
        let wire = Arc::new(Wire::default());
        wire.give_room(usize::MAX / 2);
        let driver: Arc<dyn SocketDriver> = Arc::clone(&wire) as _;
        let socket = Socket::open(driver, Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap();
        let context = parties.client().versions(&[version]).build().unwrap();
        let chain =
            CertificateDer::pem_slice_iter(parties.server.chain.as_bytes()).map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_slice(parties.server.key.as_bytes()).unwrap();
        let config =
            ServerConfig::builder_with_provider(crypto()).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
        let peer = ServerConnection::new(Arc::new(config)).unwrap();
        let mut connection = Self { session: Session::new(Arc::new(socket), &context), wire, peer };
        while connection.session.poll(Events::OUT, Some(Duration::ZERO)).unwrap().is_empty() {
            connection.peer_goes_on();
            connection.wire.arrive(usize::MAX);
        }
        connection.peer_goes_on();
        assert!(!connection.peer.is_handshaking());
        connection
    }

    /// The peer takes what was sent to it, and answers.
    fn peer_goes_on(&mut self) {
        let sent = self.wire.with(|state| core::mem::take(&mut state.sent));
        let mut sent = sent.as_slice();
        while !sent.is_empty() {
            self.peer.read_tls(&mut sent).unwrap();
            self.peer.process_new_packets().unwrap();
        }
        self.dispatch();
    }

    fn dispatch(&mut self) -> usize {
        let mut records = Vec::new();
        while self.peer.wants_write() {
            self.peer.write_tls(&mut records).unwrap();
        }
        self.wire.with(|state| state.underway.extend(&records));
        records.len()
    }

    /// The peer sends one record with so many bytes; gives its length on the wire.
    pub(crate) fn peer_sends(&mut self, len: usize) -> usize {
        self.peer.writer().write_all(&vec![7; len]).unwrap();
        self.dispatch()
    }

    /// The peer changes its keys, and asks us to change ours.
    pub(crate) fn peer_updates_keys(&mut self) -> usize {
        self.peer.refresh_traffic_keys().unwrap();
        self.dispatch()
    }

    pub(crate) fn peer_closes(&mut self) -> usize {
        self.peer.send_close_notify();
        self.dispatch()
    }

    pub(crate) fn underway(&self) -> usize {
        self.wire.with(|state| state.underway.len())
    }

    /// How many bytes of ours the peer has not looked at yet.
    pub(crate) fn sent(&self) -> usize {
        self.wire.with(|state| state.sent.len())
    }

    /// Takes all room away.
    pub(crate) fn fill_up(&self) {
        self.wire.with(|state| state.room = 0);
    }
}
