//! Records per second: what an element beside ring costs them, and what the RustCrypto provider adds to its ciphers.
//!
//! Each pair takes turns, many times, and each contender counts with its best turn, so that others on the machine do
//! not decide: `cargo bench -p tls-glue --bench records`.

#![expect(dead_code, reason = "the tests, whose parties these are, need more of them")]

use core::time::Duration;
use std::time::Instant;

extern crate alloc;

#[path = "records/cipher.rs"]
mod cipher;
#[path = "records/connection.rs"]
mod connection;
#[path = "../tests/it/element.rs"]
mod element;
#[path = "../tests/it/parties.rs"]
mod parties;
#[path = "../tests/it/pki.rs"]
mod pki;

/// Bytes of text in a record: the most there can be, and a sensor's message.
const SIZES: [usize; 2] = [16384, 64];
/// Turns of each contender.
const TURNS: u32 = 40;
/// Text of a turn, in bytes and in records, whichever is reached first.
const TURN_BYTES: usize = 8 << 20;
const TURN_RECORDS: usize = 20_000;

/// Seals a record with this text, and opens it.
type Contender = Box<dyn FnMut(&[u8])>;

fn main() {
    println!("| records of | sealed and opened by | MB/s | records/s | ratio |");
    println!("|---|---|---|---|---|");
    for size in SIZES {
        for (baseline, contender) in [connection::pair(), cipher::aes_256_gcm(), cipher::chacha20_poly1305()]
        {
            compare(size, baseline, contender);
        }
    }
}

/// Prints what each makes of records of `size` bytes, and the ratio of the second to the first.
fn compare(size: usize, mut baseline: (&str, Contender), mut contender: (&str, Contender)) {
    let (mut before, mut after) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        before = before.min(turn(size, &mut baseline.1));
        after = after.min(turn(size, &mut contender.1));
    }
    print(size, baseline.0, before, "");
    print(size, contender.0, after, &format!("{:.3}", before.as_secs_f64() / after.as_secs_f64()));
}

/// How long one record takes.
fn turn(size: usize, contender: &mut Contender) -> Duration {
    let text = vec![0x5a; size];
    let records = (TURN_BYTES / size).min(TURN_RECORDS);
    let start = Instant::now();
    for _ in 0..records {
        contender(&text);
    }
    start.elapsed() / u32::try_from(records).unwrap()
}

fn print(size: usize, name: &str, record: Duration, ratio: &str) {
    let per_second = 1.0 / record.as_secs_f64();
    println!("| {size} B | {name} | {:.0} | {per_second:.0} | {ratio} |", per_second * size as f64 / 1e6);
}
