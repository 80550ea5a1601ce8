//! What gzsock costs: plain sockets against those of the standard library, secure ones against rustls' own stream.
//!
//! Both sides of a ratio run in turns, many times, between two threads over the loopback interface. A ratio is the median
//! of those of each round, so that others on the machine, who slow both turns of a round, do not decide:
//! `cargo bench -p hwcrypto-sockets --bench ratios`.

extern crate alloc;

use std::time::Instant;

#[path = "ratios/ends.rs"]
mod ends;
#[path = "ratios/ffi.rs"]
#[expect(unsafe_code, reason = "an allocator is unsafe to implement")]
mod ffi;
#[path = "ratios/memory.rs"]
mod memory;
#[path = "../../tls-glue/tests/it/pki.rs"]
#[expect(dead_code, reason = "the tests, whose authority this is, need more of it")]
mod pki;
#[path = "ratios/secure.rs"]
mod secure;
#[path = "ratios/work.rs"]
mod work;

use self::secure::Settings;
use self::work::Work;

/// Rounds, in each of which both sides have a turn; odd, so that there is one in the middle.
const ROUNDS: usize = 201;

/// Makes parties that do a piece of work; gives what does one turn of it.
type Turn = Box<dyn FnMut()>;

fn main() {
    println!("| what | theirs | ours | ratio |");
    println!("|---|---|---|---|");
    let settings = Settings::new();
    let plain = |work: Work| (work.turn(ends::std_tcp()), work.turn(ends::gzsock()));
    compare("plain, round trip of 1 B, time", Work::PING, plain(Work::PING), Kind::Time);
    compare("plain, 64 KB at a time, throughput", Work::STREAM, plain(Work::STREAM), Kind::Rate);
    for (name, len) in [("16 KB", 1 << 14), ("8 KB", 1 << 13)] {
        let secure = |work: Work| (work.turn(settings.rustls(len)), work.turn(settings.gzsock(len)));
        let what = format!("TLS 1.3, round trip of 1 B, records of up to {name}, rate");
        compare(&what, Work::PING, secure(Work::PING), Kind::Rate);
        let what = format!("TLS 1.3, 64 KB at a time, records of {name}, throughput");
        compare(&what, Work::STREAM, secure(Work::STREAM), Kind::Rate);
    }
    let connect = (work::connections(settings.rustls(1 << 14)), work::connections(settings.gzsock(1 << 14)));
    compare("TLS 1.3, connections with full handshakes, rate", Work::CONNECT, connect, Kind::Rate);
    memory::compare(&settings);
}

/// What a ratio is one of.
#[derive(Clone, Copy)]
enum Kind {
    /// Of our time to theirs: less is better.
    Time,
    /// Of our rate to theirs: more is better.
    Rate,
}

/// Prints what both make of `work`, and the ratio.
fn compare(what: &str, work: Work, (mut theirs, mut ours): (Turn, Turn), kind: Kind) {
    let mut times = [Vec::new(), Vec::new()];
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        // Whoever comes first in a round takes turns too.
        let (mut before, mut after) = (0.0, 0.0);
        if round % 2 == 0 {
            before = time(&mut theirs);
        }
        after += time(&mut ours);
        if round % 2 == 1 {
            before = time(&mut theirs);
        }
        times[0].push(before);
        times[1].push(after);
        ratios.push(match kind {
            Kind::Time => after / before,
            Kind::Rate => before / after,
        });
    }
    let [theirs, ours] = times.map(|times| work.describe(median(times)));
    println!("| {what} | {theirs} | {ours} | {:.3} |", median(ratios));
}

/// Seconds that a turn takes.
fn time(turn: &mut Turn) -> f64 {
    let start = Instant::now();
    turn();
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
