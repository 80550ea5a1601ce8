//! Wakes the chip and asks for its revision, makes a key, signs with it, and draws random numbers. The public key, the
//! signature and the random numbers go to UART 0 as they are; what is signed is the SHA-256 digest 00, 01, … 1F.
#![no_std]
#![no_main]

use atecc::blocking::Atecc;
use atecc::{Config, Error, Slot};
use cortex_m_examples::{Bridge, BridgeError, Clock, Uart, exit};
use cortex_m_rt::entry;

const KEY: Slot = Slot::from_nibble(0);

#[entry]
fn main() -> ! {
    let mut atecc = Atecc::new(Bridge::new(Uart::one()), Clock::start(), Config::new());
    exit(run(&mut atecc, &mut Uart::zero()).is_ok())
}

fn run(atecc: &mut Atecc<Bridge, Clock>, out: &mut Uart) -> Result<(), Error<BridgeError>> {
    let digest = core::array::from_fn(|index| index.to_le_bytes()[0]);
    let mut session = atecc.session();
    session.revision()?;
    let key = session.gen_key(KEY)?;
    let signature = session.sign_digest(KEY, &digest)?;
    let mut random = [0; 32];
    session.random(&mut random)?;
    session.end();
    key.0.iter().chain(&signature.0).chain(&random).for_each(|byte| out.put(*byte));
    Ok(())
}
