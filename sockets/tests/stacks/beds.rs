//! The drivers that the checks run over.

use alloc::sync::Arc;

use smoltcp::phy::{Loopback, Medium};
use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::driver::smoltcp::{Config, SmoltcpSockets, Threads};
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType, SocketDriver};

/// A driver on which 127.0.0.1 and ::1 are its own.
pub(crate) struct Bed {
    pub(crate) name: &'static str,
    pub(crate) driver: Arc<dyn SocketDriver>,
}

/// smoltcp over a device that gives back what it is given.
pub(crate) fn looped(change: impl FnOnce(&mut Config)) -> SmoltcpSockets<Loopback, Threads> {
    let mut config = Config::new(1);
    config.addresses = vec![("127.0.0.1".parse().unwrap(), 8), ("::1".parse().unwrap(), 128)];
    config.tcp_sockets = 32;
    config.udp_sockets = 8;
    change(&mut config);
    SmoltcpSockets::new(Loopback::new(Medium::Ip), Threads::new(), &config).unwrap()
}

fn table() -> &'static SocketApi {
    let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
    Box::leak(Box::new(SocketApi::new(driver)))
}

pub(crate) fn beds() -> [Bed; 3] {
    [
        Bed { name: "host", driver: Arc::new(HostSockets::new()) },
        Bed { name: "table of host", driver: Arc::new(table()) },
        Bed { name: "smoltcp", driver: Arc::new(looped(|_| {})) },
    ]
}

/// Runs a check over every driver, and says over which it failed.
pub(crate) fn over_each(check: impl Fn(&Bed)) {
    for bed in beds() {
        println!("over {}", bed.name);
        check(&bed);
    }
}

impl Bed {
    pub(crate) fn stream(&self) -> Fd {
        self.driver.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
    }

    pub(crate) fn datagrams(&self) -> Fd {
        let fd = self.driver.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
        self.driver.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
        fd
    }

    /// A socket that listens on a port of the driver's choice.
    pub(crate) fn listener(&self, backlog: u32) -> Fd {
        let fd = self.stream();
        self.driver.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
        self.driver.listen(fd, backlog).unwrap();
        fd
    }

    /// Two ends of a connection, the client's first.
    pub(crate) fn pair(&self) -> (Fd, Fd) {
        let listener = self.listener(1);
        let client = self.stream();
        self.driver.connect(client, &self.driver.getsockname(listener).unwrap()).unwrap();
        let (server, peer) = self.driver.accept(listener).unwrap();
        assert_eq!(peer, self.driver.getsockname(client).unwrap());
        self.driver.close(listener).unwrap();
        (client, server)
    }

    pub(crate) fn send_all(&self, fd: Fd, data: &[u8]) {
        let mut rest = data;
        while !rest.is_empty() {
            rest = &rest[self.driver.send(fd, rest, MsgFlags::NONE).unwrap()..];
        }
    }

    /// Receives until `len` bytes are there.
    pub(crate) fn recv_exactly(&self, fd: Fd, len: usize) -> Vec<u8> {
        let (mut data, mut got) = (vec![0; len], 0);
        while got < len {
            match self.driver.recv(fd, &mut data[got..], MsgFlags::NONE).unwrap() {
                0 => panic!("the stream ended after {got} of {len} bytes"),
                more => got += more,
            }
        }
        data
    }
}
