//! How many sockets may be open at once.

use core::fmt;

/// How many sockets of one [`Gzsock`](super::Gzsock) may be open at once, for memories that are small.
///
/// What [`new`](Self::new) gives is fixed when a program is built: `ZERYNTH_MAX_SOCKETS` and
/// `ZERYNTH_SSL_MAX_SOCKS`, environment variables as those of [`tls_glue`](https://docs.rs/tls-glue). Where they
/// are not set, there is no limit with the feature `std`, else 64 and 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// All sockets, secure ones included.
    pub sockets: usize,
    /// Secure sockets that connect or were accepted, which have buffers for records each. Listeners do not count.
    pub secure_sockets: usize,
}

impl Limits {
    /// What the build says.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            sockets: number(
                option_env!("ZERYNTH_MAX_SOCKETS"),
                64,
                "ZERYNTH_MAX_SOCKETS must be a number from 1 to 16384",
            ),
            secure_sockets: number(
                option_env!("ZERYNTH_SSL_MAX_SOCKS"),
                2,
                "ZERYNTH_SSL_MAX_SOCKS must be a number from 1 to 16384",
            ),
        }
    }

    /// Whether one more may be opened beside `sockets`, of which `secure_sockets` are such.
    pub(super) const fn check(
        &self,
        sockets: usize,
        secure_sockets: usize,
        secure: bool,
    ) -> Result<(), LimitReached> {
        if sockets >= self.sockets {
            return Err(LimitReached::Sockets(self.sockets));
        }
        if secure && secure_sockets >= self.secure_sockets {
            return Err(LimitReached::SecureSockets(self.secure_sockets));
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// The value of a variable, or the default for small memories.
#[expect(clippy::panic, reason = "while the program is built, not while it runs")]
const fn number(variable: Option<&str>, small: usize, complaint: &str) -> usize {
    match variable {
        Some(text) => match usize::from_str_radix(text, 10) {
            Ok(value @ 1..=16384) => value,
            _ => panic!("{}", complaint),
        },
        None if cfg!(feature = "std") => usize::MAX,
        None => small,
    }
}

/// As many sockets are open as may be; close one first. [`Errno::EMFILE`](crate::Errno::EMFILE) to those who know
/// nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitReached {
    /// Of all sockets.
    Sockets(usize),
    /// Of secure ones.
    SecureSockets(usize),
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (limit, kind, variable) = match self {
            Self::Sockets(limit) => (limit, "sockets", "ZERYNTH_MAX_SOCKETS"),
            Self::SecureSockets(limit) => (limit, "secure sockets", "ZERYNTH_SSL_MAX_SOCKS"),
        };
        write!(f, "{limit} {kind} are open, as many as may be; close one, or build with a greater {variable}")
    }
}

impl core::error::Error for LimitReached {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_makes_no_sense_does_not_compile() {
        assert_eq!((number(Some("1"), 5, ""), number(Some("16384"), 5, "")), (1, 16384));
        for value in ["0", "16385", "many", "-1", ""] {
            let outcome = std::panic::catch_unwind(|| number(Some(value), 5, "from 1 to 16384"));
            let complaint = outcome.unwrap_err();
            assert_eq!(complaint.downcast_ref::<alloc::string::String>().unwrap(), "from 1 to 16384");
        }
    }
}
