//! A firmware whose TCP stack is one with lwIP's symbols: the VM's, in C, over the system's sockets, or, if
//! `TEST_LWIP` is set, over those of lwIP itself, as Debian builds it. The firmware's driver for it is used through
//! its table, and below the firmware's TLS.

use core::net::SocketAddr;
use core::time::Duration;
use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use hil_tests::Onboarded;
use libloading::os::unix::Library;
use sockets::Errno;
use sockets::SocketApi;
use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver,
    SocketOption,
};

use crate::checks;
use crate::firmware::Firmware;
use crate::openssl;
use crate::slots::load;

/// Whether lwIP itself is below; it reaches nobody but itself, under one address.
fn is_own() -> bool {
    env::var_os("TEST_LWIP").is_some()
}

/// A firmware over the stack in C.
fn firmware() -> Firmware {
    static STACK: LazyLock<Library> = LazyLock::new(|| load(if is_own() { "own_lwip.c" } else { "lwip.c" }));
    LazyLock::force(&STACK);
    Firmware::load("tls,external-tcp-stack")
}

fn driver() -> &'static SocketApi {
    firmware().sockets().unwrap()
}

fn stream(driver: &'static SocketApi) -> Fd {
    driver.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
}

fn any_port(domain: Domain) -> SocketAddr {
    match domain {
        Domain::Inet6 => "[::1]:0",
        _ if is_own() => "10.0.0.1:0",
        _ => "127.0.0.1:0",
    }
    .parse()
    .unwrap()
}

fn listener(driver: &'static SocketApi, domain: Domain) -> (Fd, SocketAddr) {
    let listener = driver.socket(domain, SockType::Stream, Protocol::Default).unwrap();
    driver.set_option(listener, SocketOption::ReuseAddress(true)).unwrap();
    driver.bind(listener, &any_port(domain)).unwrap();
    driver.listen(listener, 4).unwrap();
    (listener, driver.getsockname(listener).unwrap())
}

fn pair(driver: &'static SocketApi) -> (Fd, Fd) {
    let (listener, address) = listener(driver, Domain::Inet);
    let client = stream(driver);
    driver.connect(client, &address).unwrap();
    let (server, _) = driver.accept(listener).unwrap();
    driver.close(listener).unwrap();
    (client, server)
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_carries_streams_of_both_families() {
    let driver = driver();
    let domains: &[_] = if is_own() { &[Domain::Inet] } else { &[Domain::Inet, Domain::Inet6] };
    for domain in domains.iter().copied() {
        let (listener, address) = listener(driver, domain);
        let client = driver.socket(domain, SockType::Stream, Protocol::Tcp).unwrap();
        driver.connect(client, &address).unwrap();
        let (server, peer) = driver.accept(listener).unwrap();
        assert_eq!(peer, driver.getsockname(client).unwrap());
        assert_eq!(driver.getpeername(client).unwrap(), address);
        assert_eq!(driver.send(client, b"hello", MsgFlags::NONE), Ok(5));
        let mut buffer = [0; 8];
        assert_eq!(driver.recv(server, &mut buffer, MsgFlags::PEEK), Ok(5));
        assert_eq!(driver.option(server, OptionName::Available), Ok(SocketOption::Available(5)));
        assert_eq!(driver.recvfrom(server, &mut buffer, MsgFlags::NONE), Ok((5, peer)));
        assert_eq!(&buffer[..5], b"hello");
        assert_eq!(driver.send(server, b"x", MsgFlags::PEEK), Err(Errno::EOPNOTSUPP));
        driver.shutdown(client, Shutdown::Write).unwrap();
        assert_eq!(driver.recv(server, &mut buffer, MsgFlags::NONE), Ok(0));
        for fd in [listener, client, server] {
            driver.close(fd).unwrap();
            assert_eq!(driver.close(fd), Err(Errno::EBADF));
        }
    }
}

/// More than any buffer takes, so that the sender has to wait.
#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_sends_in_one_thread_while_another_receives() {
    let driver = driver();
    let (client, server) = pair(driver);
    let data: Vec<u8> = (0..4_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut rest = data.as_slice();
            while !rest.is_empty() {
                let sent = driver.send(client, rest, MsgFlags::NONE).unwrap();
                rest = &rest[sent..];
            }
            driver.close(client).unwrap();
        });
        let (mut received, mut buffer) = (Vec::new(), [0; 5000]);
        while let len @ 1.. = driver.recv(server, &mut buffer, MsgFlags::NONE).unwrap() {
            received.extend_from_slice(&buffer[..len]);
        }
        assert!(received == data);
    });
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_carries_datagrams_and_looks_names_up() {
    let driver = driver();
    let fd = driver.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    driver.bind(fd, &any_port(Domain::Inet)).unwrap();
    let own = driver.getsockname(fd).unwrap();
    assert_eq!(driver.sendto(fd, b"note", MsgFlags::NONE, &own), Ok(4));
    assert_eq!(driver.recvfrom(fd, &mut [0; 8], MsgFlags::NONE), Ok((4, own)));
    let mut found = Vec::new();
    driver.resolve("localhost", &mut |ip| found.push(ip)).unwrap();
    assert!(found.len() == 1 && found[0].is_loopback(), "{found:?}");
    assert_eq!(driver.resolve("no-such-host.invalid", &mut |_| ()), Err(Errno::ENOENT));
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_keeps_options_and_time_limits() {
    let driver = driver();
    let (client, server) = pair(driver);
    for option in [
        SocketOption::ReceiveTimeout(Some(Duration::from_millis(30))),
        SocketOption::SendTimeout(None),
        SocketOption::NoDelay(true),
        SocketOption::KeepAlive(true),
        SocketOption::ReuseAddress(false),
        SocketOption::Nonblocking(false),
    ] {
        driver.set_option(client, option).unwrap();
        assert_eq!(driver.option(client, option.name()), Ok(option));
    }
    assert_eq!(driver.option(client, OptionName::Type), Ok(SocketOption::Type(SockType::Stream)));
    assert_eq!(driver.option(client, OptionName::Error), Ok(SocketOption::Error(None)));
    let before = driver.monotonic().unwrap();
    assert_eq!(driver.recv(client, &mut [0; 1], MsgFlags::NONE), Err(Errno::EAGAIN));
    assert!(driver.monotonic().unwrap() >= before + Duration::from_millis(30));
    driver.set_option(server, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(driver.recv(server, &mut [0; 1], MsgFlags::NONE), Err(Errno::EAGAIN));
    assert_eq!(driver.option(server, OptionName::Nonblocking), Ok(SocketOption::Nonblocking(true)));
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_tells_why_a_connection_is_not_made() {
    let driver = driver();
    let (gone, address) = listener(driver, Domain::Inet);
    driver.close(gone).unwrap();
    let client = stream(driver);
    assert_eq!(driver.connect(client, &address), Err(Errno::ECONNREFUSED));
    let client = stream(driver);
    driver.set_option(client, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(driver.connect(client, &address), Err(Errno::EINPROGRESS));
    let mut fds = [PollFd::new(client, Events::OUT)];
    assert_eq!(driver.poll(&mut fds, None), Ok(1));
    let error = driver.option(client, OptionName::Error).unwrap();
    assert_eq!(error, SocketOption::Error(Some(Errno::ECONNREFUSED)));
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_polls_several_sockets() {
    let driver = driver();
    let ((client, server), unknown) = (pair(driver), Fd(5));
    let mut fds = [PollFd::new(client, Events::IN), PollFd::new(server, Events::IN)];
    assert_eq!(driver.poll(&mut fds, Some(Duration::ZERO)), Ok(0));
    driver.send(client, b"x", MsgFlags::NONE).unwrap();
    assert_eq!(driver.poll(&mut fds, None), Ok(1));
    assert_eq!((fds[0].revents, fds[1].revents), (Events::NONE, Events::IN));
    let mut fds = [PollFd::new(unknown, Events::IN), PollFd::new(client, Events::IN)];
    assert_eq!(driver.poll(&mut fds, None), Ok(1));
    assert_eq!((fds[0].revents, fds[1].revents), (Events::NVAL, Events::NONE));
}

/// Whoever waits in any call returns when the socket is closed.
#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_wakes_who_waits_at_a_socket_that_is_closed() {
    let driver = driver();
    let (client, _server) = pair(driver);
    let (listener, _) = listener(driver, Domain::Inet);
    let datagrams = driver.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    driver.bind(datagrams, &any_port(Domain::Inet)).unwrap();
    let polled = stream(driver);
    std::thread::scope(|scope| {
        let waiting = [
            scope.spawn(move || driver.recv(client, &mut [0; 1], MsgFlags::NONE).map(|_| ())),
            scope.spawn(move || driver.accept(listener).map(|_| ())),
            scope.spawn(move || driver.recvfrom(datagrams, &mut [0; 1], MsgFlags::NONE).map(|_| ())),
            scope.spawn(move || driver.poll(&mut [PollFd::new(polled, Events::IN)], None).map(|_| ())),
        ];
        // Whether they wait already or find it closed: they return.
        std::thread::sleep(Duration::from_millis(50));
        for fd in [client, listener, datagrams, polled] {
            driver.close(fd).unwrap();
        }
        for waiting in waiting {
            _ = waiting.join().unwrap();
        }
    });
}

#[test]
#[ignore = "needs openssl, and firmwares: bash .ci/run vm"]
fn vm_lwip_is_below_the_tls_of_the_firmware() {
    if is_own() {
        return eprintln!("skipped: lwIP itself does not reach OpenSSL");
    }
    let onboarded = Onboarded::new();
    let firmware = firmware();
    firmware.element(&onboarded.path("chip.sim")).unwrap();
    firmware.sockets().unwrap();
    let (ca, chain) = (onboarded.read("ca.pem"), onboarded.read("device.pem"));
    for (option, version) in [("-tls1_2", 12), ("-tls1_3", 13)] {
        let server = openssl(&onboarded, option);
        assert_eq!(firmware.connect(server.port, &ca, &chain), Some(version));
    }
    assert_eq!(firmware.signatures(), Some(2));
}

#[test]
#[ignore = "needs lwIP's headers: bash .ci/run vm"]
fn vm_lwip_has_the_layouts_and_numbers_that_we_declare() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("cc")
        .args(["-std=c11", "-D_GNU_SOURCE", "-Werror", "-fsyntax-only"])
        .arg("-I")
        .arg(root.join("tests/vm/lwip-port"))
        .args(["-I", "/usr/include/lwip", "-I"])
        .arg(root.join("../sockets/include"))
        .arg(root.join("tests/vm/layouts.c"))
        .status()
        .unwrap_or_else(|error| panic!("cc: {error}"));
    assert!(status.success());
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_lwip_carries_every_call_on_every_kind_of_socket() {
    if is_own() {
        return eprintln!("skipped: lwIP itself has another address");
    }
    let stacks = [Arc::new(Gzsock::new(Arc::new(driver())))];
    for check in [
        checks::sockets_are_made_bound_and_listen_as_their_context_says,
        checks::what_is_connected_neither_connects_nor_accepts_again,
        checks::both_names_are_those_of_the_connection,
        checks::options_are_set_and_read,
        checks::bytes_are_sent_received_peeked_at_and_counted,
        checks::messages_with_an_address_never_pass_tls,
        checks::waiting_tells_who_is_ready,
        checks::both_ends_are_ended_and_closed,
    ] {
        check(&stacks);
    }
}
