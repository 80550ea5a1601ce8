use atecc_sim::{Options, SimI2c, StateError};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

/// The reader of state files: whatever it takes it can write again, and the part wakes.
pub fn state(data: &[u8]) {
    let mut chip = match SimI2c::from_state(data, Options::default()) {
        Ok(chip) => chip,
        Err(StateError::Format { error, .. }) => {
            assert!(!error.to_string().contains('\n'), "one line: {error}");
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let again = SimI2c::from_state(chip.reveal_state().as_bytes(), Options::default()).expect("our own text");
    assert_eq!(again.reveal_eeprom(), chip.reveal_eeprom());
    chip.wake_pulse();
    DelayNs::delay_ms(&mut chip.delay(), 30);
    // An address of eight bits is none, and nobody can write it into a chip's configuration.
    let address = chip.address();
    I2c::read(&mut chip, address, &mut [0; 4]).expect("an answer to the wake");
}
