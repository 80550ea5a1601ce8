use atecc::config::SecureBootMode;
use atecc::policy::{Place, SecureBootRequest, SecureBootSteps};
use atecc::{Opcode, Status};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const FULL: u8 = 5;
const FULL_STORE: u8 = 6;
const FULL_COPY: u8 = 7;
/// Mode bit 6: no further SecureBoot until the next power cycle.
const PROHIBIT: u8 = 1 << 6;
/// Mode bit 7: the digest is encrypted, the answer is a MAC.
const ENCRYPTED: u8 = 1 << 7;
const DIGEST_SIZE: usize = 32;
const SIGNATURE_SIZE: usize = 64;

/// What the host says about its code.
struct Image {
    digest: [u8; DIGEST_SIZE],
    /// None where the stored digest decides.
    signature: Option<[u8; SIGNATURE_SIZE]>,
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let request = decode(command)?;
    let encrypted = command.param1 & ENCRYPTED != 0;
    let key = core.eeprom.validity(core.eeprom.config().secure_boot_config().public_key());
    let steps =
        core.rules().secure_boot(request, encrypted, core.boot_prohibited, key, core.match_value())?;
    let mut image = image(core, command, request, steps)?;
    let session = steps.io_key.map(|_| session_key(core, steps)).transpose()?;
    for (byte, pad) in image.digest.iter_mut().zip(session.unwrap_or_default()) {
        *byte ^= pad;
    }
    core.spend(steps.cost);
    if !accepted(core, &image, steps)? {
        return Err(Fault { status: Status::Miscompare, reason: Reason::Image });
    }
    finish(core, command, request, &image, steps);
    Ok(session.map_or(Reply::DONE, |key| Reply::data(mac(command, &key, &image))))
}

fn decode(command: &Command<'_>) -> Result<SecureBootRequest, Fault> {
    let (request, length) = match command.param1 & !(PROHIBIT | ENCRYPTED) {
        FULL => (SecureBootRequest::Full, DIGEST_SIZE + SIGNATURE_SIZE),
        FULL_STORE => (SecureBootRequest::FullStore, DIGEST_SIZE),
        FULL_COPY => (SecureBootRequest::FullCopy, DIGEST_SIZE + SIGNATURE_SIZE),
        _ => return Err(Fault::parse(Reason::Param1)),
    };
    command.param2_is(0)?;
    if command.data.len() == length { Ok(request) } else { Err(command.length()) }
}

/// Digest as it came, and the signature that goes with it: from the command, or from the slot.
fn image(
    core: &Core,
    command: &Command<'_>,
    request: SecureBootRequest,
    steps: SecureBootSteps,
) -> Result<Image, Fault> {
    let digest = *command.data.first_chunk().ok_or_else(|| command.length())?;
    let stored = steps.stored.and_then(|slot| core.eeprom.slot(slot).first_chunk().copied());
    let signature = match request {
        SecureBootRequest::FullStore if steps.public_key.is_none() => None,
        SecureBootRequest::FullStore => Some(stored.ok_or(Fault::execution(Reason::Empty))?),
        SecureBootRequest::Full | SecureBootRequest::FullCopy => {
            Some(*command.data.last_chunk().ok_or_else(|| command.length())?)
        }
    };
    Ok(Image { digest, signature })
}

/// A digest of IO protection key and nonce: it encrypts the digest, and begins the MAC.
fn session_key(core: &Core, steps: SecureBootSteps) -> Result<[u8; 32], Fault> {
    let slot = steps.io_key.ok_or(Fault::execution(Reason::Empty))?;
    let nonce = core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower();
    let key = core.eeprom.secret_key(slot);
    Ok(Sha256::new_with_prefix(key).chain_update(nonce).finalize().into())
}

fn accepted(core: &Core, image: &Image, steps: SecureBootSteps) -> Result<bool, Fault> {
    let (Some(signature), Some(slot)) = (image.signature, steps.public_key) else {
        let stored = steps.stored.map_or(&[][..], |slot| core.eeprom.slot(slot));
        return Ok(stored.get(..DIGEST_SIZE) == Some(image.digest.as_slice()));
    };
    let point = core.eeprom.public_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    Ok(curve::verify(core.point(&point)?, &image.digest, &signature))
}

/// What a success leaves behind.
fn finish(
    core: &mut Core,
    command: &Command<'_>,
    request: SecureBootRequest,
    image: &Image,
    steps: SecureBootSteps,
) {
    let config = core.eeprom.config().secure_boot_config();
    if let (SecureBootRequest::FullCopy, Some(slot)) = (request, steps.stored) {
        let signature = image.signature.unwrap_or([0; SIGNATURE_SIZE]);
        match config.mode() {
            SecureBootMode::FullSignature => core.eeprom.put(Place::Slot(slot), 0, &signature),
            _ => core.eeprom.put(Place::Slot(slot), 0, &image.digest),
        }
    }
    core.latch |= config.persist();
    core.boot_prohibited |= command.param1 & PROHIBIT != 0;
}

fn mac(command: &Command<'_>, key: &[u8; 32], image: &Image) -> [u8; 32] {
    let [low, high] = command.param2.to_le_bytes();
    Sha256::new_with_prefix(key)
        .chain_update(image.digest)
        .chain_update(image.signature.as_ref().map_or(&[][..], <[u8; SIGNATURE_SIZE]>::as_slice))
        .chain_update([Opcode::SecureBoot.to_byte(), command.param1, low, high])
        .finalize()
        .into()
}
