//! Verify as it validates and invalidates the public keys in slots.

use atecc::policy::{Place, ValidateRequest, Validation, Validity};
use atecc::{Opcode, Slot};
use sha2::{Digest, Sha256};

use super::verify::{SIGNATURE_SIZE, compare};
use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 2: invalidate.
const INVALIDATE: u8 = 1 << 2;
/// What the host sends of the message that Sign(internal) signed.
const OTHER_DATA_SIZE: usize = 19;
/// The byte of OtherData whose bit 0 repeats mode bit 2.
const FOR_INVALIDATE: usize = 17;

/// Verify(validate) and Verify(invalidate): the signature is that of Sign(internal), over the GenKey digest in
/// TempKey.
pub(super) fn internal(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let sent: &[u8; SIGNATURE_SIZE + OTHER_DATA_SIZE] = command.data()?;
    let (signature, other) = sent.split_at(SIGNATURE_SIZE);
    let target = command.slot()?;
    let invalidate = command.param1 & INVALIDATE != 0;
    let for_invalidate = other.get(FOR_INVALIDATE).is_some_and(|byte| byte & 1 != 0);
    if invalidate != for_invalidate {
        return Err(Fault::execution(Reason::OtherData));
    }
    let mark = if invalidate { Validity::INVALID } else { Validity::VALID };
    check(core, Validation::Digest, target, signature, |core, temp_key| {
        internal_message(core, temp_key, other)
    })?;
    set_mark(core, target, mark);
    Ok(Reply::DONE)
}

/// Verify(validate external): the signature is that of a certificate, which the chip has hashed with the
/// public key in it. The command repeats that key.
pub(super) fn external(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if !core.validates_external() {
        return Err(Fault::parse(Reason::Param1));
    }
    let sent: &[u8; 2 * SIGNATURE_SIZE] = command.data()?;
    let (signature, point) = sent.split_at(SIGNATURE_SIZE);
    let target = command.slot()?;
    let stored = core.eeprom.public_key(target);
    check(core, Validation::Certificate, target, signature, |_, certificate| certificate)?;
    compare(stored.is_some_and(|stored| stored.as_slice() == point))?;
    set_mark(core, target, Validity::VALID);
    Ok(Reply::DONE)
}

/// Whether the signature over a digest of TempKey is that of the key that validates the target.
fn check(
    core: &mut Core,
    by: Validation,
    target: Slot,
    signature: &[u8],
    digest: impl FnOnce(&Core, [u8; 32]) -> [u8; 32],
) -> Result<(), Fault> {
    let parent = core.rules().validating_key(target);
    let certificate = core.sram.temp_key.as_ref().and_then(|key| key.certificate);
    let request = ValidateRequest { target, parent: core.eeprom.validity(parent), by, certificate };
    let cost = core.rules().validate(request, core.match_value())?;
    let temp_key = core.sram.temp_key_value()?;
    let point = core.eeprom.public_key(parent).ok_or(Fault::execution(Reason::NoKey))?;
    let key = core.point(&point)?;
    core.spend(cost);
    let digest = digest(core, temp_key);
    compare(curve::verify(key, &digest, signature))
}

/// The digest that Sign(internal) signed, rebuilt from what the chip knows itself and from OtherData.
fn internal_message(core: &Core, temp_key: [u8; 32], other: &[u8]) -> [u8; 32] {
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let (before, rest) = other.split_at_checked(10).unwrap_or_default();
    let (between, after) = rest.split_at_checked(4).unwrap_or_default();
    Sha256::new_with_prefix(temp_key)
        .chain_update([Opcode::Sign.to_byte()])
        .chain_update(before)
        .chain_update([sn8])
        .chain_update(between)
        .chain_update([sn0, sn1])
        .chain_update(after)
        .finalize()
        .into()
}

fn set_mark(core: &mut Core, slot: Slot, mark: u8) {
    let first = core.eeprom.slot(slot).first().copied().unwrap_or(0);
    core.eeprom.put(Place::Slot(slot), 0, &[first & 0x0F | mark << 4]);
}
