//! Records per second: what an element beside ring costs them, and what the RustCrypto provider adds to its ciphers.
//!
//! The contenders take turns, many times, and each contender counts with its best turn, so that others on the machine do
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

/// Something, and the parts that it is made of.
struct Comparison {
    parts: Vec<(&'static str, Contender)>,
    whole: (&'static str, Contender),
}

fn main() {
    println!("| records of | sealed and opened by | MB/s | records/s | ratio |");
    println!("|---|---|---|---|---|");
    for size in SIZES {
        for comparison in
            [connection::beside_an_element(), cipher::aes_256_gcm(), cipher::chacha20_poly1305()]
        {
            comparison.run(size);
        }
    }
}

impl Comparison {
    /// Prints what each makes of records of `size` bytes, and the ratio of the parts' times together to that of the whole.
    fn run(mut self, size: usize) {
        let mut best = vec![Duration::MAX; self.parts.len()];
        let mut whole = Duration::MAX;
        for _ in 0..TURNS {
            for (best, part) in best.iter_mut().zip(&mut self.parts) {
                *best = turn(size, &mut part.1).min(*best);
            }
            whole = turn(size, &mut self.whole.1).min(whole);
        }
        for (time, part) in best.iter().zip(&self.parts) {
            print(size, part.0, *time, "");
        }
        let parts: Duration = best.iter().sum();
        print(size, self.whole.0, whole, &format!("{:.3}", parts.as_secs_f64() / whole.as_secs_f64()));
    }
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
