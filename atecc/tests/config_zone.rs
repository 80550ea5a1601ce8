//! The configuration zone as typed fields and as text: no bit is lost, and each has an owner.

use atecc::command::CounterId;
use atecc::config::{AbsentField, Field, LastKeyUse, OtpMode, SecureBootConfig, UseLock, offset};
use atecc::{ConfigZone, Slot};
use atecc_sim::{Part, SimI2c};
use proptest::prelude::*;

/// Reads each field that can be set, and sets it to that.
fn set_what_is_read(zone: &mut ConfigZone) {
    zone.set_i2c_address(zone.i2c_address());
    zone.set_chip_mode(zone.chip_mode());
    for counter in [CounterId::Zero, CounterId::One] {
        zone.set_counter(counter, zone.counter(counter));
    }
    for slot in Slot::all() {
        zone.set_slot_config(slot, zone.slot_config(slot));
        zone.set_key_config(slot, zone.key_config(slot));
    }
    for id in 0..4 {
        zone.set_x509_format(id, zone.x509_format(id));
    }
    zone.set_slots_locked(zone.slots_locked());
    let on_608 = [
        zone.set_count_match(zone.count_match()),
        zone.set_use_lock(zone.use_lock()),
        zone.set_volatile_key_permission(zone.volatile_key_permission()),
        zone.set_secure_boot_config(zone.secure_boot_config()),
        zone.set_kdf_iv(zone.kdf_iv()),
        zone.set_chip_options(zone.chip_options()),
    ];
    assert!(on_608.iter().all(|outcome| outcome.is_err() == zone.is_atecc508a()));
    let on_508a = [
        zone.otp_mode().map(|mode| zone.set_otp_mode(mode)),
        zone.last_key_use().map(|uses| zone.set_last_key_use(uses)),
    ];
    assert!(on_508a.iter().all(|outcome| outcome.is_some_and(|set| set.is_ok()) == zone.is_atecc508a()));
}

/// The byte of RevNum that tells the parts, and what is in all other places.
fn bytes() -> impl Strategy<Value = [u8; ConfigZone::SIZE]> {
    (proptest::array::uniform32(any::<[u8; 4]>()), prop_oneof![Just(0x50), Just(0x60), any::<u8>()]).prop_map(
        |(words, part)| {
            let mut bytes = *words.as_flattened().first_chunk().unwrap();
            bytes[offset::REVISION + 2] = part;
            bytes
        },
    )
}

proptest! {
    #[test]
    fn what_is_read_and_set_again_changes_no_bit(bytes in bytes()) {
        let mut zone = ConfigZone::new(bytes);
        set_what_is_read(&mut zone);
        prop_assert_eq!(zone.as_bytes(), &bytes);
    }

    /// No bit is without a place in the text: another zone is another text.
    #[test]
    fn each_bit_is_told(bytes in bytes(), index in 0..ConfigZone::SIZE, bit in 0..8u8) {
        let mut other = bytes;
        other[index] ^= 1 << bit;
        prop_assert_ne!(ConfigZone::new(bytes).to_string(), ConfigZone::new(other).to_string());
    }
}

/// A zone whose third byte of RevNum is this.
fn part(family: u8) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    zone.as_bytes_mut()[offset::REVISION + 2] = family;
    zone
}

#[test]
fn each_byte_has_one_owner() {
    for family in [0x50, 0x60] {
        let zone = part(family);
        let owned: Vec<_> = zone.fields().iter().flat_map(|field| field.bytes()).collect();
        assert_eq!(owned, (0..ConfigZone::SIZE).collect::<Vec<_>>(), "family {family:#x}");
    }
}

/// Everything that a zone tells by type, under the field that it comes from.
fn readings(zone: &ConfigZone) -> Vec<(Field, String)> {
    let slots = |read: &dyn Fn(Slot) -> String| Slot::all().map(read).collect();
    let common = [
        (Field::RevNum, format!("{:?}", zone.revision())),
        (Field::I2cEnable, format!("{:?}", zone.i2c_enable())),
        (Field::I2cAddress, format!("{:?}", zone.i2c_address())),
        (Field::ChipMode, format!("{:?}", zone.chip_mode())),
        (Field::SlotConfig, slots(&|slot| format!("{:?}", zone.slot_config(slot)))),
        (Field::Counter0, format!("{:?}", zone.counter(CounterId::Zero))),
        (Field::Counter1, format!("{:?}", zone.counter(CounterId::One))),
        (Field::UserExtra, format!("{:?}", zone.user_extra())),
        (Field::LockValue, format!("{:?}", zone.data_locked())),
        (Field::LockConfig, format!("{:?}", zone.config_locked())),
        (Field::SlotLocked, format!("{:?}", zone.slots_locked())),
        (Field::X509Format, format!("{:?}", [0, 1, 2, 3].map(|id| zone.x509_format(id)))),
        (Field::KeyConfig, slots(&|slot| format!("{:?}", zone.key_config(slot)))),
    ];
    let own = if zone.is_atecc508a() {
        vec![
            (Field::OtpMode, format!("{:?}", zone.otp_mode())),
            (Field::LastKeyUse, format!("{:?}", zone.last_key_use())),
            (Field::Selector, format!("{:?}", zone.user_extra_add())),
        ]
    } else {
        vec![
            (Field::AesEnable, format!("{:?}", zone.aes_enable())),
            (Field::CountMatch, format!("{:?}", zone.count_match())),
            (Field::UseLock, format!("{:?}", zone.use_lock())),
            (Field::VolatileKeyPermission, format!("{:?}", zone.volatile_key_permission())),
            (Field::SecureBootConfig, format!("{:?}", zone.secure_boot_config())),
            (Field::KdfIvLoc, format!("{:?}", zone.kdf_iv().location)),
            (Field::KdfIvStr, format!("{:?}", zone.kdf_iv().string)),
            (Field::UserExtraAdd, format!("{:?}", zone.user_extra_add())),
            (Field::ChipOptions, format!("{:?}", zone.chip_options())),
        ]
    };
    let serial = zone.serial_number().0;
    let identity = [
        (Field::SerialLow, format!("{:?}", &serial[..4])),
        (Field::SerialHigh, format!("{:?}", &serial[4..])),
    ];
    common.into_iter().chain(own).chain(identity).collect()
}

/// Bits that alone say nothing: of LockValue and LockConfig each makes a locked part when unlocked, and none changes a
/// locked one. Hence they start from unlocked.
#[test]
fn each_bit_that_has_a_meaning_is_read_by_the_field_that_owns_it_and_by_no_other() {
    for family in [0x50, 0x60] {
        let mut zone = part(family);
        for lock in [offset::LOCK_VALUE, offset::LOCK_CONFIG] {
            zone.as_bytes_mut()[lock] = ConfigZone::UNLOCKED;
        }
        let before = readings(&zone);
        let bits = zone.fields().iter().flat_map(|field| field.bytes().map(move |index| (*field, index)));
        for (field, index) in bits {
            // Changes the part, and with it all the others.
            for bit in (0..8).map(|bit| 1u8 << bit).filter(|_| index != offset::REVISION + 2) {
                let mut other = zone.clone();
                other.as_bytes_mut()[index] ^= bit;
                let told: Vec<_> =
                    readings(&other).iter().zip(&before).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
                if field.reserved_bits(index) & bit == 0 {
                    assert_eq!(told, [field], "byte {index} bit {bit:#04x} of family {family:#x}");
                    assert_eq!(other.reserved_bits_set().next(), None);
                } else {
                    assert!(
                        told.is_empty() || told == [field],
                        "byte {index} bit {bit:#04x} is told by {told:?}"
                    );
                    assert_eq!(other.reserved_bits_set().collect::<Vec<_>>(), [(index, bit)]);
                }
            }
        }
    }
}

#[test]
fn a_field_of_another_part_is_not_set() {
    let mut old = part(0x50);
    let before = old.clone();
    let outcome = old.set_use_lock(UseLock::with_key(Slot::from_nibble(9)));
    assert_eq!((outcome, &old), (Err(AbsentField(Field::UseLock)), &before));
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "UseLock is not a field of this part (see RevNum): leave it out"
    );
    assert!(old.set_secure_boot_config(SecureBootConfig(1)).is_err() && old == before);
    old.set_otp_mode(OtpMode::READ_ONLY).unwrap();
    assert_eq!(old.as_bytes()[18], 0xAA);
    let mut new = part(0x60);
    assert_eq!(new.set_last_key_use(LastKeyUse::FULL), Err(AbsentField(Field::LastKeyUse)));
    assert_eq!(new, part(0x60));
}

/// What the fields of an ATECC508A would mean on an ATECC608 is not read into them.
#[test]
fn an_atecc508a_has_none_of_the_new_features() {
    let mut zone = ConfigZone::new([0xFF; ConfigZone::SIZE]);
    zone.as_bytes_mut()[offset::REVISION + 2] = 0x50;
    zone.as_bytes_mut()[offset::USE_LOCK] = 0x3A;
    assert_eq!((zone.count_match().slot(), zone.use_lock().slot()), (None, None));
    assert_eq!((zone.volatile_key_permission().slot(), zone.aes_enable()), (None, false));
    assert_eq!((zone.secure_boot_config().0, zone.chip_options().0), (0, 0));
    assert_eq!(zone.bus_address(), 0x7F, "byte 85 is the Selector");
}

/// The text of a part whose serial number is always the same.
fn text(part: Part) -> String {
    SimI2c::blank(part, Some(1)).unwrap().reveal_eeprom().config().to_string() + "\n"
}

#[test]
fn parts_in_words() {
    for (part, expected) in [
        (Part::TngTls, include_str!("config_zone/tngtls.txt")),
        (Part::Atecc608B, include_str!("config_zone/atecc608b.txt")),
        (Part::Atecc508A, include_str!("config_zone/atecc508a.txt")),
    ] {
        assert_eq!(text(part), expected, "{part:?}");
    }
}

#[test]
fn reserved_bits_that_are_set_are_pointed_out() {
    let mut zone = part(0x60);
    assert!(!zone.to_string().lines().any(|line| line.starts_with("reserved")));
    zone.as_bytes_mut()[14] = 0x61;
    zone.as_bytes_mut()[83] = 0x02;
    let text = zone.to_string();
    let last: Vec<_> = text.lines().skip_while(|line| !line.starts_with("reserved")).collect();
    assert_eq!(last, ["reserved, but not 0: byte 14 bits 0x60", "reserved, but not 0: byte 83 bits 0x02"]);
}
