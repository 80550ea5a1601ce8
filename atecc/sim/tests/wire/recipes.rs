//! For every legal mode of every command: the state in which it works, and what it is sent.

use atecc::Opcode;
use atecc_sim::{Options, Part};
use sha2::{Digest, Sha256};

use crate::ecc::{point, signature};
use crate::host::*;
use crate::keys::*;
use crate::part::Setup;

pub(crate) const HMAC_508A: u8 = 0x11;

const KEY: [u8; 32] = [0x44; 32];
const IO_KEY: [u8; 32] = [0x66; 32];
const DIGEST: [u8; 32] = [0x42; 32];
const CHALLENGE: [u8; 32] = [0x99; 32];
const LONG: [u8; 64] = [0x33; 64];
/// The private keys of which the halves are in the slots.
const SIGNER: u8 = 7;

/// 0 and 2 sign, agree and are made, 2 into 3; 4 is a secret, 5 is written under it, 6 the IO key, 7 takes a private
/// key under 4; 8 is for all; 9 an AES key, 10 a target of KDF, 11 a public key, which validates 12; 13 is derived from
/// itself, 14 has the digest of SecureBoot.
fn rules(setup: Setup) -> Setup {
    setup
        .slot(0, 0x2087, 0x0033)
        .slot(2, 0x208C, 0x0033)
        .slot(3, 0x8080, 0x003C)
        .slot(4, 0x8080, 0x003C)
        .slot(5, 0x4480, 0x003C)
        .slot(6, 0x8080, 0x003C)
        .slot(7, 0x4481, 0x0033)
        .slot(8, 0x0000, 0x003C)
        .slot(9, 0x8080, 0x0038)
        .slot(10, 0x8080, 0x003E)
        .slot(11, 0x0000, 0x0030)
        .slot(12, 0x000B, 0x0032)
        .slot(13, 0x2080, 0x003C)
        .slot(14, 0x8080, 0x003C)
        // SecureBoot FullDig; IO key on, KDF-AES on.
        .config(70, &[0x03, 0xBE])
        .config(90, &[0x06, 0x60])
        // KdfIvLoc, KdfIvStr; VolatileKeyPermission.
        .config(72, &[0, b'i', b'v'])
        .private(0, 5)
        .private(2, 6)
        .private(7, 8)
        .holds(4, &KEY)
        .holds(6, &IO_KEY)
        .holds(14, &DIGEST)
        .public(11, SIGNER)
        .public(12, 9)
}

pub(crate) fn blank() -> Setup {
    rules(Setup::blank())
}

pub(crate) fn configured() -> Setup {
    rules(Setup::configured())
}

pub(crate) fn operational() -> Setup {
    rules(Setup::operational())
}

/// The phase in which the mode works.
pub(crate) fn setup(opcode: Opcode, mode: u8) -> Setup {
    match (opcode, mode) {
        (Opcode::Lock, 0x00 | 0x80) | (Opcode::Write, 0x00 | 0x80) => blank(),
        (Opcode::Lock, _) | (Opcode::PrivWrite, 0x00) | (Opcode::Write, 0x81 | 0xC1) => configured(),
        _ => operational(),
    }
}

/// Second parameter and data. What comes before may be refused: then so will be the command.
type Rest = (u16, Vec<u8>);

/// A part that can do it does it: its answer is a success, of the right length.
pub(crate) fn succeeds(opcode: Opcode, mode: u8, part: Part, options: fn(&mut Options)) {
    let mut host = setup(opcode, mode).made_as(part).options(options).host();
    let (param2, data) = rest(&mut host, opcode, mode);
    let reply = host.send(opcode.to_byte(), mode, param2, &data);
    let length = answer(opcode, mode);
    assert_eq!(reply.len(), length, "{opcode} {mode:#04x}: {}", host.why());
    assert!(length > 1 || reply == [SUCCESS], "{opcode} {mode:#04x}: {reply:02x?} {}", host.why());
}

/// Bytes of the answer; one is a status.
fn answer(opcode: Opcode, mode: u8) -> usize {
    match (opcode, mode) {
        (Opcode::Aes, _) => 16,
        (Opcode::Counter | Opcode::Info, _) => 4,
        (Opcode::Ecdh, 0x00 | 0x01 | 0x0C | 0x0D) => 32,
        (Opcode::Ecdh, 0x02 | 0x03 | 0x0E | 0x0F) => 64,
        (Opcode::GenKey, 0x00..=0x0C) | (Opcode::Sign, _) => 64,
        (Opcode::Kdf, _) if mode & 0x1C == 0x10 => 32,
        (Opcode::Kdf, _) if mode & 0x1C == 0x14 => 64,
        (Opcode::Mac | Opcode::Random | Opcode::Hmac, _) | (Opcode::Nonce, 0x00 | 0x01) => 32,
        (Opcode::Read, _) => {
            if mode & 0x80 == 0 {
                4
            } else {
                32
            }
        }
        (Opcode::SecureBoot | Opcode::Verify, 0x80..) => 32,
        (Opcode::Sha, 0x02 | 0x42 | 0xC2 | 0x05) => 32,
        (Opcode::Sha, 0x06) => 36,
        _ => 1,
    }
}

/// Brings the part into the state that the mode needs, if its rules permit it, and tells what it is sent.
pub(crate) fn rest(host: &mut Host, opcode: Opcode, mode: u8) -> Rest {
    match opcode {
        Opcode::Aes if mode == 3 => (0, vec![7; 32]),
        Opcode::Aes => (9, vec![7; 16]),
        Opcode::CheckMac => check_mac(host, mode),
        Opcode::DeriveKey => (13, nonce(host, mode & 4 != 0, vec![])),
        Opcode::Ecdh => ecdh(host, mode),
        Opcode::GenDig => gen_dig(host, mode),
        Opcode::GenKey => gen_key(host, mode),
        Opcode::Hmac => (4, nonce(host, mode & 4 != 0, vec![])),
        Opcode::Kdf => kdf(host, mode),
        Opcode::Lock => lock(host, mode),
        Opcode::Mac => {
            let data = if mode & 1 == 0 { CHALLENGE.to_vec() } else { vec![] };
            (4, if mode & 3 == 0 { data } else { nonce(host, mode & 4 != 0, data) })
        }
        Opcode::Nonce => match mode {
            0x00 | 0x01 => (0, vec![1; 20]),
            0x23 | 0x63 => (0, LONG.to_vec()),
            _ => (0, DIGEST.to_vec()),
        },
        Opcode::PrivWrite => priv_write(host, mode),
        Opcode::Read => (if mode & 3 == 2 { 8 << 3 } else { 0 }, vec![]),
        Opcode::SecureBoot => secure_boot(host, mode),
        Opcode::Sha => sha(host, mode),
        Opcode::Sign => sign(host, mode),
        Opcode::Verify => verify(host, mode),
        Opcode::Write => write(host, mode),
        _ => (0, vec![]),
    }
}

/// TempKey holds a nonce of that kind, and `data` is what the command is sent.
fn nonce(host: &mut Host, fixed: bool, data: Vec<u8>) -> Vec<u8> {
    if fixed {
        host.load_temp_key(&DIGEST);
    } else {
        host.random_nonce();
    }
    data
}

/// GenDig of the key in slot 4 on a random nonce: what is in TempKey then, and the chip's mark in each message.
fn session_key(host: &mut Host) -> ([u8; 32], [u8; 3]) {
    let mark = host.mark();
    let nonce = host.random_nonce();
    host.send(GEN_DIG, 0x02, 4, &[]);
    (sha256(&[&KEY, &[0x15, 0x02, 4, 0], &mark, &[0; 25], &nonce]), mark)
}

fn check_mac(host: &mut Host, mode: u8) -> Rest {
    // First of all: on an ATECC508A a Read clears TempKey.
    let [last, sn0, sn1] = host.mark();
    let temp_key = match mode & 7 {
        0x00 => [0; 32],
        0x05 | 0x06 => {
            host.load_temp_key(&DIGEST);
            DIGEST
        }
        _ => host.random_nonce(),
    };
    let first = if mode & 2 == 0 { KEY } else { temp_key };
    let second = if mode & 1 == 0 { CHALLENGE } else { temp_key };
    // With the option, eight bytes of OTP, which is erased.
    let otp = if mode & 0x20 == 0 { [0; 8] } else { [0xFF; 8] };
    let other = [0xC5; 13];
    let response = sha256(&[
        &first,
        &second,
        &other[..4],
        &otp,
        &other[4..7],
        &[last],
        &other[7..11],
        &[sn0, sn1],
        &other[11..],
    ]);
    (4, [&CHALLENGE[..], &response, &other].concat())
}

fn ecdh(host: &mut Host, mode: u8) -> Rest {
    let slot = match mode {
        // The key of slot 2 goes into slot 3, and one in TempKey into the slot that is named.
        0x04 => 2,
        0x05 => 3,
        _ => 0,
    };
    if mode & 1 != 0 {
        host.load_temp_key(&[5; 32]);
    }
    (slot, point(SIGNER).to_vec())
}

fn gen_dig(host: &mut Host, mode: u8) -> Rest {
    host.load_temp_key(&DIGEST);
    (if mode == 2 || mode == 5 { 4 } else { 0 }, if mode == 3 { CHALLENGE.to_vec() } else { vec![] })
}

fn gen_key(host: &mut Host, mode: u8) -> Rest {
    host.load_temp_key(&DIGEST);
    if mode == 0x10 { (11, vec![1, 2, 3]) } else { (0, vec![]) }
}

fn kdf(host: &mut Host, mode: u8) -> Rest {
    assert_eq!(host.status(NONCE, 0x23, 0, &LONG), SUCCESS);
    assert_eq!(host.status(NONCE, 0x83, 0, &KEY), SUCCESS);
    let data = match mode >> 5 {
        // A key of 32 bytes; a message in the command.
        0 => crate::kdf::request(1, b"label and seed"),
        1 => crate::kdf::request(0, &[7; 16]),
        _ => crate::kdf::request(2, b"message"),
    };
    (10 << 8 | 9, data)
}

fn lock(host: &Host, mode: u8) -> Rest {
    let eeprom = host.bus.reveal_eeprom();
    let crc = match mode {
        0x00 => crc(eeprom.config().as_bytes()),
        0x01 => {
            // 0, 2 and 7 hold private keys, which are left out.
            let slots = atecc::Slot::all().filter(|slot| ![0, 2, 7].contains(&slot.number()));
            let data: Vec<u8> = slots.flat_map(|slot| eeprom.slot(slot).to_vec()).collect();
            crc(&[&data[..], eeprom.otp()].concat())
        }
        // Ignored: nonsense.
        _ => [0xDE, 0xAD],
    };
    (u16::from_le_bytes(crc), vec![])
}

fn priv_write(host: &mut Host, mode: u8) -> Rest {
    let plain = [&[0; 4][..], &[9; 32]].concat();
    if mode == 0x00 {
        return (7, [&plain[..], &[0; 32]].concat());
    }
    let (key, mark) = session_key(host);
    let pad = [key, sha256(&[&key])].concat();
    let cipher: Vec<u8> = plain.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
    let mac = sha256(&[&key, &[0x46, 0x40, 7, 0], &mark, &[0; 21], &plain]);
    (7, [cipher, mac.to_vec()].concat())
}

fn secure_boot(host: &mut Host, mode: u8) -> Rest {
    let mut digest = DIGEST;
    if mode & 0x80 != 0 {
        host.load_temp_key(&CHALLENGE);
        let session = sha256(&[&IO_KEY, &CHALLENGE]);
        digest.iter_mut().zip(session).for_each(|(byte, pad)| *byte ^= pad);
    }
    let signature = if mode & 7 == 6 { vec![] } else { signature(SIGNER, &DIGEST) };
    (0, [&digest[..], &signature].concat())
}

fn sha(host: &mut Host, mode: u8) -> Rest {
    match mode {
        0x04 => return (4, vec![]),
        0x05 => host.send(SHA, 0x04, 4, &[]),
        _ => host.send(SHA, 0x00, 0, &[]),
    };
    match mode {
        0x01 | 0x02 | 0x42 | 0xC2 => (3, b"abc".to_vec()),
        0x03 => (11, vec![]),
        0x07 => (36, host.data(SHA, 0x06, 0, &[])),
        _ => (0, vec![]),
    }
}

fn sign(host: &mut Host, mode: u8) -> Rest {
    host.load_temp_key(&DIGEST);
    if mode & 0x80 == 0 {
        host.send(GEN_KEY, 0x08, 0, &[]);
    } else if mode & 0x20 != 0 {
        host.load_message_digest(&DIGEST);
    }
    (0, vec![])
}

fn verify(host: &mut Host, mode: u8) -> Rest {
    let good = signature(SIGNER, &DIGEST);
    match mode {
        0x01 => return validate_external(host),
        0x03 | 0x07 => return validate(host, mode),
        0x20 | 0x22 | 0xA0 | 0xA2 => {
            assert_eq!(host.status(NONCE, 0x63, 0, &[DIGEST, CHALLENGE].concat()), SUCCESS);
        }
        0x80 | 0x82 => {
            host.load_temp_key(&DIGEST);
            host.load_message_digest(&CHALLENGE);
        }
        _ => host.load_temp_key(&DIGEST),
    }
    if mode & 2 == 0 { (11, good) } else { (4, [&good[..], &point(SIGNER)].concat()) }
}

/// The signature of a message about the key in slot 12, of which the chip knows TempKey and the serial number.
fn validate(host: &mut Host, mode: u8) -> Rest {
    let [last, sn0, sn1] = host.mark();
    host.load_temp_key(&DIGEST);
    let about = [0x10, 12, 0];
    host.send(GEN_KEY, 0x10, 12, &about);
    let temp_key = sha256(&[&DIGEST, &[0x40], &about, &[last, sn0, sn1], &[0; 25], &point(9)]);
    let mut other = [0xA5; 19];
    other[17] = mode >> 2;
    let message =
        sha256(&[&temp_key, &[0x41], &other[..10], &[last], &other[10..14], &[sn0, sn1], &other[14..]]);
    (12, [&signature(SIGNER, &message)[..], &other].concat())
}

fn validate_external(host: &mut Host) -> Rest {
    host.send(SHA, 0x00, 0, &[]);
    host.send(SHA, 0x03, 12, &[]);
    let digest: [u8; 32] = Sha256::digest(point(9)).into();
    host.send(SHA, 0x02, 0, &[]);
    (12, [&signature(SIGNER, &digest)[..], &point(9)].concat())
}

fn write(host: &mut Host, mode: u8) -> Rest {
    let address = match mode & 3 {
        // The second word of the SlotConfigs, or the block with all of them; OTP; a slot.
        0 => {
            if mode & 0x80 == 0 {
                6
            } else {
                1 << 3
            }
        }
        1 => 0,
        _ => {
            if mode & 0x40 == 0 {
                8 << 3
            } else {
                5 << 3
            }
        }
    };
    if mode & 0x40 == 0 {
        return (address, vec![0x5A; if mode & 0x80 == 0 { 4 } else { 32 }]);
    }
    let (key, mark) = session_key(host);
    let plain = [0x5A; 32];
    let cipher: Vec<u8> = plain.iter().zip(key).map(|(byte, pad)| byte ^ pad).collect();
    let [low, high] = address.to_le_bytes();
    let mac = sha256(&[&key, &[0x12, mode, low, high], &mark, &[0; 25], &plain]);
    (address, [cipher, mac.to_vec()].concat())
}
