//! What gzsock costs: plain sockets against those of the standard library, secure ones against rustls' own stream.
//!
//! Both sides of a ratio run in turns, many times, over the loopback interface. A ratio is the median of those of each
//! round, so that others on the machine, who slow both turns of a round, do not decide:
//! `cargo bench -p hwcrypto-sockets --bench ratios`, with ` -- 'round trip'` only what has that in its name.

extern crate alloc;

use std::env;
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

use self::ends::Dial;
use self::secure::Settings;
use self::work::Work;

/// Connections of each side, one after the other: TCP settles for each of them at a pace of its own.
const CONNECTIONS: usize = 101;
/// Rounds with a connection, in each of which both sides have a turn.
const ROUNDS: usize = 5;

/// Does a turn of some work.
type Turn = Box<dyn FnMut()>;

fn main() {
    println!("| what | theirs | ours | ratio |");
    println!("|---|---|---|---|");
    let settings = Settings::new();
    let plain = || (ends::std_tcp(), ends::gzsock());
    compare("plain: round trip of 1 B, time", Work::Ping, plain, Kind::Time);
    compare("plain: 64 KB at a time, throughput", Work::Stream, plain, Kind::Rate);
    for (name, len) in [("16 KB", 1 << 14), ("8 KB", 1 << 13)] {
        let secure = || (settings.rustls(len), settings.gzsock(len));
        let what = format!("TLS: 64 KB at a time, records of {name}, throughput");
        compare(&what, Work::Stream, secure, Kind::Rate);
    }
    let secure = || (settings.rustls(1 << 14), settings.gzsock(1 << 14));
    compare("TLS: round trip of 1 B, rate", Work::Ping, secure, Kind::Rate);
    compare("TLS: connections with full handshakes, rate", Work::Connect, secure, Kind::Rate);
    if wanted(memory::WHAT) {
        memory::compare(&settings);
    }
}

/// Whether this line of the table was asked for.
fn wanted(what: &str) -> bool {
    env::args().skip(1).filter(|word| !word.starts_with('-')).all(|word| what.contains(&word))
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
fn compare(what: &str, work: Work, dials: impl Fn() -> (Dial, Dial), kind: Kind) {
    if !wanted(what) {
        return;
    }
    let (theirs, ours) = dials();
    let mut times = [Vec::new(), Vec::new()];
    let mut ratios = Vec::new();
    for _ in 0..CONNECTIONS {
        let (mut theirs, mut ours) = (work.turn(&theirs), work.turn(&ours));
        for round in 0..ROUNDS {
            // Whoever comes first in a round takes turns too.
            let early = (round % 2 == 0).then(|| time(&mut theirs));
            let after = time(&mut ours);
            let before = early.unwrap_or_else(|| time(&mut theirs));
            times[0].push(before);
            times[1].push(after);
            ratios.push(match kind {
                Kind::Time => after / before,
                Kind::Rate => before / after,
            });
        }
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
