//! Two stacks and one thread: whoever waits drives both, and time passes only when nobody has anything to do.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use core::time::Duration;
use std::sync::{OnceLock, Weak};

use smoltcp::phy::{Device, Medium};
use sockets::Errno;
use sockets::driver::smoltcp::{Config, LinkEnd, Platform, SmoltcpSockets, link};
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver,
    SocketOption,
};

/// A clock that moves when all stacks wait for it.
#[derive(Default)]
pub(crate) struct Clock {
    micros: AtomicU64,
    events: AtomicU32,
    stacks: OnceLock<Box<dyn Fn() -> Option<Duration> + Send + Sync>>,
}

impl Platform for Clock {
    fn now(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }

    fn events(&self) -> u32 {
        self.events.load(Ordering::Relaxed)
    }

    fn wait(&self, seen: u32, limit: Option<Duration>) {
        let others = (self.stacks.get().unwrap())();
        if self.events() == seen {
            let next = [limit, others].into_iter().flatten().min();
            let next = next.expect("everybody waits, and nothing will ever happen");
            let micros = u64::try_from(next.as_micros()).unwrap().max(1);
            self.micros.fetch_add(micros, Ordering::Relaxed);
        }
    }

    fn notify(&self) {
        self.events.fetch_add(1, Ordering::Relaxed);
    }
}

pub(crate) type Stack<D> = Arc<SmoltcpSockets<D, Arc<Clock>>>;

/// Two stacks, 10.0.0.1 and 10.0.0.2, on one clock.
pub(crate) struct Two<D> {
    pub(crate) clock: Arc<Clock>,
    pub(crate) client: Stack<D>,
    pub(crate) server: Stack<D>,
}

pub(crate) fn two<D: Device + Send + 'static>(
    medium: Medium,
    wrap: impl Fn(LinkEnd) -> D,
    change: impl Fn(&mut Config),
) -> Two<D> {
    let clock = Arc::new(Clock::default());
    let ends = link(medium, [clock.clone(), clock.clone()]);
    let mut number = 0;
    let [client, server] = ends.map(|end| {
        number += 1;
        let mut config = Config::new(number.into());
        config.ethernet = (medium == Medium::Ethernet).then_some([2, 0, 0, 0, 0, number]);
        config.addresses =
            vec![([10, 0, 0, number].into(), 24), (format!("fd00::{number}").parse().unwrap(), 64)];
        change(&mut config);
        Arc::new(SmoltcpSockets::new(wrap(end), clock.clone(), &config).unwrap())
    });
    let stacks = [&client, &server].map(Arc::downgrade);
    let drive = move || stacks.iter().filter_map(Weak::upgrade).filter_map(|stack| stack.drive()).min();
    assert!(clock.stacks.set(Box::new(drive)).is_ok());
    Two { clock, client, server }
}

pub(crate) fn plain(change: impl Fn(&mut Config)) -> Two<LinkEnd> {
    two(Medium::Ip, |end| end, change)
}

impl<D: Device + Send> Two<D> {
    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            self.clock.wait(self.clock.events(), Some(end - self.clock.now()));
        }
    }

    /// Lets one thing happen.
    pub(crate) fn idle(&self) {
        self.clock.wait(self.clock.events(), None);
    }

    pub(crate) fn listener(&self, port: u16, backlog: u32) -> Fd {
        let fd = stream(&self.server);
        self.server.set_option(fd, SocketOption::ReuseAddress(true)).unwrap();
        self.server.bind(fd, &format!("0.0.0.0:{port}").parse().unwrap()).unwrap();
        self.server.listen(fd, backlog).unwrap();
        fd
    }

    pub(crate) fn connect(&self, port: u16) -> Result<Fd, Errno> {
        let fd = stream(&self.client);
        let outcome = self.client.connect(fd, &format!("10.0.0.2:{port}").parse().unwrap());
        outcome.map(|()| fd).inspect_err(|_| self.client.close(fd).unwrap())
    }

    /// A connection, the client's end first.
    pub(crate) fn pair(&self) -> (Fd, Fd) {
        let listener = self.listener(80, 1);
        let client = self.connect(80).unwrap();
        let (server, _) = self.server.accept(listener).unwrap();
        self.server.close(listener).unwrap();
        (client, server)
    }
}

pub(crate) fn stream<D: Device + Send, P: Platform>(stack: &SmoltcpSockets<D, P>) -> Fd {
    stack.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
}

#[test]
fn one_thread_serves_itself() {
    for medium in [Medium::Ip, Medium::Ethernet] {
        let two = two(medium, |end| end, |_| {});
        let (client, server) = two.pair();
        two.client.send(client, b"ping", MsgFlags::NONE).unwrap();
        let mut buffer = [0; 8];
        assert_eq!(two.server.recv(server, &mut buffer, MsgFlags::NONE), Ok(4));
        two.server.send(server, b"pong", MsgFlags::NONE).unwrap();
        assert_eq!(two.client.recv(client, &mut buffer, MsgFlags::NONE), Ok(4));
        assert_eq!(&buffer[..4], b"pong");
        assert!(two.clock.now() < Duration::from_secs(1), "no segment was lost: {:?}", two.clock.now());
    }
}

#[test]
fn who_never_answers_is_given_up_in_time() {
    let two = plain(|_| {});
    let nobody = stream(&two.client);
    let there = "10.0.0.9:80".parse().unwrap();
    assert_eq!(two.client.connect(nobody, &there), Err(Errno::ETIMEDOUT));
    assert_eq!(two.clock.now().as_secs(), 75);
    two.client.set_option(nobody, SocketOption::SendTimeout(Some(Duration::from_secs(2)))).unwrap();
    assert_eq!(two.client.connect(nobody, &there), Err(Errno::ETIMEDOUT));
    assert_eq!(two.clock.now().as_secs(), 77);
    assert_eq!(two.client.connect(nobody, &"192.0.2.1:80".parse().unwrap()), Err(Errno::ENETUNREACH));
}

#[test]
fn a_connect_that_does_not_wait_tells_later_how_it_went() {
    let two = plain(|_| {});
    let _listener = two.listener(80, 1);
    let fd = stream(&two.client);
    two.client.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
    let mut waiting = [PollFd::new(fd, Events::OUT)];
    for (port, outcome, events) in
        [(81, Err(Errno::ECONNREFUSED), Events::OUT | Events::ERR | Events::HUP), (80, Ok(()), Events::OUT)]
    {
        let there = format!("10.0.0.2:{port}").parse().unwrap();
        assert_eq!(two.client.connect(fd, &there), Err(Errno::EINPROGRESS));
        assert_eq!(two.client.connect(fd, &there), Err(Errno::EALREADY));
        assert_eq!(two.client.poll(&mut waiting, None), Ok(1));
        assert_eq!(waiting[0].revents, events);
        assert_eq!(two.client.connect(fd, &there), outcome);
    }
    assert_eq!(two.client.option(fd, OptionName::Error), Ok(SocketOption::Error(None)));
    assert_eq!(two.client.recv(fd, &mut [0; 1], MsgFlags::NONE), Err(Errno::EAGAIN));
}

#[test]
fn a_silent_connection_lives_and_a_dead_peer_is_noticed() {
    let two = plain(|_| {});
    let (idle, _kept) = two.pair();
    let (probed, gone) = two.pair();
    let listening = two.listener(90, 1);
    let sending = two.connect(90).unwrap();
    two.server.accept(listening).unwrap();
    two.client.set_option(probed, SocketOption::KeepAlive(true)).unwrap();
    // A peer that is there answers the probes.
    two.pass(Duration::from_secs(3600));
    let nothing = two.client.recv(probed, &mut [0; 1], MsgFlags::DONTWAIT);
    assert_eq!(nothing, Err(Errno::EAGAIN));
    let (clock, client) = (two.clock.clone(), two.client.clone());
    // The machine at the other end is switched off.
    drop(two.server);
    _ = gone;
    let before = clock.now();
    assert_eq!(client.recv(probed, &mut [0; 1], MsgFlags::NONE), Err(Errno::ETIMEDOUT));
    assert!(clock.now() - before < Duration::from_secs(110), "{:?}", clock.now() - before);
    // Without probes, only who sends learns it.
    assert_eq!(client.recv(idle, &mut [0; 1], MsgFlags::DONTWAIT), Err(Errno::EAGAIN));
    client.send(sending, b"x", MsgFlags::NONE).unwrap();
    assert_eq!(client.recv(sending, &mut [0; 1], MsgFlags::NONE), Err(Errno::ETIMEDOUT));
}

#[test]
fn what_arrived_before_the_end_is_there_for_a_late_reader() {
    let two = plain(|_| {});
    let (client, server) = two.pair();
    two.client.shutdown(client, Shutdown::Write).unwrap();
    two.server.send(server, b"farewell", MsgFlags::NONE).unwrap();
    two.server.close(server).unwrap();
    // Long after the stack has forgotten the connection.
    two.pass(Duration::from_secs(100));
    let available = two.client.option(client, OptionName::Available);
    assert_eq!(available, Ok(SocketOption::Available(8)));
    let mut buffer = [0; 16];
    assert_eq!(two.client.recv(client, &mut buffer, MsgFlags::PEEK), Ok(8));
    assert_eq!(two.client.recv(client, &mut buffer[..4], MsgFlags::NONE), Ok(4));
    assert_eq!(two.client.recv(client, &mut buffer[4..], MsgFlags::NONE), Ok(4));
    assert_eq!(&buffer[..8], b"farewell");
    assert_eq!(two.client.recv(client, &mut buffer, MsgFlags::NONE), Ok(0));
}

#[test]
fn what_was_sent_before_a_close_still_arrives() {
    let two = plain(|_| {});
    let (client, server) = two.pair();
    let data = [7; 4096];
    assert_eq!(two.client.send(client, &data, MsgFlags::NONE), Ok(4096));
    two.client.close(client).unwrap();
    let (mut got, mut buffer) = (0, [0; 512]);
    loop {
        match two.server.recv(server, &mut buffer, MsgFlags::NONE).unwrap() {
            0 => break,
            len => got += len,
        }
    }
    assert_eq!(got, data.len());
}
