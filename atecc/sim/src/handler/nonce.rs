use atecc::Opcode;
use atecc::policy::Source;
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::{Buffer, TempKey};

const MODE: u8 = 0b11;
const RANDOM_UPDATE_SEED: u8 = 0;
const RANDOM: u8 = 1;
const PASS_THROUGH: u8 = 3;
/// Mode bit 5: 64 bytes.
const LONG: u8 = 1 << 5;
/// Mode bits 6–7: the register.
const TARGET: u8 = 0b11 << 6;
const TEMP_KEY: u8 = 0;
const MESSAGE_DIGEST: u8 = 1 << 6;
const ALTERNATE_KEY: u8 = 2 << 6;
/// Second parameter of a random nonce: TempKey stands in for the random number.
const FROM_TEMP_KEY: u16 = 1 << 15;

/// Whether the value goes into TempKey.
pub(super) const fn into_temp_key(param1: u8) -> bool {
    param1 & TARGET == TEMP_KEY
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if command.param1 & !(MODE | LONG | TARGET) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    match command.param1 & MODE {
        RANDOM_UPDATE_SEED | RANDOM if command.param1 & (LONG | TARGET) == 0 => random(core, command),
        PASS_THROUGH => pass_through(core, command),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// TempKey becomes a digest of a random number and of what the host sent.
fn random(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let host: &[u8; 20] = command.data()?;
    let digest = |random: [u8; 32]| -> [u8; 32] {
        Sha256::new_with_prefix(random)
            .chain_update(host)
            .chain_update([Opcode::Nonce.to_byte(), command.param1, 0x00])
            .finalize()
            .into()
    };
    match command.param2 {
        0 => {
            if command.param1 & MODE == RANDOM_UPDATE_SEED {
                core.update_seed()?;
            }
            let random = core.random()?;
            core.sram.temp_key = Some(TempKey::new(Buffer::short(digest(random)), Source::Random));
            Ok(Reply::data(random))
        }
        FROM_TEMP_KEY => {
            core.rules().temp_key_valid()?;
            let key = core.sram.temp_key.as_mut().ok_or(Fault::execution(Reason::Empty))?;
            let value = digest(key.value.lower());
            key.digest(value);
            if core.options.nonce_from_temp_key_is_random {
                key.flags.source = Source::Random;
            }
            Ok(Reply::data(value))
        }
        _ => Err(Fault::parse(Reason::Param2)),
    }
}

/// A register becomes what the host sent.
fn pass_through(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.param2_is(0)?;
    let target = command.param1 & TARGET;
    let value = if command.param1 & LONG != 0 {
        Buffer::long(*command.data()?)
    } else {
        Buffer::short(*command.data()?)
    };
    match target {
        TEMP_KEY => core.sram.temp_key = Some(TempKey::new(value, Source::Fixed)),
        MESSAGE_DIGEST => core.sram.message_digest = Some(value),
        ALTERNATE_KEY if command.param1 & LONG == 0 => core.sram.alternate_key = Some(value),
        _ => return Err(Fault::parse(Reason::Param1)),
    }
    Ok(Reply::DONE)
}
