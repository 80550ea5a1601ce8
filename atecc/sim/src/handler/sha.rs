use atecc::policy::CertificateHash;

use crate::chip::Core;
use crate::hash::{Context, Hash};
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::{Buffer, HashedKey};
use crate::symmetric::hmac;

const MODE: u8 = 0b111;
const START: u8 = 0;
const UPDATE: u8 = 1;
const END: u8 = 2;
const PUBLIC: u8 = 3;
const HMAC_START: u8 = 4;
/// The ATECC508A ends an HMAC with this instead of 2.
const HMAC_END: u8 = 5;
const READ_CONTEXT: u8 = 6;
const WRITE_CONTEXT: u8 = 7;
/// Mode bits 6–7 of the end: where the digest goes, besides the reply.
const TARGET: u8 = 0b11 << 6;
const TEMP_KEY: u8 = 0;
const MESSAGE_DIGEST: u8 = 1 << 6;
const OUTPUT_ONLY: u8 = 3 << 6;
/// The most that one command appends.
const BLOCK_SIZE: usize = 64;
/// The second parameter of the HMAC start that means TempKey instead of a slot.
const KEY_IN_TEMP_KEY: u16 = 0xFFFF;

/// Whether the digest goes into TempKey.
pub(super) const fn into_temp_key(param1: u8) -> bool {
    param1 & MODE == END && param1 & TARGET == TEMP_KEY
}

/// Whether the digest goes into TempKey, or an HMAC takes its key from there.
pub(super) const fn uses_temp_key(param1: u8, param2: u16) -> bool {
    into_temp_key(param1) || param1 & MODE == HMAC_START && param2 == KEY_IN_TEMP_KEY
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let mode = command.param1 & MODE;
    let target = command.param1 & TARGET;
    if command.param1 & !(MODE | TARGET) != 0 || mode != END && target != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    match mode {
        START => start(core, command),
        UPDATE => {
            let data = message(command, BLOCK_SIZE)?;
            running(core)?.update(data);
            Ok(Reply::DONE)
        }
        END => end(core, command, target),
        PUBLIC => public(core, command),
        HMAC_START => hmac_start(core, command),
        READ_CONTEXT => read_context(core, command),
        WRITE_CONTEXT => write_context(core, command),
        HMAC_END if core.part.is_508a() => end(core, command, OUTPUT_ONLY),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

fn start(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    command.param2_is(0)?;
    core.sram.sha = Some(Hash::Sha(Context::new()));
    core.sram.hashed_key = None;
    Ok(Reply::DONE)
}

/// Starts an HMAC: with the secret in a slot, or with what is in TempKey.
fn hmac_start(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    let hmac = if command.param2 == KEY_IN_TEMP_KEY {
        core.rules().hmac_temp_key()?;
        let key = &core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value;
        if core.options.hmac_long_key { hmac(key.bytes()) } else { hmac(&key.lower()) }
    } else {
        let slot = command.slot()?;
        let cost = core.rules().hmac(slot, core.match_value())?;
        core.spend(cost);
        hmac(&core.eeprom.secret_key(slot))
    };
    core.sram.sha = Some(Hash::Hmac(hmac));
    core.sram.hashed_key = None;
    Ok(Reply::DONE)
}

/// Gives the context out; the hash goes on.
fn read_context(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    command.param2_is(0)?;
    match running(core)? {
        Hash::Sha(context) => Ok(Reply::Data(context.save())),
        Hash::Hmac(_) => Err(Fault::execution(Reason::HmacContext)),
    }
}

/// Goes on with a context that was given out.
fn write_context(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if usize::from(command.param2) != command.data.len() {
        return Err(Fault::parse(Reason::Param2));
    }
    let context = Context::restore(command.data).ok_or(Fault::parse(Reason::Context))?;
    core.sram.sha = Some(Hash::Sha(context));
    core.sram.hashed_key = None;
    Ok(Reply::DONE)
}

fn end(core: &mut Core, command: &Command<'_>, target: u8) -> Result<Reply, Fault> {
    let rest = message(command, BLOCK_SIZE - 1)?;
    if !matches!(target, TEMP_KEY | MESSAGE_DIGEST | OUTPUT_ONLY) {
        return Err(Fault::parse(Reason::Param1));
    }
    let length = running(core)?.length();
    let certificate_of = core.sram.hashed_key.take().filter(|_| core.validates_external());
    let mut hash = core.sram.sha.take().ok_or(Fault::execution(Reason::Empty))?;
    hash.update(rest);
    let digest = hash.finish();
    match target {
        TEMP_KEY => {
            core.put_result(Buffer::short(digest));
            if let (Some(key), Some(hashed)) = (&mut core.sram.temp_key, certificate_of) {
                key.flags.gen_key_data = true;
                key.flags.key_id = hashed.slot.number();
                key.certificate = Some(CertificateHash { position: hashed.position, length });
            }
        }
        MESSAGE_DIGEST => core.sram.message_digest = Some(Buffer::short(digest)),
        _ => {}
    }
    Ok(Reply::data(digest))
}

/// Appends X‖Y of a stored public key.
fn public(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    let slot = command.slot()?;
    core.rules().stored_public_key(slot)?;
    let key = core.eeprom.public_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let hash = running(core)?;
    let position = hash.length();
    hash.update(&key);
    core.sram.hashed_key = Some(HashedKey { slot, position });
    Ok(Reply::DONE)
}

/// The data of the command, whose length the second parameter repeats.
fn message<'a>(command: &Command<'a>, limit: usize) -> Result<&'a [u8], Fault> {
    if command.data.len() > limit {
        return Err(command.length());
    }
    if usize::from(command.param2) != command.data.len() {
        return Err(Fault::parse(Reason::Param2));
    }
    Ok(command.data)
}

/// The hash that is running. A refusal leaves it alone.
fn running(core: &mut Core) -> Result<&mut Hash, Fault> {
    core.sram.sha.as_mut().ok_or(Fault::execution(Reason::Empty))
}
