//! The part in a file: text that a person can read, replaced as a whole at each change of the EEPROM.

mod error;
mod format;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use self::error::{FormatError, StateError};
pub(crate) use self::format::to_text;
use crate::eeprom::Eeprom;
use crate::part::Part;

/// What makes a part this part, besides its EEPROM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) part: Part,
    pub(crate) seed: Option<u64>,
    /// How often the supply came up, this time included.
    pub(crate) power_ups: u64,
}

impl Identity {
    /// The same part after another power-up.
    pub(crate) const fn once_more(self) -> Self {
        Self { power_ups: self.power_ups.saturating_add(1), ..self }
    }
}

/// The part that a text describes which is in no file.
pub(crate) fn parse(text: &[u8]) -> Result<(Identity, Eeprom), StateError> {
    format::parse(text).map_err(|error| StateError::Format { path: PathBuf::from("(memory)"), error })
}

/// A state file that no other process can open meanwhile.
///
/// The lock is on a file of its own beside it (`.lock`), which stays: each save puts a new file in the place
/// of the old one, and a lock on the old one would go with it.
pub(crate) struct StateFile {
    path: PathBuf,
    lock: File,
}

impl Drop for StateFile {
    /// Closing the file would do, were there not the moment in which a process that is being started has it open too.
    fn drop(&mut self) {
        // There is nobody left to be told, and closing it still comes.
        let _ = self.lock.unlock();
    }
}

impl StateFile {
    /// Reserves a path where nothing is yet; the first save makes the file.
    pub(crate) fn create(path: &Path) -> Result<Self, StateError> {
        let vacant = || match fs::symlink_metadata(path) {
            Ok(_) => Err(StateError::Exists(path.to_owned())),
            Err(_) => Ok(()),
        };
        if !folder(path).is_dir() {
            return Err(StateError::NoFolder(path.to_owned()));
        }
        // Before the lock, so that a file of somebody else gets none beside it, and again under it.
        vacant()?;
        let file = Self::lock(path)?;
        vacant()?;
        Ok(file)
    }

    pub(crate) fn open(path: &Path) -> Result<(Self, Identity, Eeprom), StateError> {
        // A link stays a link: its target is what gets replaced.
        let target = fs::canonicalize(path).map_err(|error| StateError::from_io(path, error))?;
        if !target.is_file() {
            return Err(StateError::Format { path: path.to_owned(), error: FormatError::NotOurs });
        }
        // Looked at before the lock is taken, so that a file of somebody else gets no lock beside it.
        Self::read(&target)?;
        let file = Self::lock(&target)?;
        let (identity, eeprom) = Self::read(&target)?;
        Ok((file, identity, eeprom))
    }

    /// Puts a new file in place of the old one: whoever looks, and whenever the process dies, finds one of the
    /// two whole.
    pub(crate) fn save(&mut self, identity: Identity, eeprom: &Eeprom) -> Result<(), StateError> {
        let text = to_text(identity, eeprom);
        self.replace(text.as_bytes()).map_err(|error| StateError::from_io(&self.path, error))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let temporary = beside(&self.path, "tmp");
        let mut file = private_file(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &self.path)?;
        sync_folder(&self.path)
    }

    fn read(path: &Path) -> Result<(Identity, Eeprom), StateError> {
        let bytes = fs::read(path).map_err(|error| StateError::from_io(path, error))?;
        format::parse(&bytes).map_err(|error| StateError::Format { path: path.to_owned(), error })
    }

    fn lock(path: &Path) -> Result<Self, StateError> {
        let lock = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(beside(path, "lock"))
            .map_err(|error| StateError::from_io(path, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(StateError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(StateError::from_io(path, error)),
        }
    }
}

/// `path` with something appended to its name.
fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// A new, empty file for its owner's eyes only: it will hold private keys.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Makes the new name itself durable; only Unix needs and offers it.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder(path))?.sync_all()?;
    }
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}
