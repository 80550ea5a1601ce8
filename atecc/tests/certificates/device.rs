//! Certificates in a chip: written, read, and signed by it.

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::blocking::Atecc;
use atecc::cert::{
    Attribute, CertError, DateTime, Extensions, KeptCertificate, KeyPlace, Name, RequestInfo, SerialSource,
    TbsCertificate, Template, Validity, key_id, max_sealed_size,
};
use atecc::config::SerialNumber;
use atecc::{Config, Error, PublicKey, Status};
use atecc_sim::{Part, SimDelay, SimI2c};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::request::CertReq;

use crate::batch::{
    Choice, device_tbs, sign, signer_certificate, with_device_template, with_signer_template,
};
use crate::campaign::campaign;
use crate::common::{DEVICE, key, public, verify};
use crate::dates::hour;
use crate::life::slot;
use crate::locked::lock;

type Device = Atecc<SimI2c, SimDelay>;

/// A locked chip with a private key in slot 0 and zeros in slots 2 to 15.
fn chip() -> Device {
    let bus = SimI2c::blank(Part::Atecc608B, Some(31)).unwrap();
    let mut device = Atecc::new(bus.clone(), bus.delay(), Config::new());
    lock(&mut device);
    device
}

fn choice(device_serial: SerialNumber) -> Choice {
    Choice {
        serial_source: SerialSource::DeviceSerialHash,
        validity: Validity::new(hour(2033, 5, 6, 7), 0).unwrap(),
        device_serial,
        inventory: *b"\0\x01\x02\xFD\xFE\xFF",
    }
}

/// The device's certificate is in slot 10; the signer's key and certificate stand behind each other in slot 8.
fn device_kept<'a>(template: &'a Template<'a>) -> KeptCertificate<'a> {
    KeptCertificate { template, slot: slot(10), offset: 0, public_key: KeyPlace::Private(slot(0)) }
}

fn signer_kept<'a>(template: &'a Template<'a>) -> KeptCertificate<'a> {
    let public_key = KeyPlace::Public { slot: slot(8), offset: 108 };
    KeptCertificate { template, slot: slot(8), offset: 180, public_key }
}

/// What is wrong with the certificate.
fn fault<T: core::fmt::Debug, E: core::fmt::Debug>(outcome: Result<T, Error<E>>) -> CertError {
    match outcome {
        Err(Error::Certificate(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_chain_is_written_into_a_chip_and_read_from_it() {
    let mut chip = chip();
    let (signer, root) = (key(42), key(43));
    let choice = choice(chip.serial_number().unwrap());
    let device_key = chip.public_key(slot(0)).unwrap();
    let device = sign(&device_tbs(&choice, &device_key, &public(&signer)), &signer);
    let authority = signer_certificate(choice.validity, &signer, &root);
    let [signer_id, root_id] = [&signer, &root].map(|key| key_id(&public(key)));
    with_device_template(&choice, |template| {
        with_signer_template(choice.validity, &authority, [&signer, &root], |signers| {
            let (ours, theirs) = (device_kept(template), signer_kept(signers));
            let compressed = chip.write_certificate(&ours, &signer_id, &device).unwrap();
            chip.write_certificate(&theirs, &root_id, &authority).unwrap();
            assert_eq!(chip.read_compressed(&ours).unwrap(), compressed);
            let mut inventory = [0; 6];
            chip.read_slot_at(slot(8), 102, &mut inventory).unwrap();
            assert_eq!(inventory, choice.inventory);
            let mut key = [0; 72];
            chip.read_slot_at(slot(8), 108, &mut key).unwrap();
            assert_eq!(key, public(&signer).to_slot());

            let mut out = vec![0; 1024];
            let size = chip.read_certificate(&ours, &signer_id, &mut out).unwrap();
            assert_eq!(out[..size], device);
            let sizes = chip.read_chain(&[ours, theirs], &root_id, &mut out).unwrap();
            assert_eq!(sizes, [device.len(), authority.len()]);
            assert_eq!(out[..sizes[0] + sizes[1]], [&device[..], &authority].concat());
            verify(&device, &public(&signer));
            verify(&authority, &public(&root));
            assert!(chip.verify_certificate(&device, &public(&signer)).unwrap());
            assert!(!chip.verify_certificate(&device, &public(&root)).unwrap());
            assert_eq!(fault(chip.verify_certificate(&out, &public(&root))), CertError::NotSigned);

            let needed = authority.len();
            let outcome = chip.read_chain(&[ours, theirs], &root_id, &mut out[..device.len() + needed - 1]);
            assert_eq!(fault(outcome), CertError::BufferTooSmall { needed });
            let sizes: [usize; 0] = chip.read_chain(&[], &root_id, &mut []).unwrap();
            assert!(sizes.is_empty());
        });
    });
}

#[test]
fn a_certificate_for_another_key_is_not_written() {
    let mut chip = chip();
    let signer = key(42);
    let choice = choice(chip.serial_number().unwrap());
    let foreign = sign(&device_tbs(&choice, &public(&key(7)), &public(&signer)), &signer);
    let other_chip = Choice { device_serial: SerialNumber([1; 9]), ..choice };
    let device_key = chip.public_key(slot(0)).unwrap();
    let stray = sign(&device_tbs(&other_chip, &device_key, &public(&signer)), &signer);
    with_device_template(&choice, |template| {
        let kept = device_kept(template);
        let outcome = chip.write_certificate(&kept, &key_id(&public(&signer)), &foreign);
        assert_eq!(fault(outcome), CertError::OtherKey);
        let outcome = chip.write_certificate(&kept, &key_id(&public(&signer)), &stray);
        assert!(matches!(fault(outcome), CertError::OtherValue(_)));
        let outcome = chip.write_certificate(&kept, &[0; 20], &foreign);
        assert!(matches!(fault(outcome), CertError::OtherValue(_)));
        // The inventory number is in hexadecimal digits of the other case.
        let own = sign(&device_tbs(&choice, &device_key, &public(&signer)), &signer);
        let mut shouted = own.clone();
        let digits = own.windows(12).position(|window| window == b"000102fdfeff").unwrap();
        shouted[digits..digits + 12].make_ascii_uppercase();
        let outcome = chip.write_certificate(&kept, &key_id(&public(&signer)), &shouted);
        assert!(matches!(fault(outcome), CertError::OtherValue(_)));
        let mut bytes = [1; 72];
        chip.read_slot(slot(10), &mut bytes).unwrap();
        assert_eq!(bytes, [0; 72], "nothing was written");
        let outcome = chip.read_certificate(&kept, &[0; 20], &mut [0; 1024]);
        assert_eq!(fault(outcome), CertError::NoDate, "an empty slot holds no certificate");
    });
}

#[test]
fn a_chip_asks_for_a_certificate_and_signs_its_own() {
    let mut chip = chip();
    let public_key = chip.public_key(slot(0)).unwrap();
    let info = RequestInfo { subject: DEVICE, public_key: &public_key, extensions: Extensions::default() };
    let mut out = vec![0; max_sealed_size(info.size().unwrap())];
    let size = chip.sign_request(slot(0), &info, &mut out).unwrap();
    CertReq::from_der(&out[..size]).unwrap();
    verify(&out[..size], &public_key);

    let tbs = TbsCertificate {
        serial_number: &[1],
        issuer: DEVICE,
        subject: DEVICE,
        begins: hour(2026, 11, 24, 7),
        ends: DateTime::NEVER,
        public_key: &public_key,
        extensions: Extensions { subject_key_id: Some(key_id(&public_key)), ..Extensions::default() },
    };
    let mut out = vec![0; max_sealed_size(tbs.size().unwrap())];
    let size = chip.sign_certificate(slot(0), &tbs, &mut out).unwrap();
    let certificate = Certificate::from_der(&out[..size]).unwrap();
    assert_eq!(certificate.tbs_certificate().subject(), certificate.tbs_certificate().issuer());
    verify(&out[..size], &public_key);
}

#[test]
fn what_cannot_be_written_is_not_signed() {
    let mut chip = chip();
    let public_key = PublicKey([1; 64]);
    let before = chip.bus().counts().total();
    let subject = Name::Attributes(&[Attribute::common_name("")]);
    let info = RequestInfo { subject, public_key: &public_key, extensions: Extensions::default() };
    let outcome = chip.sign_request(slot(0), &info, &mut [0; 1024]);
    assert!(matches!(fault(outcome), CertError::Attribute(_)));
    let info = RequestInfo { subject: DEVICE, ..info };
    let needed = max_sealed_size(info.size().unwrap());
    let outcome = chip.sign_request(slot(0), &info, &mut vec![0; needed - 1]);
    assert_eq!(fault(outcome), CertError::BufferTooSmall { needed });
    assert_eq!(chip.bus().counts().total(), before, "the chip was not asked");
    let outcome = chip.sign_request(slot(1), &info, &mut vec![0; needed]);
    assert!(
        matches!(outcome, Err(Error::Status(Status::ExecutionError))),
        "slot 1 may not sign: {outcome:?}"
    );
}

/// The outcome of a future that never waits: the simulated bus is always ready.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the bus waits"),
    }
}

#[test]
fn the_async_driver_reads_and_writes_the_same() {
    let (signer, mut chip) = (key(42), chip());
    let choice = choice(chip.serial_number().unwrap());
    let device_key = chip.public_key(slot(0)).unwrap();
    let der = sign(&device_tbs(&choice, &device_key, &public(&signer)), &signer);
    let authority = key_id(&public(&signer));
    let mut other = atecc::asynch::Atecc::new(chip.bus().clone(), chip.bus().delay(), Config::new());
    with_device_template(&choice, |template| {
        let kept = device_kept(template);
        let mut out = [[0; 1024]; 2];
        let [ours, theirs] = &mut out;
        let written = ready(other.write_certificate(&kept, &authority, &der)).unwrap();
        assert_eq!(chip.read_compressed(&kept).unwrap(), written);
        let sizes = [
            chip.read_certificate(&kept, &authority, ours).unwrap(),
            ready(other.read_certificate(&kept, &authority, theirs)).unwrap(),
        ];
        assert_eq!(sizes, [der.len(); 2]);
        assert!(out.iter().all(|out| out[..der.len()] == der));
    });
}

#[test]
fn with_faults_on_the_bus_a_certificate_is_right_or_an_error() {
    let (signer, mut chip) = (key(42), chip());
    let choice = choice(chip.serial_number().unwrap());
    let device_key = chip.public_key(slot(0)).unwrap();
    let der = sign(&device_tbs(&choice, &device_key, &public(&signer)), &signer);
    let authority = key_id(&public(&signer));
    with_device_template(&choice, |template| {
        let kept = device_kept(template);
        chip.write_certificate(&kept, &authority, &der).unwrap();
        let (good, failed) = campaign(
            chip.bus(),
            40,
            |device| {
                let mut out = [0; 1024];
                device.read_certificate(&kept, &authority, &mut out).map(|size| out[..size].to_vec())
            },
            |name, outcome, _| assert!(outcome.is_err() || outcome.is_ok_and(|out| out == der), "{name}"),
        );
        assert!(good > 200, "single faults are survived: {good} good, {failed} failed");
        let (good, failed) = campaign(
            chip.bus(),
            40,
            |device| device.write_certificate(&kept, &authority, &der),
            |name, outcome, chip| {
                let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
                let mut out = [0; 1024];
                let read = device.read_certificate(&kept, &authority, &mut out);
                assert!(outcome.is_err() || read.is_ok_and(|size| out[..size] == der), "{name}");
            },
        );
        assert!(good > 200, "single faults are survived: {good} good, {failed} failed");
    });
}
