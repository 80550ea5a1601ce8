//! Certificates: a whole X.509 certificate from 72 bytes in a slot, a key and a template, byte for byte.
//!
//! A chip has no room for certificates. It keeps what differs from chip to chip, and the host keeps the rest once: the template.
//!
//! # The compressed certificate
//!
//! | bytes | |
//! |---|---|
//! | 0–63 | the authority's signature, r‖s |
//! | 64–66 | the dates, bit by bit from the top: issue year − 2000 (5), month (4), day (5), hour (5), years until it expires (5; 0: never) |
//! | 67–68 | number of the signer |
//! | 69 | number of the template (high four bits), of the chain (low) |
//! | 70 | source of the serial number (high four bits), format (low) |
//! | 71 | formats 1 and 2: two more bits of the issue year (7–6) and of the years (5–4); format 0: 0 |
//!
//! Source: Microchip's description of its compressed certificate, checked against certificates of factory-provisioned parts.

mod compress;
mod compressed;
mod conversion;
mod date;
mod date_format;
mod der;
mod error;
mod extensions;
mod facts;
mod kept;
mod key_id;
mod name;
mod rebuild;
mod request;
mod sealed;
mod serial;
mod template;
mod validity;
mod x509;

pub use compress::{Compressed, Known};
pub use compressed::{CompressedCertificate, SignerId, TemplateId};
pub use conversion::Conversion;
pub use date::DateTime;
pub use date_format::DateFormat;
pub use error::CertError;
pub use extensions::{AlternativeName, BasicConstraints, Extensions, KeyUsage, Purpose};
pub use facts::{Facts, Stored};
pub use kept::{KeptCertificate, KeyPlace};
pub use key_id::{KeyId, key_id};
pub use name::{Attribute, AttributeKind, Name};
pub use request::RequestInfo;
pub use sealed::{max_sealed_size, open, seal, sealed_size};
pub use serial::{SerialFacts, SerialSource};
pub use template::{Element, Place, Template, Value};
pub use validity::{Format, Validity};
pub use x509::TbsCertificate;
