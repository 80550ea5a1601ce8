//! Two devices that know each other.

use std::fs;

use crate::programs::{Kept, onboard};

/// Two devices of one authority.
pub(crate) fn pair() -> (Kept, Kept) {
    let first = Kept::new();
    let second = tempfile::tempdir().unwrap();
    for name in ["ca.pem", "ca.key"] {
        fs::copy(first.path(name), second.path().join(name)).unwrap();
    }
    onboard(&["--out", second.path().to_str().unwrap()]);
    (first, Kept { folder: second })
}
