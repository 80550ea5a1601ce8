use atecc::PublicKey;
use atecc::cert::SerialSource::{self, *};
use atecc::cert::{CertError, Format, SerialFacts, SignerId, Validity};
use atecc::config::SerialNumber;
use sha2::{Digest, Sha256};

use crate::dates::hour;
use crate::{factory, hex, hex_array};

const KEY: PublicKey = PublicKey([0x5A; 64]);
const SERIAL: SerialNumber = SerialNumber([0x01, 0x23, 3, 4, 5, 6, 7, 8, 0xEE]);

fn facts(validity: Validity) -> SerialFacts<'static> {
    SerialFacts { public_key: &KEY, validity, signer_id: SignerId([0xC0, 0xDE]), device_serial: Some(SERIAL) }
}

fn dates() -> Validity {
    Validity::new(hour(2020, 11, 11, 4), 28).unwrap()
}

fn number(source: SerialSource, facts: &SerialFacts<'_>, len: usize) -> Result<Vec<u8>, CertError> {
    let mut out = vec![0; len];
    source.write(facts, &mut out).map(|()| out)
}

#[test]
fn a_factory_certificate_has_the_hash_of_its_key() {
    let public_key = PublicKey(hex_array(factory::DEVICE_KEY));
    let facts = SerialFacts { public_key: &public_key, ..facts(dates()) };
    assert_eq!(number(PublicKeyHash, &facts, 16).unwrap(), hex("5f235abdb72bed34b43772e79d40c11c"));
    let certificate = hex(factory::DEVICE_CERTIFICATE);
    assert_eq!(number(PublicKeyHash, &facts, 16).unwrap(), certificate[15..31]);
}

#[test]
fn fixed_numbers_are_positive_and_of_one_length() {
    let facts = facts(dates());
    assert_eq!(number(DeviceSerial, &facts, 10).unwrap(), hex("400123030405060708EE"));
    assert_eq!(number(SerialSource::SignerId, &facts, 3).unwrap(), [0x40, 0xC0, 0xDE]);
    for (source, len) in
        [(DeviceSerial, 9), (DeviceSerial, 11), (DeviceSerial, 0), (SerialSource::SignerId, 2)]
    {
        assert_eq!(number(source, &facts, len), Err(CertError::SerialLength(len)));
    }
}

/// The hash is taken here from the bytes that the description names.
#[test]
fn hashes_are_of_key_or_serial_number_and_the_packed_dates() {
    let late = Validity::new(hour(2064, 1, 1, 0), 64).unwrap();
    let early_in_format_1 = dates().with_format(Format::V1).unwrap();
    for (validity, packed) in [
        (dates(), &[0xA5, 0xAC, 0x9C][..]),
        (early_in_format_1, &[0xA5, 0xAC, 0x9C, 0x00]),
        (late, &[0x00, 0x84, 0x00, 0xA0]),
    ] {
        for (sources, subject) in [
            ([PublicKeyHash, PublicKeyHashPositive, PublicKeyHashRaw], &KEY.0[..]),
            ([DeviceSerialHash, DeviceSerialHashPositive, DeviceSerialHashRaw], &SERIAL.0),
        ] {
            let hash = Sha256::digest([subject, packed].concat());
            let first = [hash[0] & 0x3F | 0x40, hash[0] & 0x7F, hash[0]];
            for len in [1, 8, 16, 20, 32] {
                for (source, first) in sources.into_iter().zip(first) {
                    let number = number(source, &facts(validity), len).unwrap();
                    assert_eq!(number[0], first, "{source:?}");
                    assert_eq!(number[1..], hash[1..len], "{source:?}");
                }
            }
            for len in [0, 33] {
                let outcome = number(sources[0], &facts(validity), len);
                assert_eq!(outcome, Err(CertError::SerialLength(len)));
            }
        }
    }
}

#[test]
fn sources_without_what_they_want_are_refused() {
    let nothing = SerialFacts { device_serial: None, ..facts(dates()) };
    for source in [DeviceSerial, DeviceSerialHash, DeviceSerialHashPositive, DeviceSerialHashRaw] {
        assert_eq!(number(source, &nothing, 10), Err(CertError::NoDeviceSerial));
    }
    for source in [Stored, StoredDynamic] {
        assert_eq!(number(source, &facts(dates()), 10), Err(CertError::SerialStored));
    }
}

#[test]
fn sources_have_the_numbers_of_the_description() {
    let known: Vec<_> = (0..16).filter_map(SerialSource::from_nibble).collect();
    assert_eq!(known.len(), 10);
    for source in known {
        assert_eq!(SerialSource::from_nibble(source.to_nibble()), Some(source));
    }
    assert_eq!(SerialSource::from_nibble(0xA), Some(PublicKeyHash));
    assert_eq!(SerialSource::from_nibble(16), None);
}
