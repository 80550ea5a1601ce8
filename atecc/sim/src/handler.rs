//! What the commands do: one file each, with the names of the data sheet.

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
mod temp_key;
mod update_extra;
mod validate;
mod verify;
mod write;

use atecc::Opcode;

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

type Handler = fn(&mut Core, &Command<'_>) -> Result<Reply, Fault>;

/// The commands that are modelled.
const fn handler(opcode: Opcode) -> Option<Handler> {
    Some(match opcode {
        Opcode::Aes => aes::run,
        Opcode::CheckMac => check_mac::run,
        Opcode::Counter => counter::run,
        Opcode::DeriveKey => derive_key::run,
        Opcode::Ecdh => ecdh::run,
        Opcode::GenDig => gen_dig::run,
        Opcode::GenKey => gen_key::run,
        Opcode::Hmac => hmac::run,
        Opcode::Info => info::run,
        Opcode::Kdf => kdf::run,
        Opcode::Lock => lock::run,
        Opcode::Mac => mac::run,
        Opcode::Nonce => nonce::run,
        Opcode::PrivWrite => priv_write::run,
        Opcode::Random => random::run,
        Opcode::Read => read::run,
        Opcode::SecureBoot => secure_boot::run,
        Opcode::SelfTest => self_test::run,
        Opcode::Sha => sha::run,
        Opcode::Sign => sign::run,
        Opcode::UpdateExtra => update_extra::run,
        Opcode::Verify => verify::run,
        Opcode::Write => write::run,
        _ => return None,
    })
}

/// Runs a command, and does to TempKey what it does to it.
pub(crate) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    self_test::permits(core, command)?;
    let opcode = Opcode::from_byte(command.opcode).ok_or(Fault::parse(Reason::UnknownOpcode))?;
    atecc508a::has_command(core, opcode)?;
    let handler = handler(opcode).ok_or(Fault::parse(Reason::UnknownOpcode))?;
    let before = temp_key::Before::of(core);
    let outcome = atecc508a::has_mode(core, opcode, command).and_then(|()| handler(core, command));
    before.settle(core, opcode, command, outcome.is_ok());
    outcome
}
