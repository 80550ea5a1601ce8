//! Each rule in one line: the configuration as it stands, the bits responsible, what they mean.

use core::fmt;

use super::{ChipOptionsRule, KeyConfigRule, PhaseRule, Rule, SlotConfigRule, TempKeyRule};
use crate::config::{KeyConfig, SlotConfig};
use crate::policy::{Source, TempKeyFlags};
use crate::{Opcode, Slot};

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Phase { lock_config, lock_value, why } => {
                write!(f, "LockConfig={lock_config:#04X} LockValue={lock_value:#04X}: {why}")
            }
            Self::SlotConfig { slot, config, why } => slot_config(f, slot, config, why),
            Self::KeyConfig { slot, config, why } => key_config(f, slot, config, why),
            Self::SlotLocked { slot, slot_locked } => {
                write!(f, "SlotLocked={slot_locked:#06X} bit {slot}=0: the slot is locked")
            }
            Self::ChipOptions { options, why } => write!(f, "ChipOptions={options:#06X} {why}"),
            Self::TempKey { flags, why } => temp_key(f, flags, why),
            Self::AesDisabled { aes_enable } => write!(f, "AES_Enable={aes_enable:#04X} bit 0=0: AES is off"),
            Self::KdfIv { location, string } => kdf_iv(f, location, string),
            Self::CounterAtLimit { counter, limit } => write!(f, "Counter{counter} has reached {limit}"),
            Self::ConfigByte { byte } => write!(f, "Write cannot change configuration byte {byte}"),
            Self::LockSummary { sent, actual } => lock_summary(f, sent, actual),
            Self::UsedUp { slot, count, limit } => {
                write!(f, "LimitedUse of slot {slot}: Counter0={count} has reached {limit}")
            }
            Self::LastKeyUse { slot } => write!(f, "LimitedUse of slot {slot}: LastKeyUse has no bit left"),
            Self::UseLock { use_lock, key } => {
                write!(f, "UseLock={use_lock:#04X}: no key is used until key {key} has been proven")
            }
            Self::X509Format { slot, id, format, why } => {
                write!(f, "X509format[{id}]={:#04X} of slot {slot} {why}", format.0)
            }
            Self::SlotTooShort { slot, needed } => {
                write!(f, "slot {slot} has {} bytes, {needed} are needed", slot.size())
            }
            Self::Validity { slot, valid } => validity(f, slot, valid),
            Self::ExtraSet { byte, value } => {
                write!(f, "configuration byte {byte} is {value:#04X}: it can be set only once")
            }
            Self::Latch { permission, why } => write!(f, "VolatileKeyPermission={permission:#04X}: {why}"),
            Self::SecureBoot { config, why } => write!(f, "SecureBootConfig={config:#06X}: {why}"),
        }
    }
}

fn kdf_iv(f: &mut fmt::Formatter<'_>, location: u8, [first, second]: [u8; 2]) -> fmt::Result {
    write!(f, "KdfIvLoc={location} KdfIvStr={first:02X}{second:02X}: not so in the message")
}

fn lock_summary(f: &mut fmt::Formatter<'_>, sent: u16, actual: u16) -> fmt::Result {
    write!(f, "the zone's CRC is {actual:#06X}, the command says {sent:#06X}")
}

fn validity(f: &mut fmt::Formatter<'_>, slot: Slot, valid: bool) -> fmt::Result {
    write!(f, "the public key in slot {slot} is {}", if valid { "valid" } else { "not validated" })
}

/// SlotConfig, the field responsible, and what it means.
fn slot_config(
    f: &mut fmt::Formatter<'_>,
    slot: Slot,
    config: SlotConfig,
    why: SlotConfigRule,
) -> fmt::Result {
    use SlotConfigRule as Why;
    let [low, high] = config.0.to_le_bytes();
    write!(f, "SlotConfig[{slot}]={:#06X} ", config.0)?;
    let read_key = |f: &mut fmt::Formatter<'_>, bit: u8, value: u8| {
        write!(f, "ReadKey={:04b} bit {bit}={value}: ", low & 0x0F)
    };
    match why {
        Why::NeverReadable => {
            let (secret, encrypt) = (u8::from(config.is_secret()), u8::from(config.encrypt_read()));
            write!(f, "IsSecret={secret} EncryptRead={encrypt}: ")?;
        }
        Why::BlocksOnly | Why::PrivateNotSecret => {
            write!(f, "IsSecret={}: ", u8::from(config.is_secret()))?;
        }
        Why::NeverWritable
        | Why::EncryptedWritesOnly
        | Why::NoGenKey
        | Why::NoDeriveKey
        | Why::MacNeeded
        | Why::NoMacTaken
        | Why::NoPrivWrite
        | Why::EncryptedPrivWritesOnly => write!(f, "WriteConfig={:04b}: ", high >> 4)?,
        Why::NoMac => f.write_str("NoMac=1: ")?,
        Why::NoExternalSign => read_key(f, 0, 0)?,
        Why::NoInternalSign => read_key(f, 1, 0)?,
        Why::NoEcdh => read_key(f, 2, 0)?,
        Why::NotIntoNextSlot => read_key(f, 3, 0)?,
        Why::IntoNextSlot | Why::OddSlot => read_key(f, 3, 1)?,
    }
    slot_config_meaning(f, config.write_key(), why)
}

fn slot_config_meaning(f: &mut fmt::Formatter<'_>, write_key: Slot, why: SlotConfigRule) -> fmt::Result {
    use SlotConfigRule as Why;
    match why {
        Why::NeverReadable => f.write_str("never readable"),
        Why::BlocksOnly => f.write_str("32-byte access only"),
        Why::NeverWritable => write!(f, "never written by {}", Opcode::Write),
        Why::EncryptedWritesOnly => write!(f, "encrypted 32-byte writes under key {write_key} only"),
        Why::PrivateNotSecret => f.write_str("a private key needs IsSecret=1"),
        Why::NoGenKey => write!(f, "{} not allowed", Opcode::GenKey),
        Why::NoDeriveKey => write!(f, "{} not allowed", Opcode::DeriveKey),
        Why::MacNeeded => write!(f, "{} needs a MAC under key {write_key}", Opcode::DeriveKey),
        Why::NoMacTaken => write!(f, "{} takes no MAC", Opcode::DeriveKey),
        Why::NoMac => f.write_str("not for MACs that are given out"),
        Why::NoExternalSign => f.write_str("no signatures of external messages"),
        Why::NoInternalSign => f.write_str("no signatures of internal messages"),
        Why::NoPrivWrite => write!(f, "{} not allowed", Opcode::PrivWrite),
        Why::EncryptedPrivWritesOnly => {
            write!(f, "{} encrypted under key {write_key} only", Opcode::PrivWrite)
        }
        Why::NoEcdh => write!(f, "{} not allowed", Opcode::Ecdh),
        Why::IntoNextSlot => f.write_str("the secret stays in the next slot"),
        Why::NotIntoNextSlot => f.write_str("the secret is not kept in a slot"),
        Why::OddSlot => f.write_str("an odd slot has no next slot"),
    }
}

fn key_config(f: &mut fmt::Formatter<'_>, slot: Slot, config: KeyConfig, why: KeyConfigRule) -> fmt::Result {
    use KeyConfigRule as Why;
    write!(f, "KeyConfig[{slot}]={:#06X} ", config.0)?;
    let (private, key_type) = (u8::from(config.is_private()), config.0 >> 2 & 7);
    match why {
        Why::PrivateUnreadable => write!(f, "Private={private}: never readable"),
        Why::PrivateUnwritable => {
            write!(f, "Private={private}: {} does not write private keys", Opcode::Write)
        }
        Why::NotPrivate => write!(f, "Private={private} KeyType={key_type}: not a P-256 private key"),
        Why::NotSymmetric => write!(f, "Private={private}: a private key is no secret for this"),
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

/// The flags responsible, and what would be needed.
fn temp_key(f: &mut fmt::Formatter<'_>, flags: TempKeyFlags, why: TempKeyRule) -> fmt::Result {
    use TempKeyRule as Why;
    let bit = |set: bool| u8::from(set);
    match why {
        Why::Invalid => return f.write_str("TempKey.Valid=0"),
        Why::NotRandom | Why::NotFixed => {
            write!(f, "TempKey.SourceFlag={}: ", bit(flags.source == Source::Fixed))?;
        }
        Why::NoMac => write!(f, "TempKey.NoMacFlag={}: ", bit(flags.no_mac))?,
        Why::TooShort => f.write_str("TempKey holds 32 bytes: ")?,
        Why::NoGenDig { .. } => write!(f, "TempKey.GenDigData={}: ", bit(flags.gen_dig_data))?,
        Why::OtherKey { .. } => write!(f, "TempKey.KeyID={}: ", flags.key_id)?,
        Why::NoGenKey { .. } => {
            write!(f, "TempKey.GenKeyData={} KeyID={}: ", bit(flags.gen_key_data), flags.key_id)?;
        }
        Why::NoCertificate { needed } => {
            return write!(
                f,
                "TempKey is not the hash of a certificate with the public key of slot {needed}"
            );
        }
        Why::NoDigest => {
            let (dig, key) = (bit(flags.gen_dig_data), bit(flags.gen_key_data));
            write!(f, "TempKey.GenDigData={dig} GenKeyData={key}: ")?;
        }
    }
    write!(f, "{why}")
}

impl fmt::Display for TempKeyRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("a value is needed"),
            Self::NotRandom => f.write_str("a random nonce is needed"),
            Self::NotFixed => f.write_str("the mode asks for a fixed value"),
            Self::NoMac => f.write_str("not for MACs that are given out"),
            Self::TooShort => f.write_str("more are needed"),
            Self::NoGenDig { needed } | Self::OtherKey { needed } => {
                write!(f, "{} of slot {needed} is needed", Opcode::GenDig)
            }
            Self::NoGenKey { needed } => write!(f, "{} digest of slot {needed} is needed", Opcode::GenKey),
            Self::NoCertificate { needed } => {
                write!(f, "the hash of a certificate with the public key of slot {needed} is needed")
            }
            Self::NoDigest => {
                write!(f, "{} or {} must have made the value", Opcode::GenDig, Opcode::GenKey)
            }
        }
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
            Self::NoTransportKeys => "transport keys exist only until data and OTP are locked",
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
