//! Signatures whose numbers begin with zero bytes, which DER leaves out and puts back by the rule of the sign: one
//! handshake in 128 has such. OpenSSL takes no other encoding than the shortest.

use hwcrypto_api::{Error, HwCrypto, KeyRef, P256Sign, PublicKey, Shared};
use parking_lot::RawMutex;

use crate::chip::Chip;
use crate::files::Files;
use crate::meet;
use crate::rows::{Parts, rows};
use crate::table::{Peer, Policy};

/// Which number of a signature r‖s begins with a zero byte.
#[derive(Clone, Copy, Debug)]
enum Zero {
    R,
    S,
}

impl Zero {
    const fn is_in(self, signature: &[u8; 64]) -> bool {
        match self {
            Self::R => signature[0] == 0,
            Self::S => signature[32] == 0,
        }
    }
}

/// A chip that signs again until the signature has its zero.
struct Choosy {
    chip: &'static HwCrypto,
    zero: Zero,
}

impl PublicKey for Choosy {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.chip.public_key(key)
    }
}

impl P256Sign for Choosy {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        loop {
            let signature = self.chip.p256_sign(key, digest)?;
            if self.zero.is_in(&signature) {
                return Ok(signature);
            }
        }
    }
}

#[test]
#[ignore = "needs openssl: bash .ci/run peers"]
fn peers_openssl_takes_signatures_with_leading_zeros() {
    let files = Files::new();
    if !crate::is_there(Peer::Openssl, &files) {
        return;
    }
    let mut chip = Chip::of(&files, Parts::Key);
    let real = chip.table;
    for zero in [Zero::R, Zero::S] {
        let choosy = Shared::<RawMutex, _>::new(Choosy { chip: real, zero });
        let table = HwCrypto::builder(Box::leak(Box::new(choosy))).public_key().p256_sign().build();
        chip.table = Box::leak(Box::new(table));
        for row in rows(Peer::Openssl) {
            if row.parts == Parts::Key && row.policy == Policy::Required && row.certified {
                println!("{zero:?}: {row}");
                meet::meet(&chip, &files, &row);
            }
        }
    }
}
