//! Waiting for several sockets at once.

use alloc::{sync::Arc, vec::Vec};
use core::time::Duration;
use std::time::Instant;

use rustix::event::{PollFd as SystemPollFd, PollFlags, Timespec, poll as system_poll};
use socket2::Socket;

use super::errno::errno;
use crate::Errno;
use crate::zsock::{Events, PollFd};

const PAIRS: [(Events, PollFlags); 4] = [
    (Events::IN, PollFlags::IN),
    (Events::OUT, PollFlags::OUT),
    (Events::ERR, PollFlags::ERR),
    (Events::HUP, PollFlags::HUP),
];

fn flags(events: Events) -> PollFlags {
    let wanted = PAIRS.iter().filter(|(event, _)| events.contains(*event));
    wanted.fold(PollFlags::empty(), |flags, (_, flag)| flags | *flag)
}

fn events(flags: PollFlags) -> Events {
    let told = PAIRS.iter().filter(|(_, flag)| flags.contains(*flag));
    told.fold(Events::NONE, |events, (event, _)| events | *event)
}

/// `sockets` are those of `fds`, in the same order; a missing one ends the wait.
pub(super) fn poll(
    fds: &mut [PollFd],
    sockets: &[Option<Arc<Socket>>],
    timeout: Option<Duration>,
) -> Result<(), Errno> {
    let missing = sockets.iter().any(Option::is_none);
    let mut asked: Vec<_> = fds
        .iter()
        .zip(sockets)
        .filter_map(|(fd, socket)| Some(SystemPollFd::new(&**socket.as_ref()?, flags(fd.events))))
        .collect();
    // A missing one is an answer: the others are looked at, and not waited for.
    wait(&mut asked, if missing { Some(Duration::ZERO) } else { timeout })?;
    let mut told = asked.iter();
    for (fd, socket) in fds.iter_mut().zip(sockets) {
        if socket.is_some() {
            fd.revents = told.next().map_or(Events::NONE, |fd| events(fd.revents()));
        }
    }
    Ok(())
}

/// A signal that interrupts it is no reason to end it, nor to begin the time anew.
fn wait(fds: &mut [SystemPollFd<'_>], timeout: Option<Duration>) -> Result<(), Errno> {
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        let left = left.map(Timespec::try_from).transpose().map_err(|_| Errno::EINVAL)?;
        match system_poll(fds, left.as_ref()) {
            Err(rustix::io::Errno::INTR) => {}
            outcome => return outcome.map(drop).map_err(|error| errno(error.into())),
        }
    }
}
