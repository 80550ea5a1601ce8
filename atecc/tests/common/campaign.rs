//! A fault of each kind at each bus transaction of an operation.

use atecc::blocking::Atecc;
use atecc::{Config, Error};
use atecc_sim::fault::{Fault, FaultError, Faulty};
use atecc_sim::{BusError, SimDelay, SimI2c};

use crate::fault_kinds;

pub(crate) type Bus = Faulty<SimI2c, Box<dyn Fault + Send>>;
pub(crate) type Outcome<T> = Result<T, Error<FaultError<BusError>>>;

/// Runs `operation` on `chip` with each fault in turn, at each of the first `last` transactions, and hands outcome and chip to
/// `judge`. Gives how many outcomes were good, and how many errors.
pub(crate) fn campaign<T>(
    chip: &SimI2c,
    last: u64,
    operation: impl FnMut(&mut Atecc<Bus, SimDelay>) -> Outcome<T>,
    judge: impl FnMut(&str, Outcome<T>, &SimI2c),
) -> (u32, u32) {
    campaign_on(|| chip.clone(), last, operation, judge)
}

/// The same on a chip for each time.
pub(crate) fn campaign_on<T>(
    mut chip: impl FnMut() -> SimI2c,
    last: u64,
    mut operation: impl FnMut(&mut Atecc<Bus, SimDelay>) -> Outcome<T>,
    mut judge: impl FnMut(&str, Outcome<T>, &SimI2c),
) -> (u32, u32) {
    let (mut good, mut failed) = (0, 0);
    for n in 1..=last {
        for (name, fault) in fault_kinds::at(n) {
            let chip = chip();
            let bus = Faulty::new(chip.clone(), fault);
            let mut device = Atecc::new(bus, chip.delay(), Config::new());
            let outcome = operation(&mut device);
            if outcome.is_ok() {
                good += 1;
            } else {
                failed += 1;
            }
            judge(&format!("{name} at {n}"), outcome, &chip);
            // The same driver goes on, and then any other.
            device.recover().unwrap_or_else(|error| panic!("{name} at {n}: {error}"));
            Atecc::new(chip.clone(), chip.delay(), Config::new()).revision().unwrap();
        }
    }
    (good, failed)
}
