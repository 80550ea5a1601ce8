//! What other drivers of this chip got wrong, each defect by name, as far as no other test here would catch it.
//! `docs/peers.md` lists all of them, and [`table`] sees that the tests it names exist.

mod bus;
mod commands;
mod errors;
#[path = "../common/life.rs"]
mod life;
#[path = "../common/locked.rs"]
mod locked;
mod replies;
#[path = "../common/script.rs"]
mod script;
mod table;
mod wake;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc_sim::{Part, SimDelay, SimI2c};
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_hal_mock::eh1::i2c::{Mock, Transaction as T};
use script::{CHIP, check, command, first_wake, idle, reply};

/// The driver on a script, and on a simulated chip.
type Scripted = Atecc<Mock, NoopDelay>;
type Device = Atecc<SimI2c, SimDelay>;

/// Runs an operation that sends these commands (opcode, parameters, data), each of which is read like this.
fn exchanges<R>(exchanges: &[(&[u8], Vec<u8>)], operation: impl FnOnce(&mut Scripted) -> R) -> R {
    let mut script = vec![first_wake()];
    for (sent, read) in exchanges {
        script.push(vec![T::write(CHIP, command(sent)), T::read(CHIP, read.clone())]);
    }
    script.push(idle());
    check(Config::new(), script, operation)
}

/// A locked chip with a key in slot 0.
fn chip() -> (SimI2c, Device) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(21)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    (chip, device)
}

/// A reply in a room of `room` bytes; what lies behind it is `rest`.
fn padded(frame: &[u8], room: usize, rest: u8) -> Vec<u8> {
    let mut read = frame.to_vec();
    read.resize(room, rest);
    read
}

fn status(byte: u8) -> Vec<u8> {
    reply(&[byte])
}
