use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc::{self, flock};

/// 7-bit addresses: one lane of bytes has one for each.
const LANE: i64 = 0x80;
const ONE: i64 = 1;

/// What a lock on a byte means. The node of a device has no such bytes; as names they will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Byte {
    /// The chip at this address is its holder's own.
    Owner(u8),
    /// The next who may wait for `Owner`: without a queue, one in a tight loop would starve the others.
    Next(u8),
    /// There is traffic with the chip at this address.
    Traffic(u8),
    /// Somebody works with a chip at this address: held, shared, as long as the program lives.
    Present(u8),
    /// Nobody else may wake chips, or put them to rest, just now.
    Bus,
}

impl Byte {
    fn offset(self) -> i64 {
        match self {
            Self::Owner(address) => i64::from(address),
            Self::Next(address) => LANE + i64::from(address),
            Self::Traffic(address) => 2 * LANE + i64::from(address),
            Self::Present(address) => 3 * LANE + i64::from(address),
            Self::Bus => 4 * LANE,
        }
    }
}

/// Locks of the open file description (OFD locks) on the node of an adapter.
///
/// The kernel drops them when the description goes, however its process ends: nothing can be left behind. They are
/// between descriptions, not processes, so that two handles of one process exclude each other too; and other
/// descriptors of the same node may come and go, as those of `linux-embedded-hal` do.
#[derive(Debug)]
pub(super) struct Locks {
    path: PathBuf,
    node: File,
}

impl Locks {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.into(), node: open(path)? })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the node once more, which everyone who watches it notices.
    pub(super) fn ring(&self) -> io::Result<()> {
        let (now, then) = (open(&self.path)?.metadata()?, self.node.metadata()?);
        if (now.dev(), now.ino()) == (then.dev(), then.ino()) {
            return Ok(());
        }
        Err(io::Error::other("the adapter is not the one that was opened; open the device again"))
    }

    /// Takes the lock on `byte`, unless somebody else has it; says whether it did.
    pub(super) fn try_lock(&self, byte: Byte) -> io::Result<bool> {
        self.set(byte, libc::F_WRLCK)
    }

    /// Takes a lock on `byte` that others may have as well.
    pub(super) fn share(&self, byte: Byte) -> io::Result<bool> {
        self.set(byte, libc::F_RDLCK)
    }

    /// Gives the lock on `byte` back, if there is one.
    pub(super) fn unlock(&self, byte: Byte) {
        // Nothing that could fail: no lock is split by it.
        let _ = self.set(byte, libc::F_UNLCK);
    }

    /// Whether somebody else has a lock of any kind on `byte`.
    pub(super) fn is_taken(&self, byte: Byte) -> io::Result<bool> {
        let mut lock = region(byte, libc::F_WRLCK);
        fcntl(&self.node, FcntlArg::F_OFD_GETLK(&mut lock))?;
        Ok(i32::from(lock.l_type) != libc::F_UNLCK)
    }

    fn set(&self, byte: Byte, kind: i32) -> io::Result<bool> {
        match fcntl(&self.node, FcntlArg::F_OFD_SETLK(&region(byte, kind))) {
            Ok(_) => Ok(true),
            Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(path)
}

#[expect(clippy::cast_possible_truncation, reason = "the kinds and SEEK_SET are 0 to 2")]
fn region(byte: Byte, kind: i32) -> flock {
    flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: byte.offset(),
        l_len: ONE,
        // Locks of descriptions must say 0 here.
        l_pid: 0,
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsRawFd;

    use super::*;

    /// A terminal, since every machine has those: an adapter is a character device like it.
    #[test]
    fn a_character_device_takes_these_locks() {
        let terminal = nix::pty::openpty(None, None).unwrap();
        let node = format!("/proc/self/fd/{}", terminal.slave.as_raw_fd());
        let node = std::fs::read_link(node).unwrap();
        let (one, other) = (Locks::open(&node).unwrap(), Locks::open(&node).unwrap());
        assert!(one.try_lock(Byte::Owner(0x60)).unwrap());
        assert!(!other.try_lock(Byte::Owner(0x60)).unwrap());
        assert!(other.try_lock(Byte::Owner(0x61)).unwrap(), "per address");
        assert!(other.is_taken(Byte::Owner(0x60)).unwrap());
        assert!(!one.is_taken(Byte::Owner(0x60)).unwrap(), "not by others");
        one.ring().unwrap();
        assert!(
            other.is_taken(Byte::Owner(0x60)).unwrap(),
            "a descriptor that is closed takes no lock along"
        );
        drop(one);
        assert!(other.try_lock(Byte::Owner(0x60)).unwrap());
    }

    #[test]
    fn the_bytes_do_not_overlap() {
        let lanes: [fn(u8) -> Byte; 4] = [Byte::Owner, Byte::Next, Byte::Traffic, Byte::Present];
        let mut offsets: Vec<i64> =
            lanes.iter().flat_map(|lane| (0..0x80).map(|address| lane(address).offset())).collect();
        offsets.push(Byte::Bus.offset());
        let count = offsets.len();
        offsets.sort_unstable();
        offsets.dedup();
        assert_eq!(offsets.len(), count);
    }
}
