//! Scripts of bus transactions, in the terms of the data sheet.

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::crc::crc16;
use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_hal_mock::eh1::i2c::{Mock, Transaction as T};

pub(crate) const CHIP: u8 = 0x60;
pub(crate) const NACK: ErrorKind = ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address);
pub(crate) const AWAKE: [u8; 4] = [0x04, 0x11, 0x33, 0x43];
pub(crate) const IDLE: [u8; 1] = [0x02];

/// Count, data, CRC.
pub(crate) fn reply(data: &[u8]) -> Vec<u8> {
    let mut frame = vec![u8::try_from(data.len() + 3).unwrap()];
    frame.extend(data);
    frame.extend(crc16(&frame).to_le_bytes());
    frame
}

/// Word address, count, then what is given, CRC.
pub(crate) fn command(body: &[u8]) -> Vec<u8> {
    let mut frame = vec![u8::try_from(body.len() + 3).unwrap()];
    frame.extend(body);
    frame.extend(crc16(&frame).to_le_bytes());
    frame.insert(0, 0x03);
    frame
}

/// A chip of which nothing is known is sent to idle (asleep, it does not acknowledge), then woken.
pub(crate) fn first_wake() -> Vec<T> {
    vec![
        T::write(CHIP, IDLE.to_vec()).with_error(NACK),
        T::write(0x00, vec![0x00]).with_error(NACK),
        T::read(CHIP, AWAKE.to_vec()),
    ]
}

pub(crate) fn idle() -> Vec<T> {
    vec![T::write(CHIP, IDLE.to_vec())]
}

pub(crate) fn check<R>(
    config: Config,
    transactions: Vec<Vec<T>>,
    run: impl FnOnce(&mut Atecc<Mock, NoopDelay>) -> R,
) -> R {
    let mut atecc = Atecc::new(Mock::new(&transactions.concat()), NoopDelay::new(), config);
    let result = run(&mut atecc);
    atecc.release().0.done();
    result
}
