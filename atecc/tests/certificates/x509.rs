//! Certificates written from scratch, as `x509-cert` and OpenSSL read them.

use core::net::{IpAddr, Ipv6Addr};
use core::time::Duration;

use atecc::cert::{
    AlternativeName, Attribute, AttributeKind, BasicConstraints, CertError, DateTime, Extensions, KeyUsage,
    Name, Purpose, TbsCertificate, key_id, max_sealed_size, open, sealed_size,
};
use atecc::{PublicKey, Signature};
use proptest::prelude::*;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{self, AuthorityKeyIdentifier, SubjectAltName, SubjectKeyIdentifier};

use crate::common::{DEVICE, key, public, signed, verify};
use crate::dates::hour;

const AUTHORITY: Name<'_> = Name::Attributes(&[
    Attribute { kind: AttributeKind::Country, value: "DE" },
    Attribute { kind: AttributeKind::State, value: "Hessen" },
    Attribute { kind: AttributeKind::Locality, value: "Fulda" },
    Attribute { kind: AttributeKind::Organization, value: "Ümlaut & Söhne" },
    Attribute { kind: AttributeKind::OrganizationalUnit, value: "PKI" },
    Attribute { kind: AttributeKind::CommonName, value: "Authority" },
    Attribute { kind: AttributeKind::SerialNumber, value: "No. 1/(a), b=c?" },
]);
const NAMES: &[AlternativeName<'_>] = &[
    AlternativeName::Dns("device-7.example"),
    AlternativeName::Ip(IpAddr::V4(core::net::Ipv4Addr::LOCALHOST)),
    AlternativeName::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    AlternativeName::Uri("urn:dev:mac:e8eb1b202027"),
];

fn device<'a>(key: &'a PublicKey, authority: &PublicKey) -> TbsCertificate<'a> {
    TbsCertificate {
        serial_number: &[0x40, 1, 2, 3],
        issuer: AUTHORITY,
        subject: DEVICE,
        begins: hour(2026, 11, 24, 7),
        ends: hour(2050, 1, 1, 0),
        public_key: key,
        extensions: Extensions {
            basic_constraints: Some(BasicConstraints::EndEntity),
            key_usage: Some(KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_AGREEMENT)),
            extended_key_usage: &[Purpose::ClientAuth, Purpose::ServerAuth],
            alternative_names: NAMES,
            subject_key_id: Some(key_id(key)),
            authority_key_id: Some(key_id(authority)),
        },
    }
}

fn authority(key: &PublicKey) -> TbsCertificate<'_> {
    let constraints = BasicConstraints::Authority { path_len: Some(0) };
    TbsCertificate {
        serial_number: &[0x80],
        subject: AUTHORITY,
        ends: DateTime::NEVER,
        extensions: Extensions {
            basic_constraints: Some(constraints),
            key_usage: Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            subject_key_id: Some(key_id(key)),
            ..Extensions::default()
        },
        ..device(key, key)
    }
}

fn written(tbs: &TbsCertificate<'_>) -> (Vec<u8>, usize) {
    let size = tbs.size().unwrap();
    let mut buffer = vec![0; max_sealed_size(size)];
    assert_eq!(tbs.write(&mut buffer), Ok(size));
    (buffer, size)
}

pub(crate) fn issued() -> (Vec<u8>, Vec<u8>) {
    let [device_key, authority_key] = [7, 1].map(|number| public(&key(number)));
    let (body, len) = written(&authority(&authority_key));
    let issuer = signed(body, len, &key(1));
    let (body, len) = written(&device(&device_key, &authority_key));
    (signed(body, len, &key(1)), issuer)
}

#[test]
fn another_library_reads_what_was_written() {
    let (der, issuer) = issued();
    verify(&der, &public(&key(1)));
    verify(&issuer, &public(&key(1)));
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.to_der().unwrap(), der, "it is what that library would write");
    let tbs = certificate.tbs_certificate();
    assert_eq!(tbs.serial_number().as_bytes(), [0x40, 1, 2, 3]);
    assert_eq!(
        tbs.issuer().to_string(),
        "SERIALNUMBER=No. 1/(a)\\, b=c?,CN=Authority,OU=PKI,O=Ümlaut & Söhne,L=Fulda,STREET=Hessen,C=DE"
            .replace("STREET", "ST")
    );
    assert_eq!(tbs.subject().to_string(), "CN=device 7,O=Ümlaut & Söhne");
    let [begins, ends] =
        [tbs.validity().not_before, tbs.validity().not_after].map(|time| time.to_unix_duration());
    assert_eq!(begins, Duration::from_secs(hour(2026, 11, 24, 7).posix().unwrap()));
    assert_eq!(ends, Duration::from_secs(hour(2050, 1, 1, 0).posix().unwrap()));
    let key = tbs.subject_public_key_info().subject_public_key.raw_bytes();
    assert_eq!(key[1..], public(&crate::common::key(7)).0);
}

#[test]
fn another_library_reads_the_extensions() {
    let (der, issuer) = issued();
    let certificate = Certificate::from_der(&der).unwrap();
    let tbs = certificate.tbs_certificate();
    let (critical, constraints) = tbs.get_extension::<pkix::BasicConstraints>().unwrap().unwrap();
    assert!(critical && !constraints.ca);
    let (critical, usage) = tbs.get_extension::<pkix::KeyUsage>().unwrap().unwrap();
    assert!(critical && usage.digital_signature() && usage.key_agreement() && !usage.key_cert_sign());
    let (critical, purposes) = tbs.get_extension::<pkix::ExtendedKeyUsage>().unwrap().unwrap();
    let purposes: Vec<_> = purposes.0.iter().map(ToString::to_string).collect();
    assert_eq!((critical, purposes), (false, vec!["1.3.6.1.5.5.7.3.2".into(), "1.3.6.1.5.5.7.3.1".into()]));
    let (critical, names) = tbs.get_extension::<SubjectAltName>().unwrap().unwrap();
    assert!(!critical && names.0.len() == 4);
    assert!(matches!(&names.0[0], GeneralName::DnsName(name) if name.as_str() == "device-7.example"));
    assert!(matches!(&names.0[1], GeneralName::IpAddress(ip) if ip.as_bytes() == [127, 0, 0, 1]));
    assert!(
        matches!(&names.0[3], GeneralName::UniformResourceIdentifier(uri) if uri.as_str() == "urn:dev:mac:e8eb1b202027")
    );
    let (_, id) = tbs.get_extension::<SubjectKeyIdentifier>().unwrap().unwrap();
    let (_, issuer_id) = tbs.get_extension::<AuthorityKeyIdentifier>().unwrap().unwrap();
    assert_eq!(id.0.as_bytes(), key_id(&public(&key(7))));

    let issuer = Certificate::from_der(&issuer).unwrap();
    let issuer = issuer.tbs_certificate();
    let (_, constraints) = issuer.get_extension::<pkix::BasicConstraints>().unwrap().unwrap();
    assert_eq!((constraints.ca, constraints.path_len_constraint), (true, Some(0)));
    let (_, usage) = issuer.get_extension::<pkix::KeyUsage>().unwrap().unwrap();
    assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.digital_signature());
    let (_, id) = issuer.get_extension::<SubjectKeyIdentifier>().unwrap().unwrap();
    assert_eq!(Some(id.0), issuer_id.key_identifier);
    assert_eq!(issuer.serial_number().as_bytes(), [0, 0x80]);
    assert_eq!(issuer.validity().not_after.to_unix_duration().as_secs(), DateTime::NEVER.posix().unwrap());
}

#[test]
fn a_name_may_be_empty_or_somebody_elses_der() {
    let (der, _) = issued();
    let certificate = Certificate::from_der(&der).unwrap();
    let subject = certificate.tbs_certificate().subject().to_der().unwrap();
    let key = public(&key(7));
    let (body, len) = written(&TbsCertificate { subject: Name::Der(&subject), ..device(&key, &key) });
    assert_eq!(body[..len], written(&device(&key, &key)).0[..len]);

    for nameless in [Name::Attributes(&[]), Name::Der(&[0x30, 0])] {
        let (body, len) = written(&TbsCertificate { subject: nameless, ..device(&key, &key) });
        let certificate = Certificate::from_der(&signed(body, len, &crate::common::key(1))).unwrap();
        let names = certificate.tbs_certificate().get_extension::<SubjectAltName>().unwrap().unwrap();
        assert!(names.0, "critical, since the subject is empty");
    }
    for wrong in [&[][..], &[0x30], &[0x30, 1], &[0x30, 0, 0], &[0x31, 0]] {
        let tbs = TbsCertificate { subject: Name::Der(wrong), ..device(&key, &key) };
        assert_eq!(tbs.size(), Err(CertError::Name));
    }
}

#[test]
fn values_that_no_name_has_are_refused() {
    let key = public(&key(7));
    let long = "x".repeat(65);
    for (kind, value) in [
        (AttributeKind::Country, "D"),
        (AttributeKind::Country, "D1"),
        (AttributeKind::Country, "DEU"),
        (AttributeKind::CommonName, ""),
        (AttributeKind::CommonName, &long),
        (AttributeKind::SerialNumber, "ä"),
        (AttributeKind::SerialNumber, "a*b"),
    ] {
        let subject = [Attribute { kind, value }];
        let tbs = TbsCertificate { subject: Name::Attributes(&subject), ..device(&key, &key) };
        assert_eq!(tbs.size(), Err(CertError::Attribute(kind)), "{value}");
    }
    // Characters, not bytes.
    let umlauts = "ü".repeat(64);
    let subject = [Attribute::common_name(&umlauts)];
    TbsCertificate { subject: Name::Attributes(&subject), ..device(&key, &key) }.size().unwrap();
    for name in [AlternativeName::Dns(""), AlternativeName::Dns("ä.example"), AlternativeName::Uri("a b")] {
        let names = [NAMES[0], name];
        let extensions = Extensions { alternative_names: &names, ..Extensions::default() };
        let tbs = TbsCertificate { extensions, ..device(&key, &key) };
        assert_eq!(tbs.size(), Err(CertError::AlternativeName(1)));
    }
}

#[test]
fn serial_numbers_are_positive_and_have_up_to_20_bytes() {
    let key = public(&key(7));
    for (serial, error) in [(&[][..], 0), (&[0; 8], 0), (&[0x7F; 21], 21), (&[0x80; 20], 21)] {
        let tbs = TbsCertificate { serial_number: serial, ..device(&key, &key) };
        assert_eq!(tbs.size(), Err(CertError::SerialLength(error)));
    }
    for serial in [
        &[1][..],
        &[0, 0, 1],
        &[0x7F; 20],
        &[0x80; 19],
        &[[0; 5], [0x7F; 5], [1; 5], [2; 5], [3; 5]].concat(),
    ] {
        let (body, len) = written(&TbsCertificate { serial_number: serial, ..device(&key, &key) });
        let certificate = Certificate::from_der(&signed(body, len, &crate::common::key(1))).unwrap();
        let read = certificate.tbs_certificate().serial_number().as_bytes().to_vec();
        let number = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
        assert!(read[0] < 0x80, "positive");
        assert_eq!(number(&read), number(serial));
    }
}

#[test]
fn buffers_of_any_size_are_enough_or_refused() {
    let key = public(&key(7));
    let tbs = device(&key, &key);
    let needed = tbs.size().unwrap();
    for room in 0..needed {
        assert_eq!(tbs.write(&mut vec![0; room]), Err(CertError::BufferTooSmall { needed }));
    }
    let (mut body, len) = written(&tbs);
    let signature = Signature([0x80; 64]);
    let needed = sealed_size(len, &signature);
    for room in 0..needed {
        let outcome = atecc::cert::seal(&mut body[..room], len, &signature);
        assert_eq!(outcome, Err(CertError::BufferTooSmall { needed }));
    }
    assert_eq!(atecc::cert::seal(&mut body[..needed], len, &signature), Ok(needed));
}

#[test]
fn what_is_signed_otherwise_is_not_opened() {
    let (der, _) = issued();
    for len in 0..der.len() {
        assert_eq!(open(&der[..len]), Err(CertError::NotSigned));
    }
    let longer = [&der[..], &[0]].concat();
    assert_eq!(open(&longer), Err(CertError::NotSigned));
    // ecdsa-with-SHA384: 1.2.840.10045.4.3.3.
    let body = open(&der).unwrap().0.len();
    let mut other = der.clone();
    other[4 + body + 11] = 3;
    assert_eq!(open(&other), Err(CertError::NotSigned));
}

/// A SEQUENCE of so many bytes.
fn sequence(len: usize) -> Vec<u8> {
    let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
    let mut bytes = match len {
        0..128 => vec![0x30, low],
        128..256 => vec![0x30, 0x81, low],
        _ => vec![0x30, 0x82, high, low],
    };
    bytes.resize(bytes.len() + len, 0xAB);
    bytes
}

proptest! {
    #[test]
    fn signatures_are_read_as_they_were_written(
        r in prop::collection::vec(any::<u8>(), 0..=32),
        s in prop::collection::vec(any::<u8>(), 0..=32),
        len in 0..300_usize,
    ) {
        let mut signature = Signature([0; 64]);
        signature.0[32 - r.len()..32].copy_from_slice(&r);
        signature.0[64 - s.len()..].copy_from_slice(&s);
        let body = sequence(len);
        let mut buffer = vec![0; max_sealed_size(body.len())];
        buffer[..body.len()].copy_from_slice(&body);
        let size = atecc::cert::seal(&mut buffer, body.len(), &signature).unwrap();
        prop_assert_eq!(size, sealed_size(body.len(), &signature));
        prop_assert_eq!(open(&buffer[..size]), Ok((&body[..], signature)));
    }

    #[test]
    fn arbitrary_bytes_are_opened_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = open(&bytes);
    }
}
