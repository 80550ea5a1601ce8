use super::{Case, Cause, Outcome};
use crate::Slot;
use crate::policy::{EcdhKey, EcdhOutput, EcdhRequest};

/// Mode bit 0: the private key is in TempKey.
const KEY_IN_TEMP_KEY: u8 = 1;
/// Mode bit 1: encrypt the output.
const ENCRYPTED: u8 = 1 << 1;
/// Mode bits 2–3: where the secret goes.
const OUTPUT: u8 = 0b11 << 2;
const OUTPUT_SLOT: u8 = 1 << 2;
const OUTPUT_TEMP_KEY: u8 = 2 << 2;
const OUTPUT_BUFFER: u8 = 3 << 2;
/// X and Y.
const POINT: usize = 64;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.data_is(POINT)?;
    let request = decode(case)?;
    let _ = case.rules().ecdh_key(request.key, case.match_value())?;
    case.rules().ecdh_output(request)?;
    case.possible(match request.key {
        EcdhKey::Slot(slot) => Cause::NoKey(slot),
        EcdhKey::TempKey => Cause::NoPrivateKeyInTempKey,
    });
    case.possible(Cause::NotOnCurve);
    Ok(())
}

fn decode(case: &Case<'_>) -> Result<EcdhRequest, Cause> {
    case.mode_bits(KEY_IN_TEMP_KEY | ENCRYPTED | OUTPUT)?;
    let encrypted = case.param1() & ENCRYPTED != 0;
    let output = case.param1() & OUTPUT;
    if encrypted && matches!(output, OUTPUT_SLOT | OUTPUT_TEMP_KEY) {
        return Err(case.bad_param1());
    }
    let from_temp_key = case.param1() & KEY_IN_TEMP_KEY != 0;
    // The slot is that of the key; with a key in TempKey it is that of the secret, or unused.
    let slot = if from_temp_key && output != OUTPUT_SLOT {
        case.param2_is(0)?;
        Slot::from_nibble(0)
    } else {
        case.slot()?
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
