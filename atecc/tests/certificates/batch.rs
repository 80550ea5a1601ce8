//! A chain of our own: a root in software, a signer in software, and the devices it signs for. The templates are made from
//! an example of each certificate.

use atecc::cert::{
    Attribute, BasicConstraints, CompressedCertificate, Conversion, DateFormat, DateTime, Element,
    Extensions, Facts, KeyUsage, Name, Place, SerialFacts, SerialSource, SignerId, Stored, TbsCertificate,
    Template, TemplateId, Validity, Value, key_id, max_sealed_size, open,
};
use atecc::config::SerialNumber;
use atecc::{PublicKey, Slot};
use p256::ecdsa::SigningKey;

use crate::common::{public, signed};

pub(crate) const SIGNER_ID: SignerId = SignerId([0xC0, 0xDE]);

/// Where the inventory number of a device is stored.
pub(crate) fn inventory() -> Place {
    Place { slot: Slot::new(8).unwrap(), offset: 102, len: 6 }
}

/// What there is to choose about a device's certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) serial_source: SerialSource,
    pub(crate) validity: Validity,
    pub(crate) device_serial: SerialNumber,
    pub(crate) inventory: [u8; 6],
}

/// Bytes of a serial number.
pub(crate) const fn serial_size(source: SerialSource) -> usize {
    match source {
        SerialSource::DeviceSerial => 10,
        SerialSource::SignerId => 3,
        _ => 16,
    }
}

const fn format(date: DateTime) -> DateFormat {
    if date.year() < 2050 { DateFormat::UtcTime } else { DateFormat::GeneralizedTime }
}

fn serial_number(choice: &Choice, key: &PublicKey) -> Vec<u8> {
    let facts = SerialFacts {
        public_key: key,
        validity: choice.validity,
        signer_id: SIGNER_ID,
        device_serial: Some(choice.device_serial),
    };
    let mut serial_number = vec![0; serial_size(choice.serial_source)];
    choice.serial_source.write(&facts, &mut serial_number).unwrap();
    serial_number
}

/// A device whose serial number, whatever it is made from, is an INTEGER of full length.
fn example(choice: &Choice) -> (Choice, PublicKey) {
    let candidate = |number| {
        let device_serial = SerialNumber([0x01, 0x23, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, number, 0xEE]);
        let inventory = [0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5];
        (Choice { device_serial, inventory, ..*choice }, public(&crate::common::key(number)))
    };
    let is_plain = |(choice, key): &(Choice, PublicKey)| matches!(serial_number(choice, key)[0], 1..0x80);
    (100..250).map(candidate).find(is_plain).unwrap()
}

/// What is signed in the certificate of a device.
pub(crate) fn device_tbs(choice: &Choice, key: &PublicKey, authority: &PublicKey) -> Vec<u8> {
    let serial_number = serial_number(choice, key);
    let issuer = format!("Signer {SIGNER_ID}");
    let subject = format!("sn{}", choice.device_serial);
    let inventory = choice.inventory.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let tbs = TbsCertificate {
        serial_number: &serial_number,
        issuer: Name::Attributes(&[Attribute::common_name(&issuer)]),
        subject: Name::Attributes(&[Attribute::organization(&inventory), Attribute::common_name(&subject)]),
        begins: choice.validity.begins(),
        ends: choice.validity.ends(DateFormat::GeneralizedTime),
        public_key: key,
        extensions: Extensions {
            basic_constraints: Some(BasicConstraints::EndEntity),
            key_usage: Some(KeyUsage::DIGITAL_SIGNATURE),
            subject_key_id: Some(key_id(key)),
            authority_key_id: Some(key_id(authority)),
            ..Extensions::default()
        },
    };
    written(&tbs)
}

fn written(tbs: &TbsCertificate<'_>) -> Vec<u8> {
    let mut buffer = vec![0; tbs.size().unwrap()];
    tbs.write(&mut buffer).unwrap();
    buffer
}

/// Has an authority sign.
pub(crate) fn sign(tbs: &[u8], authority: &SigningKey) -> Vec<u8> {
    let mut buffer = tbs.to_vec();
    buffer.resize(max_sealed_size(tbs.len()), 0);
    signed(buffer, tbs.len(), authority)
}

/// The elements of a device's certificate; `locate` finds them.
pub(crate) fn device_elements(choice: &Choice) -> [Element; 9] {
    let [begins, ends] =
        [choice.validity.begins(), choice.validity.ends(DateFormat::GeneralizedTime)].map(format);
    let size = |format: DateFormat| u16::try_from(format.size()).unwrap();
    let serial_len = u16::try_from(serial_size(choice.serial_source)).unwrap();
    [
        Element::new(0, 64, Value::PublicKey),
        Element::new(0, 20, Value::SubjectKeyId),
        Element::new(0, 20, Value::AuthorityKeyId),
        Element::new(0, size(begins), Value::Begins(begins)),
        Element::new(0, size(ends), Value::Ends(ends)),
        Element::new(0, 4, Value::SignerId).converted(Conversion::UpperHex),
        Element::new(0, serial_len, Value::SerialNumber),
        Element::new(0, 18, Value::DeviceSerial { from: 0, len: 9 }).converted(Conversion::UpperHex),
        Element::new(0, 12, Value::Stored(inventory())).converted(Conversion::LowerHex),
    ]
}

pub(crate) fn device_template_id() -> TemplateId {
    TemplateId::new(2, 7).unwrap()
}

/// Makes the template of devices from an example, with what is the example's taken out.
pub(crate) fn with_device_template<T>(choice: &Choice, test: impl FnOnce(&Template<'_>) -> T) -> T {
    let (example, key) = example(choice);
    let authority = public(&crate::common::key(42));
    let mut tbs = device_tbs(&example, &key, &authority);
    let compressed = CompressedCertificate {
        signature: atecc::Signature([0; 64]),
        validity: example.validity,
        signer_id: SIGNER_ID,
        template: device_template_id(),
        serial_source: example.serial_source,
    };
    let facts = Facts {
        compressed: &compressed,
        public_key: &key,
        authority_key_id: Some(key_id(&authority)),
        device_serial: Some(example.device_serial),
        stored: &[Stored { place: inventory(), data: &example.inventory }],
    };
    let elements = device_elements(choice).map(|element| element.locate(&facts, &tbs).unwrap());
    for element in elements {
        tbs[element.offset.into()..][..element.len.into()].fill(0);
    }
    test(&Template {
        id: device_template_id(),
        serial_source: choice.serial_source,
        tbs: &tbs,
        elements: &elements,
    })
}

const ROOT: Name<'_> = Name::Attributes(&[Attribute::common_name("Root")]);
const SIGNER_SERIAL: SerialSource = SerialSource::SignerId;

/// The certificate of the signer, by the root.
pub(crate) fn signer_certificate(validity: Validity, signer: &SigningKey, root: &SigningKey) -> Vec<u8> {
    let [key, authority] = [signer, root].map(public);
    let subject = format!("Signer {SIGNER_ID}");
    let facts = SerialFacts { public_key: &key, validity, signer_id: SIGNER_ID, device_serial: None };
    let mut serial_number = [0; 3];
    SIGNER_SERIAL.write(&facts, &mut serial_number).unwrap();
    let tbs = TbsCertificate {
        serial_number: &serial_number,
        issuer: ROOT,
        subject: Name::Attributes(&[Attribute::common_name(&subject)]),
        begins: validity.begins(),
        ends: validity.ends(DateFormat::GeneralizedTime),
        public_key: &key,
        extensions: Extensions {
            basic_constraints: Some(BasicConstraints::Authority { path_len: Some(0) }),
            key_usage: Some(KeyUsage::KEY_CERT_SIGN),
            subject_key_id: Some(key_id(&key)),
            authority_key_id: Some(key_id(&authority)),
            ..Extensions::default()
        },
    };
    sign(&written(&tbs), root)
}

/// The template of signers, from the certificate of one.
pub(crate) fn with_signer_template<T>(
    validity: Validity,
    certificate: &[u8],
    [signer, root]: [&SigningKey; 2],
    test: impl FnOnce(&Template<'_>) -> T,
) -> T {
    let (tbs, signature) = open(certificate).unwrap();
    let template = TemplateId::new(1, 7).unwrap();
    let compressed = CompressedCertificate {
        signature,
        validity,
        signer_id: SIGNER_ID,
        template,
        serial_source: SIGNER_SERIAL,
    };
    let key = public(signer);
    let facts = Facts {
        compressed: &compressed,
        public_key: &key,
        authority_key_id: Some(key_id(&public(root))),
        device_serial: None,
        stored: &[],
    };
    let [begins, ends] = [validity.begins(), validity.ends(DateFormat::GeneralizedTime)].map(format);
    let elements = [
        Element::new(0, 64, Value::PublicKey),
        Element::new(0, 20, Value::SubjectKeyId),
        Element::new(0, 20, Value::AuthorityKeyId),
        Element::new(0, u16::try_from(begins.size()).unwrap(), Value::Begins(begins)),
        Element::new(0, u16::try_from(ends.size()).unwrap(), Value::Ends(ends)),
        Element::new(0, 4, Value::SignerId).converted(Conversion::UpperHex),
        Element::new(0, 3, Value::SerialNumber),
    ]
    .map(|element| element.locate(&facts, tbs).unwrap());
    test(&Template { id: template, serial_source: SIGNER_SERIAL, tbs, elements: &elements })
}
