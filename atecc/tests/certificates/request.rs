//! Certificate requests, as `x509-cert` reads them.

use atecc::cert::{AlternativeName, CertError, Extensions, Name, RequestInfo, max_sealed_size};
use x509_cert::der::{Decode, Encode};
use x509_cert::request::{CertReq, ExtensionReq};

use crate::common::{DEVICE, key, public, signed, verify};

fn request(info: &RequestInfo<'_>) -> (Vec<u8>, CertReq) {
    let size = info.size().unwrap();
    let mut buffer = vec![0; max_sealed_size(size)];
    assert_eq!(info.write(&mut buffer), Ok(size));
    assert_eq!(info.write(&mut vec![0; size - 1]), Err(CertError::BufferTooSmall { needed: size }));
    let der = signed(buffer, size, &key(7));
    let request = CertReq::from_der(&der).unwrap();
    assert_eq!(request.to_der().unwrap(), der, "it is what that library would write");
    (der, request)
}

#[test]
fn another_library_reads_what_was_asked() {
    let public_key = public(&key(7));
    let info = RequestInfo { subject: DEVICE, public_key: &public_key, extensions: Extensions::default() };
    let (der, read) = request(&info);
    verify(&der, &public_key);
    assert_eq!(read.info.subject.to_string(), "CN=device 7,O=Ümlaut & Söhne");
    assert_eq!(read.info.public_key.subject_public_key.raw_bytes()[1..], public_key.0);
    assert!(read.info.attributes.is_empty());
}

#[test]
fn another_library_reads_the_extensions_that_were_asked_for() {
    let public_key = public(&key(7));
    let names = [AlternativeName::Dns("device-7.example")];
    let extensions = Extensions { alternative_names: &names, ..Extensions::default() };
    let (_, read) =
        request(&RequestInfo { subject: Name::Attributes(&[]), public_key: &public_key, extensions });
    let attribute = read.info.attributes.get(0).unwrap();
    assert_eq!(attribute.oid.to_string(), "1.2.840.113549.1.9.14");
    let asked = ExtensionReq::from_der(&attribute.values.get(0).unwrap().to_der().unwrap()).unwrap();
    assert_eq!(asked.0[0].extn_id.to_string(), "2.5.29.17");
}
