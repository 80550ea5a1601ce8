//! The calls that wait. A signal that interrupts one is no reason to end it, and none of them raises `SIGPIPE`.

use core::net::SocketAddr;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::retry_on_intr;
use rustix::net::{RecvFlags, SendFlags};
use socket2::{SockAddr, Socket};

use super::errno::errno;
use crate::{Errno, zsock::MsgFlags};

fn send_flags(flags: MsgFlags) -> Result<SendFlags, Errno> {
    if flags.contains(MsgFlags::PEEK) {
        return Err(Errno::EOPNOTSUPP);
    }
    let dont_wait = if flags.contains(MsgFlags::DONTWAIT) { SendFlags::DONTWAIT } else { SendFlags::empty() };
    Ok(SendFlags::NOSIGNAL | dont_wait)
}

fn recv_flags(flags: MsgFlags) -> RecvFlags {
    let peek = if flags.contains(MsgFlags::PEEK) { RecvFlags::PEEK } else { RecvFlags::empty() };
    let dont_wait = if flags.contains(MsgFlags::DONTWAIT) { RecvFlags::DONTWAIT } else { RecvFlags::empty() };
    peek | dont_wait
}

fn of_rustix(error: rustix::io::Errno) -> Errno {
    errno(error.into())
}

pub(super) fn accept(socket: &Socket) -> Result<(Socket, SockAddr), Errno> {
    loop {
        match socket.accept().map_err(errno) {
            Err(Errno::EINTR) => {}
            outcome => {
                let accepted = outcome?;
                // Elsewhere than on Linux it takes after the listener.
                if cfg!(not(target_os = "linux")) {
                    accepted.0.set_nonblocking(false).map_err(errno)?;
                }
                return Ok(accepted);
            }
        }
    }
}

pub(super) fn connect(socket: &Socket, address: &SockAddr) -> Result<(), Errno> {
    let nonblocking = socket.nonblocking().map_err(errno)?;
    // A connection with a time limit leaves its socket blocking, so this is not for one that is not to block.
    if let Some(limit) = socket.write_timeout().map_err(errno)?.filter(|_| !nonblocking) {
        return socket.connect_timeout(address, limit).map_err(errno);
    }
    match socket.connect(address).map_err(errno) {
        // The connection is still being made, and asking again would be EALREADY: wait for the outcome instead.
        Err(Errno::EINTR) if !nonblocking => {
            let mut fds = [PollFd::new(socket, PollFlags::OUT)];
            retry_on_intr(|| poll(&mut fds, None)).map_err(of_rustix)?;
            socket.take_error().map_err(errno)?.map_or(Ok(()), |error| Err(errno(error)))
        }
        Err(Errno::EINTR) => Err(Errno::EINPROGRESS),
        outcome => outcome,
    }
}

pub(super) fn send(socket: &Socket, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
    let flags = send_flags(flags)?;
    retry_on_intr(|| rustix::net::send(socket, data, flags)).map_err(of_rustix)
}

pub(super) fn recv(socket: &Socket, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
    let flags = recv_flags(flags);
    let (len, _) = retry_on_intr(|| rustix::net::recv(socket, &mut *buffer, flags)).map_err(of_rustix)?;
    Ok(len)
}

pub(super) fn sendto(
    socket: &Socket,
    data: &[u8],
    flags: MsgFlags,
    address: &SocketAddr,
) -> Result<usize, Errno> {
    let flags = send_flags(flags)?;
    retry_on_intr(|| rustix::net::sendto(socket, data, flags, address)).map_err(of_rustix)
}

pub(super) fn recvfrom(
    socket: &Socket,
    buffer: &mut [u8],
    flags: MsgFlags,
) -> Result<(usize, SocketAddr), Errno> {
    let flags = recv_flags(flags);
    let (len, _, from) =
        retry_on_intr(|| rustix::net::recvfrom(socket, &mut *buffer, flags)).map_err(of_rustix)?;
    // A stream has no sender per message: its peer is the sender of all.
    let from = from.and_then(|from| SocketAddr::try_from(from).ok());
    let from = match from {
        Some(from) => from,
        None => socket.peer_addr().map_err(errno)?.as_socket().ok_or(Errno::EAFNOSUPPORT)?,
    };
    Ok((len, from))
}
