use core::fmt;

use super::{LatchRule, SecureBootRule, Source, TempKeyFlags};
use crate::config::{KeyConfig, SlotConfig};
use crate::{Opcode, Slot};

/// The rule behind a refusal, with the bytes and bits responsible. [`Display`](fmt::Display) says it in one
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
    /// A private key, where a secret is needed.
    NotSymmetric,
    /// Not a P-256 private key.
    NotPrivate,
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
    /// Neither GenDig nor GenKey made the value.
    NoDigest,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Phase { lock_config, lock_value, why } => {
                write!(f, "LockConfig={lock_config:#04X} LockValue={lock_value:#04X}: {why}")
            }
            Self::SlotConfig { slot, config, why } => {
                write!(f, "SlotConfig[{slot}]={:#06X} ", config.0)?;
                slot_config_bits(f, config, why)
            }
            Self::KeyConfig { slot, config, why } => {
                write!(f, "KeyConfig[{slot}]={:#06X} ", config.0)?;
                key_config_bits(f, config, why)
            }
            Self::SlotLocked { slot, slot_locked } => {
                write!(f, "SlotLocked={slot_locked:#06X} bit {slot}=0: the slot is locked")
            }
            Self::ChipOptions { options, why } => write!(f, "ChipOptions={options:#06X} {why}"),
            Self::TempKey { flags, why } => temp_key_bits(f, flags, why),
            Self::AesDisabled { aes_enable } => {
                write!(f, "AES_Enable={aes_enable:#04X} bit 0=0: {} is off", Opcode::Aes)
            }
            Self::KdfIv { location, string: [first, second] } => {
                write!(f, "KdfIvLoc={location} KdfIvStr={first:02X}{second:02X}: not so in the message")
            }
            Self::CounterAtLimit { counter, limit } => write!(f, "Counter{counter} has reached {limit}"),
            Self::ConfigByte { byte } => {
                write!(f, "{} cannot change configuration byte {byte}", Opcode::Write)
            }
            Self::LockSummary { sent, actual } => {
                write!(f, "the zone's CRC is {actual:#06X}, the command says {sent:#06X}")
            }
            Self::UsedUp { slot, count, limit } => {
                write!(f, "LimitedUse of slot {slot}: Counter0={count} has reached {limit}")
            }
            Self::SlotTooShort { slot, needed } => {
                write!(f, "slot {slot} has {} bytes, {needed} are needed", slot.size())
            }
            Self::Validity { slot, valid } => {
                write!(
                    f,
                    "the public key in slot {slot} is {}",
                    if valid { "valid" } else { "not validated" }
                )
            }
            Self::ExtraSet { byte, value } => {
                write!(f, "configuration byte {byte} is {value:#04X}: it can be set only once")
            }
            Self::Latch { permission, why } => write!(f, "VolatileKeyPermission={permission:#04X}: {why}"),
            Self::SecureBoot { config, why } => write!(f, "SecureBootConfig={config:#06X}: {why}"),
        }
    }
}

fn slot_config_bits(f: &mut fmt::Formatter<'_>, config: SlotConfig, why: SlotConfigRule) -> fmt::Result {
    use SlotConfigRule as Why;
    let [low, high] = config.0.to_le_bytes();
    let (secret, write_config, read_key) = (u8::from(config.is_secret()), high >> 4, low & 0x0F);
    match why {
        Why::NeverReadable => {
            write!(f, "IsSecret={secret} EncryptRead={}: never readable", u8::from(config.encrypt_read()))
        }
        Why::BlocksOnly => write!(f, "IsSecret={secret}: 32-byte access only"),
        Why::NeverWritable => write!(f, "WriteConfig={write_config:04b}: never written by {}", Opcode::Write),
        Why::EncryptedWritesOnly => {
            let key = config.write_key();
            write!(f, "WriteConfig={write_config:04b}: encrypted 32-byte writes under key {key} only")
        }
        Why::PrivateNotSecret => write!(f, "IsSecret={secret}: a private key needs IsSecret=1"),
        Why::NoGenKey => write!(f, "WriteConfig={write_config:04b}: {} not allowed", Opcode::GenKey),
        Why::NoDeriveKey => write!(f, "WriteConfig={write_config:04b}: {} not allowed", Opcode::DeriveKey),
        Why::MacNeeded => {
            let key = config.write_key();
            write!(f, "WriteConfig={write_config:04b}: {} needs a MAC under key {key}", Opcode::DeriveKey)
        }
        Why::NoMacTaken => {
            write!(f, "WriteConfig={write_config:04b}: {} takes no MAC", Opcode::DeriveKey)
        }
        Why::NoMac => f.write_str("NoMac=1: not for MACs that are given out"),
        Why::NoExternalSign => {
            write!(f, "ReadKey={read_key:04b} bit 0=0: no signatures of external messages")
        }
        Why::NoInternalSign => {
            write!(f, "ReadKey={read_key:04b} bit 1=0: no signatures of internal messages")
        }
        Why::NoPrivWrite => write!(f, "WriteConfig={write_config:04b}: {} not allowed", Opcode::PrivWrite),
        Why::EncryptedPrivWritesOnly => {
            let key = config.write_key();
            write!(f, "WriteConfig={write_config:04b}: {} encrypted under key {key} only", Opcode::PrivWrite)
        }
        Why::NoEcdh => write!(f, "ReadKey={read_key:04b} bit 2=0: {} not allowed", Opcode::Ecdh),
        Why::IntoNextSlot => write!(f, "ReadKey={read_key:04b} bit 3=1: the secret stays in the next slot"),
        Why::NotIntoNextSlot => write!(f, "ReadKey={read_key:04b} bit 3=0: the secret is not kept in a slot"),
        Why::OddSlot => write!(f, "ReadKey={read_key:04b} bit 3=1: an odd slot has no next slot"),
    }
}

fn key_config_bits(f: &mut fmt::Formatter<'_>, config: KeyConfig, why: KeyConfigRule) -> fmt::Result {
    use KeyConfigRule as Why;
    let (private, key_type) = (u8::from(config.is_private()), config.0 >> 2 & 7);
    match why {
        Why::PrivateUnreadable => write!(f, "Private={private}: never readable"),
        Why::PrivateUnwritable => {
            write!(f, "Private={private}: {} does not write private keys", Opcode::Write)
        }
        Why::NotSymmetric => write!(f, "Private={private}: a private key is no secret for this"),
        Why::NotPrivate => write!(f, "Private={private} KeyType={key_type}: not a P-256 private key"),
        Why::NotAes => write!(f, "Private={private} KeyType={key_type}: not an AES key"),
        Why::NotKdfTarget => {
            let pub_info = u8::from(config.pub_info());
            write!(f, "PubInfo={pub_info} KeyType={key_type}: {} does not write here", Opcode::Kdf)
        }
        Why::NotPublic => write!(f, "Private={private} KeyType={key_type}: not a P-256 public key"),
        Why::PublicKeyHidden => f.write_str("PubInfo=0: the public key is not given out"),
        Why::NoValidation => f.write_str("PubInfo=0: the public key needs no validation and takes none"),
        Why::NotLockable => f.write_str("Lockable=0: the slot cannot be locked on its own"),
        Why::NotAuthorised => {
            write!(f, "ReqAuth=1 AuthKey={}: that key has not been proven", config.0 >> 8 & 0x0F)
        }
        Why::NotRandom => f.write_str("ReqRandom=1: TempKey does not hold a random nonce"),
        Why::LatchOpen => f.write_str("PersistentDisable=1: the persistent latch is 0"),
    }
}

fn temp_key_bits(f: &mut fmt::Formatter<'_>, flags: TempKeyFlags, why: TempKeyRule) -> fmt::Result {
    match why {
        TempKeyRule::Invalid => f.write_str("TempKey.Valid=0"),
        TempKeyRule::NotRandom => {
            let source = u8::from(flags.source == Source::Fixed);
            write!(f, "TempKey.SourceFlag={source}: a random nonce is needed")
        }
        TempKeyRule::NotFixed => {
            let source = u8::from(flags.source == Source::Fixed);
            write!(f, "TempKey.SourceFlag={source}: the mode asks for a fixed value")
        }
        TempKeyRule::NoMac => f.write_str("TempKey.NoMacFlag=1: not for MACs that are given out"),
        TempKeyRule::TooShort => f.write_str("TempKey holds 32 bytes: more are needed"),
        TempKeyRule::NoGenDig { needed } => {
            write!(f, "TempKey.GenDigData=0: {} of slot {needed} is needed", Opcode::GenDig)
        }
        TempKeyRule::OtherKey { needed } => {
            write!(f, "TempKey.KeyID={}: {} of slot {needed} is needed", flags.key_id, Opcode::GenDig)
        }
        TempKeyRule::NoGenKey { needed } => {
            let (data, id) = (u8::from(flags.gen_key_data), flags.key_id);
            write!(
                f,
                "TempKey.GenKeyData={data} KeyID={id}: {} digest of slot {needed} is needed",
                Opcode::GenKey
            )
        }
        TempKeyRule::NoDigest => write!(
            f,
            "TempKey.GenDigData=0 GenKeyData=0: {} or {} must have made the value",
            Opcode::GenDig,
            Opcode::GenKey
        ),
    }
}

impl fmt::Display for PhaseRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ConfigUnlocked => "data, OTP and keys are out of reach until the configuration is locked",
            Self::ConfigLocked => "the configuration is locked",
            Self::UnreadableUntilLocked => "data and OTP cannot be read until they are locked",
            Self::BlocksOnlyUntilLocked => "data and OTP take 32-byte writes only until they are locked",
            Self::UnusedUntilLocked => "keys cannot be used until data is locked",
            Self::CountersUntilLocked => "the counters do not step until the configuration is locked",
            Self::DataLocked => "data and OTP are locked",
            Self::OtpLocked => "OTP cannot be written once data and OTP are locked",
        })
    }
}

impl fmt::Display for ChipOptionsRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EcdhStaysInside => "ECDH protection: the secret must stay inside the chip",
            Self::KdfStaysInside => "KDF protection: the result must stay inside the chip",
            Self::KdfEncryptedOnly => "KDF protection: encrypted output only",
            Self::KdfAesDisabled => "bit 2=0: KDF-AES is off",
            Self::NoIoKey => "bit 1=0: encrypted output needs the IO protection key",
        })
    }
}
