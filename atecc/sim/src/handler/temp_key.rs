//! What becomes of TempKey: most commands clear it, refused or not.

use atecc::Opcode;

use super::{atecc508a, counter, ecdh, gen_key, kdf, mac, nonce, sha, sign, verify};
use crate::chip::Core;
use crate::packet::Command;
use crate::sram::TempKey;

/// Zone or mode bit 6 of Write and PrivWrite: encrypted.
const ENCRYPTED_WRITE: u8 = 1 << 6;
/// Mode bit 7 of SecureBoot: encrypted.
const ENCRYPTED_BOOT: u8 = 1 << 7;

/// TempKey before a command, where the options may want it back.
pub(super) struct Before(Option<Option<TempKey>>);

impl Before {
    pub(super) fn of(core: &Core) -> Self {
        let wanted = core.options.refusal_keeps_temp_key || core.options.only_users_clear_temp_key;
        Self((wanted && !core.part.is_508a()).then(|| core.sram.temp_key.clone()))
    }

    /// After the handler, which has put there what the command puts there.
    pub(super) fn settle(self, core: &mut Core, opcode: Opcode, command: &Command<'_>, done: bool) {
        let unused = core.options.only_users_clear_temp_key && !uses(opcode, command);
        let comes_back = unused || !done && core.options.refusal_keeps_temp_key;
        match self.0 {
            Some(before) if comes_back => core.sram.temp_key = before,
            _ if !keeps(core, opcode, command.param1, done) => core.sram.temp_key = None,
            _ => {}
        }
    }
}

/// Whether a command leaves TempKey as its handler left it.
fn keeps(core: &Core, opcode: Opcode, param1: u8, done: bool) -> bool {
    if core.part.is_508a() {
        return atecc508a::keeps_temp_key(opcode, done, sha::into_temp_key(param1));
    }
    match opcode {
        Opcode::Aes | Opcode::Info | Opcode::Random => true,
        // Unless it had to decrypt: then its handler took TempKey.
        Opcode::Read => true,
        Opcode::Kdf => kdf::keeps_temp_key(param1, done),
        Opcode::Counter => counter::reads(param1),
        // CheckMac has put there what it copies.
        Opcode::CheckMac | Opcode::GenDig | Opcode::GenKey | Opcode::Nonce => done,
        Opcode::Ecdh => done && ecdh::into_temp_key(param1),
        Opcode::Sha => core.options.sha_keeps_temp_key || done && sha::into_temp_key(param1),
        Opcode::Sign => sign::from_message_digest(param1),
        Opcode::Verify => core.options.verify_keeps_temp_key && verify::from_message_digest(param1),
        _ => false,
    }
}

/// Whether a command takes TempKey, or puts a value there.
const fn uses(opcode: Opcode, command: &Command<'_>) -> bool {
    let param1 = command.param1;
    match opcode {
        Opcode::Mac | Opcode::CheckMac => mac::uses_temp_key(param1),
        Opcode::Nonce => nonce::into_temp_key(param1),
        Opcode::GenKey => gen_key::uses_temp_key(param1, command.param2),
        Opcode::Ecdh => ecdh::uses_temp_key(param1),
        Opcode::Write | Opcode::PrivWrite => param1 & ENCRYPTED_WRITE != 0,
        Opcode::SecureBoot => param1 & ENCRYPTED_BOOT != 0,
        Opcode::Sign => !sign::from_message_digest(param1),
        Opcode::Verify => !verify::from_message_digest(param1),
        Opcode::Sha => sha::uses_temp_key(param1, command.param2),
        Opcode::Counter | Opcode::Lock | Opcode::SelfTest | Opcode::UpdateExtra => false,
        _ => true,
    }
}
