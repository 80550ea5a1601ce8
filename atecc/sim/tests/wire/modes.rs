//! Every value of the first parameter of every command: which are legal, on which part, and that each legal one
//! does its work.

use atecc::Opcode;
use atecc::policy::UseLockScope;
use atecc_sim::{Part, Reason};

use crate::host::*;
use crate::recipes::{self, HMAC_508A};

/// The command table of the reference: the legal modes of the ATECC608.
pub(crate) fn legal(opcode: Opcode) -> Vec<u8> {
    let modes: &[u8] = match opcode {
        Opcode::Aes => &[0x00, 0x40, 0x80, 0xC0, 0x01, 0x41, 0x81, 0xC1, 0x03],
        Opcode::CheckMac => &[0x00, 0x01, 0x02, 0x05, 0x06],
        Opcode::Counter | Opcode::Random => &[0, 1],
        Opcode::DeriveKey => &[0x00, 0x04],
        Opcode::Ecdh => &[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x08, 0x09, 0x0C, 0x0D, 0x0E, 0x0F],
        Opcode::GenDig => &[0, 1, 2, 3, 4, 5],
        Opcode::GenKey => &[0x00, 0x04, 0x08, 0x0C, 0x10],
        Opcode::Info => &[0, 1, 2, 3, 4],
        // Four sources, six targets, three functions.
        Opcode::Kdf => return (0..0x60).filter(|mode| mode & 0x1C < 0x18).collect(),
        Opcode::Lock => {
            let slots = (0..16).map(|slot| slot << 2 | 2);
            return [0, 1].into_iter().chain(slots).flat_map(|mode| [mode, mode | 0x80]).collect();
        }
        Opcode::Mac => &[0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x40, 0x41, 0x42, 0x43, 0x45, 0x46, 0x47],
        Opcode::Nonce => &[0x00, 0x01, 0x03, 0x23, 0x43, 0x63, 0x83],
        Opcode::PrivWrite => &[0x00, 0x40],
        Opcode::Read => &[0x00, 0x01, 0x02, 0x80, 0x81, 0x82],
        Opcode::SecureBoot => &[0x05, 0x06, 0x07, 0x45, 0x46, 0x47, 0x85, 0x86, 0x87, 0xC5, 0xC6, 0xC7],
        // Five tests, and a bit that tests nothing.
        Opcode::SelfTest => return (0..0x40).collect(),
        Opcode::Sha => &[0x00, 0x01, 0x02, 0x42, 0xC2, 0x03, 0x04, 0x06, 0x07],
        Opcode::Sign => &[0x80, 0xA0, 0xC0, 0xE0, 0x00, 0x01, 0x20, 0x21, 0x40, 0x41, 0x60, 0x61],
        Opcode::UpdateExtra => &[0, 1, 2],
        Opcode::Verify => &[0x00, 0x20, 0x80, 0xA0, 0x02, 0x22, 0x82, 0xA2, 0x03, 0x07],
        Opcode::Write => &[0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0xC1, 0xC2],
        _ => &[],
    };
    modes.to_vec()
}

/// What options make legal besides: bytes of OTP in messages, validation by a certificate.
fn optional(opcode: Opcode) -> Vec<u8> {
    let otp = |modes: Vec<u8>, bits: &[u8]| -> Vec<u8> {
        bits.iter().flat_map(|bit| modes.iter().map(move |mode| mode | bit)).collect()
    };
    match opcode {
        Opcode::Mac => otp(legal(opcode), &[0x10, 0x20, 0x30]),
        Opcode::CheckMac => otp(legal(opcode), &[0x20]),
        Opcode::Verify => vec![0x01],
        _ => vec![],
    }
}

/// The legal modes of the ATECC508A.
fn legal_508a(opcode: Opcode) -> Vec<u8> {
    match opcode {
        Opcode::Aes | Opcode::Kdf | Opcode::SecureBoot | Opcode::SelfTest => vec![],
        Opcode::Hmac => (0..=0x7F).filter(|mode| mode & !0x74 == 0).collect(),
        Opcode::Ecdh => vec![0x00],
        Opcode::Info => vec![0, 1, 2, 3],
        Opcode::Nonce => vec![0x00, 0x01, 0x03],
        Opcode::Sha => vec![0, 1, 2, 3, 4, 5],
        Opcode::Sign => vec![0x80, 0xC0, 0x00, 0x01, 0x40, 0x41],
        Opcode::Verify => vec![0x00, 0x01, 0x02, 0x03, 0x07],
        _ => legal(opcode),
    }
}

/// Legal, and refused in every state: an I2C part has no GPIO pin, and OTP takes no four bytes at a time.
const NEVER: [(Opcode, u8); 2] = [(Opcode::Info, 3), (Opcode::Write, 0x01)];

/// As many bytes of data as the modes of the command take.
pub(crate) const fn lengths(opcode: Opcode) -> &'static [usize] {
    match opcode {
        Opcode::Aes => &[16, 32],
        Opcode::CheckMac => &[77],
        Opcode::DeriveKey | Opcode::GenDig | Opcode::Mac => &[0, 32],
        Opcode::Ecdh => &[64],
        Opcode::GenKey => &[0, 3],
        Opcode::Kdf => &[4, 20],
        Opcode::Nonce => &[20, 32, 64],
        Opcode::PrivWrite => &[68],
        Opcode::SecureBoot => &[32, 96],
        Opcode::Verify => &[64, 83, 128],
        Opcode::Write => &[4, 32, 64],
        _ => &[0],
    }
}

/// Each mode outside of `legal` is answered 0x03, whatever data comes with it, for no other reason than the mode
/// or the length, and with some length for the mode.
fn all_others_are_illegal(setup: &crate::part::Setup, legal: fn(Opcode) -> Vec<u8>) {
    let mut host = setup.host();
    for opcode in Opcode::ALL {
        let legal = legal(*opcode);
        for mode in (0..=u8::MAX).filter(|mode| !legal.contains(mode)) {
            let mut reasons = Vec::new();
            for length in lengths(*opcode) {
                let reply = host.send(opcode.to_byte(), mode, 0, &vec![0; *length]);
                assert_eq!(reply, [PARSE_ERROR], "{opcode} {mode:#04x}, {length} bytes");
                reasons.push(host.reason().unwrap());
            }
            let why = if legal.is_empty() { Reason::UnknownOpcode } else { Reason::Param1 };
            assert!(reasons.contains(&why), "{opcode} {mode:#04x}: {reasons:?}");
            let others = reasons.iter().filter(|reason| **reason != why);
            assert!(others.clone().all(|reason| matches!(reason, Reason::Length { .. } | Reason::Details)));
        }
    }
}

#[test]
fn the_modes_that_the_table_does_not_have_are_parse_errors_in_each_phase() {
    for setup in [recipes::blank(), recipes::configured(), recipes::operational()] {
        all_others_are_illegal(&setup, legal);
    }
}

#[test]
fn options_make_no_other_modes_legal_than_theirs() {
    // With all that takes what is refused otherwise.
    let setup = recipes::operational().options(|options| {
        options.otp_in_mac = true;
        options.verify_validates_external = true;
        options.transport_keys = true;
        options.kdf_aead_implies_long = true;
        options.priv_write_checks_key = false;
        options.policy.use_lock = UseLockScope::Ignored;
        options.policy.checks_x509_format = false;
        options.policy.kdf_inside_allows_encrypted = true;
        options.policy.output_despite_next_slot = true;
        options.policy.internal_sign_of_any_temp_key = true;
        options.policy.aes_ignores_req_auth = true;
        options.policy.derive_ignores_mac = true;
    });
    all_others_are_illegal(&setup, |opcode| [legal(opcode), optional(opcode)].concat());
}

#[test]
fn the_atecc508a_has_modes_of_its_own() {
    all_others_are_illegal(&recipes::operational().made_as(Part::Atecc508A), legal_508a);
}

#[test]
fn each_legal_mode_does_its_work() {
    for opcode in Opcode::ALL {
        for mode in legal(*opcode).into_iter().filter(|mode| !NEVER.contains(&(*opcode, *mode))) {
            recipes::succeeds(*opcode, mode, Part::Atecc608B, |_| {});
        }
    }
    for (opcode, mode) in NEVER {
        for setup in [recipes::blank(), recipes::configured(), recipes::operational()] {
            let data = if opcode == Opcode::Write { &[0; 4][..] } else { &[] };
            assert_eq!(setup.host().status(opcode.to_byte(), mode, 0, data), EXECUTION_ERROR, "{opcode}");
        }
    }
}

#[test]
fn each_mode_that_an_option_permits_does_its_work() {
    for opcode in Opcode::ALL {
        for mode in optional(*opcode) {
            recipes::succeeds(*opcode, mode, Part::Atecc608B, |options| {
                options.otp_in_mac = true;
                options.verify_validates_external = true;
            });
        }
    }
}

#[test]
fn each_mode_of_the_atecc508a_does_its_work() {
    for opcode in Opcode::ALL {
        for mode in legal_508a(*opcode).into_iter().filter(|mode| !NEVER.contains(&(*opcode, *mode))) {
            recipes::succeeds(*opcode, mode, Part::Atecc508A, |_| {});
        }
    }
    assert_eq!(Opcode::Hmac.to_byte(), HMAC_508A);
    let opcodes: Vec<u8> = Opcode::ALL.iter().map(|opcode| opcode.to_byte()).collect();
    let mut host = recipes::operational().host();
    for opcode in (0..=u8::MAX).filter(|opcode| !opcodes.contains(opcode) || *opcode == HMAC_508A) {
        host.refuses((opcode, 0, 0, &[]), PARSE_ERROR, "the chip has no such command");
    }
}
