//! One byte of the UART that arrives as another, or is not sent at all: at every place of an operation.

use atecc::command::CounterId;
use atecc::{Error, Opcode};
use atecc_sim::SimI2c;

use crate::chip::{Device, Noise, device, locked_state, options};
use crate::life::slot;
use crate::operations::is_signature;

/// A one becomes a zero and the reverse; a bit becomes a pulse that is neither; the UART fails.
const NOISES: [fn(usize) -> Noise; 3] =
    [|at| Noise::Flip { at, bits: 0x02 }, |at| Noise::Flip { at, bits: 0x30 }, |at| Noise::Refuse { at }];

/// Runs `operation` with noise at every `step`th place; how many there are, and how many runs succeeded.
fn campaign<T>(
    step: usize,
    operation: impl Fn(&mut Device) -> Result<T, Error<atecc::swi::SwiError<atecc_sim::UartError>>>,
    mut judge: impl FnMut(&SimI2c, &mut Device, Option<T>),
) -> (usize, usize) {
    let state = locked_state();
    let (mut runs, mut succeeded) = (0, 0);
    for noise in NOISES {
        for at in (0..).step_by(step) {
            let chip = SimI2c::from_state(state.as_bytes(), options()).unwrap();
            let mut device = device(&chip, Some(noise(at)));
            let outcome = operation(&mut device);
            if device.bus().uart().log.len() <= at {
                assert!(outcome.is_ok());
                break;
            }
            runs += 1;
            if let Err(error) = &outcome {
                let typed =
                    matches!(error, Error::NoResponse | Error::Garbled | Error::StateLost | Error::Bus(_));
                assert!(typed, "{:?}: {error:?}", noise(at));
            }
            succeeded += usize::from(outcome.is_ok());
            judge(&chip, &mut device, outcome.ok());
            device.revision().unwrap_or_else(|error| panic!("after {:?}: {error:?}", noise(at)));
        }
    }
    (runs, succeeded)
}

#[test]
fn a_signature_comes_all_the_same() {
    let key = {
        let chip = SimI2c::from_state(locked_state().as_bytes(), options()).unwrap();
        device(&chip, None).public_key(slot(0)).unwrap()
    };
    let (runs, succeeded) = campaign(
        29,
        |device| device.sign_digest(slot(0), &[3; 32]),
        |_, _, signature| {
            if let Some(signature) = signature {
                assert!(is_signature(&key, &[3; 32], &signature));
            }
        },
    );
    assert!(runs > 150, "{runs}");
    assert_eq!(succeeded, runs);
}

#[test]
fn a_counter_steps_once_or_the_error_says_that_nobody_knows() {
    let (runs, succeeded) = campaign(
        1,
        |device| {
            // The second one finds the reply to the first in the chip, and must not take it for its own.
            let mut session = device.session();
            session.increment_counter(CounterId::One)?;
            session.increment_counter(CounterId::One)
        },
        |chip, device, value| {
            let counted = chip.counts().of(Opcode::Counter);
            let now = device.counter(CounterId::One).unwrap();
            assert_eq!(u64::from(now), counted);
            assert!(value.map_or(now <= 2, |value| value == 2 && now == 2), "{value:?} {now}");
        },
    );
    assert!(succeeded * 10 > runs * 7, "{succeeded} of {runs}");
}
