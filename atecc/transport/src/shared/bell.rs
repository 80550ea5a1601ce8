use std::io;
use std::path::Path;

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

/// Tells whether somebody opened the node of an adapter since the last look: whoever uses a chip does.
#[derive(Debug)]
pub(super) struct Bell(Inotify);

impl Bell {
    /// Listens from now on.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let watch = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)?;
        watch.add_watch(path, AddWatchFlags::IN_OPEN)?;
        Ok(Self(watch))
    }

    /// Whether it rang since the last call; also if that cannot be told.
    pub(super) fn rang(&self) -> bool {
        let mut rang = false;
        loop {
            match self.0.read_events() {
                Ok(events) => rang |= !events.is_empty(),
                Err(Errno::EAGAIN) => return rang,
                Err(_) => return true,
            }
        }
    }
}
