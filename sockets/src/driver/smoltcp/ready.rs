//! What sockets are ready for.

use smoltcp::socket::{tcp, udp};

use super::net::Net;
use super::open::{Kind, Role, Stream};
use super::pool::Place;
use crate::Errno;
use crate::zsock::{Events, Fd, PollFd};

fn when(condition: bool, events: Events) -> Events {
    if condition { events } else { Events::NONE }
}

impl Net {
    /// Tells each socket's events; gives how many have any.
    pub(super) fn look(&mut self, fds: &mut [PollFd]) -> usize {
        for fd in &mut *fds {
            let asked = fd.events | Events::ERR | Events::HUP;
            fd.revents = match self.ready(fd.fd) {
                Ok(ready) => [Events::IN, Events::OUT, Events::ERR, Events::HUP]
                    .into_iter()
                    .filter(|event| ready.contains(*event) && asked.contains(*event))
                    .fold(Events::NONE, |events, event| events | event),
                Err(_) => Events::NVAL,
            };
        }
        fds.iter().filter(|fd| !fd.revents.is_empty()).count()
    }

    fn ready(&mut self, fd: Fd) -> Result<Events, Errno> {
        match &self.open.find(fd)?.kind {
            // As other stacks say of a socket that is not connected.
            Kind::Stream(Stream { role: Role::Idle(_), .. }) => Ok(Events::OUT | Events::HUP),
            Kind::Stream(Stream { role: Role::Listener(listener), .. }) => {
                Ok(when(!listener.ready.is_empty(), Events::IN))
            }
            Kind::Stream(Stream { role: Role::Connection(place), .. }) => self.ready_stream(*place),
            Kind::Datagram(datagram) => {
                let (handle, read, write) = (datagram.handle, datagram.read_shut, datagram.write_shut);
                let received = self.next_datagram(fd)?.is_some();
                let can_send = self.set.get::<udp::Socket<'_>>(handle).can_send();
                Ok(when(received || read, Events::IN)
                    | when(can_send || write, Events::OUT)
                    | when(read && write, Events::HUP))
            }
        }
    }

    fn ready_stream(&self, place: Place) -> Result<Events, Errno> {
        let slot = self.pool.slot(place)?;
        let socket = self.set.get::<tcp::Socket<'_>>(slot.handle);
        if slot.broken.is_some() {
            return Ok(Events::IN | Events::OUT | Events::HUP | when(!slot.told, Events::ERR));
        }
        if !slot.established {
            return Ok(Events::NONE);
        }
        let read_ends = slot.finished || slot.read_shut;
        Ok(when(socket.can_recv() || !slot.rest.is_empty() || read_ends, Events::IN)
            | when(socket.can_send() || slot.write_shut, Events::OUT)
            | when(read_ends && slot.write_shut, Events::HUP))
    }
}
