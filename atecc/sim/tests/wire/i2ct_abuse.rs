//! Clients of the I2CT server that do what they should not, and those beside them.

use core::net::SocketAddr;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use atecc::Opcode;
use atecc_sim::I2ctClient;
use embedded_hal::i2c::I2c;
use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::host::*;
use crate::i2ct::{instant, revision, server};

const REVISION: [u8; 5] = [7, 0, 0, 0x60, 3];

/// Sends a request and takes a reply of this length.
fn exchange(stream: &mut TcpStream, request: &[u8], length: usize) -> Vec<u8> {
    stream.write_all(request).unwrap();
    let mut reply = vec![0; length];
    stream.read_exact(&mut reply).unwrap();
    reply
}

#[test]
fn transfers_of_no_bytes_ask_who_is_there() {
    let (address, bus) = server(instant());
    let mut stream = TcpStream::connect(address).unwrap();
    assert_eq!(exchange(&mut stream, &[b'R', 0x60, 0, 0], 1), [1], "asleep");
    assert_eq!(exchange(&mut stream, &[b'W', 0x35, 0, 0], 1), [1], "nobody there");
    assert_eq!(exchange(&mut stream, &[b'W', 0x00, 0, 0], 1), [1], "a wake");
    assert_eq!(exchange(&mut stream, &[b'W', 0x60, 0, 0], 1), [0]);
    assert_eq!(exchange(&mut stream, &[b'R', 0x60, 0, 0], 1), [0]);
    assert_eq!(exchange(&mut stream, &[b'R', 0x60, 4, 0], 5), [0, 0x04, 0x11, 0x33, 0x43]);
    assert_eq!(bus.counts().total(), 0);
}

#[test]
fn an_address_of_eight_bits_is_an_error_and_the_connection_goes_on() {
    let (address, bus) = server(instant());
    bus.wake_pulse();
    let mut stream = TcpStream::connect(address).unwrap();
    assert_eq!(exchange(&mut stream, &[b'W', 0xC0, 1, 0, 0x02], 1), [255]);
    assert_eq!(exchange(&mut stream, &[b'R', 0xC0, 4, 0], 1), [255]);
    assert_eq!(exchange(&mut stream, &[b'R', 0x60, 4, 0], 5), [0, 0x04, 0x11, 0x33, 0x43]);
}

#[test]
fn a_power_cycle_is_one_for_everybody() {
    let (address, bus) = server(instant());
    let (mut one, mut other) = (I2ctClient::connect(address).unwrap(), I2ctClient::connect(address).unwrap());
    one.wake_pulse().unwrap();
    other.write(ADDRESS, &packet(NONCE, 0x03, 0, &[7; 32])).unwrap();
    let power_ups = bus.power_ups();
    other.power_cycle().unwrap();
    assert_eq!(bus.power_ups(), power_ups + 1);
    assert!(one.read(ADDRESS, &mut [0; 4]).is_err(), "asleep");
    one.wake_pulse().unwrap();
    one.write(ADDRESS, &packet(INFO, 0x02, 0, &[])).unwrap();
    let mut state = [0; 7];
    one.read(ADDRESS, &mut state).unwrap();
    assert_eq!(state[2] & 0x80, 0, "TempKey is gone");
}

#[test]
fn the_largest_transfers_are_answered() {
    let (address, bus) = server(instant());
    bus.wake_pulse();
    let mut stream = TcpStream::connect(address).unwrap();
    let reply = exchange(&mut stream, &[b'R', 0x60, 0xFF, 0xFF], 1 + 0xFFFF);
    assert_eq!(reply[..5], [0, 0x04, 0x11, 0x33, 0x43]);
    assert!(reply[5..].iter().all(|byte| *byte == 0xFF));
    // That took six seconds at 100 kHz, and the watchdog let it sleep.
    bus.wake_pulse();
    let mut request = vec![b'W', 0x60, 0xFF, 0xFF];
    request.resize(4 + 0xFFFF, 0x00);
    assert_eq!(exchange(&mut stream, &request, 1), [0]);
    bus.wake_pulse();
    assert_eq!(revision(&mut I2ctClient::connect(address).unwrap())[..5], REVISION);
}

fn garbage(address: SocketAddr, seed: u64) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    for _ in 0..20 {
        let mut bytes = vec![0; 1 + rng.next_u32() as usize % 300];
        rng.fill_bytes(&mut bytes);
        if let Some(first) = bytes.first_mut() {
            // Half of it begins like a request.
            *first = b"WRKF0\x00\xFFG"[rng.next_u32() as usize % 8];
        }
        let mut stream = TcpStream::connect(address).unwrap();
        // The server may have hung up before it has taken all.
        let _ = stream.write_all(&bytes);
    }
}

/// Requests without end, whose replies nobody reads, until the server has had enough of it.
fn flood(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = [b'R', 0x35, 4, 0].repeat(1_000);
    for _ in 0..50 {
        if stream.write_all(&request).is_err() {
            break;
        }
    }
}

#[test]
fn garbage_and_floods_are_not_felt_by_others() {
    let (address, bus) = server(instant());
    bus.wake_pulse();
    let mut abusers: Vec<_> = (0..4).map(|seed| thread::spawn(move || garbage(address, seed))).collect();
    abusers.extend((0..4).map(|_| thread::spawn(move || flood(address))));
    let before = bus.reveal_eeprom();
    let mut client = I2ctClient::connect(address).unwrap();
    for _ in 0..200 {
        client.write(0x10, &[]).unwrap_err();
        client.wake_pulse().unwrap();
    }
    for abuser in abusers {
        abuser.join().unwrap();
    }
    // Garbage may have put the chip to sleep; that is what the bus allows anybody.
    client.wake_pulse().unwrap();
    assert_eq!(revision(&mut client)[..5], REVISION);
    assert_eq!(bus.reveal_eeprom(), before);
}

#[test]
fn too_many_connections_are_turned_away_and_the_rest_goes_on() {
    let (address, bus) = server(instant());
    bus.wake_pulse();
    let mut client = I2ctClient::connect(address).unwrap();
    assert_eq!(revision(&mut client)[..5], REVISION);
    let mut idle: Vec<_> = (0..63).map(|_| TcpStream::connect(address).unwrap()).collect();
    for stream in &mut idle {
        assert_eq!(exchange(stream, &[b'R', 0x60, 0, 0], 1), [0]);
    }
    let mut late = TcpStream::connect(address).unwrap();
    let _ = late.write_all(b"K");
    assert!(matches!(late.read(&mut [0]), Ok(0) | Err(_)), "turned away");
    assert_eq!(revision(&mut client)[..5], REVISION);
    drop(idle);
    while I2ctClient::connect(address).unwrap().wake_pulse().is_err() {
        thread::yield_now();
    }
    assert_eq!(bus.counts().of(Opcode::Info), 2);
}
