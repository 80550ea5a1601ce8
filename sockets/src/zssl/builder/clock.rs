//! The time by which certificates are judged.

use alloc::sync::Arc;

use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;
use tls_glue::Clock;

use super::ContextBuilder;
use crate::ConfigError;

impl<S> ContextBuilder<S> {
    pub(super) fn clock(&self) -> Result<Arc<dyn TimeProvider>, ConfigError> {
        match self.policy.clock {
            Clock::Unknown { not_before } => Ok(Arc::new(Unknown(not_before))),
            _ => self.time.clone().ok_or(ConfigError::NoClock),
        }
    }
}

/// Stands in for a clock where there is none.
#[derive(Debug)]
struct Unknown(UnixTime);

impl TimeProvider for Unknown {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

#[cfg(feature = "std")]
#[expect(clippy::unnecessary_wraps, reason = "without a standard library there is none")]
pub(super) fn system_clock() -> Option<Arc<dyn TimeProvider>> {
    Some(Arc::new(rustls::time_provider::DefaultTimeProvider))
}

#[cfg(not(feature = "std"))]
pub(super) fn system_clock() -> Option<Arc<dyn TimeProvider>> {
    None
}
