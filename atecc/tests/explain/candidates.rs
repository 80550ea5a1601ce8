//! What may have refused a command, and in which order it is said.

use atecc::command::{
    CheckMac, Command, Counter, CounterId, Derivation, GenDig, HkdfMessage, Kdf, KdfKey, LoadNonce, Mac,
    NonceTarget, ReadBlock, TempKeySource, WriteEncrypted,
};
use atecc::config::{Count, KeyConfig, SlotConfig, offset};
use atecc::explain::{Explanation, Knowledge, Packet, Volatile, explain};
use atecc::{Address, ConfigZone, Slot, Status};

use crate::dice::Dice;

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// A fully locked ATECC608 with these rules.
fn locked(rules: &[(u8, u16, u16)]) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    zone.as_bytes_mut()[offset::REVISION + 2] = 0x60;
    zone.as_bytes_mut()[offset::SLOT_LOCKED..][..2].fill(0xFF);
    for (number, slot_config, key_config) in rules {
        zone.set_slot_config(slot(*number), SlotConfig(*slot_config));
        zone.set_key_config(slot(*number), KeyConfig(*key_config));
    }
    zone
}

fn why(command: &impl Command, config: &ConfigZone) -> Explanation {
    explain(&command.encode(), &Knowledge::of(config))
}

#[test]
fn a_command_that_wants_temp_key_both_ways_is_refused_in_any_case() {
    // ReqRandom, and a mode that says the nonce is fixed.
    let config = locked(&[(5, 0x8080, 0x005C)]);
    let explanation = why(&Mac::temp_key(slot(5), TempKeySource::Fixed), &config);
    assert!(explanation.certain().is_some());
    let candidates: Vec<_> = explanation.candidates().map(|cause| cause.to_string()).collect();
    for cause in [
        "KeyConfig[5]=0x005C ReqRandom=1: TempKey does not hold a random nonce",
        "TempKey is not as it has to be: the mode asks for a fixed value",
        "TempKey is not as it has to be: a value is needed",
        "TempKey is not as it has to be: not for MACs that are given out",
    ] {
        assert!(candidates.iter().any(|candidate| candidate == cause), "{cause}: {candidates:#?}");
    }
}

#[test]
fn two_slots_that_want_two_keys_proven_are_never_used_together() {
    let config = locked(&[(4, 0x8080, 0x019C), (5, 0x8080, 0x029C)]);
    let message = HkdfMessage::Slot { slot: slot(5), len: 32 };
    let kdf = Kdf(Derivation::hkdf(KdfKey::Slot(slot(4)), message).unwrap());
    let certain = why(&kdf, &config).certain().unwrap().to_string();
    assert_eq!(certain, "KeyConfig[5]=0x029C ReqAuth=1 AuthKey=2: that key has not been proven");
}

#[test]
fn what_is_needed_is_listed_and_what_cannot_be_seen_comes_last() {
    let config = locked(&[(9, 0x4400, 0x001C)]);
    let address = Address::data_block(slot(9), 0).unwrap();
    let write = WriteEncrypted { address, data: &[0; 32], mac: &[0; 32] };
    assert_eq!(
        why(&write, &config).answered(Status::ExecutionError).to_string(),
        "Write slot 9: refused 0x0F: TempKey is not as it has to be: a value is needed; or: TempKey is not as it has to be: \
         GenDig of slot 4 is needed; or: the MAC in the command is wrong: host and chip have another key or nonce"
    );
}

#[test]
fn the_status_narrows_it_down() {
    let config = locked(&[(5, 0x8080, 0x001C)]);
    let check = CheckMac::challenge(slot(5), &[0; 32], &[0; 32], &[0; 13]);
    let explanation = why(&check, &config);
    assert_eq!(
        explanation.answered(Status::Miscompare).to_string(),
        "CheckMac slot 5: refused 0x01: the response is not the one that the key gives"
    );
    assert_eq!(
        explanation.answered(Status::ParseError).to_string(),
        "CheckMac slot 5: refused 0x03: by no rule that is known"
    );
    assert_eq!(
        explanation.answered(Status::SelfTestError).to_string(),
        "CheckMac slot 5: refused 0x07: the chip is in its self-test failure state; SelfTest tells what failed"
    );
}

#[test]
fn a_key_that_is_kept_out_of_macs_is_remembered_in_temp_key() {
    let config = locked(&[(4, 0x8090, 0x001C), (5, 0x8080, 0x001C)]);
    let commands = [
        LoadNonce { value: &[7; 32], target: NonceTarget::TempKey }.encode(),
        GenDig::slot(slot(4)).encode(),
        GenDig::slot(slot(5)).encode(),
    ];
    let after = |known: Volatile, packet| known.after(&Packet::from(packet), Status::Success);
    let known = Knowledge::of(&config).with(commands.iter().fold(Volatile::UNKNOWN, after));
    let mac = Mac::temp_key(slot(5), TempKeySource::Fixed).encode();
    assert_eq!(
        explain(&mac, &known).to_string(),
        "MAC slot 5: refused 0x0F: TempKey.NoMacFlag=1: not for MACs that are given out"
    );
}

#[test]
fn a_limit_in_a_slot_is_no_certain_one() {
    let mut config = locked(&[(5, 0x80A0, 0x001C)]);
    config.set_counter(CounterId::Zero, Count::of(40));
    let mac = Mac::challenge(slot(5), &[0; 32]);
    assert_eq!(why(&mac, &config).to_string(), "MAC slot 5: allowed");
    config.as_bytes_mut()[offset::COUNT_MATCH] = 0xA1;
    let limited = "MAC slot 5: allowed, unless Counter0=40 has reached the CountMatch value in slot 10";
    assert_eq!(why(&mac, &config).to_string(), limited);
    config.set_counter(CounterId::Zero, Count::of(Count::MAX));
    let at_end = "MAC slot 5: refused 0x0F: LimitedUse of slot 5: Counter0=2097151 has reached 2097151";
    assert_eq!(why(&mac, &config).to_string(), at_end);
    let increment = Counter::increment(CounterId::Zero);
    assert!(why(&increment, &config).certain().is_some());
}

#[test]
fn other_parts_have_other_commands() {
    let mut config = locked(&[]);
    config.as_bytes_mut()[offset::REVISION + 2] = 0x50;
    let kdf = Kdf(Derivation::hkdf(KdfKey::TempKey, HkdfMessage::TempKey { len: 32 }).unwrap());
    assert_eq!(why(&kdf, &config).to_string(), "KDF: refused 0x03: the part has no such command");
    let read = ReadBlock(Address::data_block(slot(9), 0).unwrap());
    assert_eq!(why(&read, &config).to_string(), "Read slot 9: allowed");
}

#[test]
fn any_bytes_have_an_end() {
    let mut dice = Dice(608);
    for _ in 0..20_000 {
        let zone = <[u8; ConfigZone::SIZE]>::try_from(dice.bytes(ConfigZone::SIZE)).unwrap();
        let mut config = ConfigZone::new(zone);
        config.as_bytes_mut()[offset::REVISION + 2] = dice.one_of(&[0x50, 0x60]);
        config.as_bytes_mut()[offset::LOCK_CONFIG] = dice.one_of(&[0x00, 0x00, 0x55]);
        let length = dice.below(140);
        let (data, opcode) = (dice.bytes(length), dice.one_of(atecc::Opcode::ALL).to_byte());
        let packet = Packet { opcode, param1: dice.byte(), param2: dice.short(), data: &data };
        let explanation = explain(packet, &Knowledge::of(&config));
        // What is said fits what was found.
        let text = explanation.to_string();
        assert_eq!(text.contains("refused"), explanation.certain().is_some(), "{text}");
    }
}
