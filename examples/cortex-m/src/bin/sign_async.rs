//! As `sign`, async: what the other flavour takes in flash, and its future in RAM.
#![no_std]
#![no_main]

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::asynch::Atecc;
use atecc::{Config, Error, Slot};
use cortex_m_examples::{Bridge, BridgeError, Clock, Uart, exit};
use cortex_m_rt::entry;

const KEY: Slot = Slot::from_nibble(0);

#[entry]
fn main() -> ! {
    let mut atecc = Atecc::new(Bridge::new(Uart::one()), Clock::start(), Config::new());
    let mut out = Uart::zero();
    let mut future = pin!(run(&mut atecc, &mut out));
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
            exit(outcome.is_ok());
        }
    }
}

async fn run(atecc: &mut Atecc<Bridge, Clock>, out: &mut Uart) -> Result<(), Error<BridgeError>> {
    let digest = core::array::from_fn(|index| index.to_le_bytes()[0]);
    let mut session = atecc.session();
    session.revision().await?;
    let key = session.gen_key(KEY).await?;
    let signature = session.sign_digest(KEY, &digest).await?;
    let mut random = [0; 32];
    session.random(&mut random).await?;
    session.end().await;
    key.0.iter().chain(&signature.0).chain(&random).for_each(|byte| out.put(*byte));
    Ok(())
}
