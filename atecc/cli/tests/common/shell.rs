//! The binary, and a place for its parts.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The binary, ready to be run.
pub(crate) fn atecc(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atecc"));
    command.args(args).env_remove("ATECC_DEVICE").stdin(Stdio::null());
    command
}

/// Runs it to its end: exit code, standard output, standard error.
pub(crate) fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = atecc(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A folder of its own for a simulated part.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("chip.sim")
    }

    pub(crate) fn uri(&self, options: &str) -> String {
        format!("sim:{}{options}", self.path().display())
    }
}
