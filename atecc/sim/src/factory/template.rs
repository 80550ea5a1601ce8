//! Templates of the demonstration certificates: certificates with marks where they differ.

use atecc::PublicKey;
use atecc::cert::{
    Attribute, AttributeKind, BasicConstraints, Conversion, DateFormat, DateTime, Element, Extensions, KeyId,
    KeyUsage, Name, Place, SerialSource, TbsCertificate, Template, TemplateId, Validity, Value,
};

use super::preset::slot;

/// When all of these certificates begin.
const BEGINS: DateTime = DateTime::new(2022, 1, 1, 0).unwrap();
const ROOT_ENDS: DateTime = DateTime::new(2072, 1, 1, 0).unwrap();
/// The longest that the first format has room for, as those of Microchip's signers.
pub(super) const SIGNER_VALIDITY: Validity = validity(31);
/// As those of Microchip's devices.
pub(super) const DEVICE_VALIDITY: Validity = validity(28);

const fn validity(years: u8) -> Validity {
    match Validity::new(BEGINS, years) {
        Ok(validity) => validity,
        // The compiler evaluates it.
        Err(_) => unreachable!(),
    }
}

pub(super) const SERIAL_SOURCE: SerialSource = SerialSource::PublicKeyHash;
/// Not the number of one of Microchip's chains, so that nobody takes their templates for these certificates.
const CHAIN: u8 = 15;
const SIGNER: TemplateId = TemplateId::new(1, CHAIN).unwrap();
const TNG_TLS: TemplateId = TemplateId::new(2, CHAIN).unwrap();
const TFLX_TLS: TemplateId = TemplateId::new(3, CHAIN).unwrap();

const ORGANIZATION: Attribute<'_> = Attribute::organization("atecc-sim");
const ROOT_NAME: Name<'_> =
    Name::Attributes(&[ORGANIZATION, Attribute::common_name("Worthless demonstration root")]);

/// What stands where certificates differ. Each of these is in a template once.
mod mark {
    use super::{KeyId, PublicKey};

    pub(super) const SERIAL_NUMBER: [u8; 16] = [0x53; 16];
    pub(super) const PUBLIC_KEY: PublicKey = PublicKey([0x4B; 64]);
    pub(super) const SUBJECT_KEY_ID: KeyId = [0x55; 20];
    pub(super) const AUTHORITY_KEY_ID: KeyId = [0x41; 20];
    pub(super) const SIGNER_ID: &str = "FFFF";
    pub(super) const DEVICE_SERIAL: &str = "012300000000000001";
    pub(super) const EUI_48: &str = "EEEEEEEEEEEE";
}

/// Where the MAC address of a TNGTLS is.
pub(super) const EUI_48: Place = Place { slot: slot::EUI_48, offset: 0, len: 12 };

/// What a [`Template`] borrows.
pub(super) struct Parts {
    id: TemplateId,
    tbs: Vec<u8>,
    elements: Vec<Element>,
}

impl Parts {
    pub(super) fn template(&self) -> Template<'_> {
        Template { id: self.id, serial_source: SERIAL_SOURCE, tbs: &self.tbs, elements: &self.elements }
    }

    /// What all these certificates have.
    fn new(id: TemplateId, issuer: Name<'_>, subject: Name<'_>, validity: Validity, ca: bool) -> Self {
        let (usage, constraints) = if ca {
            (
                KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
                BasicConstraints::Authority { path_len: Some(0) },
            )
        } else {
            (KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_AGREEMENT), BasicConstraints::EndEntity)
        };
        let tbs = write(&TbsCertificate {
            serial_number: &mark::SERIAL_NUMBER,
            issuer,
            subject,
            begins: validity.begins(),
            ends: validity.ends(DateFormat::GeneralizedTime),
            public_key: &mark::PUBLIC_KEY,
            extensions: Extensions {
                basic_constraints: Some(constraints),
                key_usage: Some(usage),
                subject_key_id: Some(mark::SUBJECT_KEY_ID),
                authority_key_id: Some(mark::AUTHORITY_KEY_ID),
                ..Extensions::default()
            },
        });
        let mut parts = Self { id, tbs, elements: Vec::new() };
        parts.element(&mark::SERIAL_NUMBER, Value::SerialNumber);
        parts.element(&mark::PUBLIC_KEY.0, Value::PublicKey);
        parts.element(&mark::SUBJECT_KEY_ID, Value::SubjectKeyId);
        parts.element(&mark::AUTHORITY_KEY_ID, Value::AuthorityKeyId);
        parts.hex_element(mark::SIGNER_ID, Value::SignerId);
        parts.date(validity.begins(), Value::Begins);
        parts.date(validity.ends(DateFormat::GeneralizedTime), Value::Ends);
        parts
    }

    fn element(&mut self, mark: &[u8], value: Value) {
        self.elements.push(Element::new(self.find(mark), size(mark), value));
    }

    fn hex_element(&mut self, mark: &str, value: Value) {
        let element = Element::new(self.find(mark.as_bytes()), size(mark.as_bytes()), value);
        self.elements.push(element.converted(Conversion::UpperHex));
    }

    /// Written in the format that X.509 has for it.
    fn date(&mut self, date: DateTime, value: impl Fn(DateFormat) -> Value) {
        for format in [DateFormat::UtcTime, DateFormat::GeneralizedTime] {
            let mut text = [0; 15];
            if format.write(date, &mut text).is_ok() {
                let text = text.get(..format.size()).unwrap_or_default();
                self.element(text, value(format));
                return;
            }
        }
    }

    /// Every mark is there.
    fn find(&self, mark: &[u8]) -> u16 {
        let found = self.tbs.windows(mark.len()).position(|window| window == mark);
        found.and_then(|offset| u16::try_from(offset).ok()).unwrap_or_default()
    }
}

fn size(mark: &[u8]) -> u16 {
    u16::try_from(mark.len()).unwrap_or_default()
}

/// The certificates of signers.
pub(super) fn signer() -> Parts {
    let name = signer_name();
    let subject = [ORGANIZATION, Attribute::common_name(&name)];
    Parts::new(SIGNER, ROOT_NAME, Name::Attributes(&subject), SIGNER_VALIDITY, true)
}

fn signer_name() -> String {
    format!("Worthless demonstration signer {}", mark::SIGNER_ID)
}

/// The certificates of TFLXTLS.
pub(super) fn tflx_tls() -> Parts {
    device(TFLX_TLS, &[])
}

/// Those of TNGTLS: the subject has a MAC address too.
pub(super) fn tng_tls() -> Parts {
    let value = format!("EUI48-{}", mark::EUI_48);
    let mut parts = device(TNG_TLS, &[Attribute { kind: AttributeKind::SerialNumber, value: &value }]);
    parts.element(mark::EUI_48.as_bytes(), Value::Stored(EUI_48));
    parts
}

/// The subject is the serial number of the chip, and `more`.
fn device(id: TemplateId, more: &[Attribute<'_>]) -> Parts {
    let (signer, chip) = (signer_name(), format!("sn{}", mark::DEVICE_SERIAL));
    let issuer = [ORGANIZATION, Attribute::common_name(&signer)];
    let subject = [&[ORGANIZATION, Attribute::common_name(&chip)], more].concat();
    let (issuer, subject) = (Name::Attributes(&issuer), Name::Attributes(&subject));
    let mut parts = Parts::new(id, issuer, subject, DEVICE_VALIDITY, false);
    parts.hex_element(mark::DEVICE_SERIAL, Value::DeviceSerial { from: 0, len: 9 });
    parts
}

/// The self-signed certificate of the root, not yet signed.
pub(super) fn root(public_key: &PublicKey, key_id: KeyId) -> Vec<u8> {
    write(&TbsCertificate {
        serial_number: &[1],
        issuer: ROOT_NAME,
        subject: ROOT_NAME,
        begins: BEGINS,
        ends: ROOT_ENDS,
        public_key,
        extensions: Extensions {
            basic_constraints: Some(BasicConstraints::Authority { path_len: Some(1) }),
            key_usage: Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            subject_key_id: Some(key_id),
            authority_key_id: Some(key_id),
            ..Extensions::default()
        },
    })
}

/// In DER. There is nothing in these that could not be written.
fn write(tbs: &TbsCertificate<'_>) -> Vec<u8> {
    let mut der = vec![0; tbs.size().unwrap_or_default()];
    let len = tbs.write(&mut der).unwrap_or_default();
    der.truncate(len);
    der
}
