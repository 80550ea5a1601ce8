//! The chip's access rules as pure functions, shared by the simulated chip and by whoever explains a refusal.
//!
//! [`Rules`] is what a decision depends on; it has one method per question, grouped by file as the data sheet
//! groups its tables. An answer is what the chip would do (in clear, encrypted, into which slot), or a
//! [`Refusal`] with the [`Rule`] behind it. What can be told from the command alone (lengths, reserved bits,
//! addresses outside the part) is not here: that is a parse error, whatever the configuration.
//!
//! ```
//! use atecc::config::SlotConfig;
//! use atecc::policy::{Place, Rules, Width};
//! use atecc::{ConfigZone, Slot};
//!
//! let mut config = ConfigZone::new([0; ConfigZone::SIZE]);
//! let slot = Slot::new(9).unwrap();
//! config.set_slot_config(slot, SlotConfig(0x8F8F));
//! let refusal = Rules::new(&config).read(Place::Slot(slot), Width::Block).unwrap_err();
//! assert_eq!(
//!     refusal.to_string(),
//!     "refused 0x0F: SlotConfig[9]=0x8F8F IsSecret=1 EncryptRead=0: never readable"
//! );
//! ```
//!
//! Sources: public ATECC508A data sheet, public books of the ATECC608 trust platform, the vendor's tests.

mod aes;
mod counter;
mod derive_key;
mod extra;
mod gen_dig;
mod hmac;
mod kdf;
mod key_use;
mod last_key_use;
mod latch;
mod lock;
mod mac;
mod options;
mod priv_write;
mod private_key;
mod read;
mod rule;
mod secret_key;
#[cfg(test)]
mod secret_tests;
mod secure_boot;
mod temp_key;
#[cfg(test)]
mod tests;
mod use_lock;
mod validate;
mod verify;
mod write;

use core::fmt;

pub use derive_key::{Derivation, DeriveKeyRequest};
pub use extra::Extra;
pub use gen_dig::GenDigSource;
pub use kdf::{KdfAlgorithm, KdfReply};
pub use key_use::Use;
pub use latch::LatchRule;
pub use lock::LockTarget;
pub use mac::MacRequest;
pub use options::{EcdhSlots, Options, UseLockScope};
pub use priv_write::PrivWriteAccess;
pub use private_key::{EcdhKey, EcdhOutput, EcdhRequest, EcdhResult};
pub use read::{Place, ReadAccess, Width};
pub use rule::{ChipOptionsRule, KeyConfigRule, PhaseRule, Rule, SlotConfigRule, TempKeyRule};
pub use secure_boot::{SecureBootRequest, SecureBootRule, SecureBootSteps};
pub use temp_key::{Source, TempKeyFlags};
pub use validate::{CertificateHash, ValidateRequest, Validation, X509Rule};
pub use verify::Validity;
pub use write::{WriteAccess, WriteRequest};

use crate::{ConfigZone, Slot, Status};

/// What a decision of the chip depends on, besides the command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rules<'a> {
    /// The configuration zone with its locks.
    pub config: &'a ConfigZone,
    /// What is in TempKey.
    pub temp_key: TempKeyFlags,
    /// AuthComplete: the key that was proven last and has not been spent.
    pub authorised: Option<Slot>,
    /// The persistent latch.
    pub latch: bool,
    /// The key of UseLock was proven, for as long as [`Options::use_lock`] says.
    pub transport_unlocked: bool,
    /// What the public sources leave open.
    pub options: Options,
}

impl<'a> Rules<'a> {
    /// The rules of a part that has just been woken: TempKey empty, nothing authorised, latch open.
    #[must_use]
    pub fn new(config: &'a ConfigZone) -> Self {
        Self {
            config,
            temp_key: TempKeyFlags::default(),
            authorised: None,
            latch: false,
            transport_unlocked: false,
            options: Options::default(),
        }
    }
}

/// The chip says no, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// What it answers.
    pub status: Status,
    /// What it never tells.
    pub rule: Rule,
}

impl Refusal {
    /// Legal in itself, but refused by the present state or configuration: 0x0F.
    const fn execution(rule: Rule) -> Self {
        Self { status: Status::ExecutionError, rule }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {:#04X}: {}", self.status.to_byte(), self.rule)
    }
}

impl core::error::Error for Refusal {}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        Self::execution(rule)
    }
}
