//! Public keys, made once.

use std::sync::LazyLock;

use p256::SecretKey;
use p256::elliptic_curve::sec1::ToSec1Point;

/// X‖Y of sixteen keys.
static POINTS: LazyLock<[[u8; 64]; 16]> = LazyLock::new(|| {
    core::array::from_fn(|index| {
        let seed = u8::try_from(index).unwrap() + 1;
        let key = SecretKey::from_slice(&[seed; 32]).unwrap().public_key().to_sec1_point(false);
        key.as_bytes()[1..].try_into().unwrap()
    })
});

pub(crate) fn point(index: u8) -> &'static [u8; 64] {
    &POINTS[usize::from(index)]
}
