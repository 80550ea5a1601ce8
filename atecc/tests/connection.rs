//! A chip behind a TCP connection that breaks at each request of an operation: between two requests, or after the chip
//! has done what the request asked and before it was told. Perhaps the server starts anew, and the chip with it.
//! Whatever happens: the right answer or a typed error, nothing twice, and the next operation works.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use atecc::blocking::Atecc;
use atecc::command::CounterId;
use atecc::{Config, Error};
use atecc_sim::{I2ctClient, I2ctError, Part, SimDelay, SimI2c};
use embedded_hal::i2c::I2c;
use life::slot;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};

/// More requests than any operation here has.
const LAST: u32 = 30;

/// Most of the operations come to their end all the same.
const GOOD: u32 = 80;

/// Where a connection breaks.
#[derive(Debug, Clone, Copy)]
struct Break {
    /// After so many requests.
    after: u32,
    /// The reply to the last one is lost.
    swallows_reply: bool,
    /// The supply of the chip is interrupted.
    restarts: bool,
}

/// Every kind of break, at each request. Not both at once: a chip that has done a command, was not heard and lost its
/// supply looks like one that has slept and never got it.
fn breaks() -> impl Iterator<Item = Break> {
    const KINDS: [(bool, bool); 3] = [(false, false), (true, false), (false, true)];
    (1..=LAST)
        .flat_map(|after| KINDS.map(|(swallows_reply, restarts)| Break { after, swallows_reply, restarts }))
}

/// Answers the requests of one client until its connection breaks.
fn serve(mut stream: TcpStream, chip: &mut SimI2c, limit: Option<Break>) -> std::io::Result<()> {
    for number in 1.. {
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        let reply = answer(kind[0], &mut stream, chip)?;
        let last = limit.filter(|limit| limit.after == number);
        if !last.is_some_and(|limit| limit.swallows_reply) {
            stream.write_all(&reply)?;
        }
        if let Some(limit) = last {
            if limit.restarts {
                chip.power_cycle().unwrap();
            }
            return Ok(());
        }
    }
    Ok(())
}

fn answer(kind: u8, stream: &mut TcpStream, chip: &mut SimI2c) -> std::io::Result<Vec<u8>> {
    if kind == b'K' {
        chip.wake_pulse();
        return Ok(vec![0]);
    }
    let mut head = [0; 3];
    stream.read_exact(&mut head)?;
    let mut bytes = vec![0; usize::from(u16::from_le_bytes([head[1], head[2]]))];
    let done = if kind == b'W' {
        stream.read_exact(&mut bytes)?;
        let done = chip.write(head[0], &bytes).is_ok();
        bytes.clear();
        done
    } else {
        chip.read(head[0], &mut bytes).is_ok()
    };
    Ok(if done { [&[0][..], &bytes].concat() } else { vec![1] })
}

/// A locked chip, and a driver whose first connection to it breaks there.
fn behind(chip: &SimI2c, limit: Break) -> Atecc<I2ctClient, SimDelay> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut served = chip.clone();
    thread::spawn(move || {
        let mut limit = Some(limit);
        while let Ok((stream, _)) = listener.accept() {
            // A client that is gone is the end of its connection.
            let _ = serve(stream, &mut served, limit.take());
        }
    });
    Atecc::new(I2ctClient::connect(address).unwrap(), chip.delay(), Config::new())
}

fn chip() -> SimI2c {
    let chip = SimI2c::blank(Part::Atecc608B, Some(77)).unwrap();
    locked::lock(&mut Atecc::new(chip.clone(), chip.delay(), Config::new()));
    chip
}

/// Runs `operation` with each break, and the revision afterwards.
fn campaign<T>(
    operation: impl Fn(&mut Atecc<I2ctClient, SimDelay>) -> Result<T, Error<I2ctError>>,
    mut judge: impl FnMut(Break, Result<T, Error<I2ctError>>, &SimI2c),
) -> (u32, u32) {
    let chip = chip();
    let (mut good, mut failed) = (0, 0);
    for limit in breaks() {
        let mut device = behind(&chip, limit);
        let outcome = operation(&mut device);
        if outcome.is_ok() {
            good += 1;
        } else {
            failed += 1;
        }
        judge(limit, outcome, &chip);
        device.recover().unwrap_or_else(|error| panic!("{limit:?}: {error}"));
        device.revision().unwrap_or_else(|error| panic!("{limit:?}: {error}"));
    }
    (good, failed)
}

#[test]
fn a_signature_is_good_or_an_error() {
    let chip = chip();
    let key = Atecc::new(chip.clone(), chip.delay(), Config::new()).public_key(slot(0)).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    let (good, failed) = campaign(
        |device| device.sign_digest(slot(0), &[9; 32]),
        |limit, outcome, _| {
            if let Ok(signature) = outcome {
                let signature = Signature::from_slice(&signature.0).unwrap();
                assert!(key.verify_prehash(&[9; 32], &signature).is_ok(), "{limit:?}: a wrong signature");
            }
        },
    );
    assert!(good > GOOD, "one lost connection is survived: {good} good, {failed} failed");
}

#[test]
fn a_counter_steps_at_most_once_per_call() {
    let mut last = 0;
    let (good, failed) = campaign(
        |device| device.increment_counter(CounterId::One),
        |limit, outcome, chip| {
            let now = Atecc::new(chip.clone(), chip.delay(), Config::new()).counter(CounterId::One).unwrap();
            match outcome {
                Ok(value) => assert_eq!((value, now), (last + 1, last + 1), "{limit:?}"),
                Err(_) => assert!(now == last || now == last + 1, "{limit:?}: from {last} to {now}"),
            }
            last = now;
        },
    );
    assert!(good > GOOD, "{good} good, {failed} failed");
}
