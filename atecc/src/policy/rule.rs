mod text;

use super::{LatchRule, SecureBootRule, TempKeyFlags, X509Rule};
use crate::Slot;
use crate::config::{KeyConfig, SlotConfig, X509Format};

/// The rule behind a refusal, with the bytes and bits responsible. [`Display`](core::fmt::Display) says it in one
/// line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The lock bytes.
    Phase {
        /// LockConfig, configuration byte 87.
        lock_config: u8,
        /// LockValue, configuration byte 86.
        lock_value: u8,
        /// Which rule.
        why: PhaseRule,
    },
    /// The SlotConfig of a slot.
    SlotConfig {
        /// The slot.
        slot: Slot,
        /// Its SlotConfig.
        config: SlotConfig,
        /// Which rule.
        why: SlotConfigRule,
    },
    /// The KeyConfig of a slot.
    KeyConfig {
        /// The slot.
        slot: Slot,
        /// Its KeyConfig.
        config: KeyConfig,
        /// Which rule.
        why: KeyConfigRule,
    },
    /// The slot was locked on its own.
    SlotLocked {
        /// The slot.
        slot: Slot,
        /// SlotLocked, configuration bytes 88–89.
        slot_locked: u16,
    },
    /// ChipOptions.
    ChipOptions {
        /// ChipOptions, configuration bytes 90–91.
        options: u16,
        /// Which rule.
        why: ChipOptionsRule,
    },
    /// The state of TempKey.
    TempKey {
        /// Its flags.
        flags: TempKeyFlags,
        /// Which rule.
        why: TempKeyRule,
    },
    /// AES_Enable bit 0 is 0.
    AesDisabled {
        /// AES_Enable, configuration byte 13.
        aes_enable: u8,
    },
    /// The message of a KDF lacks the special initialisation vector.
    KdfIv {
        /// KdfIvLoc, configuration byte 72: where it has to stand.
        location: u8,
        /// KdfIvStr, configuration bytes 73–74.
        string: [u8; 2],
    },
    /// A monotonic counter steps no more.
    CounterAtLimit {
        /// The counter.
        counter: u8,
        /// Where it ends.
        limit: u32,
    },
    /// Write cannot change this byte of the configuration.
    ConfigByte {
        /// The first such byte (0–127).
        byte: usize,
    },
    /// Lock was sent another summary than the zone has.
    LockSummary {
        /// The CRC in the command.
        sent: u16,
        /// The CRC of the zone.
        actual: u16,
    },
    /// LimitedUse: Counter 0 is at its end.
    UsedUp {
        /// The slot.
        slot: Slot,
        /// Counter 0.
        count: u32,
        /// Where it ends: the counter's own limit, or the CountMatch value.
        limit: u32,
    },
    /// LimitedUse of slot 15 on an ATECC508A: LastKeyUse has no bit left.
    LastKeyUse {
        /// The slot.
        slot: Slot,
    },
    /// UseLock keeps keys from being used.
    UseLock {
        /// UseLock, configuration byte 68.
        use_lock: u8,
        /// The slot of the transport key, which has to be proven first.
        key: Slot,
    },
    /// X509format: the certificate that should validate a public key was not hashed as it says.
    X509Format {
        /// The slot of the public key.
        slot: Slot,
        /// Its X509id.
        id: u8,
        /// X509format of that number.
        format: X509Format,
        /// Which field.
        why: X509Rule,
    },
    /// The slot is too short for what it should hold.
    SlotTooShort {
        /// The slot.
        slot: Slot,
        /// Bytes needed.
        needed: usize,
    },
    /// The validity mark of a public key.
    Validity {
        /// The slot.
        slot: Slot,
        /// Whether it is marked as valid.
        valid: bool,
    },
    /// UpdateExtra sets a byte once.
    ExtraSet {
        /// The byte (84 or 85).
        byte: usize,
        /// What it holds.
        value: u8,
    },
    /// VolatileKeyPermission, which guards the persistent latch.
    Latch {
        /// VolatileKeyPermission, configuration byte 69.
        permission: u8,
        /// Which rule.
        why: LatchRule,
    },
    /// SecureBoot.
    SecureBoot {
        /// SecureBootConfig, configuration bytes 70–71.
        config: u16,
        /// Which rule.
        why: SecureBootRule,
    },
}

/// Rules of the lock phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhaseRule {
    /// Data, OTP and keys are out of reach until the configuration is locked.
    ConfigUnlocked,
    /// The configuration is locked: it cannot be written or locked again.
    ConfigLocked,
    /// Nothing is read from data and OTP until they are locked.
    UnreadableUntilLocked,
    /// Data and OTP take 32-byte writes only until they are locked.
    BlocksOnlyUntilLocked,
    /// Keys are not used until data is locked.
    UnusedUntilLocked,
    /// The counters do not step until the configuration is locked.
    CountersUntilLocked,
    /// Data and OTP are locked already.
    DataLocked,
    /// The transport keys are for the time before data and OTP are locked.
    NoTransportKeys,
    /// OTP is read-only once data and OTP are locked.
    OtpLocked,
}

/// Rules of SlotConfig.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotConfigRule {
    /// IsSecret and EncryptRead do not go together as any read needs.
    NeverReadable,
    /// IsSecret: 32-byte access only.
    BlocksOnly,
    /// WriteConfig has neither a clear nor an encrypted Write.
    NeverWritable,
    /// WriteConfig bit 14: encrypted writes of 32 bytes only.
    EncryptedWritesOnly,
    /// A private key needs IsSecret.
    PrivateNotSecret,
    /// WriteConfig bit 13 is 0.
    NoGenKey,
    /// WriteConfig bit 13 is 0: the secret is not derived.
    NoDeriveKey,
    /// WriteConfig bit 15 is 1: DeriveKey needs a MAC.
    MacNeeded,
    /// WriteConfig bit 15 is 0: DeriveKey takes no MAC.
    NoMacTaken,
    /// NoMac: not for MAC and HMAC.
    NoMac,
    /// ReadKey bit 0 is 0.
    NoExternalSign,
    /// ReadKey bit 1 is 0.
    NoInternalSign,
    /// WriteConfig bit 14 is 0.
    NoPrivWrite,
    /// WriteConfig bit 14: PrivWrite encrypted only.
    EncryptedPrivWritesOnly,
    /// ReadKey bit 2 is 0.
    NoEcdh,
    /// ReadKey bit 3 is 1: the secret stays inside, in the next slot.
    IntoNextSlot,
    /// ReadKey bit 3 is 0: the secret does not go into the next slot.
    NotIntoNextSlot,
    /// Only an even slot has a next slot to put the secret into.
    OddSlot,
}

/// Rules of KeyConfig.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyConfigRule {
    /// A private key is never read.
    PrivateUnreadable,
    /// A private key is not written by Write.
    PrivateUnwritable,
    /// Not a P-256 private key.
    NotPrivate,
    /// A private key, where a secret is needed.
    NotSymmetric,
    /// Not an AES key.
    NotAes,
    /// PubInfo is 0, or it is a public key: no target of KDF.
    NotKdfTarget,
    /// Not a P-256 public key.
    NotPublic,
    /// PubInfo is 0: the public key is not given out.
    PublicKeyHidden,
    /// PubInfo is 0: the public key needs no validation, and takes none.
    NoValidation,
    /// Lockable is 0.
    NotLockable,
    /// ReqAuth: AuthKey has to be proven first.
    NotAuthorised,
    /// ReqRandom: TempKey must hold a random nonce.
    NotRandom,
    /// PersistentDisable: the latch is open.
    LatchOpen,
}

/// Rules of ChipOptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChipOptionsRule {
    /// ECDH protection (bits 8–9) keeps the secret inside.
    EcdhStaysInside,
    /// KDF protection (bits 10–11) keeps the result inside.
    KdfStaysInside,
    /// KDF protection (bits 10–11): encrypted output only.
    KdfEncryptedOnly,
    /// KDF-AES is off (bit 2).
    KdfAesDisabled,
    /// Encrypted output needs the IO protection key (bit 1).
    NoIoKey,
}

/// Rules of TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TempKeyRule {
    /// There is no value in it.
    Invalid,
    /// The value is not from a random nonce.
    NotRandom,
    /// The value is from a random nonce, and the mode says it is not.
    NotFixed,
    /// A key that NoMac keeps out of MACs was digested into it.
    NoMac,
    /// It was loaded with 32 bytes only.
    TooShort,
    /// No key was digested into it by GenDig.
    NoGenDig {
        /// The slot whose key should have been.
        needed: Slot,
    },
    /// GenDig digested another key into it.
    OtherKey {
        /// The slot whose key should have been.
        needed: Slot,
    },
    /// The public key of this slot was not digested into it by GenKey.
    NoGenKey {
        /// The slot whose public key should have been.
        needed: Slot,
    },
    /// SHA did not hash a certificate with the public key of this slot into it.
    NoCertificate {
        /// The slot whose public key should have been in it.
        needed: Slot,
    },
    /// Neither GenDig nor GenKey made the value.
    NoDigest,
}
