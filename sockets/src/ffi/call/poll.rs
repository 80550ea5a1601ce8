//! Waiting for several sockets of a table, by whichever entry it has.

use alloc::vec::Vec;
use core::ptr;
use core::time::Duration;

use super::done;
use crate::Errno;
use crate::ffi::raw::{RawFdSet, RawPollFd, RawTime};
use crate::ffi::table::{PollFn, SelectFn, SocketApi};
use crate::zsock::{Events, PollFd, SocketDriver};

// SAFETY, for both calls: as in the module above.

impl SocketApi {
    pub(super) fn wait(&'static self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        match (self.poll, self.select) {
            (Some(entry), _) => self.wait_by_poll(entry, fds, timeout)?,
            (None, Some(entry)) => self.wait_by_select(entry, fds, timeout)?,
            (None, None) => return Err(Errno::ENOSYS),
        }
        Ok(fds.iter().filter(|fd| !fd.revents.is_empty()).count())
    }

    fn wait_by_poll(
        &self,
        entry: PollFn,
        fds: &mut [PollFd],
        timeout: Option<Duration>,
    ) -> Result<(), Errno> {
        let mut raw: Vec<RawPollFd> = fds.iter().map(RawPollFd::from).collect();
        let count = u32::try_from(raw.len()).map_err(|_| Errno::EINVAL)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, raw.as_mut_ptr(), count, milliseconds(timeout)) })?;
        for (fd, raw) in fds.iter_mut().zip(raw) {
            fd.revents = PollFd::try_from(raw).map_err(|_| Errno::EIO)?.revents;
        }
        Ok(())
    }

    fn wait_by_select(
        &'static self,
        entry: SelectFn,
        fds: &mut [PollFd],
        timeout: Option<Duration>,
    ) -> Result<(), Errno> {
        let [mut read, mut write, mut except] = asked(fds)?;
        let time = timeout.map(|limit| RawTime::from(Some(limit)));
        let time = time.as_ref().map_or(ptr::null(), ptr::from_ref);
        let highest = fds.iter().map(|fd| fd.fd.0).max().unwrap_or_default();
        let nfds = highest.saturating_add(1).max(0);
        // SAFETY: see above.
        let outcome = done(unsafe {
            entry(self.header.ctx, nfds, &raw mut read, &raw mut write, &raw mut except, time)
        });
        if outcome == Err(Errno::EBADF) {
            return self.name_the_dead(fds);
        }
        outcome?;
        fds.iter_mut().for_each(|fd| fd.revents = Events::NONE);
        for (set, event) in [(read, Events::IN), (write, Events::OUT), (except, Events::ERR)] {
            let ready = set.members().map_err(|_| Errno::EIO)?;
            fds.iter_mut().filter(|fd| ready.contains(&fd.fd.0)).for_each(|fd| fd.revents |= event);
        }
        Ok(())
    }

    /// `select` does not say which of the sockets does not exist.
    fn name_the_dead(&'static self, fds: &mut [PollFd]) -> Result<(), Errno> {
        for fd in &mut *fds {
            let dead = self.getsockname(fd.fd) == Err(Errno::EBADF);
            fd.revents = if dead { Events::NVAL } else { Events::NONE };
        }
        if fds.iter().all(|fd| fd.revents.is_empty()) { Err(Errno::EBADF) } else { Ok(()) }
    }
}

/// The three sets of `select`; `EINVAL` for more sockets than one of them holds.
fn asked(fds: &[PollFd]) -> Result<[RawFdSet; 3], Errno> {
    let [mut read, mut write, mut except] = [RawFdSet::default(); 3];
    for fd in fds {
        if fd.events.contains(Events::IN) {
            read.insert(fd.fd.0)?;
        }
        if fd.events.contains(Events::OUT) {
            write.insert(fd.fd.0)?;
        }
        except.insert(fd.fd.0)?;
    }
    Ok([read, write, except])
}

/// Rounded up: a wait that ends too early would only be begun again. Negative is for ever.
fn milliseconds(timeout: Option<Duration>) -> i32 {
    let Some(timeout) = timeout else { return -1 };
    i32::try_from(timeout.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
}
