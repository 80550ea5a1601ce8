//! Waiting for several sockets: `poll`, and `select` on top of it.

use alloc::vec::Vec;
use core::time::Duration;

use super::{driver, number, read_at};
use crate::Errno;
use crate::ffi::raw::{RawFdSet, RawPollFd, RawTime};
use crate::ffi::table::Ctx;
use crate::zsock::{Events, Fd, PollFd, SocketDriver};

// SAFETY, for both thunks: as in the module above.

/// A negative time is for ever.
pub(crate) unsafe extern "C" fn poll<D: SocketDriver + 'static>(
    ctx: Ctx,
    fds: *mut RawPollFd,
    count: u32,
    milliseconds: i32,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let (driver, raw) = unsafe { (driver::<D>(ctx)?, slice(fds, count)?) };
        let mut fds = room(raw.len())?;
        for fd in &*raw {
            // What was told before is only written to.
            fds.push(RawPollFd { revents: 0, ..*fd }.try_into()?);
        }
        let timeout = u64::try_from(milliseconds).ok().map(Duration::from_millis);
        let ready = driver.poll(&mut fds, timeout)?;
        raw.iter_mut().zip(&fds).for_each(|(raw, fd)| *raw = fd.into());
        i32::try_from(ready).map_err(|_| Errno::EIO)
    })())
}

/// `nfds` is not needed, since the sets know how many they hold, but a negative one is a mistake. A set may be null,
/// not all three. Reading is possible too where the stream has ended or failed; the third set is for what has failed or
/// is gone.
pub(crate) unsafe extern "C" fn select<D: SocketDriver + 'static>(
    ctx: Ctx,
    nfds: i32,
    read: *mut RawFdSet,
    write: *mut RawFdSet,
    except: *mut RawFdSet,
    timeout: *const RawTime,
) -> i32 {
    number((|| {
        if nfds < 0 || (read.is_null() && write.is_null() && except.is_null()) {
            return Err(Errno::EINVAL);
        }
        // SAFETY: see above.
        let (driver, sets) = unsafe { (driver::<D>(ctx)?, [read.as_ref(), write.as_ref(), except.as_ref()]) };
        // SAFETY: see above.
        let timeout = if timeout.is_null() { None } else { Some(unsafe { read_at(timeout) }?.try_into()?) };
        let mut fds = gather(sets)?;
        driver.poll(&mut fds, timeout)?;
        if fds.iter().any(|fd| fd.revents.contains(Events::NVAL)) {
            return Err(Errno::EBADF);
        }
        let ready = answers(&fds, sets)?;
        let mut count = 0;
        for (place, set) in [read, write, except].into_iter().zip(ready) {
            if !place.is_null() {
                count += set.count;
                // SAFETY: see above; no reference to the sets is in use any more.
                unsafe { place.write(set) };
            }
        }
        i32::try_from(count).map_err(|_| Errno::EIO)
    })())
}

/// What each of the three sets asks for, and by what it is answered.
const SETS: [(Events, [Events; 3]); 3] = [
    (Events::IN, [Events::IN, Events::HUP, Events::ERR]),
    (Events::OUT, [Events::OUT, Events::ERR, Events::NONE]),
    (Events::NONE, [Events::ERR, Events::HUP, Events::NONE]),
];

/// All sockets of the sets, each once.
fn gather(sets: [Option<&RawFdSet>; 3]) -> Result<Vec<PollFd>, Errno> {
    let mut fds: Vec<PollFd> = Vec::new();
    for (set, (asked, _)) in sets.into_iter().zip(SETS) {
        for fd in set.map_or(Ok(&[][..]), RawFdSet::members)? {
            match fds.iter_mut().find(|known| known.fd.0 == *fd) {
                Some(known) => known.events |= asked,
                None => fds.push(PollFd::new(Fd(*fd), asked)),
            }
        }
    }
    Ok(fds)
}

/// What is left of the sets.
fn answers(fds: &[PollFd], sets: [Option<&RawFdSet>; 3]) -> Result<[RawFdSet; 3], Errno> {
    let mut left = [RawFdSet::default(); 3];
    for ((left, set), (_, answers)) in left.iter_mut().zip(sets).zip(SETS) {
        for fd in set.map_or(Ok(&[][..]), RawFdSet::members)? {
            let told = fds.iter().find(|known| known.fd.0 == *fd).map_or(Events::NONE, |known| known.revents);
            if answers.into_iter().any(|answer| told.intersects(answer)) {
                left.insert(*fd)?;
            }
        }
    }
    Ok(left)
}

/// # Safety
/// `fds` is null or points to `count` of them, aligned, which nobody else uses while the result lives.
unsafe fn slice<'a>(fds: *mut RawPollFd, count: u32) -> Result<&'a mut [RawPollFd], Errno> {
    match (fds.is_null(), count) {
        (_, 0) => Ok(&mut []),
        (true, _) => Err(Errno::EINVAL),
        _ if count > i32::MAX.unsigned_abs() => Err(Errno::EINVAL),
        // SAFETY: not null, and the caller's promise.
        (false, _) => Ok(unsafe { core::slice::from_raw_parts_mut(fds, count as usize) }),
    }
}

fn room<T>(len: usize) -> Result<Vec<T>, Errno> {
    let mut room = Vec::new();
    room.try_reserve_exact(len).map_err(|_| Errno::ENOMEM)?;
    Ok(room)
}
