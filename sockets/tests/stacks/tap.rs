//! The kernel of the host and programs that others wrote, at the other end of a TAP device. Run them as root with
//! `cargo test -p hwcrypto-sockets --features smoltcp --test stacks -- --ignored`.

use alloc::sync::Arc;
use core::net::IpAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{Shutdown as Half, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use smoltcp::phy::{Device, Medium, RxToken, TunTapInterface, TxToken};
use smoltcp::time::Instant;
use sockets::Errno;
use sockets::driver::smoltcp::{Config, LinkEnd, SmoltcpSockets, Threads, link};
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType, SocketDriver};

const NONE: MsgFlags = MsgFlags::NONE;
const PATIENCE: Option<Duration> = Some(Duration::from_secs(20));

/// A stack behind a TAP device, at 10.N.0.2 or what a DHCP server gives; the kernel is 10.N.0.1. It goes with this.
struct Tap {
    stack: Arc<SmoltcpSockets<LinkEnd, Arc<Threads>>>,
    name: String,
    net: u8,
    ends: Arc<AtomicBool>,
}

fn ip(arguments: &str) {
    let status = Command::new("ip").args(arguments.split(' ')).status();
    let status = status.unwrap_or_else(|error| panic!("ip, of Debian's iproute2: {error}"));
    assert!(status.success(), "ip {arguments}");
}

/// Carries frames between the device and the wire, as a switch does.
fn bridge(name: &str, mut wire: LinkEnd, ready: &mpsc::Sender<bool>, ends: &AtomicBool) {
    let Ok(mut tap) = TunTapInterface::new(name, Medium::Ethernet) else {
        ready.send(false).unwrap();
        return;
    };
    ready.send(true).unwrap();
    let at = Instant::ZERO;
    while !ends.load(Ordering::Relaxed) {
        let mut idle = true;
        if let Some((frame, _)) = tap.receive(at) {
            idle = false;
            let frame = frame.consume(<[u8]>::to_vec);
            if let Some(room) = wire.transmit(at) {
                room.consume(frame.len(), |place| place.copy_from_slice(&frame));
            }
        }
        if let Some((frame, _)) = wire.receive(at) {
            idle = false;
            let frame = frame.consume(<[u8]>::to_vec);
            tap.transmit(at).unwrap().consume(frame.len(), |place| place.copy_from_slice(&frame));
        }
        if idle {
            thread::sleep(Duration::from_micros(200));
        }
    }
}

impl Tap {
    /// `None`, and a word about it, if this user may have no such device.
    fn new(net: u8, change: impl FnOnce(&mut Config)) -> Option<Self> {
        let name = format!("sockets{net}");
        let threads = Arc::new(Threads::new());
        let [end, wire] = link(Medium::Ethernet, [threads.clone(), Arc::new(Threads::new())]);
        let ends = Arc::new(AtomicBool::new(false));
        let (ready, opened) = mpsc::channel();
        let (tap, until) = (name.clone(), Arc::clone(&ends));
        thread::spawn(move || bridge(&tap, wire, &ready, &until));
        if !opened.recv().unwrap() {
            eprintln!("skipped: this user may not make a TAP device");
            return None;
        }
        ip(&format!("addr add 10.{net}.0.1/24 dev {name}"));
        ip(&format!("link set {name} up"));
        let mut config = Config::new(net.into());
        config.ethernet = Some([2, 0, 0, 0, 1, net]);
        config.addresses = vec![([10, net, 0, 2].into(), 24)];
        change(&mut config);
        let stack = Arc::new(SmoltcpSockets::new(end, threads, &config).unwrap());
        stack.drive_in_background().unwrap();
        Some(Self { stack, name, net, ends })
    }

    fn kernel(&self, port: u16) -> String {
        format!("10.{}.0.1:{port}", self.net)
    }

    fn stream(&self) -> Fd {
        self.stack.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
    }

    fn recv_to_end(&self, fd: Fd) -> Vec<u8> {
        let (mut data, mut buffer) = (Vec::new(), [0; 2000]);
        loop {
            match self.stack.recv(fd, &mut buffer, NONE).unwrap() {
                0 => return data,
                len => data.extend_from_slice(&buffer[..len]),
            }
        }
    }

    fn send_all(&self, fd: Fd, mut rest: &[u8]) {
        while !rest.is_empty() {
            rest = &rest[self.stack.send(fd, rest, NONE).unwrap()..];
        }
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        // The device goes with the thread that has it open.
        self.ends.store(true, Ordering::Relaxed);
    }
}

fn data() -> Vec<u8> {
    (0..300_000_u32).map(|n| (n * 7 / 3).to_le_bytes()[0]).collect()
}

#[test]
#[ignore = "needs root, /dev/net/tun and iproute2"]
fn our_client_and_the_kernels_server() {
    let Some(tap) = Tap::new(201, |_| {}) else { return };
    let listener = TcpListener::bind(tap.kernel(0)).unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        peer.read_to_end(&mut got).unwrap();
        peer.write_all(&got).unwrap();
    });
    let fd = tap.stream();
    tap.stack.connect(fd, &address).unwrap();
    tap.send_all(fd, &data());
    tap.stack.shutdown(fd, Shutdown::Write).unwrap();
    assert!(tap.recv_to_end(fd) == data());
    server.join().unwrap();
    tap.stack.close(fd).unwrap();
    // Nobody listens there any more.
    assert_eq!(tap.stack.connect(tap.stream(), &address), Err(Errno::ECONNREFUSED));
}

#[test]
#[ignore = "needs root, /dev/net/tun and iproute2"]
fn our_server_and_the_kernels_client() {
    let Some(tap) = Tap::new(202, |_| {}) else { return };
    let listener = tap.stream();
    tap.stack.bind(listener, &"0.0.0.0:80".parse().unwrap()).unwrap();
    tap.stack.listen(listener, 3).unwrap();
    let clients: Vec<_> = (0..3)
        .map(|number: u8| {
            thread::spawn(move || {
                let mut peer = TcpStream::connect("10.202.0.2:80").unwrap();
                peer.write_all(&[number; 5000]).unwrap();
                peer.shutdown(Half::Write).unwrap();
                let mut got = Vec::new();
                peer.read_to_end(&mut got).unwrap();
                assert!(got == [number; 5000]);
            })
        })
        .collect();
    for _ in 0..3 {
        let (fd, _) = tap.stack.accept(listener).unwrap();
        let got = tap.recv_to_end(fd);
        tap.send_all(fd, &got);
        tap.stack.close(fd).unwrap();
    }
    clients.into_iter().for_each(|client| client.join().unwrap());
    // The kernel's side is gone, with data that it has not read: a reset.
    let peer = TcpStream::connect("10.202.0.2:80").unwrap();
    let (fd, _) = tap.stack.accept(listener).unwrap();
    tap.send_all(fd, b"unread");
    peer.peek(&mut [0; 1]).unwrap();
    drop(peer);
    assert_eq!(tap.stack.recv(fd, &mut [0; 1], NONE), Err(Errno::ECONNRESET));
}

#[test]
#[ignore = "needs root, /dev/net/tun and iproute2"]
fn datagrams_between_our_stack_and_the_kernel() {
    let Some(tap) = Tap::new(203, |_| {}) else { return };
    let kernel = UdpSocket::bind(tap.kernel(0)).unwrap();
    kernel.set_read_timeout(PATIENCE).unwrap();
    let fd = tap.stack.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    let largest = vec![9; 1472];
    tap.stack.sendto(fd, &largest, NONE, &kernel.local_addr().unwrap()).unwrap();
    let mut buffer = [0; 2000];
    let (len, from) = kernel.recv_from(&mut buffer).unwrap();
    assert!(buffer[..len] == largest);
    let too_long = tap.stack.sendto(fd, &[9; 1473], NONE, &kernel.local_addr().unwrap());
    assert_eq!(too_long, Err(Errno::EMSGSIZE), "one more would be two packets");
    kernel.send_to(b"back", from).unwrap();
    let (len, from) = tap.stack.recvfrom(fd, &mut buffer, NONE).unwrap();
    assert_eq!((&buffer[..len], from), (&b"back"[..], kernel.local_addr().unwrap()));
}

/// dnsmasq on the kernel's side of a TAP device.
struct Dnsmasq(Child);

impl Dnsmasq {
    fn start(tap: &Tap) -> Self {
        let (name, net) = (&tap.name, tap.net);
        let child = Command::new("dnsmasq")
            .args(["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces"])
            .args(["--except-interface=lo", "--no-ping", "--leasefile-ro", "--local=/test/"])
            .arg(format!("--interface={name}"))
            .arg(format!("--dhcp-range=10.{net}.0.50,10.{net}.0.60,255.255.255.0,10m"))
            .arg("--address=/device.test/10.9.8.7")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap_or_else(|error| panic!("dnsmasq, of Debian's dnsmasq-base: {error}")))
    }
}

impl Drop for Dnsmasq {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[test]
#[ignore = "needs root, /dev/net/tun, iproute2 and dnsmasq-base"]
fn dnsmasq_gives_an_address_and_tells_names() {
    let configure = |config: &mut Config| {
        config.addresses.clear();
        config.dhcp = true;
    };
    let Some(tap) = Tap::new(204, configure) else { return };
    let _dnsmasq = Dnsmasq::start(&tap);
    let address = tap.stack.wait_for_address(PATIENCE).unwrap();
    let IpAddr::V4(ip) = address else { panic!("{address}") };
    assert!((50..=60).contains(&ip.octets()[3]), "{ip}");
    let lookup = |name: &str| {
        let mut found = Vec::new();
        tap.stack.resolve(name, &mut |ip| found.push(ip)).map(|()| found)
    };
    assert_eq!(lookup("device.test").unwrap(), [IpAddr::from([10, 9, 8, 7])]);
    assert_eq!(lookup("absent.test"), Err(Errno::ENOENT));
    // The address works, and what lies beyond is reached through the router that came with it.
    let kernel = TcpListener::bind(tap.kernel(0)).unwrap();
    let fd = tap.stream();
    tap.stack.connect(fd, &kernel.local_addr().unwrap()).unwrap();
    assert_eq!(kernel.accept().unwrap().1, tap.stack.getsockname(fd).unwrap());
}
