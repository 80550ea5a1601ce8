use core::fmt;

/// Why the firmware ends.
#[derive(Debug)]
pub enum Failure {
    /// A setting is missing or is none.
    Settings(&'static str),
    /// What the sockets say.
    Sockets(sockets::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(what) => write!(f, "the firmware needs {what}"),
            Self::Sockets(error) => error.fmt(f),
        }
    }
}

impl From<sockets::Error> for Failure {
    fn from(error: sockets::Error) -> Self {
        Self::Sockets(error)
    }
}

impl From<sockets::ConfigError> for Failure {
    fn from(error: sockets::ConfigError) -> Self {
        Self::Sockets(error.into())
    }
}
