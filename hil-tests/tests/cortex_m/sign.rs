//! The driver signs.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::board::Board;
use crate::chip::Chip;

#[test]
#[ignore = "needs qemu-system-arm, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_makes_a_key_and_signs_with_it() {
    let chip = Chip::new();
    let digest: [u8; 32] = core::array::from_fn(|index| u8::try_from(index).unwrap());

    let mut keys = Vec::new();
    for program in ["sign", "sign_async"] {
        let output = Board::new(program, chip.port).run();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} ended with {}: {said}", output.status);
        assert_eq!(output.stdout.len(), 64 + 64 + 32, "{program}: key, signature, random numbers");
        let (key, rest) = output.stdout.split_at(64);
        let (signature, random) = rest.split_at(64);
        let verifier = VerifyingKey::from_sec1_bytes(&[&[0x04], key].concat()).unwrap();
        let signature = Signature::from_slice(signature).unwrap();
        verifier.verify_prehash(&digest, &signature).unwrap_or_else(|error| panic!("{program}: {error}"));
        assert_ne!(random, [0; 32]);
        keys.push(key.to_vec());
    }
    assert_ne!(keys[0], keys[1], "each program makes a key of its own");
    assert_eq!(chip.bus.last_refusal(), None);
}
