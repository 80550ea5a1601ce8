//! Parts of the Trust platform as delivered: what their public books say, slot by slot. What is allowed works, what is
//! not is refused by the rule that the books mean.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use atecc::Slot;
use atecc_sim::{Options, Part, SimI2c};

use crate::ecc::{point, shared, signature, verifies};
use crate::host::*;
use crate::keys::*;

const BOTH: [Part; 2] = [Part::TngTls, Part::TflxTls];
const DIGEST: [u8; 32] = [0x42; 32];
const IO_KEY: [u8; 32] = [0x10; 32];
/// Zone data, 4 and 32 bytes.
const WORD: u8 = 0x02;
const BLOCK: u8 = 0x82;
const CREATE: u8 = 0x04;
const DIGEST_INTO_TEMP_KEY: u8 = 0x08;
/// From the Message Digest Buffer.
const EXTERNAL: u8 = 0xA0;
const INTERNAL: u8 = 0x00;
const TO_REPLY: u8 = 0x0C;

pub(crate) fn host(part: Part) -> Host {
    Host::on(SimI2c::blank(part, Some(SEED)).unwrap())
}

fn address(slot: u8) -> u16 {
    u16::from(slot) << 3
}

fn block_address(slot: u8, block: u16) -> u16 {
    block << 8 | address(slot)
}

/// Whether SlotLocked calls the slot unlocked.
fn slot_unlocked(host: &mut Host, slot: u8) -> bool {
    let word = host.data(READ, 0x00, 0x16, &[]);
    u16::from_le_bytes([word[0], word[1]]) >> slot & 1 == 1
}

impl Host {
    /// The reason for which a command is refused with 0x0F.
    pub(crate) fn refusal(&mut self, (opcode, param1, param2, data): Call<'_>) -> String {
        assert_eq!(self.status(opcode, param1, param2, data), EXECUTION_ERROR, "{opcode:#04x} {param2:#06x}");
        self.why()
    }

    /// The reason, apart from the bits in it.
    fn meaning(&mut self, command: Call<'_>) -> String {
        self.refusal(command).rsplit(": ").next().unwrap().to_owned()
    }

    pub(crate) fn lock_slot(&mut self, slot: u8) -> u8 {
        self.status(LOCK, 0x02 | slot << 2, 0, &[])
    }

    pub(crate) fn clear_read(&mut self, slot: u8) {
        let contents = self.slot_contents(slot);
        assert_eq!(self.data(READ, BLOCK, address(slot), &[]), contents[..32], "slot {slot}");
        assert_eq!(self.data(READ, WORD, address(slot), &[]), contents[..4], "slot {slot}");
    }

    pub(crate) fn no_read(&mut self, slot: u8) {
        for width in [WORD, BLOCK] {
            assert_eq!(self.meaning((READ, width, address(slot), &[])), "never readable", "slot {slot}");
        }
        self.random_nonce();
        assert_eq!(self.meaning((READ, BLOCK, address(slot), &[])), "never readable", "slot {slot}");
    }

    pub(crate) fn clear_write(&mut self, slot: u8) {
        assert_eq!(self.status(WRITE, BLOCK, address(slot), &[slot; 32]), SUCCESS, "slot {slot}");
        assert_eq!(self.slot_contents(slot)[..32], [slot; 32]);
    }

    pub(crate) fn no_write(&mut self, slot: u8) {
        let before = self.slot_contents(slot);
        for (width, length) in [(WORD, 4), (BLOCK, 32), (BLOCK | 0x40, 64)] {
            let write = (WRITE, width, address(slot), &[0x5A; 64][..length]);
            assert_eq!(self.meaning(write), "never written by Write", "slot {slot}");
        }
        assert_eq!(self.slot_contents(slot), before);
    }

    pub(crate) fn not_lockable(&mut self, slot: u8) {
        let lock = (LOCK, 0x02 | slot << 2, 0, &[][..]);
        assert_eq!(self.meaning(lock), "the slot cannot be locked on its own", "slot {slot}");
        assert!(slot_unlocked(self, slot));
    }

    /// Lock it; then a write of 32 bytes is refused for that reason.
    pub(crate) fn lockable(&mut self, slot: u8) {
        assert_eq!(self.lock_slot(slot), SUCCESS, "slot {slot}");
        assert!(!slot_unlocked(self, slot));
        let write = (WRITE, BLOCK, address(slot), &[0x5A; 32][..]);
        assert_eq!(self.meaning(write), "the slot is locked", "slot {slot}");
        assert_eq!(self.meaning((LOCK, 0x02 | slot << 2, 0, &[])), "the slot is locked", "slot {slot}");
    }

    pub(crate) fn public_key(&mut self, slot: u8) -> Vec<u8> {
        self.data(GEN_KEY, 0x00, slot.into(), &[])
    }

    /// Signatures of external messages, and secrets in clear.
    fn signs_and_agrees(&mut self, slot: u8) {
        let key = self.public_key(slot);
        self.load_message_digest(&DIGEST);
        let signature = self.data(SIGN, EXTERNAL, slot.into(), &[]);
        assert!(verifies(&key, &DIGEST, &signature), "slot {slot}");
        assert_eq!(self.data(ECDH, TO_REPLY, slot.into(), &point(9)), shared(&key, 9), "slot {slot}");
    }

    fn signs_nothing_internal(&mut self, slot: u8) {
        self.random_nonce();
        assert_eq!(self.status(GEN_DIG, 0x00, 0, &[]), SUCCESS);
        let sign = (SIGN, INTERNAL, slot.into(), &[][..]);
        assert_eq!(self.meaning(sign), "no signatures of internal messages", "slot {slot}");
    }

    /// KeyConfig asks for a random nonce where a key is digested.
    fn digest_wants_a_random_nonce(&mut self, slot: u8) {
        self.load_temp_key(&DIGEST);
        let digest = (GEN_KEY, DIGEST_INTO_TEMP_KEY, slot.into(), &[][..]);
        assert_eq!(self.meaning(digest), "TempKey does not hold a random nonce", "slot {slot}");
        self.random_nonce();
        assert_eq!(self.data(GEN_KEY, DIGEST_INTO_TEMP_KEY, slot.into(), &[]).len(), 64);
    }
}

#[test]
fn identity_and_locks() {
    for (part, i2c_address, code) in [(Part::TngTls, 0x35, b"x6tjuZMy"), (Part::TflxTls, 0x36, b"MKMwyhP1")] {
        let mut host = host(part);
        assert_eq!(host.bus.address(), i2c_address);
        let config = host.data(READ, 0x80, 0, &[]);
        assert_eq!(config[..2], [0x01, 0x23]);
        assert_eq!(config[4..8], [0x00, 0x00, 0x60, 0x03], "an ATECC608B");
        assert_eq!(config[12], 0x01, "SN[8]");
        assert_eq!(config[13] & 1, 1, "AES is enabled");
        assert_eq!(config[16], i2c_address << 1);
        assert_eq!(config[18], 0, "no CountMatch");
        assert_eq!(config[19], 0x01, "a new address is possible; fixed levels; short watchdog; full speed");
        let otp = host.data(READ, 0x81, 0, &[]);
        assert_eq!((&otp[..8], &otp[8..]), (&code[..], &[0; 24][..]));
        assert_eq!(host.data(READ, 0x81, 8, &[]), [0; 32]);
        assert_eq!(host.data(READ, 0x01, 0, &[]), code[..4]);

        assert_eq!(host.data(READ, 0x00, 0x15, &[]), [0, 0, 0, 0], "data, OTP and configuration are locked");
        assert_eq!(host.data(READ, 0x00, 0x16, &[])[..2], [0xFF, 0xFF], "no slot is locked by itself");
        assert_eq!(host.meaning((WRITE, 0x00, 4, &[0; 4])), "the configuration is locked");
        assert_eq!(
            host.meaning((WRITE, 0x81, 0, &[0; 32])),
            "OTP cannot be written once data and OTP are locked"
        );
        assert_eq!(host.meaning((LOCK, 0x80, 0, &[])), "the configuration is locked");
        assert_eq!(host.meaning((LOCK, 0x81, 0, &[])), "data and OTP are locked");
    }
}

/// The slot, SlotConfig and KeyConfig of each row of the README's table, for one of the parts.
fn rules_of_the_readme(part: Part) -> Vec<(u8, u16, u16)> {
    let table = include_str!("../../README.md").split("| slot | SlotConfig |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let word = |text: &str| u16::from_str_radix(text.trim().trim_start_matches("0x"), 16).unwrap();
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let other = cells[5].split(':').next().unwrap();
        let (slot_config, key_config) = match other.split_once(", ") {
            Some(other) if part == Part::TflxTls && other.0.starts_with("0x") => other,
            _ => (cells[2], cells[3]),
        };
        let (first, last) = cells[1].split_once('–').unwrap_or((cells[1], cells[1]));
        let slots = first.parse().unwrap()..=last.parse().unwrap();
        slots.map(move |slot| (slot, word(slot_config), word(key_config)))
    })
    .collect()
}

#[test]
fn the_readme_tells_the_configuration_as_it_is() {
    for part in BOTH {
        let eeprom = host(part).bus.reveal_eeprom();
        let rules = Slot::all().map(|slot| {
            let config = eeprom.config();
            (slot.number(), config.slot_config(slot).0, config.key_config(slot).0)
        });
        assert_eq!(rules_of_the_readme(part), rules.collect::<Vec<_>>(), "{part}");
        let rest = &eeprom.config().as_bytes()[68..96];
        let boot = if part == Part::TflxTls { [0x03, 0xF7] } else { [0, 0] };
        assert_eq!(rest, [&[0, 0][..], &boot, &[0; 16], &[0xFF, 0xFF, 0x0E, 0x60, 0, 0, 0, 0]].concat());
    }
}

#[test]
fn a_new_address_once() {
    for part in BOTH {
        let mut host = host(part);
        assert_eq!(host.status(UPDATE_EXTRA, 0x01, 0xC0, &[]), SUCCESS);
        assert!(host.meaning((UPDATE_EXTRA, 0x01, 0xC2, &[])).ends_with("only once"));
        assert_ne!(host.bus.address(), ADDRESS, "not before the next sleep");
        host.sleep();
        assert_eq!(host.bus.address(), ADDRESS);
    }
}

#[test]
fn counters_are_free() {
    for part in BOTH {
        let mut host = host(part);
        for counter in [0, 1] {
            assert_eq!(host.data(COUNTER, 0, counter, &[]), [0, 0, 0, 0]);
            assert_eq!(host.data(COUNTER, 1, counter, &[]), [1, 0, 0, 0]);
        }
        host.signs_and_agrees(0);
        assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0], "no key uses it up");
    }
}

#[test]
fn a_failed_health_test_is_forgotten_as_soon_as_it_was_told() {
    for part in BOTH {
        let mut host = host(part);
        host.bus.set_options(|options| options.rng_fails = true);
        assert_eq!(host.status(RANDOM, 0, 0, &[]), HEALTH_TEST_ERROR);
        host.bus.set_options(|options| options.rng_fails = false);
        assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32);
    }
}

#[test]
fn slot_0_signs_what_comes_from_outside_and_agrees_and_is_permanent() {
    for part in BOTH {
        let mut host = host(part);
        host.signs_and_agrees(0);
        host.signs_nothing_internal(0);
        host.digest_wants_a_random_nonce(0);
        host.no_read(0);
        assert_eq!(host.meaning((GEN_KEY, CREATE, 0, &[])), "GenKey not allowed");
        assert_eq!(host.meaning((PRIV_WRITE, 0x40, 0, &[1; 68])), "PrivWrite not allowed");
        assert_eq!(host.meaning((WRITE, BLOCK, 0, &[1; 32])), "Write does not write private keys");
        host.not_lockable(0);
    }
}

#[test]
fn slot_1_signs_what_the_chip_says_about_itself_and_nothing_else() {
    for part in BOTH {
        let mut host = host(part);
        let key = host.public_key(1);
        let nonce = host.random_nonce();
        let two = host.data(GEN_KEY, DIGEST_INTO_TEMP_KEY, 2, &[]);
        let mark = host.mark();
        let temp_key = sha256(&[&nonce, &[0x40, 0x08, 2, 0], &mark, &[0; 25], &two]);
        let signature = host.data(SIGN, INTERNAL, 1, &[]);
        // Of slot 2: SlotConfig, KeyConfig, what is in TempKey, not locked.
        let [vendor, sn0, sn1] = mark;
        let message = sha256(&[
            &temp_key,
            &[
                0x41, 0x00, 1, 0, 0x85, 0x20, 0x73, 0x00, 0x42, 0, 0, vendor, 0, 0, 0, 0, sn0, sn1, 0, 0, 1,
                0, 0,
            ],
        ]);
        assert!(verifies(&key, &message, &signature));

        host.load_message_digest(&DIGEST);
        assert_eq!(host.meaning((SIGN, EXTERNAL, 1, &[])), "no signatures of external messages");
        assert_eq!(host.meaning((ECDH, TO_REPLY, 1, &point(9))), "ECDH not allowed");
        host.digest_wants_a_random_nonce(1);
        host.no_read(1);
        assert_eq!(host.meaning((GEN_KEY, CREATE, 1, &[])), "GenKey not allowed");
        host.not_lockable(1);
    }
}

#[test]
fn slots_2_to_4_take_new_keys_until_they_are_locked() {
    for (part, slot) in BOTH.into_iter().flat_map(|part| [(part, 2), (part, 3), (part, 4)]) {
        let mut host = host(part);
        let factory = host.public_key(slot);
        host.signs_and_agrees(slot);
        host.signs_nothing_internal(slot);
        host.digest_wants_a_random_nonce(slot);
        host.no_read(slot);
        let new = host.data(GEN_KEY, CREATE, slot.into(), &[]);
        assert_ne!(new, factory);
        assert_eq!(host.public_key(slot), new);
        host.signs_and_agrees(slot);
        assert_eq!(host.meaning((PRIV_WRITE, 0x40, slot.into(), &[1; 68])), "PrivWrite not allowed");
        assert_eq!(host.lock_slot(slot), SUCCESS);
        assert_eq!(host.meaning((GEN_KEY, CREATE, slot.into(), &[])), "the slot is locked");
        assert_eq!(host.public_key(slot), new);
        host.signs_and_agrees(slot);
    }
}

#[test]
fn slot_5_of_tngtls_is_a_mac_address_that_nobody_was_assigned() {
    let mut host = host(Part::TngTls);
    let text = String::from_utf8(host.data(READ, BLOCK, address(5), &[])[..12].to_vec()).unwrap();
    assert!(text.bytes().all(|digit| digit.is_ascii_digit() || (b'A'..=b'F').contains(&digit)), "{text}");
    let octets: [u8; 6] = array(&text);
    assert_eq!(octets[0] & 0b11, 0b10, "locally administered, unicast");
    let serial = host.serial();
    assert_eq!((octets[0] ^ serial[2]) & 0xFC, 0);
    assert_eq!(octets[1..], serial[3..8], "as unique as the serial number");
    host.clear_read(5);
    host.no_write(5);
    host.not_lockable(5);
}

#[test]
fn slot_6_is_a_secret_that_anyone_may_replace_until_it_is_locked() {
    for part in BOTH {
        let mut host = host(part);
        host.no_read(6);
        assert_eq!(host.meaning((WRITE, WORD, address(6), &[0; 4])), "32-byte access only");
        assert_eq!(host.status(WRITE, BLOCK, address(6), &IO_KEY), SUCCESS);
        // It needs a random nonce.
        host.load_temp_key(&DIGEST);
        let digest = (GEN_DIG, 0x02, 6, &[][..]);
        assert_eq!(host.meaning(digest), "TempKey does not hold a random nonce");
        host.session_key(6, &IO_KEY);
        // It protects what ECDH gives out.
        let key = host.public_key(0);
        let reply = host.data(ECDH, TO_REPLY | 0x02, 0, &point(9));
        let pads = [sha256(&[&IO_KEY, &reply[32..48]]), sha256(&[&IO_KEY, &reply[48..]])];
        let secret: Vec<u8> = reply[..32].iter().zip(pads[0]).map(|(byte, pad)| byte ^ pad).collect();
        assert_eq!(secret, shared(&key, 9));
        host.lockable(6);
        host.session_key(6, &IO_KEY);
    }
}

#[test]
fn slot_8_is_416_bytes_for_anyone_until_it_is_locked() {
    for part in BOTH {
        let mut host = host(part);
        for block in 0..13 {
            let bytes = [u8::try_from(block).unwrap(); 32];
            assert_eq!(host.status(WRITE, BLOCK, block_address(8, block), &bytes), SUCCESS);
            assert_eq!(host.data(READ, BLOCK, block_address(8, block), &[]), bytes);
        }
        assert_eq!(host.status(WRITE, WORD, block_address(8, 12) | 7, &[1, 2, 3, 4]), SUCCESS);
        assert_eq!(host.data(READ, WORD, block_address(8, 12) | 7, &[]), [1, 2, 3, 4]);
        host.lockable(8);
        host.clear_read(8);
    }
}

#[test]
fn slot_9_is_an_aes_key_that_ecdh_and_kdf_fill() {
    for part in BOTH {
        let mut host = host(part);
        host.no_read(9);
        host.clear_write(9);
        let mut block = Array::from([0x5A; 16]);
        Aes128::new(&Array::from([9; 16])).encrypt_block(&mut block);
        assert_eq!(host.data(AES, 0x00, 9, &[0x5A; 16]), block.as_slice());
        // An ephemeral key's secret.
        let ephemeral = host.data(GEN_KEY, CREATE, 0xFFFF, &[]);
        assert_eq!(host.status(ECDH, 0x05, 9, &point(9)), SUCCESS, "{}", host.why());
        assert_eq!(host.slot_contents(9)[..32], shared(&ephemeral, 9));
        // HKDF of it, into it.
        let details = [2, 0, 0, 4];
        let message = [&details[..], b"next"].concat();
        assert_eq!(host.status(KDF, 0x40 | 0x08 | 0x02, 0x0909, &message), SUCCESS, "{}", host.why());
        assert_ne!(host.slot_contents(9)[..32], shared(&ephemeral, 9));
        // CheckMac of slot 8, which everyone knows, does not copy it into TempKey.
        host.clear_write(8);
        let (nonce, mark) = (host.random_nonce(), host.mark());
        let response = sha256(&[&[8; 32], &nonce, &[0; 15], &mark[..1], &[0; 4], &mark[1..], &[0; 2]]);
        let proof = [&[0; 32][..], &response, &[0; 13]].concat();
        assert_eq!(host.status(CHECK_MAC, 0x01, 8, &proof), SUCCESS);
        assert!(!host.temp_key_valid());
        host.not_lockable(9);
    }
}

#[test]
fn slots_10_to_12_are_read_by_anyone_and_written_by_nobody() {
    for part in BOTH {
        let mut host = host(part);
        for slot in [10, 11, 12] {
            host.clear_read(slot);
            host.no_write(slot);
            host.not_lockable(slot);
        }
    }
}

#[test]
fn what_is_reserved_or_the_chips_own_is_neither_read_nor_written() {
    for (part, slots) in [(Part::TngTls, &[7, 13, 14, 15][..]), (Part::TflxTls, &[7])] {
        let mut host = host(part);
        for slot in slots {
            host.no_read(*slot);
            host.no_write(*slot);
            host.not_lockable(*slot);
        }
    }
}

#[test]
fn no_secure_boot_on_tngtls() {
    let mut host = host(Part::TngTls);
    let image = [&DIGEST[..], &signature(7, &DIGEST)].concat();
    assert_eq!(host.meaning((SECURE_BOOT, 0x05, 0, &image)), "no secure boot");
}

#[test]
fn private_keys_come_from_the_seed_and_are_all_different() {
    let keys = |seed| {
        let eeprom = SimI2c::blank(Part::TngTls, seed).unwrap().reveal_eeprom();
        let key = |slot| eeprom.slot(Slot::new(slot).unwrap()).to_vec();
        (0..5).map(key).collect::<Vec<_>>()
    };
    let mut all = [keys(Some(1)), keys(Some(2)), keys(None), keys(None)].concat();
    assert_eq!(all[..5], keys(Some(1)));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20);
}

#[test]
fn a_fresh_part_is_of_the_same_kind() {
    for part in BOTH {
        let seeded = host(part).bus;
        let before = seeded.reveal_eeprom();
        seeded.fresh_part().unwrap();
        assert_eq!(seeded.reveal_eeprom(), before);

        let other = SimI2c::blank(part, None).unwrap();
        let before = other.reveal_eeprom();
        other.fresh_part().unwrap();
        let after = other.reveal_eeprom();
        let zero = Slot::new(0).unwrap();
        assert_ne!(after.slot(zero), before.slot(zero));
        assert_ne!(after.config().serial_number(), before.config().serial_number());
        assert_eq!(after.config().as_bytes()[16..], before.config().as_bytes()[16..]);
        assert_eq!(after.otp(), before.otp());
    }
}

#[test]
fn a_state_file_keeps_the_kind() {
    for part in BOTH {
        let state = SimI2c::blank(part, None).unwrap().reveal_state();
        assert!(state.contains(&format!("\npart {part}\n")), "{state}");
        let copy = SimI2c::from_state(state.as_bytes(), Options::default()).unwrap();
        copy.fresh_part().unwrap();
        assert_eq!(copy.reveal_eeprom().config().serial_number().0[8], 0x01);
    }
}
