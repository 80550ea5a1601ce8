//! Commands per second of a simulated chip in the same process, on virtual time: packet, execution, polling and reply.

use core::hint::black_box;

use atecc::Opcode;
use atecc::packet::CommandPacket;
use atecc_sim::{Part, SimDelay, SimI2c};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

const ADDRESS: u8 = 0x60;
/// Well before the watchdog.
const SESSION_NS: u64 = 400_000_000;

/// The smallest host that can go on for ever.
struct Host {
    bus: SimI2c,
    delay: SimDelay,
    woken_at: u64,
}

impl Host {
    fn new() -> Self {
        let bus = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
        let delay = bus.delay();
        let mut host = Self { bus, delay, woken_at: 0 };
        host.wake();
        host
    }

    fn wake(&mut self) {
        self.bus.wake_pulse();
        DelayNs::delay_us(&mut self.delay, 1_500);
        self.woken_at = self.bus.now();
    }

    /// Sends a command, waits for the reply by polling, and reads it.
    fn run(&mut self, packet: &CommandPacket) -> [u8; 75] {
        if self.bus.now() - self.woken_at > SESSION_NS {
            I2c::write(&mut self.bus, ADDRESS, &[0x02]).unwrap();
            self.wake();
        }
        I2c::write(&mut self.bus, ADDRESS, packet.as_bytes()).unwrap();
        let mut reply = [0; 75];
        let (count, rest) = reply.split_at_mut(1);
        while I2c::read(&mut self.bus, ADDRESS, count).is_err() {
            DelayNs::delay_ms(&mut self.delay, 2);
        }
        let length = usize::from(count[0]) - 1;
        I2c::read(&mut self.bus, ADDRESS, &mut rest[..length]).unwrap();
        reply
    }

    /// A part with a signing key in slot 0, all locked.
    fn provisioned() -> Self {
        let mut host = Self::new();
        let mut done = |opcode, param1, param2, data: &[u8]| {
            let reply = host.run(&CommandPacket::new(opcode, param1, param2, &[data]));
            assert!(reply[0] > 4 || reply[1] == 0, "{opcode}: {:?}", host.bus.last_refusal());
        };
        done(Opcode::Write, 0x00, 5, &[0x87, 0x20, 0x87, 0x20]);
        done(Opcode::Write, 0x00, 24, &[0x33, 0x00, 0x33, 0x00]);
        done(Opcode::Lock, 0x80, 0, &[]);
        done(Opcode::GenKey, 0x04, 0, &[]);
        done(Opcode::Lock, 0x81, 0, &[]);
        host
    }
}

fn commands(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("in process");
    group.throughput(Throughput::Elements(1));
    let digest = [0x5A; 32];
    let plain: &[(&str, Opcode, u8, u16, &[u8])] = &[
        ("Info", Opcode::Info, 0x00, 0, &[]),
        ("Read of a block", Opcode::Read, 0x80, 0, &[]),
        ("Random", Opcode::Random, 0x00, 0, &[]),
        ("Nonce, pass-through", Opcode::Nonce, 0x03, 0, &digest),
    ];
    for (name, opcode, param1, param2, data) in plain {
        let mut host = Host::provisioned();
        let packet = CommandPacket::new(*opcode, *param1, *param2, &[data]);
        group.bench_function(*name, |bencher| bencher.iter(|| black_box(host.run(black_box(&packet)))));
    }
    let mut host = Host::provisioned();
    let load = CommandPacket::new(Opcode::Nonce, 0x43, 0, &[&digest]);
    let sign = CommandPacket::new(Opcode::Sign, 0xA0, 0, &[]);
    host.run(&load);
    group.bench_function("Nonce and Sign", |bencher| {
        bencher.iter(|| {
            host.run(&load);
            let reply = host.run(&sign);
            assert_eq!(reply[0], 67, "{:?}", host.bus.last_refusal());
        });
    });
    let public = CommandPacket::new(Opcode::GenKey, 0x00, 0, &[]);
    group.bench_function("GenKey, public", |bencher| bencher.iter(|| black_box(host.run(&public))));
    group.finish();
}

criterion_group!(benches, commands);
criterion_main!(benches);
