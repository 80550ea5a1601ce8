//! Records per second: what an element beside ring costs them, and what the RustCrypto provider adds to its ciphers.
//!
//! The contenders take short turns, one after the other, many times. Times are medians, and a ratio is the median of those
//! of each round, so that others on the machine, who slow all turns of a round, do not decide:
//! `cargo bench -p tls-glue --bench records`.

#![expect(dead_code, reason = "the tests, whose parties these are, need more of them")]

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
/// Rounds, in each of which every contender has a turn.
const ROUNDS: usize = 401;
/// Text of a turn, in bytes and in records, whichever is reached first: about a millisecond.
const TURN_BYTES: usize = 1 << 20;
const TURN_RECORDS: usize = 2000;

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
        let mut times = vec![Vec::new(); self.parts.len()];
        let (mut whole, mut ratios) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // Whoever comes first takes turns too: a place in the round alone can make some per cent.
            if round % 2 == 1 {
                whole.push(turn(size, &mut self.whole.1));
            }
            let mut together = 0.0;
            for (times, part) in times.iter_mut().zip(&mut self.parts) {
                let time = turn(size, &mut part.1);
                times.push(time);
                together += time;
            }
            if round % 2 == 0 {
                whole.push(turn(size, &mut self.whole.1));
            }
            ratios.push(together / whole[round]);
        }
        for (times, part) in times.into_iter().zip(&self.parts) {
            print(size, part.0, median(times), "");
        }
        print(size, self.whole.0, median(whole), &format!("{:.3}", median(ratios)));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How long one record takes, in seconds.
fn turn(size: usize, contender: &mut Contender) -> f64 {
    let text = vec![0x5a; size];
    let records = (TURN_BYTES / size).min(TURN_RECORDS);
    let start = Instant::now();
    for _ in 0..records {
        contender(&text);
    }
    start.elapsed().as_secs_f64() / records as f64
}

fn print(size: usize, name: &str, record: f64, ratio: &str) {
    let per_second = 1.0 / record;
    println!("| {size} B | {name} | {:.0} | {per_second:.0} | {ratio} |", per_second * size as f64 / 1e6);
}
