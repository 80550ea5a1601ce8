//! Certificates: a whole X.509 certificate from 72 bytes in a slot, a key and a template, byte for byte.
//!
//! A chip has no room for certificates. It keeps what differs from chip to chip, and the host keeps the rest once:
//! the template.
//!
//! # The compressed certificate
//!
//! | bytes | |
//! |---|---|
//! | 0–63 | the authority's signature, r‖s |
//! | 64–66 | from the top bit: issue year − 2000 (5 bits), month (4), day (5), hour (5), years to expiry (5; 0: never) |
//! | 67–68 | number of the signer |
//! | 69 | number of the template (high four bits), of the chain (low) |
//! | 70 | source of the serial number (high four bits), format (low) |
//! | 71 | formats 1 and 2: two more bits of the issue year (7–6) and of the years (5–4); format 0: 0 |
//!
//! Source: Microchip's description of its compressed certificate, checked against a certificate of a
//! factory-provisioned part and against what Microchip's library makes of the same bytes.
//!
//! # A template, and back
//!
//! ```
//! use atecc::cert::*;
//! use atecc::{PublicKey, Signature};
//!
//! // What an authority does: here for a key and a signature that are only bytes.
//! let (public_key, signature) = (PublicKey([7; 64]), Signature([9; 64]));
//! let validity = Validity::new(DateTime::new(2026, 11, 24, 7).ok_or("no such date")?, 20)?;
//! let (signer_id, serial_source) = (SignerId([0xC0, 0xDE]), SerialSource::PublicKeyHash);
//! let mut serial_number = [0; 16];
//! let facts = SerialFacts { public_key: &public_key, validity, signer_id, device_serial: None };
//! serial_source.write(&facts, &mut serial_number)?;
//! let tbs = TbsCertificate {
//!     serial_number: &serial_number,
//!     issuer: Name::Attributes(&[Attribute::common_name("Signer C0DE")]),
//!     subject: Name::Attributes(&[Attribute::common_name("a device")]),
//!     begins: validity.begins(),
//!     ends: validity.ends(DateFormat::UtcTime),
//!     public_key: &public_key,
//!     extensions: Extensions::default(),
//! };
//! let mut buffer = [0; 512];
//! let len = tbs.write(&mut buffer)?;
//! let len = seal(&mut buffer, len, &signature)?;
//! let certificate = &buffer[..len];
//!
//! // The template: an example, and where other certificates will differ from it.
//! let (tbs, _) = open(certificate)?;
//! let id = TemplateId::new(1, 0).ok_or("no such template")?;
//! let compressed = CompressedCertificate { signature, validity, signer_id, template: id, serial_source };
//! let facts = Facts {
//!     compressed: &compressed,
//!     public_key: &public_key,
//!     authority_key_id: None,
//!     device_serial: None,
//!     stored: &[],
//! };
//! let elements = [
//!     Element::new(0, 64, Value::PublicKey).locate(&facts, tbs)?,
//!     Element::new(0, 16, Value::SerialNumber).locate(&facts, tbs)?,
//!     Element::new(0, 13, Value::Begins(DateFormat::UtcTime)).locate(&facts, tbs)?,
//!     Element::new(0, 13, Value::Ends(DateFormat::UtcTime)).locate(&facts, tbs)?,
//!     Element::new(0, 4, Value::SignerId).converted(Conversion::UpperHex).locate(&facts, tbs)?,
//! ];
//! let template = Template { id, serial_source, tbs, elements: &elements };
//!
//! // 72 bytes, and back.
//! let bytes = template.compress(certificate, &Known::default())?.certificate.to_bytes();
//! let compressed = CompressedCertificate::from_bytes(&bytes)?;
//! let mut rebuilt = [0; 512];
//! let len = template.rebuild(&Facts { compressed: &compressed, ..facts }, &mut rebuilt)?;
//! assert_eq!(&rebuilt[..len], certificate);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

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
