//! Errors that others lose, mix up, or cannot print.

use std::collections::HashSet;

use atecc::cert::CertError;
use atecc::{Config, Error, Misuse, Status};
use embedded_hal::i2c::ErrorKind;
use embedded_hal_mock::eh1::i2c::Transaction as T;

use crate::script::{CHIP, IDLE, check};

const MISUSES: [Misuse; 10] = [
    Misuse::Range,
    Misuse::Partial,
    Misuse::PrivateKey,
    Misuse::Part,
    Misuse::Rest,
    Misuse::Disabled,
    Misuse::Blocks,
    Misuse::Nonce,
    Misuse::TagLength,
    Misuse::Address,
];

fn all() -> Vec<Error<ErrorKind>> {
    let mut errors = vec![
        Error::Bus(ErrorKind::ArbitrationLoss),
        Error::InUse(ErrorKind::Other),
        Error::NoChip,
        Error::NoResponse,
        Error::Garbled,
        Error::UnexpectedLength(7),
        Error::StateLost,
        Error::NotConfigured,
        Error::Busy,
        Error::KeyLost,
        Error::NotEncrypted,
        Error::Certificate(CertError::NoDate),
        Error::WrongKey,
        Error::Forged,
        Error::NotAsExpected,
        Error::NotAuthentic,
    ];
    errors.extend(MISUSES.map(Error::Misuse));
    errors.extend((0..=u8::MAX).map(|byte| Error::Status(Status::from_byte(byte))));
    errors
}

/// One library numbers its own errors as the chip's statuses, so that nobody can tell them apart; the Display of another calls
/// itself without an end.
#[test]
fn every_error_has_a_text_of_its_own_that_ends() {
    let errors = all();
    let texts: HashSet<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), errors.len());
    for error in &errors {
        let text = error.to_string();
        assert!((7..160).contains(&text.len()) && !text.contains('\n'), "{text}");
        let mut depth = 0;
        let mut source = core::error::Error::source(error);
        while let Some(inner) = source {
            depth += 1;
            assert!(depth < 4, "{text}");
            source = inner.source();
        }
    }
}

/// The adapter's own error reaches the caller, and is not "transmission failed".
#[test]
fn the_error_of_the_bus_is_kept() {
    for kind in [ErrorKind::Bus, ErrorKind::ArbitrationLoss, ErrorKind::Overrun] {
        let rest = || T::write(CHIP, IDLE.to_vec()).with_error(kind);
        let script = vec![
            rest(),
            T::write(0x00, vec![0x00]).with_error(kind),
            T::read(CHIP, vec![0; 4]).with_error(kind),
            rest(),
            rest(),
        ];
        let config = Config { wake_timeout_us: 1_000, ..Config::new() };
        let outcome = check(config, vec![script], |atecc| atecc.gen_key(crate::life::slot(0)));
        assert_eq!(outcome, Err(Error::Bus(kind)));
        assert!(outcome.unwrap_err().to_string().contains(&format!("{kind:?}")));
    }
}
