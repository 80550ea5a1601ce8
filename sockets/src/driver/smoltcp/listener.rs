//! Listening: a queue of sockets that listen one connection each, since the stack has no queue of its own.

use alloc::collections::VecDeque;
use core::net::SocketAddr;

use smoltcp::iface::SocketSet;
use smoltcp::socket::tcp;
use smoltcp::wire::IpListenEndpoint;

use super::net::{Net, unspecified};
use super::open::{Kind, Listener, Open, Options, Role, Stream};
use super::pool::{Place, Pool};
use super::slot::Owner;
use crate::Errno;
use crate::zsock::{Domain, Fd, SockType};

pub(super) fn endpoint(address: &SocketAddr) -> IpListenEndpoint {
    let addr = Some(address.ip()).filter(|ip| !ip.is_unspecified());
    IpListenEndpoint { addr: addr.map(Into::into), port: address.port() }
}

impl Net {
    pub(super) fn listen(&mut self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        let backlog = usize::try_from(backlog).unwrap_or(usize::MAX).max(1);
        let open = self.open.find_mut(fd)?;
        let domain = open.domain;
        let stream = open.stream_mut()?;
        match &mut stream.role {
            Role::Connection(_) => return Err(Errno::EINVAL),
            Role::Listener(listener) => listener.backlog = backlog,
            Role::Idle(place) => {
                let (place, bound) = (*place, stream.bound);
                let bound = match bound {
                    Some(bound) => bound,
                    None => self.claim(SockType::Stream, unspecified(domain), false)?,
                };
                let stream = self.open.find_mut(fd)?.stream_mut()?;
                stream.bound = Some(bound);
                stream.role =
                    Role::Listener(Listener { waiting: alloc::vec![place], ready: VecDeque::new(), backlog });
            }
        }
        self.tend_listeners();
        Ok(())
    }

    /// A listener becomes a socket that is bound, and keeps one of its sockets for that.
    pub(super) fn stop_listening(&mut self, fd: Fd) -> Result<(), Errno> {
        let idle = Role::Idle(self.pool.take(&mut self.set).or_else(|_| self.spare(fd))?);
        let stream = self.open.find_mut(fd)?.stream_mut()?;
        if let Role::Listener(listener) = core::mem::replace(&mut stream.role, idle) {
            self.release_all(listener);
        }
        Ok(())
    }

    /// Gives up the sockets of a listener that is gone, with the connections that nobody accepted.
    pub(super) fn release_all(&mut self, listener: Listener) {
        for place in listener.waiting.into_iter().chain(listener.ready) {
            self.pool.release(place, self.now, &mut self.set);
        }
        self.tend_listeners();
    }

    /// One of the listener's sockets, at worst with a connection that nobody accepted.
    fn spare(&mut self, fd: Fd) -> Result<Place, Errno> {
        let Role::Listener(listener) = &mut self.open.find_mut(fd)?.stream_mut()?.role else {
            return Err(Errno::EINVAL);
        };
        let place = listener.waiting.pop().or_else(|| listener.ready.pop_back()).ok_or(Errno::ENOBUFS)?;
        self.pool.renew(place, &mut self.set)?;
        Ok(place)
    }

    /// The oldest connection that waits, as a socket of its own.
    pub(super) fn accept(&mut self, fd: Fd) -> Result<Option<(Fd, SocketAddr)>, Errno> {
        let open = self.open.find_mut(fd)?;
        let (domain, options) = (open.domain, Options { nonblocking: false, ..open.options.clone() });
        let stream = open.stream_mut()?;
        let bound = stream.bound;
        let Role::Listener(listener) = &mut stream.role else { return Err(Errno::EINVAL) };
        let Some(place) = listener.ready.pop_front() else { return Ok(None) };
        let peer = self.pool.slot(place)?.remote.ok_or(Errno::ECONNABORTED)?;
        self.apply(place, &options)?;
        let kind = Kind::Stream(Stream { bound, role: Role::Connection(place) });
        let fd = self.open.insert(Open { domain, options, kind })?;
        self.tend_listeners();
        Ok(Some((fd, peer)))
    }

    /// Moves connections that are made to those that are ready, and lets others listen in their stead.
    pub(super) fn tend_listeners(&mut self) {
        let Self { open, pool, set, now, full, .. } = self;
        full.clear();
        for open in open.values_mut() {
            let domain = open.domain;
            let Kind::Stream(Stream { bound: Some(bound), role: Role::Listener(listener) }) = &mut open.kind
            else {
                continue;
            };
            let mut index = 0;
            while let Some(place) = listener.waiting.get(index).copied() {
                match look(place, domain, pool, set) {
                    Look::Waits => index += 1,
                    Look::Failed => listen_again(place, bound, pool, set),
                    Look::Ready => {
                        listener.waiting.remove(index);
                        listener.ready.push_back(place);
                    }
                    Look::Foreign => {
                        listener.waiting.remove(index);
                        pool.release(place, *now, set);
                    }
                }
            }
            while listener.waiting.len() + listener.ready.len() < listener.backlog {
                let Ok(place) = pool.take(set) else { break };
                listen_again(place, bound, pool, set);
                listener.waiting.push(place);
            }
            if !listener.waiting.iter().any(|place| listens(*place, pool, set)) {
                full.push(endpoint(bound));
            }
        }
    }
}

enum Look {
    Waits,
    Ready,
    Failed,
    /// Of the other address family, which the stack does not tell apart when any address will do.
    Foreign,
}

fn look(place: Place, domain: Domain, pool: &Pool, set: &SocketSet<'static>) -> Look {
    let Ok(slot) = pool.slot(place) else { return Look::Failed };
    match slot.remote {
        Some(remote) if slot.established && Domain::of(&remote) != domain => Look::Foreign,
        Some(_) if slot.established => Look::Ready,
        _ if set.get::<tcp::Socket<'_>>(slot.handle).state() == tcp::State::Closed => Look::Failed,
        _ => Look::Waits,
    }
}

fn listens(place: Place, pool: &Pool, set: &SocketSet<'static>) -> bool {
    pool.slot(place).is_ok_and(|slot| set.get::<tcp::Socket<'_>>(slot.handle).is_listening())
}

fn listen_again(place: Place, bound: &SocketAddr, pool: &mut Pool, set: &mut SocketSet<'static>) {
    // Both can only fail for a place that is not one.
    if pool.renew(place, set).is_ok()
        && let Ok(slot) = pool.slot_mut(place)
    {
        slot.owner = Owner::Open;
        _ = set.get_mut::<tcp::Socket<'_>>(slot.handle).listen(endpoint(bound));
        pool.sort(set);
    }
}
