use std::fs;
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

/// An onboarding installs its chip as that of the program: one at a time.
static ONBOARDING: Mutex<()> = Mutex::new(());

/// A folder with a simulated chip that was onboarded, its certificates and its authority: what
/// `cargo run --example onboarding -- --out DIR` leaves. It goes when this is dropped.
#[derive(Debug)]
pub struct Onboarded(TempDir);

impl Onboarded {
    /// Onboards a chip.
    ///
    /// # Panics
    /// If that fails: the tests have nothing to work with then.
    #[expect(clippy::new_without_default, reason = "it works for a while, and may panic")]
    pub fn new() -> Self {
        let _alone = ONBOARDING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let out = Some(folder.path().to_path_buf());
        let options = examples::Options { device: None, out, tls: None, yes: false };
        examples::onboard(&options, &mut |_| ()).unwrap_or_else(|failure| panic!("{failure}"));
        Self(folder)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.0.path()
    }

    /// The path of a file in it.
    ///
    /// # Panics
    /// If it is no UTF-8.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().into()
    }

    /// The contents of a file in it.
    ///
    /// # Panics
    /// If there is no such file.
    #[must_use]
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }
}
