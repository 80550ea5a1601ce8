mod details;

use atecc::Slot;
use atecc::policy::{KdfAlgorithm, KdfReply, Place, Use};

use self::details::{Function, HKDF_KEY, MessageLocation};
use crate::chip::Core;
use crate::io_protection;
use crate::options::Hkdf;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::Buffer;
use crate::symmetric::{AES_BLOCK, aes_encrypt, hmac_of, prf};

/// Mode bits 0–1: where the key is.
const SOURCE: u8 = 0b11;
const SOURCE_TEMP_KEY: u8 = 0;
const SOURCE_TEMP_KEY_UPPER: u8 = 1;
const SOURCE_SLOT: u8 = 2;
/// Mode bits 2–4: where the result goes.
const TARGET: u8 = 0b111 << 2;
const TARGET_TEMP_KEY: u8 = 0;
const TARGET_TEMP_KEY_UPPER: u8 = 1 << 2;
const TARGET_SLOT: u8 = 2 << 2;
const TARGET_ALTERNATE_KEY: u8 = 3 << 2;
const TARGET_REPLY: u8 = 4 << 2;
const TARGET_REPLY_ENCRYPTED: u8 = 5 << 2;
/// Mode bits 5–6: the function.
const ALGORITHM: u8 = 0b11 << 5;
const PRF: u8 = 0;
const AES: u8 = 1 << 5;
const HKDF: u8 = 2 << 5;

/// What HKDF-Expand appends to the message for its first 32 bytes (RFC 5869, 2.3).
const FIRST_BLOCK: u8 = 1;

/// Half of TempKey, and what the Alternate Key Buffer holds.
const HALF: usize = 32;

/// Where the result goes, once it is allowed to.
enum Target {
    TempKey,
    TempKeyUpper,
    Slot(Slot),
    AlternateKey,
    Reply(KdfReply),
}

/// Whether the command leaves TempKey as its handler left it: AES does; the others use it up, unless the result
/// goes there.
pub(super) const fn keeps_temp_key(param1: u8, done: bool) -> bool {
    let into_temp_key = matches!(param1 & TARGET, TARGET_TEMP_KEY | TARGET_TEMP_KEY_UPPER);
    param1 & ALGORITHM == AES || done && into_temp_key
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let algorithm = match command.param1 & !(SOURCE | TARGET) {
        PRF => KdfAlgorithm::Prf,
        AES => KdfAlgorithm::Aes,
        HKDF => KdfAlgorithm::Hkdf,
        _ => return Err(Fault::parse(Reason::Param1)),
    };
    let (function, sent) = details::decode(core, algorithm, command)?;
    check_sizes(command.param1, function)?;
    core.rules().kdf(algorithm)?;
    let (key, key_cost) = key(core, command, function)?;
    let (message, message_cost) = message(core, function, sent)?;
    let target = target(core, command, function.target_length())?;
    let split = if function.splits() { Some(core.rules().kdf_reply(false)?) } else { None };
    // Encryption takes a random number: without one there is no use that could count.
    let reply = if let Target::Reply(how) = target { Some(how) } else { split };
    if matches!(reply, Some(KdfReply::Encrypted(_))) {
        core.healthy_rng()?;
    }
    // Two slots, but one use.
    core.spend(key_cost.and(message_cost));
    let mut result = compute(core, function, &key, &message);
    let rest = result.split_off(function.target_length());
    let second = split.map(|how| output(core, how, rest)).transpose()?;
    let first = deliver(core, target, result)?;
    Ok(second.unwrap_or(first))
}

/// What fits in no state of the chip.
const fn check_sizes(param1: u8, function: Function) -> Result<(), Fault> {
    let source_is_half =
        !matches!(param1 & SOURCE, SOURCE_TEMP_KEY | SOURCE_SLOT) && function.key_end() > HALF;
    let target_is_half = matches!(param1 & TARGET, TARGET_TEMP_KEY_UPPER | TARGET_ALTERNATE_KEY)
        && function.target_length() > HALF;
    // What is split goes into a register or a slot and into the reply.
    let splits_reply = matches!(param1 & TARGET, TARGET_REPLY | TARGET_REPLY_ENCRYPTED) && function.splits();
    if param1 & TARGET > TARGET_REPLY_ENCRYPTED || source_is_half || target_is_half || splits_reply {
        return Err(Fault::parse(Reason::Param1));
    }
    Ok(())
}

/// The key, from its source, and what its use costs.
fn key(core: &Core, command: &Command<'_>, function: Function) -> Result<(Vec<u8>, Use), Fault> {
    let zero_key = matches!(function, Function::Hkdf { zero_key: true, .. });
    if zero_key && !core.options.hkdf_zero_key_checks_source {
        return Ok((vec![0; HKDF_KEY], Use::default()));
    }
    let end = function.key_end();
    let free = Use::default();
    let (bytes, cost): (&[u8], Use) = match command.param1 & SOURCE {
        SOURCE_TEMP_KEY => (temp_key(core, end)?, free),
        SOURCE_TEMP_KEY_UPPER => (temp_key(core, 2 * HALF)?.get(HALF..).unwrap_or_default(), free),
        SOURCE_SLOT => {
            let slot = slot(command.param2.to_le_bytes()[0])?;
            let cost = core.rules().kdf_source(slot, end, core.match_value())?;
            (core.eeprom.slot(slot), cost)
        }
        _ => (core.sram.alternate_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.bytes(), free),
    };
    let key = bytes.get(function.key_start()..end).unwrap_or_default();
    Ok((if zero_key { vec![0; key.len()] } else { key.to_vec() }, cost))
}

/// TempKey, if it holds as many bytes.
fn temp_key(core: &Core, needed: usize) -> Result<&[u8], Fault> {
    let bytes = core.sram.temp_key.as_ref().map_or(&[][..], |key| key.value.bytes());
    core.rules().kdf_temp_key(needed, bytes.len())?;
    Ok(bytes)
}

/// The slot that one half of the second parameter names; the other half may be unused, and is not looked at
/// then.
fn slot(byte: u8) -> Result<Slot, Fault> {
    Slot::new(byte).ok_or(Fault::parse(Reason::Param2))
}

/// The message, and what the use of a slot for it costs.
fn message(core: &Core, function: Function, sent: &[u8]) -> Result<(Vec<u8>, Use), Fault> {
    let Function::Hkdf { message, .. } = function else { return Ok((sent.to_vec(), Use::default())) };
    match message {
        MessageLocation::Command => Ok((sent.to_vec(), Use::default())),
        MessageLocation::SpecialIv => {
            core.rules().kdf_iv(sent)?;
            Ok((sent.to_vec(), Use::default()))
        }
        MessageLocation::TempKey(length) => {
            let bytes = temp_key(core, length)?;
            Ok((bytes.get(..length).unwrap_or_default().to_vec(), Use::default()))
        }
        MessageLocation::Slot(slot, length) => {
            let cost = core.rules().kdf_source(slot, length, core.match_value())?;
            Ok((core.eeprom.slot(slot).get(..length).unwrap_or_default().to_vec(), cost))
        }
    }
}

fn target(core: &Core, command: &Command<'_>, length: usize) -> Result<Target, Fault> {
    Ok(match command.param1 & TARGET {
        TARGET_TEMP_KEY => Target::TempKey,
        TARGET_TEMP_KEY_UPPER => Target::TempKeyUpper,
        TARGET_SLOT => {
            let slot = slot(command.param2.to_le_bytes()[1])?;
            core.rules().kdf_target(slot, length)?;
            Target::Slot(slot)
        }
        TARGET_ALTERNATE_KEY => Target::AlternateKey,
        mode => Target::Reply(core.rules().kdf_reply(mode == TARGET_REPLY_ENCRYPTED)?),
    })
}

fn compute(core: &Core, function: Function, key: &[u8], message: &[u8]) -> Vec<u8> {
    match function {
        Function::Prf { blocks, .. } => prf(key, message, blocks),
        Function::Aes { .. } => {
            let key = key.first_chunk().copied().unwrap_or_default();
            let block = message.first_chunk().copied().unwrap_or_default();
            [aes_encrypt(&key, &block), [0; AES_BLOCK]].concat()
        }
        Function::Hkdf { .. } => match core.options.hkdf {
            Hkdf::OneStep => hmac_of(key, &[message]).to_vec(),
            Hkdf::ExtractAndExpand => {
                let extracted = hmac_of(&[], &[key]);
                hmac_of(&extracted, &[message, &[FIRST_BLOCK]]).to_vec()
            }
        },
    }
}

fn deliver(core: &mut Core, target: Target, result: Vec<u8>) -> Result<Reply, Fault> {
    let (halves, _) = result.as_chunks::<HALF>();
    let lower = halves.first().copied().unwrap_or_default();
    match target {
        Target::TempKey => {
            let value =
                halves.get(1).map_or_else(|| Buffer::short(lower), |upper| Buffer::halves(lower, *upper));
            core.put_result(value);
        }
        Target::TempKeyUpper => {
            let old = core.sram.temp_key_value().unwrap_or_default();
            core.put_result(Buffer::halves(old, lower));
        }
        Target::AlternateKey => core.sram.alternate_key = Some(Buffer::short(lower)),
        Target::Slot(slot) => core.eeprom.put(Place::Slot(slot), 0, &result),
        Target::Reply(how) => return output(core, how, result),
    }
    Ok(Reply::DONE)
}

fn output(core: &mut Core, how: KdfReply, result: Vec<u8>) -> Result<Reply, Fault> {
    match how {
        KdfReply::Clear => Ok(Reply::Data(result)),
        KdfReply::Encrypted(key) => io_protection::encrypted(core, key, result),
    }
}
