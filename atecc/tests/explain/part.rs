//! Parts at random, as state files.

use core::fmt::Write;

use atecc::command::CounterId;
use atecc::config::{Count, KeyConfig, SlotConfig, offset};
use atecc::{ConfigZone, Slot};
use atecc_sim::{Part, SimI2c};

use crate::dice::Dice;
use crate::points::point;

/// KeyConfigs whose fields fit together: private and public keys, AES keys, secrets, targets of KDF.
const KEY_CONFIGS: &[u16] = &[0x0013, 0x0033, 0x0010, 0x0012, 0x0018, 0x0038, 0x001C, 0x003C, 0x001E, 0x001A];
/// SlotConfigs whose fields fit together.
const SLOT_CONFIGS: &[u16] =
    &[0x0000, 0x0081, 0x0087, 0x2087, 0x208F, 0x2083, 0x0080, 0x8080, 0x4080, 0x4444, 0x44C4, 0x2080, 0x3480];

/// The text of a state file.
pub(crate) fn state(dice: &mut Dice) -> String {
    let part =
        dice.one_of(&[Part::Atecc608B, Part::Atecc608B, Part::Atecc608A, Part::Atecc608C, Part::Atecc508A]);
    let blank = SimI2c::blank(part, Some(dice.next())).unwrap();
    let config = config(dice, blank.reveal_eeprom().config());
    let mut text = String::new();
    // Who edits a state file takes the checksum out.
    for line in blank.reveal_state().lines().filter(|line| !line.starts_with("checksum")) {
        let Some((place, _)) = line.split_once(':') else {
            writeln!(text, "{line}").unwrap();
            continue;
        };
        let words: Vec<_> = place.split(' ').collect();
        let block: usize = words.last().unwrap().parse().unwrap();
        let bytes: Vec<u8> = match words[..] {
            ["config", ..] => config.as_bytes()[block * 32..][..32].to_vec(),
            ["otp", ..] => dice.bytes(32),
            ["slot", number, ..] => {
                let slot = Slot::new(number.parse().unwrap()).unwrap();
                let start = block * 32;
                contents(dice, &config, slot)[start..slot.size().min(start + 32)].to_vec()
            }
            _ => panic!("{line}"),
        };
        write!(text, "{place}: ").unwrap();
        bytes.iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text.push('\n');
    }
    text
}

/// Every field at random, most of them often enough as they would be.
fn config(dice: &mut Dice, blank: &ConfigZone) -> ConfigZone {
    let mut zone = blank.clone();
    for slot in Slot::all() {
        let (slot_config, key_config) = if dice.rarely(3) {
            (dice.short(), dice.short())
        } else {
            let noise = |dice: &mut Dice| 1u16 << dice.below(16);
            let (slot, key) = (dice.one_of(SLOT_CONFIGS), dice.one_of(KEY_CONFIGS));
            let slot = if dice.rarely(2) { slot ^ noise(dice) } else { slot };
            (slot, if dice.rarely(2) { key ^ noise(dice) } else { key })
        };
        zone.set_slot_config(slot, SlotConfig(slot_config));
        zone.set_key_config(slot, KeyConfig(key_config));
    }
    let count = match dice.below(4) {
        0 => 2_097_151,
        1 => 2_097_150,
        _ => u32::try_from(dice.below(300)).unwrap(),
    };
    zone.set_counter(CounterId::Zero, Count::of(count));
    zone.set_counter(CounterId::One, Count::of(dice.one_of(&[0, 5, 2_097_151])));
    let bytes = zone.as_bytes_mut();
    bytes[offset::AES_ENABLE] = u8::from(!dice.rarely(8));
    bytes[offset::COUNT_MATCH] = dice.byte() & dice.one_of(&[0xF1, 0xF0]);
    bytes[offset::CHIP_MODE] = dice.one_of(&[0x00, 0x01]);
    bytes[offset::USE_LOCK] = dice.one_of(&[0x00, 0x00, 0x00, 0x3A]);
    bytes[offset::VOLATILE_KEY_PERMISSION] = dice.byte();
    bytes[offset::SECURE_BOOT] = dice.byte();
    bytes[offset::SECURE_BOOT + 1] = dice.byte();
    bytes[offset::KDF_IV_LOC] = dice.one_of(&[0, 9, 200]);
    bytes[offset::KDF_IV_STR..][..2].copy_from_slice(&[0x77, 0x77]);
    bytes[offset::USER_EXTRA] = dice.one_of(&[0, 0x60]);
    // Not that of another chip on the bus.
    bytes[offset::USER_EXTRA_ADD] = dice.one_of(&[0, 0xC0]);
    let unlocked = dice.short() | dice.short();
    bytes[offset::SLOT_LOCKED..][..2].copy_from_slice(&unlocked.to_le_bytes());
    let options = dice.short() & dice.one_of(&[0xFFFE, 0xF00E, 0xF0FE]);
    bytes[offset::CHIP_OPTIONS..][..2].copy_from_slice(&options.to_le_bytes());
    (bytes[offset::LOCK_CONFIG], bytes[offset::LOCK_VALUE]) =
        dice.one_of(&[(0x55, 0x55), (0x00, 0x55), (0x00, 0x55), (0x00, 0x00), (0x00, 0x00), (0x00, 0x00)]);
    zone
}

/// Keys where the configuration says that there are keys, mostly.
fn contents(dice: &mut Dice, config: &ConfigZone, slot: Slot) -> Vec<u8> {
    let key_config = config.key_config(slot);
    let seed = slot.number() + 1;
    let mut bytes = vec![seed; slot.size()];
    if key_config.is_private() {
        bytes[..4].fill(0);
    } else if slot.size() >= 72 && slot.number() % 4 != 3 {
        let key = point(slot.number());
        bytes[..72].fill(0);
        bytes[4..36].copy_from_slice(&key[..32]);
        bytes[40..72].copy_from_slice(&key[32..]);
        bytes[0] = if slot.number().is_multiple_of(2) { 0x50 } else { 0xA0 };
    } else if dice.rarely(3) {
        bytes[..4].copy_from_slice(&150u32.to_le_bytes());
    }
    bytes
}
