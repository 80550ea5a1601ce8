//! Mutual TLS over smoltcp.

use alloc::sync::Arc;
use std::thread;

use rustls::crypto::ring;
use smoltcp::phy::Medium;
use sockets::driver::smoltcp::{Config, LinkEnd, SmoltcpSockets, Threads, link};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, MsgFlags, Protocol, SockType};
use sockets::zssl::{Identity, TlsContext, TlsVersion};

use crate::pki::Authority;

fn stack(end: LinkEnd, threads: Arc<Threads>, number: u8) -> Gzsock {
    let mut config = Config::new(number.into());
    config.ethernet = Some([2, 0, 0, 0, 0, number]);
    config.addresses = vec![([10, 0, 0, number].into(), 24)];
    let driver = Arc::new(SmoltcpSockets::new(end, threads, &config).unwrap());
    driver.drive_in_background().unwrap();
    Gzsock::new(driver)
}

#[test]
fn two_stacks_prove_themselves_to_each_other() {
    let authority = Authority::new("authority");
    let (server, device) = (authority.issue("localhost"), authority.issue("device"));
    let crypto = Arc::new(ring::default_provider());
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let serving = TlsContext::server(crypto.clone())
            .identity(Identity::pem(&server.chain, &server.key))
            .trust(authority.pem())
            .require_client_certificate()
            .build()
            .unwrap();
        let connecting = TlsContext::client(crypto.clone())
            .trust(authority.pem())
            .server_name("localhost")
            .identity(Identity::pem(&device.chain, &device.key))
            .versions(&[version])
            .build()
            .unwrap();
        let threads = [(); 2].map(|()| Arc::new(Threads::new()));
        let [a, b] = link(Medium::Ethernet, [threads[0].clone(), threads[1].clone()]);
        let [one, other] = threads;
        let (client, server) = (stack(a, one, 1), stack(b, other, 2));
        let listener = server.socket(Domain::Inet, SockType::Stream, Protocol::Tcp, Some(&serving)).unwrap();
        server.bind(listener, &"0.0.0.0:443".parse().unwrap()).unwrap();
        server.listen(listener, 1).unwrap();
        // More than the buffers of both sides hold.
        let data = vec![0x5a; 50_000];
        thread::scope(|scope| {
            let served = scope.spawn(|| {
                let (fd, _) = server.accept(listener).unwrap();
                server.handshake(fd).unwrap();
                assert!(server.tls_info(fd).unwrap().unwrap().peer_verified);
                server.send_all(fd, &data).unwrap();
                server.close(fd).unwrap();
            });
            let fd = client.connect_name("10.0.0.2", 443, Some(&connecting)).unwrap();
            let info = client.tls_info(fd).unwrap().unwrap();
            assert!(info.peer_verified && info.version == version);
            let (mut got, mut buffer) = (Vec::new(), [0; 3000]);
            loop {
                match client.recv(fd, &mut buffer, MsgFlags::NONE).unwrap() {
                    0 => break,
                    len => got.extend_from_slice(&buffer[..len]),
                }
            }
            assert!(got == data);
            client.close(fd).unwrap();
            served.join().unwrap();
        });
    }
}

#[test]
fn the_thread_in_the_background_ends_with_the_driver() {
    let threads = Arc::new(Threads::new());
    let [end, _other] = link(Medium::Ethernet, [threads.clone(), Arc::new(Threads::new())]);
    drop(stack(end, threads.clone(), 1));
    // Ours, and the wire's.
    while Arc::strong_count(&threads) > 2 {
        thread::yield_now();
    }
}
