//! A provider's memory of what its element could not do.

use core::sync::atomic::{AtomicI32, AtomicU32, Ordering};

use hwcrypto_api::Error;

use crate::{ElementFailure, Operation};

/// How many failures a provider had seen at some moment: [`Provider::mark`](crate::Provider::mark).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    random: u32,
    verify: u32,
}

/// The failures of the operations through which rustls carries no error: how many there were, and the last one of each.
///
/// Nobody waits here, and nobody takes away what another wants to read: sessions that run at once under one provider
/// may all see a failure that was one session's.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    random: Last,
    verify: Last,
}

#[derive(Debug, Default)]
struct Last {
    code: AtomicI32,
    count: AtomicU32,
}

impl Failures {
    pub(crate) fn random(&self, error: Error) {
        self.random.record(error);
    }

    pub(crate) fn verify(&self, error: Error) {
        self.verify.record(error);
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { random: self.random.count(), verify: self.verify.count() }
    }

    pub(crate) fn since(&self, mark: Mark) -> Option<ElementFailure> {
        let random = self.random.since(mark.random).map(|error| (Operation::Random, error));
        let verify = || self.verify.since(mark.verify).map(|error| (Operation::Verify, error));
        random.or_else(verify).map(|(operation, error)| ElementFailure::new(operation, None, error))
    }
}

impl Last {
    fn record(&self, error: Error) {
        self.code.store(error.code(), Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Release);
    }

    fn count(&self) -> u32 {
        self.count.load(Ordering::Acquire)
    }

    fn since(&self, count: u32) -> Option<Error> {
        (self.count() != count).then(|| Error::from_code(self.code.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_divides_what_was_from_what_came_after() {
        let failures = Failures::default();
        let start = failures.mark();
        assert_eq!(failures.since(start), None);
        failures.verify(Error::NoResponse);
        let verify = ElementFailure::new(Operation::Verify, None, Error::NoResponse);
        assert_eq!(failures.since(start), Some(verify));
        assert_eq!(failures.since(start), Some(verify), "looking takes nothing away");
        let later = failures.mark();
        assert_eq!(failures.since(later), None);
        failures.random(Error::Other(-77));
        let random = ElementFailure::new(Operation::Random, None, Error::Other(-77));
        assert_eq!(failures.since(later), Some(random));
    }
}
