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
mod latch;
mod lock;
mod mac;
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
mod validate;
mod verify;
mod write;

use core::fmt;

pub use counter::{COUNTER_MAX, Counter};
pub use derive_key::{Derivation, DeriveKeyRequest};
pub use extra::Extra;
pub use gen_dig::GenDigSource;
pub use kdf::{KdfAlgorithm, KdfReply};
pub use key_use::{CountMatch, Use};
pub use latch::{LatchRule, VolatileKeyPermission};
pub use lock::LockTarget;
pub use mac::MacRequest;
pub use priv_write::PrivWriteAccess;
pub use private_key::{EcdhKey, EcdhOutput, EcdhRequest, EcdhResult};
pub use read::{Place, ReadAccess, Width};
pub use rule::{ChipOptionsRule, KeyConfigRule, PhaseRule, Rule, SlotConfigRule, TempKeyRule};
pub use secure_boot::{SecureBootConfig, SecureBootMode, SecureBootRequest, SecureBootRule, SecureBootSteps};
pub use temp_key::{Source, TempKeyFlags};
pub use validate::ValidateRequest;
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
            options: Options::default(),
        }
    }
}

/// Decisions that no public source settles, each with the reading that it has by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether commands use the key in a slot (Sign, ECDH, Verify(stored), MAC, AES and the like) while the
    /// data zone is unlocked. Default yes, as the ATECC508A data sheet implies.
    pub use_before_data_lock: bool,
    /// Whether Lock takes the data zone or a slot while the configuration is unlocked. Default no.
    pub lock_data_before_config: bool,
    /// Whether ECDH gives the secret out, when asked to, although ReadKey bit 3 sends it into the next slot.
    /// Default no.
    pub output_despite_next_slot: bool,
    /// Whether DeriveKey works while the data zone is unlocked. Default no.
    pub derive_before_data_lock: bool,
    /// Whether DeriveKey takes a TempKey that a key with NoMac was digested into. Default yes.
    pub derive_with_no_mac: bool,
    /// Whether DeriveKey ignores a MAC that WriteConfig does not ask for. Default no: it is refused.
    pub derive_ignores_mac: bool,
    /// Whether Counter steps a counter while the configuration is unlocked. Default no.
    pub increment_before_config_lock: bool,
    /// Whether Counter(increment) stops Counter 0 where CountMatch ends LimitedUse. Default no: it goes on to
    /// the counter's own limit.
    pub count_match_stops_counter: bool,
    /// Whether AES uses a slot with ReqAuth without the proof. Default no.
    pub aes_ignores_req_auth: bool,
    /// Whether KDF protection 1 turns clear output into encrypted output, as ECDH protection does. Default yes;
    /// else it is refused.
    pub kdf_protection_encrypts: bool,
    /// Whether Sign(internal) takes any valid TempKey. Default no: the public books want a value that GenDig or
    /// GenKey made.
    pub internal_sign_of_any_temp_key: bool,
    /// Whether Info sets the persistent latch without spending the proof of the key that permits it. Default
    /// no: it is a use of that proof like any other.
    pub latch_keeps_proof: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            use_before_data_lock: true,
            lock_data_before_config: false,
            output_despite_next_slot: false,
            derive_before_data_lock: false,
            derive_with_no_mac: true,
            derive_ignores_mac: false,
            increment_before_config_lock: false,
            count_match_stops_counter: false,
            aes_ignores_req_auth: false,
            kdf_protection_encrypts: true,
            internal_sign_of_any_temp_key: false,
            latch_keeps_proof: false,
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
