use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a simulated part could not be opened, made or kept.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// There is no such file.
    Missing(PathBuf),
    /// A new part was asked for in a folder that does not exist.
    NoFolder(PathBuf),
    /// A new part was asked for where a file is already.
    Exists(PathBuf),
    /// Another process, or this one, has the part open.
    InUse(PathBuf),
    /// The file is no state of a part, or a damaged one.
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: FormatError,
    },
    /// Reading or writing failed.
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        error: io::Error,
    },
    /// The operating system gives no random numbers.
    Entropy(getrandom::Error),
}

/// What is wrong with a state file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The first line is not that of a state file.
    NotOurs,
    /// The file has a version that this program does not know.
    Version(String),
    /// The file ends too early.
    Truncated {
        /// The number of its last line, which may be a part of one.
        line: usize,
    },
    /// The lines are those of a part, but not those that the checksum was made of.
    Checksum {
        /// The number of the line with the checksum, from 1.
        line: usize,
    },
    /// A line is not what belongs there.
    Line {
        /// Its number, from 1.
        line: usize,
        /// What belongs there.
        expected: String,
    },
}

impl StateError {
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), error },
        }
    }
}

impl From<getrandom::Error> for StateError {
    fn from(error: getrandom::Error) -> Self {
        Self::Entropy(error)
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{}: no such file", path.display()),
            Self::NoFolder(path) => write!(f, "{}: there is no such folder", path.display()),
            Self::Exists(path) => write!(f, "{}: there is a file already", path.display()),
            Self::InUse(path) => write!(f, "{}: the simulated chip is in use elsewhere", path.display()),
            Self::Format { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Entropy(error) => write!(f, "no random numbers from the operating system: {error}"),
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs => f.write_str("not the state of a simulated chip"),
            Self::Version(version) => {
                write!(f, "line 1: state version {version:?}; this program knows 1 and 2")
            }
            Self::Truncated { line } => write!(f, "truncated: the state ends too early, at line {line}"),
            Self::Checksum { line } => write!(
                f,
                "line {line} is not the checksum of the lines above; if you edited them on purpose, remove line {line}"
            ),
            Self::Line { line, expected } => write!(f, "line {line} is damaged; expected {expected}"),
        }
    }
}

impl core::error::Error for FormatError {}

impl core::error::Error for StateError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Missing(_) | Self::NoFolder(_) | Self::Exists(_) | Self::InUse(_) => None,
            Self::Format { error, .. } => Some(error),
            Self::Io { error, .. } => Some(error),
            Self::Entropy(error) => Some(error),
        }
    }
}
