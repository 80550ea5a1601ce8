//! The rules over all configurations; the simulated chip's tests go through them case by case.

use alloc::string::ToString;

use super::*;
use crate::config::{KeyConfig, SlotConfig, offset};

const UNLOCKED: u8 = ConfigZone::UNLOCKED;

fn nine() -> Slot {
    Slot::new(9).unwrap()
}

/// A part whose slot 9 has these rules.
fn zone(lock_config: u8, lock_value: u8, slot_config: u16, key_config: u16) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    let bytes = zone.as_bytes_mut();
    bytes[offset::LOCK_CONFIG] = lock_config;
    bytes[offset::LOCK_VALUE] = lock_value;
    bytes[offset::SLOT_LOCKED..offset::SLOT_LOCKED + 2].fill(0xFF);
    zone.set_slot_config(nine(), SlotConfig(slot_config));
    zone.set_key_config(nine(), KeyConfig(key_config));
    zone
}

fn write(width: Width, encrypted: bool) -> WriteRequest {
    WriteRequest { place: Place::Slot(nine()), start: 0, width, encrypted }
}

/// All SlotConfigs of slot 9 on a locked part, as data and as a private key.
fn each_locked_part(mut check: impl FnMut(&Rules<'_>, SlotConfig, bool)) {
    for slot_config in 0..=u16::MAX {
        for key_config in [KeyConfig::DATA, KeyConfig::PRIVATE_KEY] {
            let zone = zone(0, 0, slot_config, key_config.0);
            check(&Rules::new(&zone), SlotConfig(slot_config), key_config.is_private());
        }
    }
}

#[test]
fn no_secret_and_no_private_key_is_ever_read_in_clear() {
    each_locked_part(|rules, config, private| {
        for width in [Width::Word, Width::Block] {
            let clear = rules.read(Place::Slot(nine()), width) == Ok(ReadAccess::Clear);
            assert_eq!(clear, !private && !config.is_secret() && !config.encrypt_read(), "{config:?}");
        }
    });
}

#[test]
fn clear_writes_need_write_config_0000_or_0001() {
    each_locked_part(|rules, config, private| {
        for encrypted in [false, true] {
            let clear = rules.write(write(Width::Block, encrypted), Validity::NotValid);
            let allowed = !private && matches!(config.0 >> 12, 0b0000 | 0b0001);
            assert_eq!(clear == Ok(WriteAccess::Clear), allowed, "{config:?}");
        }
    });
}

#[test]
fn encrypted_access_needs_the_digest_of_the_right_key() {
    let zone = zone(0, 0, 0x46C4, 0x001C);
    let mut rules = Rules::new(&zone);
    let good = TempKeyFlags { valid: true, gen_dig_data: true, key_id: 4, ..TempKeyFlags::default() };
    let read = |rules: &Rules<'_>| rules.read(Place::Slot(nine()), Width::Block);
    rules.temp_key = good;
    assert_eq!(read(&rules), Ok(ReadAccess::Encrypted(Slot::new(4).unwrap())));
    let fixed = TempKeyFlags { source: Source::Fixed, ..good };
    for (flags, why) in [
        (TempKeyFlags { valid: false, ..good }, TempKeyRule::Invalid),
        (
            TempKeyFlags { gen_dig_data: false, ..good },
            TempKeyRule::NoGenDig { needed: Slot::from_nibble(4) },
        ),
        (TempKeyFlags { key_id: 5, ..good }, TempKeyRule::OtherKey { needed: Slot::from_nibble(4) }),
        (fixed, TempKeyRule::NotRandom),
    ] {
        rules.temp_key = flags;
        assert_eq!(read(&rules), Err(Rule::TempKey { flags, why }.into()));
    }
    // A write takes any source, but another key here.
    rules.temp_key = TempKeyFlags { key_id: 6, ..fixed };
    let access = rules.write(write(Width::Block, false), Validity::NotValid);
    assert_eq!(access, Ok(WriteAccess::Encrypted(Slot::from_nibble(6))));
    assert!(rules.write(write(Width::Word, false), Validity::NotValid).is_err());
}

#[test]
fn a_valid_public_key_is_not_overwritten_where_pub_invalid_forbids_it() {
    let zone = zone(0, 0, 0x1000, 0x0012);
    let rules = Rules::new(&zone);
    assert_eq!(rules.write(write(Width::Block, false), Validity::NotValid), Ok(WriteAccess::Clear));
    let refusal = rules.write(write(Width::Block, false), Validity::Valid).unwrap_err();
    assert_eq!(refusal.to_string(), "refused 0x0F: the public key in slot 9 is valid");
}

#[test]
fn locks_come_in_their_order_and_once() {
    use LockTarget::{Config, Data};
    let slot = LockTarget::Slot(nine());
    for (lock_config, lock_value, allowed) in [
        (UNLOCKED, UNLOCKED, [true, false, false]),
        (0x00, UNLOCKED, [false, true, true]),
        (0x00, 0x00, [false, false, true]),
    ] {
        let zone = zone(lock_config, lock_value, 0, KeyConfig::DATA.lockable().0);
        let rules = Rules::new(&zone);
        assert_eq!([Config, Data, slot].map(|target| rules.lock(target).is_ok()), allowed);
    }
    let zone = zone(0, 0, 0, KeyConfig::DATA.0);
    assert!(Rules::new(&zone).lock(slot).is_err(), "not Lockable");
}

#[test]
fn the_persistent_latch_and_the_proof_of_auth_key_open_what_they_guard() {
    // ReqAuth with AuthKey 3, PersistentDisable.
    let zone = zone(0, 0, 0x0081, 0x1393);
    let mut rules = Rules::new(&zone);
    let sign = |rules: &Rules<'_>| rules.sign_external(nine(), None).map_err(|refusal| refusal.to_string());
    let line = "refused 0x0F: KeyConfig[9]=0x1393 PersistentDisable=1: the persistent latch is 0";
    assert_eq!(sign(&rules), Err(line.into()));
    rules.latch = true;
    let line = "refused 0x0F: KeyConfig[9]=0x1393 ReqAuth=1 AuthKey=3: that key has not been proven";
    assert_eq!(sign(&rules), Err(line.into()));
    rules.authorised = Slot::new(3);
    assert_eq!(sign(&rules), Ok(Use { spends_auth: true, ..Use::default() }));
}

#[test]
fn a_secret_that_must_stay_inside_never_gets_into_the_reply() {
    for slot_config in [0x0084, 0x008C] {
        for protection in 0..4 {
            let mut zone = zone(0, 0, slot_config, KeyConfig::PRIVATE_KEY.0);
            zone.as_bytes_mut()[offset::CHIP_OPTIONS + 1] = protection;
            let rules = Rules::new(&zone);
            for output in [EcdhOutput::AsConfigured, EcdhOutput::Buffer] {
                let request = EcdhRequest { key: EcdhKey::Slot(nine()), output, encrypted: false };
                let clear = rules.ecdh_output(request) == Ok(EcdhResult::Clear);
                assert_eq!(clear, slot_config == 0x0084 && protection == 0, "{slot_config:#x} {protection}");
            }
        }
    }
}

#[test]
fn once_data_is_locked_a_private_key_is_written_only_encrypted_and_only_under_write_config_x1xx() {
    each_locked_part(|rules, config, private| {
        let mut rules = rules.clone();
        let key_id = config.write_key().number();
        rules.temp_key = TempKeyFlags { valid: true, gen_dig_data: true, key_id, ..TempKeyFlags::default() };
        let allowed = private && config.is_secret() && config.0 >> 14 & 1 == 1;
        let encrypted = rules.priv_write(nine(), true);
        assert_eq!(encrypted == Ok(PrivWriteAccess::Encrypted(config.write_key())), allowed, "{config:?}");
        assert!(rules.priv_write(nine(), false).is_err(), "{config:?}");
        rules.temp_key.key_id ^= 1;
        assert!(rules.priv_write(nine(), true).is_err(), "{config:?}");
    });
}

#[test]
fn internal_signatures_need_read_key_bit_1_and_a_digest_in_temp_key() {
    each_locked_part(|rules, config, private| {
        let mut rules = rules.clone();
        rules.temp_key.valid = true;
        assert!(rules.sign_internal(nine(), false, None).is_err(), "{config:?}");
        let allowed = private && config.is_secret() && config.0 & 0b10 != 0;
        assert_eq!(rules.sign_internal(nine(), true, None).is_ok(), allowed, "{config:?}");
        rules.temp_key.gen_key_data = true;
        assert_eq!(rules.sign_internal(nine(), false, None).is_ok(), allowed, "{config:?}");
    });
}

#[test]
fn secure_boot_stores_only_where_the_configuration_names_a_mode_that_stores() {
    let mut zone = zone(0, 0, 0x8080, KeyConfig::DATA.0);
    zone.set_key_config(Slot::from_nibble(10), KeyConfig::PUBLIC_KEY);
    for mode in 0..4 {
        // Stored in slot 9, the public key in slot 10.
        zone.as_bytes_mut()[offset::SECURE_BOOT..offset::SECURE_BOOT + 2].copy_from_slice(&[mode, 0xA9]);
        let rules = Rules::new(&zone);
        let steps = |request| rules.secure_boot(request, false, false, Validity::NotValid, None);
        assert_eq!(steps(SecureBootRequest::Full).is_ok(), mode != 0);
        for request in [SecureBootRequest::FullStore, SecureBootRequest::FullCopy] {
            let stored = steps(request).ok().and_then(|steps| steps.stored);
            assert_eq!(stored, if mode >= 2 { Some(nine()) } else { None }, "{mode} {request:?}");
        }
        let digest_only = steps(SecureBootRequest::FullStore).is_ok_and(|steps| steps.public_key.is_none());
        assert_eq!(digest_only, mode == 3);
        assert!(rules.secure_boot(SecureBootRequest::Full, false, true, Validity::NotValid, None).is_err());
    }
}
