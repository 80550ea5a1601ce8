//! A future that is dropped in the middle of a byte, of a reply, or of a wake: the next operation works.

use atecc::Error;
use atecc::command::CounterId;
use atecc_sim::SimI2c;

use crate::chip::{async_device, finished, locked_state, options, polled};
use crate::life::slot;
use crate::operations::is_signature;

#[test]
fn a_signature_can_be_abandoned_anywhere() {
    let state = locked_state();
    let mut awaits = 1;
    loop {
        let chip = SimI2c::from_state(state.as_bytes(), options()).unwrap();
        let mut device = async_device(&chip);
        let done = polled(device.sign_digest(slot(0), &[1; 32]), awaits);
        let signature = finished(device.sign_digest(slot(0), &[2; 32]))
            .unwrap_or_else(|error| panic!("after {awaits} awaits: {error:?}"));
        let key = finished(device.public_key(slot(0))).unwrap();
        assert!(is_signature(&key, &[2; 32], &signature), "after {awaits} awaits");
        if done.is_some() {
            break;
        }
        awaits += 13;
    }
    assert!(awaits > 150, "{awaits}");
}

#[test]
fn no_reply_to_an_abandoned_step_is_taken_for_the_next_ones() {
    let state = locked_state();
    let mut awaits = 1;
    loop {
        let chip = SimI2c::from_state(state.as_bytes(), options()).unwrap();
        let mut device = async_device(&chip);
        let done = polled(device.increment_counter(CounterId::One), awaits).is_some();
        let after = finished(device.counter(CounterId::One));
        let stepped = match finished(device.increment_counter(CounterId::One)) {
            Ok(value) => value,
            Err(error) => {
                assert!(matches!(error, Error::NoResponse), "{error:?}");
                finished(device.counter(CounterId::One)).unwrap()
            }
        };
        let after = after.unwrap_or_else(|error| panic!("after {awaits} awaits: {error:?}"));
        assert!(after <= 1 && stepped == after + 1, "after {awaits} awaits: {after} {stepped}");
        if done {
            break;
        }
        awaits += 1;
    }
    assert!(awaits > 150, "{awaits}");
}
