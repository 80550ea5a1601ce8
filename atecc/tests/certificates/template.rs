//! Whatever is made from a template is compressed and rebuilt byte for byte.

use atecc::PublicKey;
use atecc::cert::SerialSource::{self, *};
use atecc::cert::{
    CertError, CompressedCertificate, Conversion, DateFormat, Element, Facts, Format, Known, Stored,
    Template, Validity, Value, key_id,
};
use atecc::config::SerialNumber;
use proptest::prelude::*;

use crate::batch::{Choice, SIGNER_ID, device_elements, device_tbs, inventory, sign, with_device_template};
use crate::common::{key, public};
use crate::compressed::any_validity;
use crate::dates::hour;

const COMPUTED: [SerialSource; 8] = [
    DeviceSerial,
    SignerId,
    PublicKeyHash,
    DeviceSerialHash,
    PublicKeyHashPositive,
    DeviceSerialHashPositive,
    PublicKeyHashRaw,
    DeviceSerialHashRaw,
];

prop_compose! {
    fn any_choice()(
        source in 0..COMPUTED.len(), validity in any_validity(), format in 0..3_u8,
        device_serial in prop::array::uniform9(any::<u8>()), inventory in prop::array::uniform6(any::<u8>()),
    ) -> Choice {
        // A century later, the date of issue stands in that of expiry too, and cannot be located in an example.
        let validity = if validity.years() == 100 { Validity::new(validity.begins(), 99).unwrap() } else { validity };
        let later = validity.with_format(Format::from_number(format).unwrap());
        let validity = later.unwrap_or(validity);
        Choice { serial_source: COMPUTED[source], validity, device_serial: SerialNumber(device_serial), inventory }
    }
}

/// DER writes an INTEGER without needless bytes; a hash as it is may have some, and then is none of this template.
fn is_writable(choice: &Choice, tbs: &[u8]) -> bool {
    with_device_template(choice, |template| template.tbs.len() == tbs.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn certificates_are_compressed_and_rebuilt_byte_for_byte(choice in any_choice(), number in 1..=250_u8) {
        let (device, signer) = (public(&key(number)), key(42));
        let authority = public(&signer);
        let tbs = device_tbs(&choice, &device, &authority);
        prop_assume!(is_writable(&choice, &tbs));
        let der = sign(&tbs, &signer);
        with_device_template(&choice, |template| {
            let known = Known {
                authority_key_id: Some(key_id(&authority)),
                device_serial: Some(choice.device_serial),
            };
            let compressed = template.compress(&der, &known).unwrap();
            assert_eq!(compressed.public_key, device);
            assert_eq!(compressed.certificate.signer_id, SIGNER_ID);
            let stored = template.elements.iter().find(|element| matches!(element.value, Value::Stored(_)));
            let mut data = [0; 6];
            assert_eq!(template.stored(*stored.unwrap(), &der, &mut data), Ok(&choice.inventory[..]));
            let facts = Facts {
                compressed: &compressed.certificate,
                public_key: &compressed.public_key,
                authority_key_id: known.authority_key_id,
                device_serial: known.device_serial,
                stored: &[Stored { place: inventory(), data: &data }],
            };
            let mut out = vec![0; template.max_certificate_size()];
            let size = template.rebuild(&facts, &mut out).unwrap();
            assert_eq!(out[..size], der);
            assert_eq!(template.certificate_size(&compressed.certificate.signature), der.len());
        });
    }

    /// Bytes that are no certificate, or one that was tampered with, are refused or are certificates of the template.
    #[test]
    fn arbitrary_changes_never_panic(
        choice in any_choice(),
        at in 0..600_usize,
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        cut in 0..600_usize,
    ) {
        let signer = key(42);
        let mut der = sign(&device_tbs(&choice, &public(&key(7)), &public(&signer)), &signer);
        for (to, from) in der.iter_mut().skip(at).zip(&bytes) {
            *to = *from;
        }
        der.truncate(cut.max(1));
        with_device_template(&choice, |template| {
            let _ = template.compress(&der, &Known::default());
            let _ = template.compress(&bytes, &Known::default());
        });
    }

    #[test]
    fn arbitrary_templates_never_panic(
        offset in any::<u16>(), len in any::<u16>(), from in any::<u8>(), count in any::<u8>(), kind in 0..8_usize,
    ) {
        let choice = choice(PublicKeyHash);
        let values = [
            Value::PublicKey, Value::SubjectKeyId, Value::AuthorityKeyId, Value::SignerId, Value::SerialNumber,
            Value::DeviceSerial { from, len: count }, Value::Stored(inventory()), Value::Begins(DateFormat::UtcTime),
        ];
        let element = Element::new(offset % 700, len % 100, values[kind]).converted(
            [Conversion::AsIs, Conversion::Reversed, Conversion::UpperHex, Conversion::LowerHex][kind % 4],
        );
        let signer = key(42);
        let der = sign(&device_tbs(&choice, &public(&key(7)), &public(&signer)), &signer);
        with_device_template(&choice, |template| {
            let elements = [template.elements, &[element]].concat();
            let template = Template { elements: &elements, ..*template };
            let known = Known { authority_key_id: Some([0; 20]), device_serial: Some(choice.device_serial) };
            let _ = template.compress(&der, &known);
            let _ = template.stored(element, &der, &mut [0; 8]);
        });
    }
}

fn choice(serial_source: SerialSource) -> Choice {
    Choice {
        serial_source,
        validity: Validity::new(hour(2026, 11, 24, 7), 20).unwrap(),
        device_serial: SerialNumber([0x01, 0x23, 9, 8, 7, 6, 5, 4, 0xEE]),
        inventory: *b"\0\x01\x02\xFD\xFE\xFF",
    }
}

#[test]
fn a_value_that_is_not_once_in_an_example_has_no_place() {
    let choice = choice(PublicKeyHash);
    let [device, authority] = [7, 42].map(|number| public(&key(number)));
    let tbs = device_tbs(&choice, &device, &authority);
    let compressed = CompressedCertificate {
        signature: atecc::Signature([0; 64]),
        validity: choice.validity,
        signer_id: SIGNER_ID,
        template: crate::batch::device_template_id(),
        serial_source: choice.serial_source,
    };
    let facts = Facts {
        compressed: &compressed,
        public_key: &device,
        authority_key_id: None,
        device_serial: None,
        stored: &[],
    };
    let elements = device_elements(&choice);
    elements[0].locate(&facts, &tbs).unwrap();
    let twice = [&tbs[..], &device.0].concat();
    assert_eq!(elements[0].locate(&facts, &twice), Err(CertError::NotLocated(Value::PublicKey)));
    let elsewhere = PublicKey([0; 64]);
    let other = Facts { public_key: &elsewhere, ..facts };
    assert_eq!(elements[0].locate(&other, &tbs), Err(CertError::NotLocated(Value::PublicKey)));
    assert_eq!(elements[2].locate(&facts, &tbs), Err(CertError::NoAuthorityKeyId));
    // Farther in than an offset can say.
    let far = [&vec![0; 70_000][..], &tbs].concat();
    assert_eq!(elements[0].locate(&facts, &far), Err(CertError::NotLocated(Value::PublicKey)));
    let short = Element::new(0, 63, Value::PublicKey);
    assert_eq!(short.locate(&facts, &tbs), Err(CertError::Template(0)));
}
