use super::{Cause, Knowledge, Volatile};
use crate::command::CounterId;
use crate::policy::{
    CertificateHash, KeyConfigRule, LatchRule, Rule, Rules, SecureBootRule, Source, TempKeyFlags,
    TempKeyRule, Validity,
};

/// The length of a TempKey that was loaded with all it takes.
const LONG: usize = 64;
const SHORT: usize = 32;
/// The hash of a certificate that has no such length.
const NO_CERTIFICATE: CertificateHash = CertificateHash { position: u32::MAX, length: u32::MAX };

/// The two starts that are as unfavourable as can be; between them no cause is missed.
#[derive(Clone, Copy)]
pub(super) enum Start {
    /// TempKey is a fixed value; public keys are marked as valid.
    Fixed,
    /// TempKey is from a random nonce; public keys are not marked as valid.
    Random,
}

/// The circumstances of a command: what is known of them, and what is assumed.
pub(super) struct Assumed<'a> {
    pub(super) rules: Rules<'a>,
    pub(super) temp_key_length: usize,
    pub(super) digested: bool,
    /// The number in the slot that CountMatch names.
    pub(super) match_value: Option<u32>,
    /// The mark on the public key that matters.
    pub(super) mark: Validity,
    /// What an earlier SecureBoot left.
    pub(super) prohibited: bool,
    /// How TempKey was made, if it is the hash of a certificate, which only an ATECC508A makes for certain.
    pub(super) certificate: Option<CertificateHash>,
    pub(super) is_508a: bool,
    pub(super) known: Volatile,
    source_taken: bool,
}

impl<'a> Assumed<'a> {
    /// What is known, and otherwise the worst.
    pub(super) fn new(known: &Knowledge<'a>, start: Start) -> Self {
        let mut rules = Rules::new(known.config);
        let volatile = known.volatile;
        let (source, mark) = match start {
            Start::Fixed => (Source::Fixed, Validity::Valid),
            Start::Random => (Source::Random, Validity::NotValid),
        };
        let temp_key = TempKeyFlags { source, no_mac: true, ..TempKeyFlags::default() };
        rules.temp_key = volatile.temp_key.unwrap_or(temp_key);
        rules.authorised = volatile.authorised.flatten();
        rules.latch = volatile.latch.unwrap_or(false);
        rules.options = known.options;
        Self {
            rules,
            temp_key_length: volatile.temp_key_length.unwrap_or(SHORT),
            digested: volatile.digested.unwrap_or(false),
            match_value: Some(0),
            mark,
            prohibited: true,
            certificate: match start {
                Start::Fixed => None,
                Start::Random => known.config.is_atecc508a().then_some(NO_CERTIFICATE),
            },
            is_508a: known.config.is_atecc508a(),
            known: volatile,
            source_taken: false,
        }
    }

    /// Whether TempKey was loaded with 64 bytes.
    pub(super) const fn temp_key_is_long(&self) -> bool {
        self.temp_key_length >= LONG
    }

    /// Assumes that what refused a command is otherwise, if that may be, and gives the cause in the form that it has
    /// when it is not certain. `None` if it is certain.
    pub(super) fn otherwise(&mut self, cause: Cause) -> Option<Cause> {
        let Cause::Rule(rule) = cause else { return None };
        match rule {
            Rule::TempKey { why, .. } => return self.temp_key_otherwise(why),
            Rule::KeyConfig { config, why: KeyConfigRule::NotAuthorised, .. } if self.may_be_authorised() => {
                self.rules.authorised = config.requires_auth();
            }
            Rule::KeyConfig { why: KeyConfigRule::NotRandom, .. } if self.known.temp_key.is_none() => {
                return self.random_otherwise(cause);
            }
            Rule::KeyConfig { why: KeyConfigRule::LatchOpen, .. } if self.known.latch.is_none() => {
                self.rules.latch = true;
            }
            Rule::Latch { why: LatchRule::NotAuthorised { key }, .. } if self.may_be_authorised() => {
                self.rules.authorised = Some(key);
            }
            Rule::Validity { valid, .. } => {
                self.mark = if valid { Validity::NotValid } else { Validity::Valid };
            }
            Rule::UseLock { .. } => self.rules.transport_unlocked = true,
            Rule::X509Format { slot, id, format, .. } => {
                let (position, length) = (format.public_position(), format.template_length());
                self.certificate = Some(CertificateHash { position, length });
                return Some(Cause::X509Format { slot, id, format });
            }
            Rule::SecureBoot { why: SecureBootRule::Prohibited, .. } => self.prohibited = false,
            Rule::UsedUp { .. } | Rule::CounterAtLimit { .. } => return self.match_otherwise(),
            _ => return None,
        }
        Some(cause)
    }

    /// Only one key at a time.
    const fn may_be_authorised(&self) -> bool {
        self.known.authorised.is_none() && self.rules.authorised.is_none()
    }

    /// CountMatch: its value may be one that Counter 0 has not reached.
    fn match_otherwise(&mut self) -> Option<Cause> {
        self.match_value.take()?;
        let value_in = self.rules.config.count_match().slot()?;
        Some(Cause::CountMatch { count: self.rules.config.counter(CounterId::Zero).value(), value_in })
    }

    /// ReqRandom: if the value was taken for a random one already, the mode does not look at TempKey at all.
    fn random_otherwise(&mut self, cause: Cause) -> Option<Cause> {
        let flags = &mut self.rules.temp_key;
        if flags.valid && flags.source == Source::Random {
            return None;
        }
        flags.valid = true;
        self.take_source(Source::Random).then_some(cause)
    }

    /// Where the value in TempKey comes from is assumed once: a command that wants it both ways never succeeds.
    const fn take_source(&mut self, source: Source) -> bool {
        let open = !self.source_taken;
        self.source_taken = true;
        self.rules.temp_key.source = source;
        open
    }

    fn temp_key_otherwise(&mut self, why: TempKeyRule) -> Option<Cause> {
        let known = self.known.temp_key;
        match why {
            TempKeyRule::TooShort if self.known.temp_key_length.is_none() && self.temp_key_length < LONG => {
                self.temp_key_length = LONG;
            }
            TempKeyRule::NoGenKey { .. } if self.certificate.is_some() => self.certificate = None,
            TempKeyRule::NoCertificate { .. } if self.certificate.is_none() && self.is_508a => {
                self.certificate = Some(NO_CERTIFICATE);
            }
            TempKeyRule::NoDigest if self.known.digested.is_none() => self.digested = true,
            _ if known.is_some() => return None,
            TempKeyRule::Invalid => self.rules.temp_key.valid = true,
            TempKeyRule::NotRandom if self.take_source(Source::Random) => {}
            TempKeyRule::NotFixed if self.take_source(Source::Fixed) => {}
            TempKeyRule::NoMac => self.rules.temp_key.no_mac = false,
            TempKeyRule::NoGenDig { needed } | TempKeyRule::OtherKey { needed } => {
                self.rules.temp_key.gen_dig_data = true;
                self.rules.temp_key.key_id = needed.number();
            }
            TempKeyRule::NoGenKey { needed } | TempKeyRule::NoCertificate { needed } => {
                self.rules.temp_key.gen_key_data = true;
                self.rules.temp_key.key_id = needed.number();
            }
            _ => return None,
        }
        Some(self.as_known(Cause::Rule(Rule::TempKey { flags: self.rules.temp_key, why })))
    }

    /// The cause without flags of TempKey that are only assumed.
    pub(super) const fn as_known(&self, cause: Cause) -> Cause {
        match cause {
            Cause::Rule(Rule::TempKey { why, .. }) if self.known.temp_key.is_none() => {
                Cause::TempKey(match why {
                    // Whether another key was digested into it or none.
                    TempKeyRule::OtherKey { needed } => TempKeyRule::NoGenDig { needed },
                    why => why,
                })
            }
            cause => cause,
        }
    }
}
