use core::error::Error;
use core::fmt;
use std::io;

/// Too many handshakes are waiting for the element: this one was turned away before it cost anything.
///
/// It is inside an [`io::Error`] of the kind [`ResourceBusy`](io::ErrorKind::ResourceBusy).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// How many may wait.
    pub limit: usize,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "turned away: all {} places for handshakes that need the crypto element are taken; try again later",
            self.limit
        )
    }
}

impl Error for Refused {}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        Self::new(io::ErrorKind::ResourceBusy, refused)
    }
}

/// What TLS says was wrong, however deep `error` carries it.
///
/// HTTP and MQTT crates wrap the error of a handshake several times; `ElementFailure::of` of `tls-glue` tells of
/// the error found here whether it came from the element.
#[must_use]
pub fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error speaks for the error in it: its source is that one's source.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}
