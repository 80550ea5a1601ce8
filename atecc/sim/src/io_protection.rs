//! Secrets on their way out, under the IO protection key that the host shares.

use atecc::{BLOCK_SIZE, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::packet::Reply;
use crate::refused::Fault;

/// Bytes of the nonce that each block takes.
const NONCE_PART: usize = 16;

/// One or two blocks under the IO protection key, then the nonce that the host needs to decrypt them.
pub(crate) fn encrypted(core: &mut Core, key: Slot, mut secret: Vec<u8>) -> Result<Reply, Fault> {
    let nonce = core.random()?;
    let io_key = core.eeprom.secret_key(key);
    for (block, part) in secret.chunks_mut(BLOCK_SIZE).zip(nonce.chunks(NONCE_PART)) {
        let pad = Sha256::new_with_prefix(io_key).chain_update(part).finalize();
        for (byte, pad) in block.iter_mut().zip(pad) {
            *byte ^= pad;
        }
    }
    secret.extend_from_slice(&nonce);
    Ok(Reply::Data(secret))
}
