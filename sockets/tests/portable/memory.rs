//! A network stack in memory, as bare as a driver may be.

use alloc::collections::{BTreeMap, VecDeque};
use core::net::SocketAddr;
use core::time::Duration;
use std::sync::{Condvar, Mutex};

use sockets::Errno;
use sockets::zsock::{Domain, Events, Fd, MsgFlags, PollFd, Protocol, Shutdown, SockType, SocketDriver};

/// Streams by number; a stream's peer is the number that differs in the last bit.
#[derive(Default)]
pub(crate) struct Memory {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    next: i32,
    open: BTreeMap<i32, Socket>,
    /// Sockets that connect, by the number of the socket that they become the peer of.
    waiting: VecDeque<i32>,
    cut: bool,
}

#[derive(Default)]
struct Socket {
    inbox: VecDeque<u8>,
    /// Nothing more comes: the peer has ended, or we have.
    ended: bool,
    shut: bool,
}

const CAPACITY: usize = 8192;

const fn peer(fd: i32) -> i32 {
    fd ^ 1
}

impl Memory {
    /// Ends all streams as if cables were pulled.
    pub(crate) fn cut(&self) {
        self.state.lock().unwrap().cut = true;
        self.changed.notify_all();
    }

    /// Waits until `ready` has an answer.
    fn wait<T>(&self, mut ready: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut state = self.state.lock().unwrap();
        loop {
            if let Some(answer) = ready(&mut state) {
                self.changed.notify_all();
                return answer;
            }
            state = self.changed.wait(state).unwrap();
        }
    }
}

impl State {
    /// Marks the end of what the peer of `fd` receives.
    fn end_towards_peer(&mut self, fd: i32) {
        if let Some(peer) = self.open.get_mut(&peer(fd)) {
            peer.ended = true;
        }
    }
}

impl SocketDriver for Memory {
    fn socket(&self, _: Domain, _: SockType, _: Protocol) -> Result<Fd, Errno> {
        self.wait(|state| {
            let fd = state.next;
            state.next += 2;
            state.open.insert(fd, Socket::default());
            Some(Ok(Fd(fd)))
        })
    }

    fn bind(&self, _: Fd, _: &SocketAddr) -> Result<(), Errno> {
        Ok(())
    }

    fn listen(&self, _: Fd, _: u32) -> Result<(), Errno> {
        Ok(())
    }

    fn connect(&self, fd: Fd, _: &SocketAddr) -> Result<(), Errno> {
        self.wait(|state| {
            state.open.insert(peer(fd.0), Socket::default());
            state.waiting.push_back(peer(fd.0));
            Some(Ok(()))
        })
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.wait(|state| {
            if state.open.get(&fd.0).is_none_or(|socket| socket.shut) {
                return Some(Err(Errno::EINVAL));
            }
            state.waiting.pop_front().map(|accepted| Ok((Fd(accepted), crate::address())))
        })
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.wait(|state| {
            let gone = state.cut || state.open.get(&fd.0).is_none_or(|socket| socket.shut);
            match state.open.get_mut(&peer(fd.0)) {
                Some(peer) if !gone => {
                    let room = data.len().min(CAPACITY - peer.inbox.len());
                    peer.inbox.extend(&data[..room]);
                    match room {
                        0 if flags.contains(MsgFlags::DONTWAIT) => Some(Err(Errno::EAGAIN)),
                        0 => None,
                        room => Some(Ok(room)),
                    }
                }
                _ => Some(Err(Errno::EPIPE)),
            }
        })
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.wait(|state| {
            let cut = state.cut;
            let Some(socket) = state.open.get_mut(&fd.0) else { return Some(Err(Errno::EBADF)) };
            let len = buffer.len().min(socket.inbox.len());
            for (place, byte) in buffer.iter_mut().zip(socket.inbox.drain(..len)) {
                *place = byte;
            }
            match len {
                0 if socket.ended || cut => Some(Ok(0)),
                0 if flags.contains(MsgFlags::DONTWAIT) => Some(Err(Errno::EAGAIN)),
                0 => None,
                len => Some(Ok(len)),
            }
        })
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.wait(|state| {
            let Some(socket) = state.open.get_mut(&fd.0) else { return Some(Err(Errno::EBADF)) };
            socket.ended |= how != Shutdown::Write;
            socket.shut |= how != Shutdown::Read;
            if how != Shutdown::Read {
                state.end_towards_peer(fd.0);
            }
            Some(Ok(()))
        })
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.wait(|state| {
            state.end_towards_peer(fd.0);
            Some(state.open.remove(&fd.0).map(|_| ()).ok_or(Errno::EBADF))
        })
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        let look = |state: &mut State, fds: &mut [PollFd]| {
            for fd in &mut *fds {
                let room = state.open.get(&peer(fd.fd.0)).is_some_and(|peer| peer.inbox.len() < CAPACITY);
                let out = if room { Events::OUT } else { Events::NONE };
                fd.revents = match state.open.get(&fd.fd.0) {
                    Some(socket) if !socket.inbox.is_empty() || socket.ended => out | Events::IN,
                    Some(_) => out,
                    None => Events::NVAL,
                } & (fd.events | Events::NVAL);
            }
            fds.iter().filter(|fd| !fd.revents.is_empty()).count()
        };
        let timeout = timeout.unwrap_or(Duration::from_secs(3600));
        let state = self.state.lock().unwrap();
        let idle = |state: &mut State| look(state, &mut *fds) == 0;
        let (mut state, _) = self.changed.wait_timeout_while(state, timeout, idle).unwrap();
        Ok(look(&mut state, fds))
    }

    fn relax(&self) {
        std::thread::yield_now();
    }
}
