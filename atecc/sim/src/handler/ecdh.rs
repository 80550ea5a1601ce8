use atecc::Slot;
use atecc::policy::{EcdhKey, EcdhOutput, EcdhRequest, EcdhResult, Place};

use crate::chip::Core;
use crate::curve;
use crate::io_protection::encrypted;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::Buffer;

/// Mode bit 0: the private key is in TempKey.
const KEY_IN_TEMP_KEY: u8 = 1;
/// Mode bit 1: encrypt the output.
const ENCRYPTED: u8 = 1 << 1;
/// Mode bits 2–3: where the secret goes.
const OUTPUT: u8 = 0b11 << 2;
const OUTPUT_SLOT: u8 = 1 << 2;
const OUTPUT_TEMP_KEY: u8 = 2 << 2;
const OUTPUT_BUFFER: u8 = 3 << 2;

/// Whether the secret goes into TempKey.
pub(super) const fn into_temp_key(param1: u8) -> bool {
    param1 & OUTPUT == OUTPUT_TEMP_KEY
}

/// Whether TempKey is the key, or gets the secret.
pub(super) const fn uses_temp_key(param1: u8) -> bool {
    param1 & KEY_IN_TEMP_KEY != 0 || into_temp_key(param1)
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let point: &[u8; 64] = command.data()?;
    let request = decode(command)?;
    let cost = core.rules().ecdh_key(request.key, core.match_value())?;
    let result = core.rules().ecdh_output(request)?;
    let peer = core.point(point)?;
    if let EcdhResult::Encrypted(_) = result {
        core.healthy_rng()?;
    }
    let scalar = match request.key {
        EcdhKey::Slot(slot) => *core.eeprom.private_key(slot).ok_or(Fault::execution(Reason::NoKey))?,
        EcdhKey::TempKey => core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower(),
    };
    let key = curve::private_key(&scalar)?;
    core.spend(cost);
    deliver(core, result, curve::ecdh(&key, &peer))
}

fn decode(command: &Command<'_>) -> Result<EcdhRequest, Fault> {
    if command.param1 & !(KEY_IN_TEMP_KEY | ENCRYPTED | OUTPUT) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    let encrypted = command.param1 & ENCRYPTED != 0;
    let output = command.param1 & OUTPUT;
    if encrypted && matches!(output, OUTPUT_SLOT | OUTPUT_TEMP_KEY) {
        return Err(Fault::parse(Reason::Param1));
    }
    let from_temp_key = command.param1 & KEY_IN_TEMP_KEY != 0;
    // The slot is that of the key; with a key in TempKey it is that of the secret, or unused.
    let slot = if from_temp_key && output != OUTPUT_SLOT {
        command.param2_is(0)?;
        Slot::from_nibble(0)
    } else {
        command.slot()?
    };
    Ok(EcdhRequest {
        key: if from_temp_key { EcdhKey::TempKey } else { EcdhKey::Slot(slot) },
        output: match output {
            OUTPUT_SLOT => EcdhOutput::Slot(slot),
            OUTPUT_TEMP_KEY => EcdhOutput::TempKey,
            OUTPUT_BUFFER => EcdhOutput::Buffer,
            _ => EcdhOutput::AsConfigured,
        },
        encrypted,
    })
}

fn deliver(core: &mut Core, result: EcdhResult, secret: [u8; 32]) -> Result<Reply, Fault> {
    Ok(match result {
        EcdhResult::Clear => Reply::data(secret),
        EcdhResult::Encrypted(key) => encrypted(core, key, secret.to_vec())?,
        EcdhResult::TempKey => {
            core.put_result(Buffer::short(secret));
            Reply::DONE
        }
        EcdhResult::Slot(slot) => {
            core.eeprom.put(Place::Slot(slot), 0, &secret);
            Reply::DONE
        }
    })
}
