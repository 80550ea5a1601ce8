use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use atecc_sim::i2ct::serve;
use atecc_sim::{I2ctClient, I2ctError, Options, Part, SimI2c, Time, Timing};
use embedded_hal::i2c::{Error, ErrorKind, I2c};

use crate::host::*;

pub(crate) fn server(options: Options) -> (SocketAddr, SimI2c) {
    let bus = SimI2c::with_options(Part::Atecc608B, Some(SEED), options).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = bus.clone();
    thread::spawn(move || serve(&listener, &served));
    (address, bus)
}

pub(crate) fn instant() -> Options {
    let mut options = Options::default();
    options.timing = Timing::Instant;
    options
}

pub(crate) fn revision(client: &mut impl I2c) -> Vec<u8> {
    client.write(ADDRESS, &[0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D]).unwrap();
    let mut reply = [0; 7];
    client.read(ADDRESS, &mut reply[..1]).unwrap();
    client.read(ADDRESS, &mut reply[1..]).unwrap();
    reply.to_vec()
}

#[test]
fn the_bus_at_the_other_end_is_the_same_bus() {
    let (address, bus) = server(instant());
    let mut client = I2ctClient::connect(address).unwrap();
    let asleep = client.read(ADDRESS, &mut [0; 4]).unwrap_err();
    assert!(matches!(asleep.kind(), ErrorKind::NoAcknowledge(_)));
    assert!(matches!(client.write(0x00, &[0x00]), Err(I2ctError::NoAcknowledge(_))));
    let mut token = [0; 4];
    client.read(ADDRESS, &mut token).unwrap();
    assert_eq!(token, [0x04, 0x11, 0x33, 0x43]);
    let reply = revision(&mut client);
    assert_eq!(reply[..5], [7, 0, 0, 0x60, 3]);
    let mut again = [0; 7];
    client.write_read(ADDRESS, &[0x00], &mut again).unwrap();
    assert_eq!(again[..], reply);
    client.write(ADDRESS, &[]).unwrap();
    assert_eq!(bus.counts().of(atecc::Opcode::Info), 1);
    client.power_cycle().unwrap();
    assert!(client.write(ADDRESS, &[]).is_err());
}

#[test]
fn in_real_time_the_chip_is_busy_for_real() {
    let mut options = Options::default();
    options.time = Time::Real;
    let (address, _) = server(options);
    let mut client = I2ctClient::connect(address).unwrap();
    client.wake_pulse().unwrap();
    thread::sleep(Duration::from_millis(3));
    client.read(ADDRESS, &mut [0; 4]).unwrap();
    client.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
    assert!(client.read(ADDRESS, &mut [0; 35]).is_err());
    thread::sleep(Duration::from_millis(20));
    client.read(ADDRESS, &mut [0; 35]).unwrap();
}

#[test]
fn frames_as_the_reference_writes_them() {
    let (address, _) = server(instant());
    let mut stream = TcpStream::connect(address).unwrap();
    let mut exchange = |request: &[u8], reply: &[u8]| {
        stream.write_all(request).unwrap();
        let mut bytes = vec![0; reply.len()];
        stream.read_exact(&mut bytes).unwrap();
        assert_eq!(bytes, reply, "{request:02X?}");
    };
    exchange(&[b'R', 0x60, 4, 0], &[1]);
    exchange(b"K", &[0]);
    exchange(&[b'R', 0x60, 4, 0], &[0, 0x04, 0x11, 0x33, 0x43]);
    exchange(&[b'R', 0x61, 4, 0], &[1]);
    exchange(&[b'W', 0x60, 8, 0, 0x03, 0x07, 0x30, 0, 0, 0, 0x03, 0x5D], &[0]);
    exchange(&[b'W', 0x60, 1, 0, 0x00], &[0]);
    exchange(&[b'R', 0x60, 5, 0], &[0, 7, 0, 0, 0x60, 3]);
    exchange(&[b'W', 0x60, 1, 0, 0x01], &[0]);
    exchange(&[b'W', 0x00, 1, 0, 0x00], &[1]);
    exchange(&[b'R', 0x60, 1, 0], &[0, 4]);
    exchange(&[b'F', 1], &[254]);
    exchange(&[b'F', 0], &[0]);
    exchange(&[b'R', 0x60, 1, 0], &[1]);
    exchange(b"P", &[0]);
    exchange(b"?", &[255]);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "closed after garbage");
}

#[test]
fn a_fresh_part_is_blank_asleep_and_another_one() {
    let bus = SimI2c::with_options(Part::Atecc608B, None, instant()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = bus.clone();
    thread::spawn(move || serve(&listener, &served));
    let mut host = Host::on(bus);
    let old = host.data(READ, 0x80, 0, &[]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let mut client = I2ctClient::connect(address).unwrap();
    client.fresh_part().unwrap();
    assert!(!host.acknowledges());
    host.wake();
    assert_eq!(host.data(READ, 0x00, 0x15, &[]), [0x00, 0x00, 0x55, 0x55], "unlocked");
    assert_ne!(host.data(READ, 0x80, 0, &[])[..13], old[..13], "another serial number");
}

#[test]
fn a_client_that_leaves_in_the_middle_harms_neither_chip_nor_others() {
    let (address, bus) = server(instant());
    let mut client = I2ctClient::connect(address).unwrap();
    client.wake_pulse().unwrap();
    for half in
        [&[b'W', 0x60, 8, 0, 0x03, 0x07][..], b"R", b"W\x60", b"GET / HTTP/1.1\r\n\r\n", &[0xFF; 4096]]
    {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(half).unwrap();
    }
    assert_eq!(revision(&mut client)[..5], [7, 0, 0, 0x60, 3]);
    assert_eq!(bus.counts().total(), 1);
}

#[test]
fn several_clients_take_turns() {
    let (address, bus) = server(instant());
    bus.wake_pulse();
    let clients: Vec<_> = (0..8)
        .map(|_| {
            thread::spawn(move || {
                let mut client = I2ctClient::connect(address).unwrap();
                for _ in 0..20 {
                    client.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    assert_eq!(bus.counts().of(atecc::Opcode::Info), 160);
}

#[test]
fn a_closed_port_is_told_in_one_line() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = I2ctClient::connect(port).unwrap_err();
    assert!(matches!(error, I2ctError::Connect(_)));
    assert!(error.to_string().starts_with("cannot connect: ") && !error.to_string().contains('\n'));
}
