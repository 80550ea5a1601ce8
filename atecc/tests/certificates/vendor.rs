//! What Microchip's own library makes of dates and of certificates of our design: `vendor.txt`, which the suite in
//! `atecc/sim/tests/vendor` writes and holds to what the library does.

use std::collections::HashMap;

use atecc::cert::{
    CertError, CompressedCertificate, Conversion, DateFormat, Element, Facts, Known, Place, SerialSource,
    Stored, Template, Value, key_id,
};
use atecc::config::SerialNumber;
use atecc::{PublicKey, Slot};

use crate::{hex, hex_array};

const VECTORS: &str = include_str!("vendor.txt");

/// The lines that begin with a word, without it.
fn lines(word: &str) -> impl Iterator<Item = Vec<&'static str>> {
    VECTORS
        .lines()
        .filter_map(move |line| Some(line.strip_prefix(word)?.strip_prefix(' ')?.split(' ').collect()))
}

fn format(name: &str) -> DateFormat {
    match name {
        "iso8601" => DateFormat::Iso8601,
        "utc" => DateFormat::UtcTime,
        "generalized" => DateFormat::GeneralizedTime,
        "posix-be" => DateFormat::PosixBigEndian,
        "posix-le" => DateFormat::PosixLittleEndian,
        other => panic!("{other}"),
    }
}

#[test]
fn dates_are_the_vendors() {
    let mut count = 0;
    for line in lines("date") {
        let [name, text, bytes] = line[..] else { panic!("{line:?}") };
        let date = DateFormat::Iso8601.parse(text.as_bytes()).unwrap();
        let bytes = hex(bytes);
        assert_eq!(format(name).parse(&bytes), Ok(date), "{line:?}");
        let mut out = vec![0; format(name).size()];
        format(name).write(date, &mut out).unwrap();
        assert_eq!(out, bytes, "{line:?}");
        count += 1;
    }
    assert_eq!(count, 33);
    for line in lines("last") {
        assert_eq!(format(line[0]).last().to_string(), line[1]);
    }
}

/// One certificate, and what the chip holds of it.
#[derive(Default)]
struct Case {
    tbs: Vec<u8>,
    elements: Vec<[&'static str; 4]>,
    compressed: Vec<u8>,
    device_serial: Vec<u8>,
    certificate: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = Case::default();
    for line in VECTORS.lines().map(|line| line.split(' ').collect::<Vec<_>>()) {
        match line[..] {
            ["template", tbs] => case.tbs = hex(tbs),
            ["element", offset, len, name, conversion] => case.elements.push([offset, len, name, conversion]),
            ["holds", compressed, serial] => {
                (case.compressed, case.device_serial) = (hex(compressed), hex(serial));
            }
            ["certificate", der] => {
                case.certificate = hex(der);
                cases.push(core::mem::take(&mut case));
            }
            _ => {}
        }
    }
    cases
}

fn place(offset: u16, len: u16) -> Place {
    Place { slot: Slot::new(8).unwrap(), offset, len }
}

fn element([offset, len, name, conversion]: [&str; 4], case: &Case, source: SerialSource) -> Element {
    // As `cryptography` writes dates.
    let date_format = |len: &str| if len == "13" { DateFormat::UtcTime } else { DateFormat::GeneralizedTime };
    let value = match name {
        "public-key" => Value::PublicKey,
        "begins" => Value::Begins(date_format(len)),
        "ends" => Value::Ends(date_format(len)),
        "signer-id" => Value::SignerId,
        "serial-number" if source == SerialSource::Stored => Value::Stored(place(144, 16)),
        // With its length.
        "serial-number" if source == SerialSource::StoredDynamic => Value::Stored(place(144, 17)),
        "serial-number" => Value::SerialNumber,
        "authority-key-id" => Value::AuthorityKeyId,
        "subject-key-id" => Value::SubjectKeyId,
        "device-serial-0-4" => Value::DeviceSerial { from: 0, len: 4 },
        "device-serial-4-5" => Value::DeviceSerial { from: 4, len: 5 },
        "inventory" => Value::Stored(place(176, 6)),
        other => panic!("{other}"),
    };
    let conversion = match conversion {
        "as-is" => Conversion::AsIs,
        "upper-hex" => Conversion::UpperHex,
        "lower-hex" => Conversion::LowerHex,
        other => panic!("{other}"),
    };
    assert!(!case.tbs.is_empty());
    Element::new(offset.parse().unwrap(), len.parse().unwrap(), value).converted(conversion)
}

#[test]
fn certificates_are_the_vendors() {
    let constants: HashMap<_, _> = VECTORS.lines().filter_map(|line| line.split_once(' ')).collect();
    let [public_key, authority] =
        ["device-key", "authority-key"].map(|name| PublicKey(hex_array(constants[name])));
    let (serial, inventory) = (hex(constants["stored-serial"]), hex(constants["inventory"]));
    let dynamic = [&[16], &serial[..]].concat();
    let stored = [
        Stored { place: place(144, 16), data: &serial },
        Stored { place: place(144, 17), data: &dynamic },
        Stored { place: place(176, 6), data: &inventory },
    ];
    let cases = cases();
    assert_eq!(cases.len(), 10 + 9 + 2 + 4);
    for case in cases {
        let compressed = case.compressed.clone().try_into().unwrap();
        let compressed = CompressedCertificate::from_bytes(&compressed).unwrap();
        let source = compressed.serial_source;
        let elements: Vec<_> = case.elements.iter().map(|line| element(*line, &case, source)).collect();
        let template =
            Template { id: compressed.template, serial_source: source, tbs: &case.tbs, elements: &elements };
        let device_serial = Some(SerialNumber(case.device_serial.clone().try_into().unwrap()));
        let authority_key_id = Some(key_id(&authority));
        let facts = Facts {
            compressed: &compressed,
            public_key: &public_key,
            authority_key_id,
            device_serial,
            stored: &stored,
        };
        rebuild(&template, &facts, &case);
        let back = template.compress(&case.certificate, &Known { authority_key_id, device_serial });
        let back = back.unwrap_or_else(|error| panic!("{error}: {compressed:?}"));
        assert_eq!(back.certificate.to_bytes()[..], case.compressed);
        assert_eq!(back.public_key, public_key);
    }
}

fn rebuild(template: &Template<'_>, facts: &Facts<'_>, case: &Case) {
    let mut out = vec![0; template.max_certificate_size()];
    let size = template.rebuild(facts, &mut out).unwrap();
    assert_eq!(out[..size], case.certificate, "{:?}", facts.compressed);
    if template.serial_source == SerialSource::StoredDynamic {
        let mut wrong = facts.stored[1].data.to_vec();
        wrong[0] -= 1;
        let stored = [Stored { data: &wrong, ..facts.stored[1] }, facts.stored[2]];
        let outcome = template.rebuild(&Facts { stored: &stored, ..*facts }, &mut out);
        assert_eq!(outcome, Err(CertError::SerialLength(15)), "that would be no DER");
    }
}
