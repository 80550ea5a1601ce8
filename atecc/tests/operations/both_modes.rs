//! Blocking and async are one text; this proves that each operation makes the same traffic in both, and that it wakes the
//! chip no more than it must.

use atecc::command::{CountLimit, CounterId, DeriveNonce, SecureBoot, Tests};
use atecc::config::offset;
use atecc::host::Validation;
use atecc::{Config, ConfigZone};
use atecc_sim::{Options, Part, SimDelay, SimI2c};

use crate::equipped::*;
use crate::recorder::{Record, Recorder, assert_same, block_on};

/// One operation, and a look at the driver after it.
macro_rules! run {
    ($each:expr, $device:ident, $operation:expr) => {{
        let outcome = $operation;
        $each(&$device, stringify!($operation));
        outcome
    }};
}

/// All operations, one after the other; `$each` looks at the driver after each of them.
macro_rules! operations {
    ($device:ident, $zone:ident, $each:expr $(, $wait:tt)?) => {{
        let (nonce, out) = ([2; 32], &mut [0; 410]);
        let (good, boot, peer) = (sign(&boot_key(), &[1; 32]), public(&boot_key()), public(&peer()));
        run!($each, $device, $device.sign_message(slot(0), b"abc")$(.$wait)?).unwrap();
        run!($each, $device, $device.verify_message(&boot, b"abc", &good)$(.$wait)?).unwrap();
        run!($each, $device, $device.verify_stored(slot(11), &[1; 32], &good)$(.$wait)?).unwrap();
        run!($each, $device, $device.verify_protected(&boot, &[1; 32], &good, &IO_KEY, &nonce)$(.$wait)?).unwrap();
        let stored = slot(11);
        run!($each, $device, $device.verify_stored_protected(stored, &[1; 32], &good, &IO_KEY, &nonce)$(.$wait)?)
            .unwrap();
        run!($each, $device, $device.ecdh(slot(0), &peer)$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_protected(slot(0), &peer, &IO_KEY)$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_into_next_slot(slot(2), &peer)$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_read_encrypted(slot(2), &peer, &KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_into_temp_key(slot(0), &peer)$(.$wait)?).unwrap();
        let (key, _) = run!($each, $device, $device.ephemeral_key()$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_ephemeral_protected(key, &peer, &IO_KEY)$(.$wait)?).unwrap();
        let (key, _) = run!($each, $device, $device.ephemeral_key()$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_ephemeral_into_slot(key, &peer, slot(9))$(.$wait)?).unwrap();
        let (key, _) = run!($each, $device, $device.ephemeral_key()$(.$wait)?).unwrap();
        run!($each, $device, $device.ecdh_ephemeral_into_temp_key(key, &peer)$(.$wait)?).unwrap();
        run!($each, $device, $device.write_slot(slot(9), 3, &[1; 40])$(.$wait)?).unwrap();
        run!($each, $device, $device.read_slot_at(slot(9), 3, &mut [0; 40])$(.$wait)?).unwrap();
        run!($each, $device, $device.write_slot_encrypted(slot(8), 0, &[1; 416], &KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.write_slot_encrypted(slot(8), 3, &[1; 410], &KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.read_slot_encrypted(slot(8), 3, out, &KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.priv_write_encrypted(slot(7), &[0x5C; 32], &KEY, &NUM_IN)$(.$wait)?).unwrap();
        assert!(run!($each, $device, $device.priv_write(slot(7), &[0x5C; 32])$(.$wait)?).is_err());
        run!($each, $device, $device.derive_key(slot(12), DeriveNonce::Fixed(&[3; 32]), None)$(.$wait)?).unwrap();
        let random = DeriveNonce::Random(&NUM_IN);
        run!($each, $device, $device.derive_key(slot(13), random, Some(&SECRET))$(.$wait)?).unwrap();
        run!($each, $device, $device.set_count_limit(CountLimit::new(32).unwrap())$(.$wait)?).unwrap();
        run!($each, $device, $device.count_limit()$(.$wait)?).unwrap();
        run!($each, $device, $device.remaining_uses(LIMITED.slot)$(.$wait)?).unwrap();
        run!($each, $device, $device.use_up(LIMITED.slot)$(.$wait)?).unwrap();
        run!($each, $device, $device.authorise(&KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.prove(&KEY, &NUM_IN)$(.$wait)?).unwrap();
        assert!(run!($each, $device, $device.prove(&WRONG_KEY, &NUM_IN)$(.$wait)?).is_err());
        run!($each, $device, $device.state()$(.$wait)?).unwrap();
        run!($each, $device, $device.key_valid(slot(0))$(.$wait)?).unwrap();
        run!($each, $device, $device.set_latch(&KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.latch()$(.$wait)?).unwrap();
        run!($each, $device, $device.clear_latch()$(.$wait)?).unwrap();
        let image = SecureBoot::full_copy(&[1; 32], &good);
        run!($each, $device, $device.secure_boot(&image)$(.$wait)?).unwrap();
        run!($each, $device, $device.secure_boot_protected(&image, None, &IO_KEY, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.self_test(Tests::ALL)$(.$wait)?).unwrap();
        run!($each, $device, $device.self_test_failures()$(.$wait)?).unwrap();
        run!($each, $device, $device.set_user_extra(7)$(.$wait)?).unwrap();
        run!($each, $device, $device.set_user_extra_add(0xC0)$(.$wait)?).unwrap();
        run!($each, $device, $device.attest_key(slot(0), slot(2), &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.attest_config(slot(0), 1, &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.attest_key_config(slot(0), slot(9), &NUM_IN)$(.$wait)?).unwrap();
        run!($each, $device, $device.attest_counter(slot(0), CounterId::One, &NUM_IN)$(.$wait)?).unwrap();
        let validation = Validation::valid(slot(14), &public(&validated_key()), &[3; 32], $zone);
        let signature = sign(&boot_key(), validation.digest());
        assert!(run!($each, $device, $device.validate_key(&validation, &signature)$(.$wait)?).unwrap());
        assert!(run!($each, $device, $device.lock_config($zone)$(.$wait)?).is_err());
        assert!(run!($each, $device, $device.lock_data($zone, |_| &[], &OTP)$(.$wait)?).is_err());
        run!($each, $device, $device.lock_slot(slot(3))$(.$wait)?).unwrap();
    }};
}

/// Copies of one chip, and its configuration.
fn copies() -> (impl Fn() -> SimI2c, ConfigZone) {
    let (chip, mut device) =
        equipped_part(Part::Atecc608B, |zone| zone.as_bytes_mut()[offset::COUNT_MATCH] = 0x91);
    let (state, zone) = (chip.reveal_state(), device.read_config().unwrap());
    (move || SimI2c::from_state(state.as_bytes(), Options::default()).unwrap(), zone)
}

fn ignore<T>(_: &T, _: &str) {}

fn blocking_log(chip: SimI2c, zone: &ConfigZone) -> (Vec<Record>, u64) {
    let mut device = atecc::blocking::Atecc::new(Recorder::new(chip.clone()), chip.delay(), Config::new());
    operations!(device, zone, ignore);
    (device.release().0.into_log(), chip.now())
}

async fn asynch_log(chip: SimI2c, zone: &ConfigZone) -> (Vec<Record>, u64) {
    let mut device = atecc::asynch::Atecc::new(Recorder::new(chip.clone()), chip.delay(), Config::new());
    operations!(device, zone, ignore, await);
    (device.release().0.into_log(), chip.now())
}

#[test]
fn both_modes_make_the_same_traffic_in_the_same_time() {
    let (copy, zone) = copies();
    assert_same(&blocking_log(copy(), &zone), &block_on(asynch_log(copy(), &zone)));
}

#[test]
fn no_operation_wakes_the_chip_more_than_twice_and_each_leaves_it_at_rest() {
    let (copy, zone) = copies();
    let (chip, zone) = (copy(), &zone);
    let mut device = atecc::blocking::Atecc::new(Recorder::new(chip.clone()), chip.delay(), Config::new());
    let mut seen = 0;
    let mut each = |device: &atecc::blocking::Atecc<Recorder, SimDelay>, what: &str| {
        let log = &device.bus().log[seen..];
        let pulses = log.iter().filter(|(address, ..)| *address == 0).count();
        // Only what moves a whole slot of 416 bytes takes longer than one watchdog.
        let most = if what.contains("slot(8)") { 2 } else { 1 };
        assert!((1..=most).contains(&pulses), "{what}: {pulses} wakes");
        assert_eq!(log.last().unwrap().1, [(false, vec![0x02])], "{what}: idle comes last");
        seen += log.len();
    };
    operations!(device, zone, each);
}
