//! Secure boot, believed or proven.

use core::cell::RefCell;
use std::rc::Rc;

use atecc::blocking::Atecc;
use atecc::command::SecureBoot;
use atecc::config::offset;
use atecc::{Config, Error, Opcode, Signature};
use atecc_sim::{Part, SimI2c};
use embedded_hal::i2c::{ErrorType, I2c, Operation};

use crate::equipped::*;
use crate::forger::forged;

const IMAGE: [u8; 32] = [0x61; 32];
const OTHER: [u8; 32] = [0x62; 32];

fn signature() -> Signature {
    sign(&boot_key(), &IMAGE)
}

/// SecureBootMode 1 to 3; the signature of mode 2 fits into slot 10.
fn booting(mode: u8) -> (SimI2c, Device) {
    equipped_part(Part::Atecc608B, |zone| zone.as_bytes_mut()[offset::SECURE_BOOT] = mode)
}

#[test]
fn signatures_decide_and_the_stored_digest_after_them() {
    let (chip, mut device) = booting(3);
    let signature = signature();
    let foreign = sign(&peer(), &IMAGE);
    assert!(device.secure_boot(&SecureBoot::full(&IMAGE, &signature)).unwrap());
    assert!(!device.secure_boot(&SecureBoot::full(&OTHER, &signature)).unwrap());
    assert!(!device.secure_boot(&SecureBoot::full_store(&IMAGE)).unwrap(), "nothing is stored");
    assert!(!device.secure_boot(&SecureBoot::full_copy(&IMAGE, &foreign)).unwrap());
    assert!(device.secure_boot(&SecureBoot::full_copy(&IMAGE, &signature)).unwrap());
    assert_eq!(inside(&chip, 10)[..32], IMAGE);
    assert!(device.secure_boot(&SecureBoot::full_store(&IMAGE)).unwrap());
    assert!(!device.secure_boot(&SecureBoot::full_store(&OTHER)).unwrap());
}

#[test]
fn a_proven_verdict_carries_the_mac_of_the_io_key() {
    for mode in [2, 3] {
        let (chip, mut device) = booting(mode);
        let (signature, foreign) = (signature(), sign(&peer(), &IMAGE));
        // A stored signature takes part in the MAC.
        let stored = (mode == 2).then_some(&signature);
        let full = SecureBoot::full(&IMAGE, &signature);
        let copy = SecureBoot::full_copy(&IMAGE, &signature);
        assert_eq!(device.secure_boot_protected(&full, None, &IO_KEY, &NUM_IN), Ok(true));
        assert_eq!(device.secure_boot_protected(&full, None, &[1; 32], &NUM_IN), Ok(false), "noise arrives");
        assert_eq!(device.secure_boot_protected(&copy, None, &IO_KEY, &NUM_IN), Ok(true));
        let store = SecureBoot::full_store(&IMAGE);
        assert_eq!(device.secure_boot_protected(&store, stored, &IO_KEY, &NUM_IN), Ok(true));
        let other = SecureBoot::full_store(&OTHER);
        assert_eq!(device.secure_boot_protected(&other, stored, &IO_KEY, &NUM_IN), Ok(false));
        let bad = SecureBoot::full(&IMAGE, &foreign);
        assert_eq!(device.secure_boot_protected(&bad, None, &IO_KEY, &NUM_IN), Ok(false));
        drop(device);
        for change in [|_: &[u8]| vec![0x00], |_: &[u8]| vec![0x5A; 32]] {
            let mut device = forged(&chip, Opcode::SecureBoot, change);
            let outcome = device.secure_boot_protected(&bad, None, &IO_KEY, &NUM_IN);
            assert_eq!(outcome, Err(Error::Forged));
        }
    }
}

#[test]
fn the_digest_crosses_the_bus_encrypted() {
    let (chip, _) = booting(3);
    let signature = signature();
    let full = SecureBoot::full(&IMAGE, &signature);
    let seen = Seen::default();
    let bus = Eavesdropper { chip: chip.clone(), seen: Rc::clone(&seen) };
    let mut device = Atecc::new(bus, chip.delay(), Config::new());
    assert!(device.secure_boot_protected(&full, None, &IO_KEY, &NUM_IN).unwrap());
    assert!(!seen.borrow().windows(32).any(|window| window == IMAGE));
    assert!(device.secure_boot(&full).unwrap());
    assert!(seen.borrow().windows(32).any(|window| window == IMAGE));
}

type Seen = Rc<RefCell<Vec<u8>>>;

/// Remembers what was written.
struct Eavesdropper {
    chip: SimI2c,
    seen: Seen,
}

impl ErrorType for Eavesdropper {
    type Error = <SimI2c as ErrorType>::Error;
}

impl I2c for Eavesdropper {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        for operation in &*operations {
            if let Operation::Write(bytes) = operation {
                self.seen.borrow_mut().extend_from_slice(bytes);
            }
        }
        self.chip.transaction(address, operations)
    }
}

#[test]
fn a_success_can_be_the_last_until_the_next_power_cycle() {
    let (chip, mut device) = booting(1);
    let signature = signature();
    let last = SecureBoot::full(&IMAGE, &signature).prohibiting_more();
    assert!(device.secure_boot(&last).unwrap());
    assert!(refused(device.secure_boot(&last)));
    chip.power_cycle().unwrap();
    assert_eq!(device.secure_boot_protected(&last, None, &IO_KEY, &NUM_IN), Ok(true));
    assert!(refused(device.secure_boot_protected(&last, None, &IO_KEY, &NUM_IN)));
    chip.power_cycle().unwrap();
    assert!(refused(device.secure_boot(&SecureBoot::full_copy(&IMAGE, &signature))), "stores nothing");
}

#[test]
fn without_secure_boot_all_is_refused() {
    let (_, mut device) = booting(0);
    let signature = signature();
    assert!(refused(device.secure_boot(&SecureBoot::full(&IMAGE, &signature))));
    let full = SecureBoot::full(&IMAGE, &signature);
    assert!(refused(device.secure_boot_protected(&full, None, &IO_KEY, &NUM_IN)));
}
