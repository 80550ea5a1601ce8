//! The certificates of simulated Trust parts: what the driver reads from a part is rebuilt with the templates that come with
//! the simulated chip, and others verify it up to the demonstration root.

use std::path::Path;
use std::process::Command;

use atecc::blocking::Atecc;
use atecc::cert::{key_id, open};
use atecc::{Config, Slot};
use atecc_sim::{Part, SimDelay, SimI2c, factory};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use x509_cert::Certificate;
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{Decode, EncodePem};

const BOTH: [Part; 2] = [Part::TngTls, Part::TflxTls];

type Chip = Atecc<SimI2c, SimDelay>;

fn chip(part: Part, seed: Option<u64>) -> Chip {
    let bus = SimI2c::blank(part, seed).unwrap();
    let (delay, address) = (bus.delay(), bus.address());
    Atecc::new(bus, delay, Config::new().with_address(address))
}

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

fn read<const N: usize>(chip: &mut Chip, number: u8) -> [u8; N] {
    let mut data = [0; N];
    chip.read_slot(slot(number), &mut data).unwrap();
    data
}

/// The certificates of device and signer, from what a part gives out.
fn chain(chip: &mut Chip, part: Part) -> [Vec<u8>; 2] {
    let kept = factory::certificates(part).unwrap();
    let mut der = vec![0; kept.iter().map(|kept| kept.template.max_certificate_size()).sum()];
    let root = key_id(&factory::root_key());
    let [device, signer] = chip.read_chain(&kept, &root, &mut der).unwrap();
    [der[..device].to_vec(), der[device..device + signer].to_vec()]
}

/// The key that it certifies, as `x509-cert` reads it.
fn certified(der: &[u8]) -> VerifyingKey {
    let certificate = Certificate::from_der(der).unwrap();
    let key = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
    VerifyingKey::from_sec1_bytes(key.as_bytes().unwrap()).unwrap()
}

fn is_signed(der: &[u8], key: &VerifyingKey) -> bool {
    let (tbs, signature) = open(der).unwrap();
    key.verify(tbs, &Signature::from_slice(&signature.0).unwrap()).is_ok()
}

#[test]
fn a_part_proves_itself_up_to_the_demonstration_root() {
    for (part, seed) in BOTH.into_iter().flat_map(|part| [(part, Some(1)), (part, Some(2)), (part, None)]) {
        let mut chip = chip(part, seed);
        let [device, signer] = chain(&mut chip, part);
        let root = factory::root_certificate();
        assert!(is_signed(&root, &certified(&root)));
        assert!(is_signed(&signer, &certified(&root)));
        assert!(is_signed(&device, &certified(&signer)));
        assert!(!is_signed(&device, &certified(&root)));
        let digest = [0x42; 32];
        let signature = chip.sign_digest(slot(0), &digest).unwrap();
        let signature = Signature::from_slice(&signature.0).unwrap();
        certified(&device).verify_prehash(&digest, &signature).unwrap();
    }
}

#[test]
fn the_certificate_of_a_part_names_its_serial_number_and_the_mac_address() {
    for part in BOTH {
        let mut chip = chip(part, None);
        let certificate = Certificate::from_der(&chain(&mut chip, part)[0]).unwrap();
        let tbs = certificate.tbs_certificate();
        let name = format!("CN=sn{},O=atecc-sim", chip.serial_number().unwrap());
        let address = read::<12>(&mut chip, if part == Part::TngTls { 5 } else { 8 });
        let expected = match part {
            Part::TngTls => format!("SERIALNUMBER=EUI48-{},{name}", core::str::from_utf8(&address).unwrap()),
            _ => name,
        };
        assert_eq!(tbs.subject().to_string(), expected);
        assert_eq!(tbs.issuer().to_string(), "CN=Worthless demonstration signer 0001,O=atecc-sim");
    }
}

#[test]
fn blank_parts_have_no_certificate() {
    let certified = Part::ALL.iter().filter(|part| factory::certificates(**part).is_some());
    assert!(certified.eq(&BOTH));
}

#[test]
#[ignore = "needs openssl: cargo test -p atecc -- --ignored"]
fn openssl_verifies_the_chain_of_a_part() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, der: &[u8]| {
        let path = folder.path().join(name);
        let pem = Certificate::from_der(der).unwrap().to_pem(LineEnding::LF).unwrap();
        std::fs::write(&path, pem).unwrap();
        path
    };
    let verifies = |root: &Path, signer: &Path, device: &Path| {
        let mut openssl = Command::new("openssl");
        openssl.args(["verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslclient"]);
        openssl.arg("-CAfile").arg(root).arg("-untrusted").arg(signer).arg(device);
        openssl.output().unwrap().status.success()
    };
    let root = write("root.pem", &factory::root_certificate());
    for part in BOTH {
        let [device, signer] = chain(&mut chip(part, None), part);
        let (signer, path) = (write("signer.pem", &signer), write("device.pem", &device));
        assert!(verifies(&root, &signer, &path), "{part}");
        // The last byte of s.
        let mut forged = device;
        *forged.last_mut().unwrap() ^= 1;
        assert!(!verifies(&root, &signer, &write("forged.pem", &forged)), "{part}");
    }
}
