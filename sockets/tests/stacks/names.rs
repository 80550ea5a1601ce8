//! Names, asked of a DNS server at the other end of the wire.

use alloc::sync::Arc;
use core::net::IpAddr;
use std::thread;

use smoltcp::phy::Medium;
use sockets::Errno;
use sockets::driver::smoltcp::{Config, SmoltcpSockets, Threads, link};
use sockets::zsock::{Domain, MsgFlags, Protocol, Shutdown, SockType, SocketDriver};

const A: u16 = 1;

/// The answer to a question (RFC 1035, section 4): the addresses of device.test, and no other name.
fn answer(question: &[u8]) -> Vec<u8> {
    let asked = &question[12..];
    let family = u16::from_be_bytes([asked[asked.len() - 4], asked[asked.len() - 3]]);
    let known = asked.starts_with(b"\x06device\x04test\x00");
    let address: IpAddr = if family == A { [10, 0, 0, 7].into() } else { "fd00::7".parse().unwrap() };
    let mut answer = question[..2].to_vec();
    // A response; no such name, or no error. One question, one answer or none.
    answer.extend([0x81, if known { 0x80 } else { 0x83 }, 0, 1, 0, known.into(), 0, 0, 0, 0]);
    answer.extend(asked);
    if known {
        let data = match address {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        // The name is that of the question. A minute.
        answer.extend([0xc0, 12]);
        answer.extend(family.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 60, 0, data.len().try_into().unwrap()]);
        answer.extend(data);
    }
    answer
}

#[test]
fn names_are_asked_of_the_server_in_the_families_that_the_host_has() {
    let threads = Arc::new(Threads::new());
    let [near, far] = link(Medium::Ip, [threads.clone(), threads.clone()]);
    let stack = |end, addresses: &[&str]| {
        let mut config = Config::new(3);
        config.addresses = addresses.iter().map(|ip| (ip.parse().unwrap(), 24)).collect();
        config.dns_servers = vec![[10, 0, 0, 2].into()];
        SmoltcpSockets::new(end, threads.clone(), &config).unwrap()
    };
    let (client, server) = (stack(near, &["10.0.0.1", "fd00::1"]), stack(far, &["10.0.0.2"]));
    let fd = server.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    server.bind(fd, &"0.0.0.0:53".parse().unwrap()).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut question = [0; 512];
            loop {
                let (len, from) = server.recvfrom(fd, &mut question, MsgFlags::NONE).unwrap();
                if len == 0 {
                    return;
                }
                server.sendto(fd, &answer(&question[..len]), MsgFlags::NONE, &from).unwrap();
            }
        });
        let lookup = |name: &str| {
            let mut found: Vec<IpAddr> = Vec::new();
            client.resolve(name, &mut |ip| found.push(ip)).map(|()| found)
        };
        let both: [IpAddr; 2] = ["fd00::7".parse().unwrap(), [10, 0, 0, 7].into()];
        assert_eq!(lookup("device.test").unwrap(), both);
        assert_eq!(lookup("absent.test"), Err(Errno::ENOENT));
        assert_eq!(lookup("not..a..name"), Err(Errno::ENOENT));
        assert_eq!(lookup("192.0.2.9").unwrap(), [IpAddr::from([192, 0, 2, 9])]);
        _ = server.shutdown(fd, Shutdown::Both);
    });
}
