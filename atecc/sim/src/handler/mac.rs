//! MAC, and the message that it has in common with CheckMac.

use atecc::policy::{MacRequest, Source};
use atecc::{BLOCK_SIZE, Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::OTP_SIZE;
use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 0: the second block is TempKey.
const CHALLENGE_IN_TEMP_KEY: u8 = 1;
/// Mode bit 1: the first block is TempKey.
const KEY_IN_TEMP_KEY: u8 = 1 << 1;
/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;
const TEMP_KEY: u8 = CHALLENGE_IN_TEMP_KEY | KEY_IN_TEMP_KEY | FIXED;
/// Mode bit 4, of an older part: eleven bytes of OTP go into the message.
pub(super) const OTP_11: u8 = 1 << 4;
/// Mode bit 5, of an older part: eight bytes of OTP go into the message.
pub(super) const OTP_8: u8 = 1 << 5;
/// Mode bit 6: the whole serial number goes into the message.
const SERIAL_NUMBER: u8 = 1 << 6;

/// Whether a block of the message is TempKey.
pub(super) const fn uses_temp_key(mode: u8) -> bool {
    mode & (CHALLENGE_IN_TEMP_KEY | KEY_IN_TEMP_KEY) != 0
}

/// The third block of the message, after which nothing else comes.
pub(super) struct Tail {
    pub(super) head: [u8; 4],
    pub(super) otp: [u8; 11],
    pub(super) serial_high: [u8; 4],
    pub(super) serial_middle: [u8; 2],
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let otp_bits = if core.options.otp_in_mac { OTP_8 | OTP_11 } else { 0 };
    let request = request(command.param1 & !(otp_bits | SERIAL_NUMBER))?;
    let slot = command.slot()?;
    let challenge = if request.challenge_in_temp_key {
        command.no_data()?;
        None
    } else {
        Some(command.data()?)
    };
    let cost = core.rules().mac(slot, request, core.match_value())?;
    core.spend(cost);
    let [low, high] = command.param2.to_le_bytes();
    let [_, _, sn2, sn3, sn4, sn5, sn6, sn7, _] = core.serial_number().0;
    let whole = command.param1 & SERIAL_NUMBER != 0;
    let tail = Tail {
        head: [Opcode::Mac.to_byte(), command.param1, low, high],
        otp: otp(core, command.param1),
        serial_high: if whole { [sn4, sn5, sn6, sn7] } else { [0; 4] },
        serial_middle: if whole { [sn2, sn3] } else { [0; 2] },
    };
    Ok(Reply::data(digest(core, slot, request, challenge, &tail)?))
}

/// The mode bits that say where the blocks come from; bit 2 means nothing without TempKey.
pub(super) const fn request(mode: u8) -> Result<MacRequest, Fault> {
    if mode & !TEMP_KEY != 0 || mode == FIXED {
        return Err(Fault::parse(Reason::Param1));
    }
    Ok(MacRequest {
        key_in_temp_key: mode & KEY_IN_TEMP_KEY != 0,
        challenge_in_temp_key: mode & CHALLENGE_IN_TEMP_KEY != 0,
        source: if mode & FIXED != 0 { Source::Fixed } else { Source::Random },
    })
}

/// As many of the first eleven bytes of OTP as the mode says, then zeros.
pub(super) fn otp(core: &Core, mode: u8) -> [u8; 11] {
    let length = match mode {
        _ if mode & OTP_11 != 0 => 11,
        _ if mode & OTP_8 != 0 => 8,
        _ => 0,
    };
    let otp: &[u8; OTP_SIZE] = core.eeprom.otp();
    let mut bytes = [0; 11];
    for (to, from) in bytes.iter_mut().zip(otp.iter().take(length)) {
        *to = *from;
    }
    bytes
}

/// SHA-256 of the message: key, challenge, tail. Without a challenge TempKey is one.
pub(super) fn digest(
    core: &Core,
    slot: Slot,
    request: MacRequest,
    challenge: Option<&[u8; BLOCK_SIZE]>,
    tail: &Tail,
) -> Result<[u8; 32], Fault> {
    let key =
        if request.key_in_temp_key { core.sram.temp_key_value()? } else { core.eeprom.secret_key(slot) };
    let challenge = match challenge {
        Some(challenge) => *challenge,
        None => core.sram.temp_key_value()?,
    };
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let digest = Sha256::new_with_prefix(key)
        .chain_update(challenge)
        .chain_update(tail.head)
        .chain_update(tail.otp)
        .chain_update([sn8])
        .chain_update(tail.serial_high)
        .chain_update([sn0, sn1])
        .chain_update(tail.serial_middle)
        .finalize();
    Ok(digest.into())
}
