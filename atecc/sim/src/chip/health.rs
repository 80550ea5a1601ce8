//! The chip's trust in itself: self tests and the health test of the random numbers.

use atecc::Status;

use super::Core;
use crate::refused::{Fault, Reason};
use crate::self_test::SelfTests;

impl Core {
    /// Runs these tests; the failure register keeps what failed, and forgets what passes. Answers what failed
    /// now.
    pub(crate) fn self_test(&mut self, tests: SelfTests) -> SelfTests {
        let failed = self.options.failing_self_tests.among(tests);
        let register = self.sram.self_test_failures;
        self.sram.self_test_failures = register.without(tests).and(failed);
        if tests.without(failed).contains(SelfTests::RNG) {
            self.sram.rng_unhealthy = false;
        }
        failed
    }

    /// What the chip tells after a wake from sleep, which may begin with a self test.
    pub(super) fn wake_status(&mut self) -> Status {
        if !self.eeprom.config().chip_options().power_on_self_test()
            || self.self_test(SelfTests::ALL).is_empty()
        {
            Status::AfterWake
        } else {
            Status::SelfTestError
        }
    }

    /// The health test, which comes before each command that needs a random number. Once it has failed there
    /// are none until the next sleep or a passed self test of the generator, or, with AutoClearFirstFail, until
    /// the next try. The pattern of a part whose configuration is open needs no generator.
    pub(crate) fn healthy_rng(&mut self) -> Result<(), Fault> {
        if !self.eeprom.config().config_locked() {
            return Ok(());
        }
        self.sram.rng_unhealthy |= self.options.rng_fails;
        if !self.sram.rng_unhealthy {
            return Ok(());
        }
        let bit = self.eeprom.config().chip_options().auto_clear_first_fail();
        if bit && self.options.auto_clear_first_fail {
            self.sram.rng_unhealthy = false;
        }
        Err(Fault { status: Status::HealthTestError, reason: Reason::HealthTest })
    }
}
