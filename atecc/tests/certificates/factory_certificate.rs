//! The certificate of a factory-provisioned part: rebuilt from what the part holds, compressed to what it holds.

use atecc::cert::DateFormat::{GeneralizedTime, UtcTime};
use atecc::cert::{
    CertError, CompressedCertificate, Conversion, Element, Facts, Known, Place, SerialSource, Stored,
    Template, TemplateId, Value, key_id, open,
};
use atecc::config::SerialNumber;
use atecc::{PublicKey, Slot};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier;

use crate::factory::{COMPRESSED_DEVICE, DEVICE_CERTIFICATE, DEVICE_KEY, EUI48, SERIAL_NUMBER, SIGNER_KEY};
use crate::{hex, hex_array};

/// The network address, in slot 5.
fn eui48() -> Place {
    Place { slot: Slot::new(5).unwrap(), offset: 0, len: 12 }
}

/// Where device certificates of these parts differ. In the whole certificate, each is four bytes later.
fn elements() -> [Element; 11] {
    let serial = |offset, from, len| {
        let value = Value::DeviceSerial { from, len };
        Element::new(offset, 2 * u16::from(len), value).converted(Conversion::UpperHex)
    };
    [
        Element::new(11, 16, Value::SerialNumber),
        Element::new(116, 4, Value::SignerId).converted(Conversion::UpperHex),
        Element::new(124, 13, Value::Begins(UtcTime)),
        Element::new(139, 15, Value::Ends(GeneralizedTime)),
        serial(204, 0, 4),
        serial(212, 4, 5),
        Element::new(249, 64, Value::PublicKey),
        Element::new(351, 12, Value::Stored(eui48())),
        Element::new(404, 20, Value::SubjectKeyId),
        Element::new(437, 20, Value::AuthorityKeyId),
        // An element may be empty.
        Element::new(457, 0, Value::DeviceSerial { from: 9, len: 0 }),
    ]
}

fn signer_key() -> PublicKey {
    let padded: [u8; 72] = hex_array(SIGNER_KEY);
    PublicKey([&padded[4..36], &padded[40..]].concat().try_into().unwrap())
}

fn serial_number() -> SerialNumber {
    SerialNumber(hex_array(SERIAL_NUMBER))
}

fn known() -> Known {
    Known { authority_key_id: Some(key_id(&signer_key())), device_serial: Some(serial_number()) }
}

/// The template is the certificate with all that is its own taken out.
fn with_template(test: impl FnOnce(&Template<'_>, &[u8])) {
    let certificate = hex(DEVICE_CERTIFICATE);
    let mut tbs = open(&certificate).unwrap().0.to_vec();
    let elements = elements();
    for element in elements {
        tbs[element.offset.into()..][..element.len.into()].fill(0);
    }
    let id = TemplateId::new(3, 0).unwrap();
    let template =
        Template { id, serial_source: SerialSource::PublicKeyHash, tbs: &tbs, elements: &elements };
    test(&template, &certificate);
}

#[test]
fn it_is_rebuilt_from_what_the_part_holds() {
    with_template(|template, certificate| {
        let compressed = CompressedCertificate::from_bytes(&hex_array(COMPRESSED_DEVICE)).unwrap();
        let facts = Facts {
            compressed: &compressed,
            public_key: &PublicKey(hex_array(DEVICE_KEY)),
            authority_key_id: Some(key_id(&signer_key())),
            device_serial: Some(serial_number()),
            stored: &[Stored { place: eui48(), data: &hex(EUI48) }],
        };
        let size = template.certificate_size(&compressed.signature);
        assert_eq!(size, certificate.len());
        let mut out = vec![0xEE; size];
        assert_eq!(template.rebuild(&facts, &mut out), Ok(size));
        assert_eq!(out, certificate);
        for room in 0..size {
            let outcome = template.rebuild(&facts, &mut out[..room]);
            assert_eq!(outcome, Err(CertError::BufferTooSmall { needed: size }));
        }

        for (facts, error) in [
            (Facts { authority_key_id: None, ..facts }, CertError::NoAuthorityKeyId),
            (Facts { device_serial: None, ..facts }, CertError::NoDeviceSerial),
            (Facts { stored: &[], ..facts }, CertError::NotStored(eui48())),
            (
                Facts { stored: &[Stored { place: eui48(), data: &[0; 11] }], ..facts },
                CertError::Template(351),
            ),
        ] {
            assert_eq!(template.rebuild(&facts, &mut out), Err(error));
        }
        let id = TemplateId::new(3, 1).unwrap();
        let outcome = Template { id, ..*template }.rebuild(&facts, &mut out);
        assert_eq!(outcome, Err(CertError::OtherTemplate(template.id)));
        let serial_source = SerialSource::DeviceSerialHash;
        let outcome = Template { serial_source, ..*template }.rebuild(&facts, &mut out);
        assert_eq!(outcome, Err(CertError::OtherSerialSource(SerialSource::PublicKeyHash)));
    });
}

#[test]
fn it_is_compressed_to_what_the_part_holds() {
    with_template(|template, certificate| {
        let compressed = template.compress(certificate, &known()).unwrap();
        assert_eq!(compressed.certificate.to_bytes(), hex_array(COMPRESSED_DEVICE));
        assert_eq!(compressed.public_key, PublicKey(hex_array(DEVICE_KEY)));
        let stored = elements()[7];
        assert_eq!(template.stored(stored, certificate, &mut [0; 12]), Ok(&hex(EUI48)[..]));
        assert_eq!(template.stored(stored, certificate, &mut [0; 11]), Err(CertError::Template(351)));
    });
}

/// Each byte in its turn is another one: that is noticed, or else (in the signature, the stored address, the number of the
/// signer) it comes back when the certificate is rebuilt.
#[test]
fn no_other_certificate_is_taken_for_one_of_the_template() {
    with_template(|template, certificate| {
        let mut refused = 0;
        for at in 0..certificate.len() {
            let mut other = certificate.to_vec();
            other[at] ^= 1;
            let Ok(compressed) = template.compress(&other, &known()) else {
                refused += 1;
                continue;
            };
            let mut address = [0; 12];
            let data = template.stored(elements()[7], &other, &mut address).unwrap();
            let facts = Facts {
                compressed: &compressed.certificate,
                public_key: &compressed.public_key,
                authority_key_id: known().authority_key_id,
                device_serial: known().device_serial,
                stored: &[Stored { place: eui48(), data }],
            };
            let mut out = vec![0; template.max_certificate_size()];
            let size = template.rebuild(&facts, &mut out).unwrap();
            assert_eq!(out[..size], other, "byte {at}");
        }
        assert_eq!(certificate.len() - refused, 12 + 4 + 64);
    });
}

#[test]
fn its_signature_is_the_signers() {
    let certificate = hex(DEVICE_CERTIFICATE);
    let (tbs, signature) = open(&certificate).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &signer_key().0].concat()).unwrap();
    key.verify(tbs, &p256::ecdsa::Signature::from_slice(&signature.0).unwrap()).unwrap();
}

#[test]
fn a_template_that_does_not_fit_is_at_fault() {
    with_template(|template, certificate| {
        for (wrong, error) in [
            (Element::new(448, 20, Value::SubjectKeyId), CertError::Template(448)),
            (Element::new(u16::MAX, u16::MAX, Value::SubjectKeyId), CertError::Template(u16::MAX)),
            (Element::new(404, 19, Value::SubjectKeyId), CertError::OtherValue(404)),
            (Element::new(11, 33, Value::SerialNumber), CertError::Template(11)),
            (Element::new(204, 18, Value::DeviceSerial { from: 1, len: 9 }), CertError::Template(204)),
        ] {
            let elements = [&elements()[..], &[wrong]].concat();
            let outcome = Template { elements: &elements, ..*template }.compress(certificate, &known());
            assert_eq!(outcome, Err(error), "{wrong:?}");
        }
        let lacking = [elements()[6], elements()[2]];
        for (elements, what) in
            [(&lacking[..0], "public key"), (&lacking[..1], "date of issue"), (&lacking, "date of expiry")]
        {
            let tbs = open(certificate).unwrap().0;
            let outcome = Template { elements, tbs, ..*template }.compress(certificate, &known());
            assert_eq!(outcome, Err(CertError::TemplateLacks(what)));
        }
    });
}
