//! What went wrong, for a caller that sees -1: a number and, on demand, words.

use core::cell::RefCell;
use core::fmt;
use core::panic::AssertUnwindSafe;
use std::borrow::Cow;
use std::panic::catch_unwind;

use sockets::{ConfigError, Errno, Error};

/// Why a call failed.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// In the words of the library.
    Library(Error),
    /// In words of this interface.
    Interface(Errno, Cow<'static, str>),
}

impl Failure {
    /// The arguments cannot be right.
    pub(crate) const fn argument(text: &'static str) -> Self {
        Self::Interface(Errno::EINVAL, Cow::Borrowed(text))
    }

    pub(crate) const fn errno(&self) -> Errno {
        match self {
            Self::Library(error) => error.errno(),
            Self::Interface(errno, _) => *errno,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Library(error) => error.fmt(f),
            Self::Interface(errno, text) => match errno.name() {
                Some(name) => write!(f, "{text} ({name})"),
                None => f.write_str(text),
            },
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Library(error.into())
    }
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Library(errno.into())
    }
}

std::thread_local! {
    /// What the call that is under way will fail with, until it is known that it does.
    static PENDING: RefCell<Option<Failure>> = const { RefCell::new(None) };
    /// What the last call that failed on this thread failed with.
    static LAST: RefCell<Option<Failure>> = const { RefCell::new(None) };
}

/// Runs `work`, which comes back whatever happens in it: C cannot be unwound through.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => text,
            (None, Some(text)) => text.as_str(),
            (None, None) => "no reason given",
        };
        Err(Failure::Interface(Errno::EIO, format!("a fault in the library or the driver: {text}").into()))
    })
}

/// As [`guard`], for a caller that can pass a number on only: the words are kept for [`answer`].
pub(crate) fn remember<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Errno> {
    guard(work).map_err(|failure| {
        let errno = failure.errno();
        // A thread that is ending keeps nothing.
        _ = PENDING.try_with(|pending| pending.replace(Some(failure)));
        errno
    })
}

/// Runs a call that answers with a negative error number; for C that is -1, and number and words are kept for this thread.
pub(crate) fn answer(call: impl FnOnce() -> i32) -> i32 {
    _ = PENDING.try_with(RefCell::take);
    let result = call();
    if result >= 0 {
        return result;
    }
    let errno = Errno::from_code(result.wrapping_neg());
    _ = PENDING.try_with(|pending| {
        let failure = pending.take().filter(|failure| failure.errno() == errno);
        LAST.try_with(|last| last.replace(Some(failure.unwrap_or_else(|| errno.into()))))
    });
    -1
}

/// Runs a call that is made here; C gets its number, or -1 as of [`answer`].
pub(crate) fn number(call: impl FnOnce() -> Result<i32, Failure>) -> i32 {
    answer(|| remember(call).unwrap_or_else(|errno| -errno.code()))
}

/// What the last call that failed on this thread failed with, if one has.
pub(crate) fn last() -> Option<Failure> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_call_are_never_those_of_another() {
        let precise = || Err(Failure::argument("too long"));
        assert_eq!(number(precise), -1);
        assert_eq!(last().unwrap().to_string(), "too long (EINVAL)");
        // One that was overcome, in a call that fails with something else.
        assert_eq!(answer(|| remember::<i32>(precise).map_or(-Errno::EBADF.code(), |_| 0)), -1);
        assert_eq!(last().unwrap().to_string(), Errno::EBADF.to_string());
        assert_eq!(answer(|| -Errno::EINVAL.code()), -1);
        assert_eq!(last().unwrap().to_string(), Errno::EINVAL.to_string());
        assert_eq!((answer(|| 7), last().unwrap().errno()), (7, Errno::EINVAL), "success changes nothing");
    }

    #[test]
    fn a_panic_is_an_error_number() {
        assert_eq!(number(|| panic!("on purpose")), -1);
        let failure = last().unwrap();
        assert_eq!(failure.errno(), Errno::EIO);
        assert!(failure.to_string().contains("on purpose"));
    }

    #[test]
    fn errors_are_those_of_the_thread() {
        assert_eq!(answer(|| -Errno::EPIPE.code()), -1);
        let elsewhere = std::thread::spawn(|| last().is_none()).join();
        assert!(elsewhere.unwrap());
        assert_eq!(last().unwrap().errno(), Errno::EPIPE);
    }
}
