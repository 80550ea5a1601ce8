//! The 128-byte configuration zone: identity, access rules and locks.

mod chip_options;
mod key_config;
mod slot_config;
mod slot_policy;
mod x509_format;
mod zone;

pub use chip_options::{ChipOptions, OutputProtection};
pub use key_config::{KeyConfig, KeyType};
pub use slot_config::{PrivateKeyUse, SlotConfig, WriteConfig};
pub use slot_policy::SlotPolicy;
pub use x509_format::X509Format;
pub use zone::{ConfigZone, Phase, SerialNumber, offset};
