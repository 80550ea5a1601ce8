//! The 128-byte configuration zone: identity, access rules and locks.

mod key_config;
mod slot_config;
mod x509_format;
mod zone;

pub use key_config::{KeyConfig, KeyType};
pub use slot_config::{PrivateKeyUse, SlotConfig, WriteConfig};
pub use x509_format::X509Format;
pub use zone::{ConfigZone, Phase, SerialNumber, offset};
