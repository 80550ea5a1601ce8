//! Commands at random: whatever is asked, the chip answers a whole frame and keeps its keys.

use atecc::policy::EcdhSlots;
use atecc_sim::{Hkdf, HkdfMessageSlot, Options, ResultFlags};
use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::host::*;
use crate::keys::*;

const COMMANDS: u32 = 8_000;
/// As many bytes of a key as no reply contains by chance.
const WINDOW: usize = 6;
const OPCODES: &[u8] = &[
    READ,
    WRITE,
    NONCE,
    LOCK,
    RANDOM,
    INFO,
    GEN_KEY,
    SIGN,
    ECDH,
    VERIFY,
    SHA,
    PRIV_WRITE,
    SECURE_BOOT,
    SELF_TEST,
    UPDATE_EXTRA,
    MAC,
    GEN_DIG,
    DERIVE_KEY,
    COUNTER,
    CHECK_MAC,
    AES,
    KDF,
];
const LENGTHS: &[usize] = &[0, 0, 0, 3, 4, 16, 20, 32, 64, 77, 128, 148];

/// Two private keys, a secret that nobody may read, one that is derived, and two AES keys; KDF writes one of them.
const RULES: &[(u8, u16, u16)] = &[
    (0, 0x2087, 0x0033),
    (2, 0x2F8F, 0x0053),
    (5, 0x80A0, 0x001C),
    (6, 0x2580, 0x001C),
    (7, 0x8080, 0x0018),
    (9, 0x8080, 0x001A),
];

fn secrets(host: &Host) -> Vec<Vec<u8>> {
    let eeprom = host.bus.reveal_eeprom();
    RULES.iter().map(|(slot, ..)| eeprom.slot(atecc::Slot::new(*slot).unwrap())[4..36].to_vec()).collect()
}

#[test]
fn no_reply_ever_contains_a_key() {
    no_reply_contains_a_key(COMMANDS, |_| {});
}

#[test]
fn nor_where_the_options_are_the_other_ones() {
    no_reply_contains_a_key(COMMANDS / 2, |options| {
        options.sha_keeps_temp_key = false;
        options.verify_keeps_temp_key = true;
        options.refusal_keeps_temp_key = true;
        options.only_users_clear_temp_key = true;
        options.result_flags = ResultFlags::Random;
        options.nonce_from_temp_key_is_random = true;
        options.stale_seed_repeats = true;
        options.hmac_long_key = false;
        options.otp_in_mac = true;
        options.hkdf = Hkdf::ExtractAndExpand;
        options.hkdf_message_slot = HkdfMessageSlot::Param2;
        options.hkdf_zero_key_checks_source = true;
        options.kdf_aead_implies_long = true;
        options.transport_keys = true;
        options.verify_validates_external = true;
        options.priv_write_checks_key = false;
        options.policy.internal_sign_of_any_temp_key = true;
        options.policy.ecdh_slots = EcdhSlots::KdfTargets;
        options.policy.output_despite_next_slot = true;
        options.policy.derive_ignores_mac = true;
        options.policy.aes_ignores_req_auth = true;
        options.policy.kdf_inside_allows_encrypted = true;
    });
}

fn no_reply_contains_a_key(commands: u32, change: impl FnOnce(&mut Options)) {
    let mut host = Host::configured(RULES);
    host.bus.set_options(change);
    host.data(GEN_KEY, 0x04, 0, &[]);
    host.data(GEN_KEY, 0x04, 2, &[]);
    for slot in [5u16, 6, 7, 9] {
        let secret: [u8; 32] = pattern(0x30 * (slot.to_le_bytes()[0] - 4));
        assert_eq!(host.status(WRITE, 0x82, slot << 3, &secret), SUCCESS);
    }
    host.lock_data();
    let mut rng = ChaCha20Rng::seed_from_u64(608);
    let mut pick = |limit: usize| rng.next_u32() as usize % limit;
    for _ in 0..commands {
        let opcode = OPCODES[pick(OPCODES.len())];
        let param1 = u8::try_from(pick(256)).unwrap() & [0xFF, 0x83, 0xC7, 0x0F][pick(4)];
        let param2 = u16::try_from(pick(0x1_0000)).unwrap() & [0xFFFF, 0x000F, 0x007F, 0x0F7F][pick(4)];
        let data = vec![u8::try_from(pick(256)).unwrap(); LENGTHS[pick(LENGTHS.len())]];
        // Before and after: the command may make a new key.
        let mut keys = secrets(&host);
        let reply = host.send(opcode, param1, param2, &data);
        keys.extend(secrets(&host));
        for key in keys {
            let leaked = key.windows(WINDOW).any(|part| reply.windows(WINDOW).any(|seen| seen == part));
            assert!(!leaked, "{opcode:#04x} {param1:#04x} {param2:#06x}");
        }
    }
}

#[test]
fn bytes_at_random_never_disturb_the_chip_for_good() {
    use embedded_hal::i2c::I2c;
    let mut host = Host::blank();
    let mut rng = ChaCha20Rng::seed_from_u64(508);
    for _ in 0..COMMANDS {
        let mut bytes = vec![0; rng.next_u32() as usize % 40];
        rng.fill_bytes(&mut bytes);
        if let [first, ..] = &mut bytes[..] {
            *first &= 0x03;
        }
        // Refused, ignored or obeyed: all is well as long as it goes on.
        let _ = host.bus.write(ADDRESS, &bytes);
        let _ = host.bus.read(ADDRESS, &mut [0; 40]);
        host.wait_us(rng.next_u32() % 3_000);
        let _ = host.bus.write(0x00, &[]);
    }
    host.wait_us(2_000);
    let _ = host.bus.write(ADDRESS, &[0x01]);
    host.wake();
    assert_eq!(host.data(INFO, 0, 0, &[]), [0, 0, 0x60, 3]);
}
