//! Commands that others built or read wrongly.

use atecc::command::{AES_BLOCK, Aes, AesKey, Command, CounterId, Lock, LockTarget, ReadBlock, ReadWord};
use atecc::config::{KeyConfig, SlotConfig};
use atecc::{Address, ChipRng, Config, ConfigZone, Slot};
use atecc_sim::{Part, SimI2c};
use rand_core::TryRng;

use crate::life::{configured, slot};
use crate::script::reply;
use crate::{Device, chip, exchanges};

/// One driver reads and steps counter 0, whichever it is asked for.
#[test]
fn each_counter_is_the_one_that_was_asked_for() {
    for (id, number) in [(CounterId::Zero, 0), (CounterId::One, 1)] {
        let read =
            exchanges(&[(&[0x24, 0x00, number, 0x00], reply(&[7, 0, 0, 0]))], |atecc| atecc.counter(id));
        assert_eq!(read, Ok(7));
        let stepped = exchanges(&[(&[0x24, 0x01, number, 0x00], reply(&[8, 0, 0, 0]))], |atecc| {
            atecc.increment_counter(id)
        });
        assert_eq!(stepped, Ok(8));
    }
    let (_, mut device) = chip();
    assert_eq!(device.increment_counter(CounterId::One).unwrap(), 1);
    assert_eq!((device.counter(CounterId::Zero).unwrap(), device.counter(CounterId::One).unwrap()), (0, 1));
}

/// One driver gives the sum of some bytes, modulo a range.
#[test]
fn random_numbers_are_the_bytes_of_the_chip_and_no_sum_of_them() {
    let bytes: [u8; 32] = core::array::from_fn(|index| u8::try_from(7 * index + 1).unwrap());
    let command: &[u8] = &[0x1B, 0x00, 0x00, 0x00];
    let mut out = [0; 32];
    exchanges(&[(command, reply(&bytes))], |atecc| atecc.random(&mut out)).unwrap();
    assert_eq!(out, bytes);
    let number = exchanges(&[(command, reply(&bytes))], |atecc| ChipRng::new(atecc).try_next_u64());
    assert_eq!(number, Ok(u64::from_le_bytes(*bytes.first_chunk().unwrap())));
}

/// A sum of bytes has a bell of a distribution; each bit of a uniform number is set half of the time.
#[test]
fn random_numbers_are_uniform() {
    const NUMBERS: usize = 2_000;
    let (_, mut device) = chip();
    let mut bytes = [0; 8 * NUMBERS];
    device.random(&mut bytes).unwrap();
    for bit in 0..64 {
        let set = bytes.as_chunks::<8>().0.iter().filter(|n| u64::from_le_bytes(**n) >> bit & 1 == 1).count();
        // Five standard deviations.
        assert!(set.abs_diff(NUMBERS / 2) < 112, "bit {bit}: {set} of {NUMBERS}");
    }
    let mut occurrences = [0_usize; 256];
    bytes.iter().for_each(|byte| occurrences[usize::from(*byte)] += 1);
    let expected = bytes.len() / 256;
    assert!(occurrences.iter().all(|n| n.abs_diff(expected) < expected), "{occurrences:?}");
}

/// One driver swapped the numbers of two zones, and the zones of Lock are not those of Read.
#[test]
fn zones_have_the_numbers_of_the_command_that_names_them() {
    let param1 = |packet: &[u8]| packet[3];
    let config = Address::config_word(16).unwrap();
    let otp = Address::otp_block(1).unwrap();
    let data = Address::data_block(slot(1), 0).unwrap();
    assert_eq!(param1(ReadWord(config).encode().as_bytes()), 0x00);
    assert_eq!(param1(ReadBlock(otp).encode().as_bytes()), 0x81);
    assert_eq!(param1(ReadBlock(data).encode().as_bytes()), 0x82);
    // 0 configuration, 1 data and OTP, 2 one slot.
    assert_eq!(param1(Lock(LockTarget::Config { crc: 0 }).encode().as_bytes()), 0x00);
    assert_eq!(param1(Lock(LockTarget::Data { crc: 0 }).encode().as_bytes()), 0x01);
    assert_eq!(param1(Lock(LockTarget::Slot(slot(1))).encode().as_bytes()), 0x06);
}

/// Slots next to each other, written and read in pieces, keep what is theirs: the slot is not taken for the block.
#[test]
fn what_is_written_to_a_slot_is_in_that_slot() {
    let (chip, mut device) = chip();
    for number in 2..16 {
        device.write_slot(slot(number), 0, &[number; 36]).unwrap();
    }
    for number in 2..16 {
        let mut read = [0; 36];
        device.read_slot(slot(number), &mut read).unwrap();
        assert_eq!(read, [number; 36]);
        assert_eq!(chip.reveal_eeprom().slot(slot(number))[..36], [number; 36], "slot {number}");
    }
}

/// Bit 7 of Lock's mode has the chip lock whatever it holds. No target sets it, and a zone that is another is not locked.
#[test]
fn a_zone_cannot_be_locked_without_its_crc() {
    for crc in [0, 0x1234, 0x8000, 0xFFFF] {
        for target in [LockTarget::Config { crc }, LockTarget::Data { crc }] {
            let packet = Lock(target).encode();
            let bytes = packet.as_bytes();
            assert_eq!(bytes[3] & 0x80, 0);
            assert_eq!(bytes[4..6], crc.to_le_bytes());
        }
    }
    let chip = SimI2c::blank(Part::Atecc608B, Some(4)).unwrap();
    let mut device = Device::new(chip.clone(), chip.delay(), Config::new());
    let zone = device.read_config().unwrap();
    let mut other = configured(&zone);
    device.lock_config(&other).unwrap_err();
    other.as_bytes_mut()[20] ^= 1;
    device.write_config(&configured(&zone)).unwrap();
    device.lock_config(&other).unwrap_err();
    assert!(!device.read_config().unwrap().config_locked());
}

/// One driver reaches configuration and slots only.
#[test]
fn otp_can_be_read() {
    let chip = SimI2c::blank(Part::Atecc608B, Some(4)).unwrap();
    let mut device = Device::new(chip.clone(), chip.delay(), Config::new());
    let zone = configured(&device.read_config().unwrap());
    device.write_config(&zone).unwrap();
    device.lock_config(&zone).unwrap();
    device.gen_key(slot(0)).unwrap();
    device.gen_key(slot(1)).unwrap();
    let otp: [u8; 64] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    device.fill_otp(&otp).unwrap();
    (2..16).for_each(|number| device.fill_slot(slot(number), &[]).unwrap());
    device.lock(LockTarget::Data { crc: crate::life::data_crc(9, &[], &otp) }).unwrap();
    let mut read = |block| device.execute(&ReadBlock(Address::otp_block(block).unwrap())).unwrap();
    assert_eq!([read(0), read(1)].concat(), otp);
}

/// One driver refuses the very slot (9) in which the part that it is made for has its AES key.
#[test]
fn every_slot_may_hold_aes_keys() {
    for number in 0..Slot::COUNT {
        let pieces = if number < 8 { 2 } else { 4 };
        for piece in 0..pieces {
            let key = AesKey::slot(slot(number), piece).unwrap();
            let packet = Aes::encrypt(key, &[0; AES_BLOCK]).encode();
            assert_eq!(
                packet.as_bytes()[2..6],
                [0x51, piece << 6, number, 0],
                "slot {number}, piece {piece}"
            );
        }
        assert!(AesKey::slot(slot(number), pieces).is_none());
    }
}

/// A configuration is foreign input: one library panics on values that it does not know.
#[test]
fn a_configuration_of_any_bytes_is_told_in_words() {
    for value in 0..=u16::MAX {
        assert!(!format!("{} {}", SlotConfig(value), KeyConfig(value)).is_empty());
    }
    for byte in 0..=u8::MAX {
        let zone = ConfigZone::new([byte; ConfigZone::SIZE]);
        assert!(zone.to_string().lines().count() > 20);
        assert!(Slot::all().all(|slot| !zone.slot_policy(slot).to_string().is_empty()));
    }
}
