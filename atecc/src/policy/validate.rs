use core::fmt;

use super::{KeyConfigRule, Refusal, Rule, Rules, TempKeyRule, Use, Validity};
use crate::Slot;
use crate::config::X509Format;

/// What Verify(validate, invalidate or validate external) asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidateRequest {
    /// The slot of the public key whose mark is to change.
    pub target: Slot,
    /// The mark on the public key of its parent.
    pub parent: Validity,
    /// What the signature is over.
    pub by: Validation,
    /// How TempKey was made, if it is the hash of a certificate.
    pub certificate: Option<CertificateHash>,
}

/// What validates a public key, by a signature over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validation {
    /// What Sign(internal) makes of the digest of the key by GenKey.
    Digest,
    /// A certificate, of validate external.
    Certificate,
}

/// How SHA hashed a certificate with the public key of a slot in it (SHA mode public). Bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateHash {
    /// What was hashed before the public key.
    pub position: u32,
    /// What was hashed before the last command, which ends the hash.
    pub length: u32,
}

/// Rules of X509format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum X509Rule {
    /// PublicPosition: the public key is in another place.
    PublicPosition {
        /// Bytes before it.
        found: u32,
    },
    /// TemplateLength: there is more or less round it.
    TemplateLength {
        /// Bytes before the end of the hash.
        found: u32,
    },
}

impl fmt::Display for X509Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PublicPosition { found } => {
                write!(f, "PublicPosition: {found} bytes were hashed before the public key")
            }
            Self::TemplateLength { found } => {
                write!(f, "TemplateLength: {found} bytes were hashed before the end")
            }
        }
    }
}

impl Rules<'_> {
    /// The slot whose public key checks the validation of the one in `target`: its ReadKey.
    #[must_use]
    pub fn validating_key(&self, target: Slot) -> Slot {
        self.config.slot_config(target).read_key()
    }

    /// Verify(validate, invalidate or validate external), which works although the target, or all data, may be
    /// locked. TempKey holds a digest of the public key in the target. `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn validate(&self, request: ValidateRequest, match_value: Option<u32>) -> Result<Use, Refusal> {
        let ValidateRequest { target, parent, by, certificate } = request;
        self.stored_public_key(target)?;
        if !self.config.key_config(target).pub_info() {
            return Err(self.key_config_refusal(target, KeyConfigRule::NoValidation));
        }
        self.temp_key_valid()?;
        let digested = self.temp_key.gen_key_data && self.temp_key.key_id == target.number();
        match (by, certificate.filter(|_| digested)) {
            (Validation::Certificate, Some(certificate)) => self.x509_format(target, certificate)?,
            (Validation::Digest, None) if digested && certificate.is_none() => {}
            (Validation::Certificate, None) => {
                return Err(self.temp_key_refusal(TempKeyRule::NoCertificate { needed: target }));
            }
            (Validation::Digest, _) => {
                return Err(self.temp_key_refusal(TempKeyRule::NoGenKey { needed: target }));
            }
        }
        let key = self.validating_key(target);
        self.verifying_key(key, parent)?;
        self.key_use(key, match_value)
    }

    /// Whether a certificate was hashed as the X509format that X509id of `slot` names says.
    fn x509_format(&self, slot: Slot, certificate: CertificateHash) -> Result<(), Refusal> {
        let id = self.config.key_config(slot).x509_id();
        let format = self.config.x509_format(id);
        let CertificateHash { position, length } = certificate;
        let why = match format {
            _ if format.is_any() || !self.options.checks_x509_format => return Ok(()),
            _ if format.public_position() != position => X509Rule::PublicPosition { found: position },
            _ if format.template_length() != length => X509Rule::TemplateLength { found: length },
            X509Format(_) => return Ok(()),
        };
        Err(Refusal::execution(Rule::X509Format { slot, id, format, why }))
    }

    /// Whether the public key in `slot` may verify, as far as its validity mark `stored` goes.
    pub(super) fn verifying_key(&self, slot: Slot, stored: Validity) -> Result<(), Refusal> {
        self.stored_public_key(slot)?;
        if self.config.key_config(slot).pub_info() && stored != Validity::Valid {
            return Err(Refusal::execution(Rule::Validity { slot, valid: false }));
        }
        Ok(())
    }

    /// The slot of the key for the MAC that Verify answers instead of a status.
    ///
    /// # Errors
    /// [`Rule::Phase`] or [`Rule::ChipOptions`].
    pub fn verify_mac_key(&self) -> Result<Slot, Refusal> {
        self.in_reach()?;
        self.io_protection_key()
    }
}
