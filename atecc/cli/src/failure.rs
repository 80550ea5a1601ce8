use std::io::{self, Write};
use std::process::ExitCode;

use atecc_sim::StateError;

/// Why a command did not do what it was asked for; one line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It went wrong.
    Failed(String),
    /// It would have done harm to a part.
    Refused(String),
}

impl Failure {
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Failed(message) | Self::Refused(message) => message,
        }
    }

    /// Tells the user, and the shell.
    pub(crate) fn tell(&self) -> ExitCode {
        // Nobody is left to be told that stderr is closed.
        let _ = writeln!(io::stderr(), "error: {}", self.message());
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Refused(_) => 3,
        })
    }
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Exists(_) => Self::Refused(format!("{error}, and it stays as it is")),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
