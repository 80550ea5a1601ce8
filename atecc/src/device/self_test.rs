use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::command::{SelfTest, Tests};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Runs `tests`, and gives those that failed: none, on a sound chip. After a failure the chip does nothing but reads of
    /// the configuration and self-tests, until it sleeps or the test passes.
    ///
    /// The set of failures comes in the place of a status; a byte that no set of tests gives is a status.
    ///
    /// # Errors
    /// A status on an ATECC508A, which has no self-test.
    pub async fn self_test(&mut self, tests: Tests) -> Result<Tests, Error<I2C::Error>> {
        self.execute(&SelfTest(tests)).await
    }

    /// The tests that failed since the chip last woke from sleep; runs none.
    ///
    /// # Errors
    /// As [`self_test`](Self::self_test).
    pub async fn self_test_failures(&mut self) -> Result<Tests, Error<I2C::Error>> {
        self.execute(&SelfTest(Tests::NONE)).await
    }
}
