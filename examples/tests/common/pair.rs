//! Devices that know each other.

use std::fs;

use crate::programs::{Kept, onboard};

/// Two devices of one authority.
pub(crate) fn pair() -> (Kept, Kept) {
    let (first, [second]) = host_and_guests();
    (first, second)
}

/// Devices of one authority.
pub(crate) fn host_and_guests<const N: usize>() -> (Kept, [Kept; N]) {
    let host = Kept::new();
    let guests = [(); N].map(|()| {
        let folder = tempfile::tempdir().unwrap();
        for name in ["ca.pem", "ca.key"] {
            fs::copy(host.path(name), folder.path().join(name)).unwrap();
        }
        onboard(&["--out", folder.path().to_str().unwrap()]);
        Kept { folder }
    });
    (host, guests)
}
