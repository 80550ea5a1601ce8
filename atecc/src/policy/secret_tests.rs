//! The rules of secrets over all configurations; the simulated chip's tests go through them case by case.

use alloc::string::ToString;

use super::*;
use crate::command::CounterId;
use crate::config::{Count, KeyConfig, SlotConfig, offset};

const FIXED: TempKeyFlags = TempKeyFlags {
    valid: true,
    source: Source::Fixed,
    gen_dig_data: false,
    gen_key_data: false,
    no_mac: false,
    key_id: 0,
};

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// A locked part whose slot 9 has these rules; all other slots hold secrets without any.
fn zone(slot_config: u16, key_config: u16) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    let bytes = zone.as_bytes_mut();
    bytes[offset::SLOT_LOCKED..offset::SLOT_LOCKED + 2].fill(0xFF);
    zone.set_slot_config(slot(9), SlotConfig(slot_config));
    zone.set_key_config(slot(9), KeyConfig(key_config));
    zone
}

#[test]
fn derive_key_follows_write_config_bit_by_bit() {
    for slot_config in 0..=u16::MAX {
        let zone = zone(slot_config, KeyConfig::DATA.0);
        let mut rules = Rules::new(&zone);
        rules.temp_key = FIXED;
        let [create, allowed, _, needs_mac] = [12, 13, 14, 15].map(|bit| slot_config >> bit & 1 == 1);
        let write_key = slot(slot_config.to_be_bytes()[0] & 0x0F);
        for mac in [false, true] {
            let request = DeriveKeyRequest { target: slot(9), source: Source::Fixed, mac };
            let answer = rules.derive_key(request, None);
            assert_eq!(answer.is_ok(), allowed && mac == needs_mac, "{slot_config:#06x}");
            if let Ok(derivation) = answer {
                assert_eq!(derivation.parent, if create { write_key } else { slot(9) });
                assert_eq!(derivation.mac_key, needs_mac.then_some(write_key));
            }
        }
    }
}

#[test]
fn no_command_with_secrets_touches_a_private_key() {
    let fixed = MacRequest { key_in_temp_key: false, challenge_in_temp_key: false, source: Source::Fixed };
    for key_config in (0..=u16::MAX).filter(|config| KeyConfig(*config).is_private()) {
        let zone = zone(0x3080, key_config);
        let mut rules = Rules::new(&zone);
        rules.temp_key = FIXED;
        rules.latch = true;
        rules.authorised = KeyConfig(key_config).requires_auth();
        let target = DeriveKeyRequest { target: slot(9), source: Source::Fixed, mac: false };
        assert!(rules.mac(slot(9), fixed, None).is_err());
        assert!(rules.check_mac(slot(9), fixed, None).is_err());
        assert!(rules.gen_dig(GenDigSource::Slot(slot(9)), None).is_err());
        assert!(rules.hmac(slot(9), None).is_err());
        assert!(rules.derive_key(target, None).is_err());
        assert!(rules.aes(slot(9), 0, None).is_err());
        assert!(rules.kdf_source(slot(9), 32, None).is_err());
        assert!(rules.kdf_target(slot(9), 32).is_err());
    }
}

#[test]
fn req_random_wants_a_random_value_in_temp_key_where_it_is_used() {
    const REQ_RANDOM: u16 = 1 << 6;
    let zone = zone(0x2080, KeyConfig::DATA.0 | REQ_RANDOM);
    for source in [Source::Random, Source::Fixed] {
        let mut rules = Rules::new(&zone);
        rules.temp_key = TempKeyFlags { source, ..FIXED };
        let random = source == Source::Random;
        let request =
            |challenge_in_temp_key| MacRequest { key_in_temp_key: false, challenge_in_temp_key, source };
        assert_eq!(rules.mac(slot(9), request(true), None).is_ok(), random);
        assert_eq!(rules.check_mac(slot(9), request(true), None).is_ok(), random);
        assert!(rules.mac(slot(9), request(false), None).is_err(), "the challenge is the host's");
        assert_eq!(rules.gen_dig(GenDigSource::Slot(slot(9)), None).is_ok(), random);
        let derive = DeriveKeyRequest { target: slot(9), source, mac: false };
        assert_eq!(rules.derive_key(derive, None).is_ok(), random);
        assert!(rules.hmac(slot(9), None).is_ok() && rules.kdf_source(slot(9), 32, None).is_ok());
    }
}

#[test]
fn a_result_of_kdf_that_must_stay_inside_never_gets_into_the_reply() {
    for options in 0..=u16::MAX {
        let mut zone = zone(0x8080, KeyConfig::DATA.0);
        zone.as_bytes_mut()[offset::CHIP_OPTIONS..offset::CHIP_OPTIONS + 2]
            .copy_from_slice(&options.to_le_bytes());
        let protection = options >> 10 & 3;
        let io_key = (options & 2 != 0).then(|| KdfReply::Encrypted(slot((options >> 12).to_le_bytes()[0])));
        for encrypted in [false, true] {
            let expected = match (protection, encrypted) {
                (0, false) => Some(KdfReply::Clear),
                (0 | 1, _) => io_key,
                _ => None,
            };
            assert_eq!(Rules::new(&zone).kdf_reply(encrypted).ok(), expected, "{options:#06x}");
        }
    }
}

#[test]
fn check_mac_copies_only_from_a_slot_whose_read_key_is_0() {
    let request = |key_in_temp_key, challenge_in_temp_key| MacRequest {
        key_in_temp_key,
        challenge_in_temp_key,
        source: Source::Random,
    };
    for slot_config in 0..=u16::MAX {
        let zone = zone(slot_config, KeyConfig::DATA.0);
        let rules = Rules::new(&zone);
        let copied = (slot_config & 0x0F == 0).then_some(slot(9));
        for key in [8, 9] {
            assert_eq!(rules.check_mac_copies(slot(key), request(false, true)), copied);
            assert_eq!(rules.check_mac_copies(slot(key), request(false, false)), None);
            assert_eq!(rules.check_mac_copies(slot(key), request(true, false)), None);
        }
    }
}

#[test]
fn aes_needs_its_key_type_and_room_for_the_key() {
    for key_type in 0..8 {
        let zone = zone(0x8080, key_type << 2);
        assert_eq!(Rules::new(&zone).aes(slot(9), 3, None).is_ok(), key_type == 6);
    }
    let mut zone = zone(0, 0);
    zone.set_key_config(slot(2), KeyConfig::AES_KEY);
    let refusal = Rules::new(&zone).aes(slot(2), 2, None).unwrap_err();
    assert_eq!(refusal.to_string(), "refused 0x0F: slot 2 has 36 bytes, 48 are needed");
}

#[test]
fn counters_end_at_their_limit_or_where_an_option_says() {
    // CountMatch is on, its value in slot 10.
    let mut zone = zone(0, 0);
    zone.as_bytes_mut()[offset::COUNT_MATCH] = 0xA1;
    for (value, matched, stops, allowed) in [
        (63, 64, true, true),
        (64, 64, true, false),
        (64, 64, false, true),
        (Count::MAX - 1, 64, false, true),
        (Count::MAX, u32::MAX, true, false),
        (Count::MAX, 64, false, false),
    ] {
        zone.set_counter(CounterId::Zero, Count::of(value));
        zone.set_counter(CounterId::One, Count::of(value));
        let mut rules = Rules::new(&zone);
        rules.options.count_match_stops_counter = stops;
        assert_eq!(rules.increment(CounterId::Zero, Some(matched)).is_ok(), allowed, "{value}");
        assert_eq!(rules.increment(CounterId::One, Some(matched)).is_ok(), value < Count::MAX);
    }
}
