//! Commands per second of a simulated chip behind an I2CT server on the loopback interface, as the vendor's library
//! gives them: write, read of the count, read of the rest.

use core::hint::black_box;
use std::net::TcpListener;
use std::thread;

use atecc_sim::{I2ctClient, Options, Part, SimI2c, Timing, i2ct};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use embedded_hal::i2c::I2c;

const ADDRESS: u8 = 0x60;
const REVISION: [u8; 8] = [0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D];

fn client() -> I2ctClient {
    let mut options = Options::default();
    options.timing = Timing::Instant;
    let bus = SimI2c::with_options(Part::Atecc608B, Some(1), options).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || i2ct::serve(&listener, &bus));
    I2ctClient::connect(address).unwrap()
}

/// The virtual clock lets the watchdog fire now and then: then the chip is woken, as a host would do.
fn revision(client: &mut I2ctClient) -> [u8; 7] {
    while client.write(ADDRESS, &REVISION).is_err() {
        client.wake_pulse().unwrap();
    }
    let mut reply = [0; 7];
    let (count, rest) = reply.split_at_mut(1);
    let read = client.read(ADDRESS, count).and_then(|()| client.read(ADDRESS, rest));
    if read.is_err() {
        client.wake_pulse().unwrap();
    }
    reply
}

fn commands(criterion: &mut Criterion) {
    let mut client = client();
    let mut group = criterion.benchmark_group("loopback");
    group.throughput(Throughput::Elements(1));
    group.bench_function("Info", |bencher| bencher.iter(|| black_box(revision(&mut client))));
    group.finish();
}

criterion_group!(benches, commands);
criterion_main!(benches);
