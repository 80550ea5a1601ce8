use atecc::Slot;
use atecc::policy::{CertificateHash, Source, TempKeyFlags};

use crate::hash::Hash;
use crate::refused::{Fault, Reason};
use crate::self_test::SelfTests;

/// What a sleep loses and idle keeps.
#[derive(Default)]
pub(crate) struct Sram {
    /// `None` is Valid = 0. Each command that consumes it takes it out.
    pub(crate) temp_key: Option<TempKey>,
    /// Up to 64 bytes, loaded by Nonce or SHA.
    pub(crate) message_digest: Option<Buffer>,
    /// 32 bytes, loaded by Nonce.
    pub(crate) alternate_key: Option<Buffer>,
    /// The running hash or HMAC.
    pub(crate) sha: Option<Hash>,
    /// The public key that went into it last, and where.
    pub(crate) hashed_key: Option<HashedKey>,
    /// AuthComplete.
    pub(crate) authorised: Option<Slot>,
    /// The failure register of SelfTest.
    pub(crate) self_test_failures: SelfTests,
    /// The health test of the random numbers has failed.
    pub(crate) rng_unhealthy: bool,
    /// The seed of the random numbers was renewed since the last sleep.
    pub(crate) seed_updated: bool,
}

impl Sram {
    /// The flags of TempKey.
    pub(crate) fn temp_key_flags(&self) -> TempKeyFlags {
        self.temp_key.as_ref().map_or_else(TempKeyFlags::default, |key| key.flags)
    }

    /// The lower 32 bytes of TempKey.
    pub(crate) fn temp_key_value(&self) -> Result<[u8; 32], Fault> {
        Ok(self.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower())
    }
}

/// The public key of a slot in a running hash.
#[derive(Clone, Copy)]
pub(crate) struct HashedKey {
    pub(crate) slot: Slot,
    /// Bytes before it.
    pub(crate) position: u32,
}

/// A register of 32 or 64 bytes.
#[derive(Clone)]
pub(crate) struct Buffer {
    bytes: [u8; 64],
    /// All 64 were loaded.
    long: bool,
}

impl Buffer {
    /// 32 bytes; the upper half is zeros.
    pub(crate) fn short(value: [u8; 32]) -> Self {
        Self { long: false, ..Self::halves(value, [0; 32]) }
    }

    /// 64 bytes.
    pub(crate) const fn long(bytes: [u8; 64]) -> Self {
        Self { bytes, long: true }
    }

    /// 64 bytes in two parts.
    pub(crate) fn halves(lower: [u8; 32], upper: [u8; 32]) -> Self {
        let mut bytes = [0; 64];
        for (to, from) in bytes.iter_mut().zip(lower.iter().chain(&upper)) {
            *to = *from;
        }
        Self::long(bytes)
    }

    /// Whether 64 bytes were loaded.
    pub(crate) const fn is_long(&self) -> bool {
        self.long
    }

    /// What was loaded.
    pub(crate) fn bytes(&self) -> &[u8] {
        if self.long { &self.bytes } else { self.bytes.get(..32).unwrap_or_default() }
    }

    /// The lower 32 bytes, which most commands use.
    pub(crate) fn lower(&self) -> [u8; 32] {
        self.bytes.first_chunk().copied().unwrap_or_default()
    }

    /// The upper 32 bytes, if they were loaded.
    pub(crate) fn upper(&self) -> Option<[u8; 32]> {
        if self.long { self.bytes.last_chunk().copied() } else { None }
    }
}

/// TempKey: a register with its history.
#[derive(Clone)]
pub(crate) struct TempKey {
    pub(crate) value: Buffer,
    pub(crate) flags: TempKeyFlags,
    /// GenDig made the value, of whatever zone.
    pub(crate) gen_dig: bool,
    /// SHA made it, of a certificate with the public key of a slot in it.
    pub(crate) certificate: Option<CertificateHash>,
}

impl TempKey {
    /// A fresh value from `source`, no other flag set.
    pub(crate) fn new(value: Buffer, source: Source) -> Self {
        let flags = TempKeyFlags { valid: true, source, ..TempKeyFlags::default() };
        Self { value, flags, gen_dig: false, certificate: None }
    }

    /// What became of the value; the flags are those of the old one.
    pub(crate) fn digest(&mut self, value: [u8; 32]) {
        self.value = Buffer::short(value);
        self.certificate = None;
    }
}
