//! The TCP sockets of the stack: all of them are made at the start and used again and again.

use alloc::vec::Vec;
use core::time::Duration;

use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::Socket as AnySocket;
use smoltcp::socket::tcp::{Socket, SocketBuffer, State};

use super::config::Config;
use super::slot::{Owner, Phase, Slot, leaves, wipe};
use crate::Errno;

/// Names a place in the [`Pool`]; it is valid as long as the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

#[derive(Debug)]
pub(super) struct Pool {
    slots: Vec<Slot>,
    timeout: Duration,
    linger: Duration,
    keep_alive: Duration,
}

impl Pool {
    pub(super) fn new(config: &Config, set: &mut SocketSet<'static>) -> Self {
        let buffer = |len| SocketBuffer::new(alloc::vec![0; len]);
        let sockets = (0..config.tcp_sockets).map(|_| {
            let socket = Socket::new(buffer(config.tcp_receive_buffer), buffer(config.tcp_send_buffer));
            Slot::new(set.add(socket))
        });
        Self {
            slots: sockets.collect(),
            timeout: config.tcp_timeout,
            linger: config.tcp_linger,
            keep_alive: config.tcp_keep_alive,
        }
    }

    pub(super) fn slot(&self, place: Place) -> Result<&Slot, Errno> {
        self.slots.get(place.0).ok_or(Errno::EIO)
    }

    pub(super) fn slot_mut(&mut self, place: Place) -> Result<&mut Slot, Errno> {
        self.slots.get_mut(place.0).ok_or(Errno::EIO)
    }

    /// The slots that somebody uses, for whether a port is in use.
    pub(super) fn used(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.owner != Owner::Nobody)
    }

    /// A closed socket for a new owner, at worst one that only waits for stragglers of its last connection; `EMFILE` if
    /// there is none.
    pub(super) fn take(&mut self, set: &mut SocketSet<'static>) -> Result<Place, Errno> {
        let free = self.slots.iter().position(|slot| slot.owner == Owner::Nobody);
        let place = free.or_else(|| {
            self.slots.iter().position(|slot| {
                matches!(slot.owner, Owner::Closing { .. })
                    && set.get::<Socket<'_>>(slot.handle).state() == State::TimeWait
            })
        });
        let place = Place(place.ok_or(Errno::EMFILE)?);
        self.renew(place, set)?;
        self.slot_mut(place)?.owner = Owner::Open;
        Ok(place)
    }

    /// Makes the socket as good as new, whatever it was; the peer is not told.
    pub(super) fn renew(&mut self, place: Place, set: &mut SocketSet<'static>) -> Result<(), Errno> {
        let slot = self.slot_mut(place)?;
        wipe(set.get_mut(slot.handle));
        let owner = slot.owner;
        *slot = Slot::new(slot.handle);
        slot.owner = owner;
        Ok(())
    }

    /// Gives the socket up. A connection ends in the background: what was sent still goes out, unless the peer sent
    /// what nobody has read, which is a reset as in other stacks (RFC 2525, section 2.17).
    pub(super) fn release(&mut self, place: Place, now: Duration, set: &mut SocketSet<'static>) {
        let linger = self.linger;
        let Ok(slot) = self.slot_mut(place) else { return };
        let socket = set.get_mut::<Socket<'_>>(slot.handle);
        if matches!(socket.state(), State::Closed | State::Listen | State::SynSent) && !leaves(socket) {
            wipe(socket);
            *slot = Slot::new(slot.handle);
            return;
        }
        let unread = socket.can_recv() || !slot.rest.is_empty();
        slot.rest = Vec::new();
        if unread || !slot.established {
            slot.reset(socket, now);
        } else {
            socket.close();
            slot.owner = Owner::Closing { until: now.saturating_add(linger) };
        }
    }

    /// Turns probes of a silent peer on or off.
    pub(super) fn set_keep_alive(
        &mut self,
        place: Place,
        on: bool,
        now: Duration,
        set: &mut SocketSet<'static>,
    ) {
        let interval = self.keep_alive;
        let Ok(slot) = self.slot_mut(place) else { return };
        set.get_mut::<Socket<'_>>(slot.handle).set_keep_alive(on.then(|| interval.into()));
        slot.keep_alive = on;
        // The stack counts from the last segment, which may be long ago: then it begins with the next one.
        slot.counting = now.saturating_sub(slot.heard) < interval;
    }

    /// Looks at every socket after a step of the stack.
    pub(super) fn note(&mut self, phase: Phase, now: Duration, set: &mut SocketSet<'static>) {
        let timeout = self.timeout;
        for slot in self.slots.iter_mut().filter(|slot| slot.owner != Owner::Nobody) {
            let socket = set.get_mut::<Socket<'_>>(slot.handle);
            slot.note(phase, now, socket);
            slot.give_up(now, timeout, socket);
            slot.reap(now, socket);
        }
        self.sort(set);
    }

    /// When the pool has something to do by itself: the stack does not know.
    pub(super) fn next(&self) -> Option<Duration> {
        let deadlines = self.slots.iter().flat_map(|slot| {
            let closing = match slot.owner {
                Owner::Closing { until } => Some(until),
                Owner::Nobody | Owner::Open => None,
            };
            [closing, slot.ending.map(|since| since.saturating_add(self.timeout))]
        });
        deadlines.flatten().min()
    }

    /// Puts listening sockets behind all connections. The stack gives a segment to the first socket that takes it: a
    /// repeated SYN must find the connection that it began, and no other socket that listens.
    pub(super) fn sort(&mut self, set: &mut SocketSet<'static>) {
        loop {
            let state = |slot: &&mut Slot| set.get::<Socket<'_>>(slot.handle).state();
            let (mut listening, mut last): (Option<&mut Slot>, Option<&mut Slot>) = (None, None);
            for slot in &mut self.slots {
                match state(&slot) {
                    State::Closed => {}
                    State::Listen if listening.as_ref().is_none_or(|first| slot.handle < first.handle) => {
                        listening = Some(slot);
                    }
                    State::Listen => {}
                    _ if last.as_ref().is_none_or(|last| last.handle < slot.handle) => last = Some(slot),
                    _ => {}
                }
            }
            match (listening, last) {
                (Some(listening), Some(connection)) if listening.handle < connection.handle => {
                    swap(set, listening.handle, connection.handle);
                    core::mem::swap(&mut listening.handle, &mut connection.handle);
                }
                _ => return,
            }
        }
    }
}

fn swap(set: &mut SocketSet<'static>, one: SocketHandle, other: SocketHandle) {
    let mut both = set.iter_mut().filter(|(handle, _)| *handle == one || *handle == other);
    if let (Some((_, one)), Some((_, other))) = (both.next(), both.next()) {
        core::mem::swap::<AnySocket<'static>>(one, other);
    }
}
