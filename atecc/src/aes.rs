//! AES-128 in the modes of NIST SP 800-38: what the host adds to the chip's block cipher. Pure arithmetic; the operations
//! are methods of [`blocking::Atecc`](crate::blocking::Atecc) and [`asynch::Atecc`](crate::asynch::Atecc) whose names
//! begin with `aes_`.
//!
//! ```
//! use atecc::blocking::Atecc;
//! use atecc::command::AesKey;
//! use atecc::{Config, Error, Slot};
//! # let bus = atecc_sim::SimI2c::blank(atecc_sim::Part::Atecc608B, Some(1))?;
//! # let delay = bus.delay();
//! # let mut atecc = Atecc::new(bus, delay, Config::new());
//!
//! // The first sixteen bytes of slot 9 are the key.
//! let key = Slot::new(9).and_then(|slot| AesKey::slot(slot, 0)).ok_or("no such key")?;
//! # atecc.load_temp_key(&[1; 32])?;
//! # let key = AesKey::temp_key(0).ok_or("no such key")?;
//! let iv = [0; 12]; // never the same twice
//! let mut data = *b"the data, encrypted in place";
//! let tag = atecc.aes_gcm_encrypt(key, &iv, b"in clear", &mut data)?;
//! atecc.aes_gcm_decrypt(key, &iv, b"in clear", &mut data, &tag)?;
//! assert_eq!(&data, b"the data, encrypted in place");
//!
//! // What is not as it was encrypted is not decrypted.
//! let outcome = atecc.aes_gcm_decrypt(key, &iv, b"in clear", &mut data, &tag);
//! assert!(matches!(outcome, Err(Error::NotAuthentic)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What crosses the bus
//! The key stays in the chip, and nothing else does: each block goes in and comes out in clear. Whoever taps the bus sees
//!
//! * in ECB and CBC, each block before and after the cipher, that is, the data;
//! * in CTR, CCM and GCM, the key stream, that is, with the encrypted data, the data;
//! * in CCM and CMAC, the data (chained) in its blocks;
//! * in CMAC, the encryption of sixteen zero bytes, of which both subkeys are made;
//! * in GCM, the hash key H (the encryption of sixteen zero bytes), what GHASH multiplies by it, and the encryption of
//!   the first counter block, which masks the tag. Whoever knows H forges a tag for any IV of which he has seen a message;
//! * in all modes, a key that the host itself loads into TempKey, while it does so.
//!
//! So these operations protect against those who reach the data elsewhere, and keep the key from those who take the
//! host's software apart. They do not protect against a probe between host and chip.
//!
//! # What it costs
//! One command per block of sixteen bytes, about 5 ms at 100 kHz; two per block for GCM and CCM.

mod ccm;
mod chain;
mod cmac;
mod ctr;
mod gcm;
mod in_place;
pub mod pkcs7;

pub(crate) use ccm::CcmFormat;
pub(crate) use chain::Chain;
pub use cmac::CmacStream;
pub use ctr::CtrStream;
pub(crate) use ctr::{Counter, Keystream};
pub(crate) use gcm::{Gcm, Ghash, check_iv, check_tag_length, lengths};
pub use gcm::{GcmDecryption, GcmEncryption};
pub(crate) use in_place::InPlace;

use subtle::ConstantTimeEq;

use crate::command::AES_BLOCK;

pub(crate) type Block = [u8; AES_BLOCK];

pub(crate) fn xor(block: &mut Block, with: &Block) {
    for (to, from) in block.iter_mut().zip(with) {
        *to ^= *from;
    }
}

pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Whether `tag` is the beginning of `expected`, in a time that does not tell where they differ. An empty tag is no tag.
pub(crate) fn is_tag(expected: &Block, tag: &[u8]) -> bool {
    match expected.get(..tag.len()) {
        Some(start) if !tag.is_empty() => start.ct_eq(tag).into(),
        _ => false,
    }
}
