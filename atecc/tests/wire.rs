//! Exact bus transactions, written by hand from the data sheet's facts and not recorded from the driver.

#[path = "common/script.rs"]
mod script;

use atecc::blocking::Atecc;
use atecc::command::{Info, Revision};
use atecc::{Config, Error, SeedUpdate, Slot, Status, Wake};
use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};
use embedded_hal_mock::eh1::i2c::Transaction as T;
use script::{AWAKE, CHIP, IDLE, NACK, check, command, first_wake, idle, reply};

const INFO: [u8; 8] = [0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D];

fn info() -> Vec<T> {
    vec![T::write(CHIP, INFO.to_vec()), T::read(CHIP, reply(&[0, 0, 0x60, 3]))]
}

/// A chip that the driver has sent to idle itself needs only the pulse.
fn next_wake() -> Vec<T> {
    vec![T::write(0x00, vec![0x00]).with_error(NACK), T::read(CHIP, AWAKE.to_vec())]
}

const REVISION: Revision = Revision([0, 0, 0x60, 3]);

#[test]
fn an_operation_wakes_runs_and_idles() {
    let result = check(Config::new(), vec![first_wake(), info(), idle()], Atecc::revision);
    assert_eq!(result, Ok(REVISION));
}

#[test]
fn the_second_operation_needs_no_resynchronisation() {
    let script = vec![first_wake(), info(), idle(), next_wake(), info(), idle()];
    let result = check(Config::new(), script, |atecc| {
        atecc.revision()?;
        atecc.revision()
    });
    assert_eq!(result, Ok(REVISION));
}

#[test]
fn a_session_wakes_once_and_idles_at_its_end() {
    let script = vec![first_wake(), info(), info(), idle()];
    check(Config::new(), script, |atecc| {
        let mut session = atecc.session();
        session.revision().unwrap();
        session.revision().unwrap();
        session.end();
    });
}

#[test]
fn a_dropped_session_idles_too() {
    let script = vec![first_wake(), info(), idle()];
    check(Config::new(), script, |atecc| atecc.session().revision().unwrap());
}

#[test]
fn a_signature_is_nonce_and_sign_in_eight_transactions() {
    let digest = [0x5A; 32];
    let mut nonce = vec![0x16, 0x43, 0x00, 0x00];
    nonce.extend(digest);
    let signature: Vec<u8> = (0..64).collect();
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, command(&nonce)),
            T::read(CHIP, reply(&[0x00])),
            // Mode: external, message in the Message Digest Buffer.
            T::write(CHIP, command(&[0x41, 0xA0, 0x02, 0x00])),
            T::read(CHIP, reply(&signature)),
        ],
        idle(),
    ];
    let config = Config { seed_update: SeedUpdate::Never, ..Config::new() };
    let slot = Slot::new(2).unwrap();
    let result = check(config, script, |atecc| atecc.sign_digest(slot, &digest));
    assert_eq!(result.unwrap().0[..], signature);
}

#[test]
fn the_seed_is_renewed_before_the_first_signature_only() {
    let mut nonce = vec![0x16, 0x43, 0x00, 0x00];
    nonce.extend([1; 32]);
    let sign = || {
        vec![
            T::write(CHIP, command(&nonce)),
            T::read(CHIP, reply(&[0x00])),
            T::write(CHIP, command(&[0x41, 0xA0, 0x00, 0x00])),
            T::read(CHIP, reply(&[9; 64])),
        ]
    };
    let random = vec![T::write(CHIP, command(&[0x1B, 0x00, 0x00, 0x00])), T::read(CHIP, reply(&[7; 32]))];
    let script = vec![first_wake(), random, sign(), idle(), next_wake(), sign(), idle()];
    check(Config::new(), script, |atecc| {
        let slot = Slot::new(0).unwrap();
        atecc.sign_digest(slot, &[1; 32]).unwrap();
        atecc.sign_digest(slot, &[1; 32]).unwrap();
    });
}

#[test]
fn a_busy_chip_is_asked_again_however_the_adapter_reports_it() {
    for error in [NACK, ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown), ErrorKind::Other] {
        let busy = || T::read(CHIP, vec![0; 7]).with_error(error);
        let script = vec![
            first_wake(),
            vec![T::write(CHIP, INFO.to_vec()), busy(), busy(), T::read(CHIP, reply(&[0, 0, 0x60, 3]))],
            idle(),
        ];
        assert_eq!(check(Config::new(), script, Atecc::revision), Ok(REVISION));
    }
}

#[test]
fn a_garbled_reply_is_read_again_and_the_command_is_not_repeated() {
    let mut garbled = reply(&[0, 0, 0x60, 3]);
    garbled[2] ^= 0x10;
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, INFO.to_vec()),
            T::read(CHIP, garbled),
            T::write(CHIP, vec![0x00]),
            T::read(CHIP, reply(&[0, 0, 0x60, 3])),
        ],
        idle(),
    ];
    assert_eq!(check(Config::new(), script, Atecc::revision), Ok(REVISION));
}

#[test]
fn a_command_that_arrived_garbled_is_sent_again() {
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, INFO.to_vec()),
            T::read(CHIP, [vec![0x04, 0xFF, 0x01, 0x42], vec![0xFF; 3]].concat()),
        ],
        info(),
        idle(),
    ];
    assert_eq!(check(Config::new(), script, Atecc::revision), Ok(REVISION));
}

#[test]
fn an_expiring_watchdog_is_idled_away_and_the_command_sent_again() {
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, INFO.to_vec()),
            T::read(CHIP, [vec![0x04, 0xEE, 0x31, 0x41], vec![0xFF; 3]].concat()),
        ],
        idle(),
        next_wake(),
        info(),
        idle(),
    ];
    assert_eq!(check(Config::new(), script, Atecc::revision), Ok(REVISION));
}

/// Nonce of 32 times `byte`, and the Sign of it with the key in slot 0.
fn load_and_sign(byte: u8) -> [Vec<T>; 2] {
    let mut nonce = vec![0x16, 0x43, 0x00, 0x00];
    nonce.extend([byte; 32]);
    [
        vec![T::write(CHIP, command(&nonce)), T::read(CHIP, reply(&[0x00]))],
        vec![T::write(CHIP, command(&[0x41, 0xA0, 0x00, 0x00])), T::read(CHIP, reply(&[9; 64]))],
    ]
}

#[test]
fn a_chip_that_slept_between_nonce_and_sign_is_given_the_digest_again() {
    let expiring = [vec![0x04, 0xEE, 0x31, 0x41], vec![0xFF; 63]].concat();
    let [load, sign] = load_and_sign(4);
    let script = vec![
        first_wake(),
        load.clone(),
        vec![
            T::write(CHIP, command(&[0x41, 0xA0, 0x00, 0x00])),
            T::read(CHIP, expiring),
            // Too late: it sleeps, and what it held is lost.
            T::write(CHIP, IDLE.to_vec()).with_error(NACK),
        ],
        next_wake(),
        load,
        sign,
        idle(),
    ];
    let config = Config { seed_update: SeedUpdate::Never, ..Config::new() };
    let result = check(config, script, |atecc| atecc.sign_digest(Slot::new(0).unwrap(), &[4; 32]));
    assert_eq!(result.unwrap().0, [9; 64]);
}

const GEN_KEY: [u8; 4] = [0x40, 0x04, 0x05, 0x00];

/// The write of GenKey fails, and a look follows.
fn doubtful_gen_key(look: T) -> Vec<T> {
    vec![T::write(CHIP, command(&GEN_KEY)).with_error(ErrorKind::Other), look]
}

/// Nobody acknowledges that look; a wake pulse and another one follow.
fn more_doubtful_gen_key(look: T) -> Vec<T> {
    let mut script = doubtful_gen_key(T::read(CHIP, vec![0; 67]).with_error(NACK));
    script.extend([T::write(0x00, vec![0x00]).with_error(NACK), look]);
    script
}

fn gen_key(script: Vec<Vec<T>>) -> Result<[u8; 64], Error<ErrorKind>> {
    let script = [vec![first_wake()], script, vec![idle()]].concat();
    check(Config::new(), script, |atecc| atecc.gen_key(Slot::new(5).unwrap())).map(|key| key.0)
}

#[test]
fn a_key_is_not_made_twice_because_an_adapter_reported_an_error() {
    let done = || T::read(CHIP, reply(&[8; 64]));
    let busy = T::read(CHIP, vec![0; 67]).with_error(NACK);
    assert_eq!(gen_key(vec![doubtful_gen_key(done())]), Ok([8; 64]));
    assert_eq!(gen_key(vec![more_doubtful_gen_key(done())]), Ok([8; 64]));
    assert_eq!(gen_key(vec![more_doubtful_gen_key(busy), vec![done()]]), Ok([8; 64]));
}

#[test]
fn what_the_chip_did_not_take_is_sent_again() {
    let sent = || vec![T::write(CHIP, command(&GEN_KEY)), T::read(CHIP, reply(&[8; 64]))];
    // Awake, and it has nothing more to give.
    assert_eq!(gen_key(vec![doubtful_gen_key(T::read(CHIP, vec![0xFF; 67])), sent()]), Ok([8; 64]));
    // In a session, it fell asleep since the last command: the pulse has woken it.
    let token = [AWAKE.to_vec(), vec![0xFF; 63]].concat();
    let script = vec![first_wake(), info(), more_doubtful_gen_key(T::read(CHIP, token)), sent(), idle()];
    check(Config::new(), script, |atecc| {
        let mut session = atecc.session();
        session.revision().unwrap();
        assert_eq!(session.gen_key(Slot::new(5).unwrap()).unwrap().0, [8; 64]);
    });
}

#[test]
fn a_chip_that_was_just_woken_and_sleeps_again_may_have_made_the_key() {
    let token = [AWAKE.to_vec(), vec![0xFF; 63]].concat();
    assert_eq!(gen_key(vec![more_doubtful_gen_key(T::read(CHIP, token))]), Err(Error::NoResponse));
}

#[test]
fn a_look_that_tells_nothing_is_not_taken_for_a_no() {
    let mut garbled = reply(&[8; 64]);
    garbled[9] ^= 4;
    assert_eq!(gen_key(vec![doubtful_gen_key(T::read(CHIP, garbled))]), Err(Error::NoResponse));
}

#[test]
fn a_pulse_that_would_bring_an_old_reply_back_is_not_given() {
    let busy = T::read(CHIP, vec![0; 67]).with_error(NACK);
    let wake = vec![
        T::write(CHIP, IDLE.to_vec()).with_error(NACK),
        T::write(CHIP, vec![0x00]).with_error(NACK),
        T::read(CHIP, AWAKE.to_vec()),
    ];
    let config = Config { wake: Wake::OwnAddress, ..Config::new() };
    let script = vec![wake, doubtful_gen_key(busy), idle()];
    let result = check(config, script, |atecc| atecc.gen_key(Slot::new(5).unwrap()));
    assert_eq!(result, Err(Error::NoResponse));
}

#[test]
fn a_chip_that_slept_in_the_middle_of_making_a_key_is_not_asked_for_another() {
    let token = [AWAKE.to_vec(), vec![0xFF; 63]].concat();
    let script = vec![vec![T::write(CHIP, command(&GEN_KEY)), T::read(CHIP, token)]];
    assert_eq!(gen_key(script), Err(Error::NoResponse));
}

#[test]
fn what_builds_on_volatile_state_is_not_sent_to_a_chip_of_which_nothing_is_known() {
    use atecc::command::{DigestSource, Sign};
    let sign = Sign { key: Slot::new(0).unwrap(), source: DigestSource::MessageDigestBuffer };
    let result = check(Config::new(), vec![first_wake(), idle()], |atecc| atecc.execute(&sign));
    assert_eq!(result, Err(Error::StateLost));
}

#[test]
fn a_refusal_is_reported_and_the_chip_idled() {
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, command(&[0x40, 0x04, 0x05, 0x00])),
            T::read(CHIP, [vec![0x04, 0x0F, 0x23, 0x42], vec![0xFF; 63]].concat()),
        ],
        idle(),
    ];
    let result = check(Config::new(), script, |atecc| atecc.gen_key(Slot::new(5).unwrap()));
    assert_eq!(result, Err(Error::Status(Status::ExecutionError)));
}

#[test]
fn an_awake_chip_with_an_old_reply_is_idled_and_woken() {
    let script = vec![
        vec![
            T::write(CHIP, IDLE.to_vec()).with_error(NACK),
            T::write(0x00, vec![0x00]).with_error(NACK),
            T::read(CHIP, vec![0x23, 0x5A, 0x5A, 0x5A]),
            T::write(CHIP, IDLE.to_vec()),
        ],
        next_wake(),
        info(),
        idle(),
    ];
    assert_eq!(check(Config::new(), script, Atecc::revision), Ok(REVISION));
}

#[test]
fn a_silent_bus_gives_up_in_bounded_time_without_a_word_on_the_wrong_thing() {
    let attempt = || {
        vec![
            T::write(CHIP, IDLE.to_vec()).with_error(NACK),
            T::write(0x00, vec![0x00]).with_error(NACK),
            T::read(CHIP, vec![0; 4]).with_error(NACK),
        ]
    };
    // Waits of 1.5 and 3 ms reach the limit of 4 ms. Then the operation still tries to leave an idle chip.
    let rest = T::write(CHIP, IDLE.to_vec()).with_error(NACK);
    let script = vec![attempt(), attempt(), vec![rest.clone(), rest]];
    let config = Config { wake_timeout_us: 4_000, ..Config::new() };
    assert_eq!(check(config, script, Atecc::revision), Err(Error::NoChip));
}

#[test]
fn a_broken_bus_is_named() {
    let broken = ErrorKind::ArbitrationLoss;
    let rest = T::write(CHIP, IDLE.to_vec()).with_error(broken);
    let script = vec![
        T::write(CHIP, IDLE.to_vec()).with_error(broken),
        T::write(0x00, vec![0x00]).with_error(broken),
        T::read(CHIP, vec![0; 4]).with_error(broken),
        rest.clone(),
        rest,
    ];
    let config = Config { wake_timeout_us: 1_000, ..Config::new() };
    assert_eq!(check(config, vec![script], Atecc::revision), Err(Error::Bus(broken)));
}

#[test]
fn random_numbers_of_a_part_that_is_not_configured_are_refused() {
    let pattern: Vec<u8> = [0xFF, 0xFF, 0x00, 0x00].repeat(8);
    let script = vec![
        first_wake(),
        vec![T::write(CHIP, command(&[0x1B, 0x00, 0x00, 0x00])), T::read(CHIP, reply(&pattern))],
        idle(),
    ];
    let result = check(Config::new(), script, |atecc| atecc.random(&mut [0; 16]));
    assert_eq!(result, Err(Error::NotConfigured));
}

#[test]
fn misuse_never_reaches_the_bus() {
    let slot = Slot::new(0).unwrap();
    check(Config::new(), vec![], |atecc| {
        assert!(matches!(atecc.read_slot(slot, &mut [0; 40]), Err(Error::Misuse(_))));
        assert!(matches!(atecc.read_slot_at(slot, 36, &mut [0; 1]), Err(Error::Misuse(_))));
        assert!(matches!(atecc.write_slot(slot, 4, &[0; 33]), Err(Error::Misuse(_))));
        assert!(matches!(atecc.priv_write(slot, &[0; 32]), Err(Error::Misuse(_))));
        assert!(matches!(atecc.attest_config(slot, 4, &[0; 20]), Err(Error::Misuse(_))));
        assert!(matches!(atecc.fill_slot(slot, &[0; 37]), Err(Error::Misuse(_))));
    });
}

#[test]
fn any_command_can_be_run_by_itself() {
    assert_eq!(
        check(Config::new(), vec![first_wake(), info(), idle()], |atecc| atecc.execute(&Info)),
        Ok(REVISION)
    );
}
