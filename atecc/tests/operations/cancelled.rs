//! A future that is dropped at any of its awaits: nothing is done twice, nothing half-written, and the next operation works.

use atecc::command::{CounterId, DeriveNonce, SecureBoot};

use crate::equipped::*;
use crate::yielding::{campaign, finished};

#[test]
fn a_dropped_write_leaves_each_block_old_or_new() {
    let (chip, _) = equipped();
    let mut before = inside(&chip, 5);
    let awaits = campaign(
        &chip,
        async |device| device.write_slot_encrypted(slot(5), 0, &[9; 36], &KEY, &NUM_IN).await,
        |awaits, device, chip| {
            let now = inside(chip, 5);
            for block in [0..32, 32..36] {
                let (now, before) = (&now[block.clone()], &before[block]);
                assert!(now == before || now.iter().all(|byte| *byte == 9), "dropped at {awaits}");
            }
            // Something else the next time.
            finished(device.write_slot_encrypted(slot(5), 0, &[7; 36], &KEY, &NUM_IN)).unwrap();
            let mut out = [0; 36];
            finished(device.read_slot_encrypted(slot(5), 0, &mut out, &KEY, &NUM_IN)).unwrap();
            assert_eq!(out, [7; 36], "dropped at {awaits}");
            before = out.to_vec();
        },
    );
    assert!(awaits > 50, "{awaits}");
}

#[test]
fn a_dropped_derivation_is_done_at_most_once() {
    let (chip, _) = equipped();
    let nonce = DeriveNonce::Fixed(&[0x5A; 32]);
    let mut before = inside(&chip, 12);
    campaign(
        &chip,
        async |device| device.derive_key(slot(12), nonce, None).await,
        |awaits, device, chip| {
            let now = inside(chip, 12);
            let derived = finished(device.derive_key(slot(12), nonce, None)).unwrap();
            let once = derived.value(before[..32].try_into().unwrap());
            assert!(now == before || now[..32] == once.expose()[..], "dropped at {awaits}");
            before = inside(chip, 12);
            assert_eq!(before[..32], derived.value(now[..32].try_into().unwrap()).expose()[..]);
        },
    );
}

#[test]
fn a_dropped_use_counts_at_most_once() {
    let (chip, mut device) = equipped();
    let mut last = device.counter(CounterId::Zero).unwrap();
    campaign(
        &chip,
        async |device| device.use_up(LIMITED.slot).await,
        |awaits, device, _| {
            let now = finished(device.counter(CounterId::Zero)).unwrap();
            assert!(now == last || now == last + 1, "dropped at {awaits}: from {last} to {now}");
            last = now;
        },
    );
}

#[test]
fn after_dropped_proofs_and_verdicts_the_next_ones_are_right() {
    let (chip, _) = equipped();
    let (good, bad) = (sign(&boot_key(), &[1; 32]), sign(&peer(), &[1; 32]));
    campaign(
        &chip,
        async |device| {
            device.secure_boot_protected(&SecureBoot::full(&[1; 32], &good), None, &IO_KEY, &NUM_IN).await
        },
        |awaits, device, _| {
            assert!(
                !finished(device.verify_stored(slot(11), &[1; 32], &bad)).unwrap(),
                "dropped at {awaits}"
            );
        },
    );
    campaign(
        &chip,
        async |device| device.verify_stored_protected(slot(11), &[1; 32], &good, &IO_KEY, &[2; 32]).await,
        |awaits, device, _| {
            finished(device.prove(&KEY, &NUM_IN))
                .unwrap_or_else(|error| panic!("dropped at {awaits}: {error}"));
        },
    );
    campaign(
        &chip,
        async |device| device.authorise(&KEY, &NUM_IN).await,
        |awaits, device, _| {
            finished(device.attest_key(slot(0), slot(2), &NUM_IN))
                .unwrap_or_else(|error| panic!("dropped at {awaits}: {error}"));
        },
    );
}
