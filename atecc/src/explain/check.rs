//! What the commands need: one file each, with the names of the data sheet. Each takes its packet apart and asks the
//! rules, in the order in which a chip does.

mod aes;
mod atecc508a;
mod check_mac;
mod counter;
mod derive_key;
mod ecdh;
mod gen_dig;
mod gen_key;
mod hmac;
mod info;
mod kdf;
mod lock;
mod mac;
mod nonce;
mod priv_write;
mod random;
mod read;
mod secure_boot;
mod self_test;
mod sha;
mod sign;
mod update_extra;
mod validate;
mod verify;
mod write;

use super::Cause;
use super::case::{Case, Outcome};
use crate::Opcode;

/// Whether something refuses the command. What may refuse it besides is noted in the case.
pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let opcode = Opcode::from_byte(case.packet.opcode).ok_or(Cause::UnknownCommand)?;
    atecc508a::has_command(case, opcode)?;
    atecc508a::has_mode(case, opcode)?;
    match opcode {
        Opcode::Aes => aes::check(case),
        Opcode::CheckMac => check_mac::check(case),
        Opcode::Counter => counter::check(case),
        Opcode::DeriveKey => derive_key::check(case),
        Opcode::Ecdh => ecdh::check(case),
        Opcode::GenDig => gen_dig::check(case),
        Opcode::GenKey => gen_key::check(case),
        Opcode::Hmac => hmac::check(case),
        Opcode::Info => info::check(case),
        Opcode::Kdf => kdf::check(case),
        Opcode::Lock => lock::check(case),
        Opcode::Mac => mac::check(case),
        Opcode::Nonce => nonce::check(case),
        Opcode::PrivWrite => priv_write::check(case),
        Opcode::Random => random::check(case),
        Opcode::Read => read::check(case),
        Opcode::SecureBoot => secure_boot::check(case),
        Opcode::SelfTest => self_test::check(case),
        Opcode::Sha => sha::check(case),
        Opcode::Sign => sign::check(case),
        Opcode::UpdateExtra => update_extra::check(case),
        Opcode::Verify => verify::check(case),
        Opcode::Write => write::check(case),
    }
}
