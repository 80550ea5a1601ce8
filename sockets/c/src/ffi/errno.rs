//! The numbers of errors, as Linux and lwIP have them.

/// The system does not permit this.
pub const ZSOCK_EPERM: i32 = 1;
/// There is no such name.
pub const ZSOCK_ENOENT: i32 = 2;
/// A signal interrupted the call.
pub const ZSOCK_EINTR: i32 = 4;
/// The network stack failed.
pub const ZSOCK_EIO: i32 = 5;
/// There is no such socket; it is closed already or was never opened.
pub const ZSOCK_EBADF: i32 = 9;
/// Nothing happened within the socket's timeout; try again.
pub const ZSOCK_EAGAIN: i32 = 11;
/// There is not enough memory.
pub const ZSOCK_ENOMEM: i32 = 12;
/// Access is denied.
pub const ZSOCK_EACCES: i32 = 13;
/// It is in use.
pub const ZSOCK_EBUSY: i32 = 16;
/// The argument or the state of the socket does not allow this.
pub const ZSOCK_EINVAL: i32 = 22;
/// Too many sockets are open; close some.
pub const ZSOCK_EMFILE: i32 = 24;
/// The connection no longer takes data: it was shut down for writing.
pub const ZSOCK_EPIPE: i32 = 32;
/// The socket driver does not offer this call.
pub const ZSOCK_ENOSYS: i32 = 38;
/// The peer broke the protocol.
pub const ZSOCK_EPROTO: i32 = 71;
/// The number is out of range.
pub const ZSOCK_EDOM: i32 = 33;
/// The message is too long.
pub const ZSOCK_EMSGSIZE: i32 = 90;
/// The protocol does not fit this type of socket.
pub const ZSOCK_EPROTOTYPE: i32 = 91;
/// The socket has no such option.
pub const ZSOCK_ENOPROTOOPT: i32 = 92;
/// The protocol is not supported.
pub const ZSOCK_EPROTONOSUPPORT: i32 = 93;
/// This kind of socket does not do that.
pub const ZSOCK_EOPNOTSUPP: i32 = 95;
/// The address family is not supported.
pub const ZSOCK_EAFNOSUPPORT: i32 = 97;
/// The address is in use.
pub const ZSOCK_EADDRINUSE: i32 = 98;
/// The address is not one of this host's.
pub const ZSOCK_EADDRNOTAVAIL: i32 = 99;
/// The network is down.
pub const ZSOCK_ENETDOWN: i32 = 100;
/// The network cannot be reached.
pub const ZSOCK_ENETUNREACH: i32 = 101;
/// The connection broke off.
pub const ZSOCK_ECONNABORTED: i32 = 103;
/// The peer reset the connection.
pub const ZSOCK_ECONNRESET: i32 = 104;
/// The network stack is out of buffers.
pub const ZSOCK_ENOBUFS: i32 = 105;
/// The socket is connected already.
pub const ZSOCK_EISCONN: i32 = 106;
/// The socket is not connected.
pub const ZSOCK_ENOTCONN: i32 = 107;
/// The time for this ran out.
pub const ZSOCK_ETIMEDOUT: i32 = 110;
/// Nobody listens at that address and port.
pub const ZSOCK_ECONNREFUSED: i32 = 111;
/// The host cannot be reached.
pub const ZSOCK_EHOSTUNREACH: i32 = 113;
/// The same is under way already.
pub const ZSOCK_EALREADY: i32 = 114;
/// The connection is still being made.
pub const ZSOCK_EINPROGRESS: i32 = 115;

#[cfg(test)]
mod tests {
    use sockets::Errno;

    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_library() {
        let numbers = [
            (ZSOCK_EPERM, Errno::EPERM),
            (ZSOCK_ENOENT, Errno::ENOENT),
            (ZSOCK_EINTR, Errno::EINTR),
            (ZSOCK_EIO, Errno::EIO),
            (ZSOCK_EBADF, Errno::EBADF),
            (ZSOCK_EAGAIN, Errno::EAGAIN),
            (ZSOCK_ENOMEM, Errno::ENOMEM),
            (ZSOCK_EACCES, Errno::EACCES),
            (ZSOCK_EBUSY, Errno::EBUSY),
            (ZSOCK_EINVAL, Errno::EINVAL),
            (ZSOCK_EMFILE, Errno::EMFILE),
            (ZSOCK_EPIPE, Errno::EPIPE),
            (ZSOCK_ENOSYS, Errno::ENOSYS),
            (ZSOCK_EPROTO, Errno::EPROTO),
            (ZSOCK_EDOM, Errno::EDOM),
            (ZSOCK_EMSGSIZE, Errno::EMSGSIZE),
            (ZSOCK_EPROTOTYPE, Errno::EPROTOTYPE),
            (ZSOCK_ENOPROTOOPT, Errno::ENOPROTOOPT),
            (ZSOCK_EPROTONOSUPPORT, Errno::EPROTONOSUPPORT),
            (ZSOCK_EOPNOTSUPP, Errno::EOPNOTSUPP),
            (ZSOCK_EAFNOSUPPORT, Errno::EAFNOSUPPORT),
            (ZSOCK_EADDRINUSE, Errno::EADDRINUSE),
            (ZSOCK_EADDRNOTAVAIL, Errno::EADDRNOTAVAIL),
            (ZSOCK_ENETDOWN, Errno::ENETDOWN),
            (ZSOCK_ENETUNREACH, Errno::ENETUNREACH),
            (ZSOCK_ECONNABORTED, Errno::ECONNABORTED),
            (ZSOCK_ECONNRESET, Errno::ECONNRESET),
            (ZSOCK_ENOBUFS, Errno::ENOBUFS),
            (ZSOCK_EISCONN, Errno::EISCONN),
            (ZSOCK_ENOTCONN, Errno::ENOTCONN),
            (ZSOCK_ETIMEDOUT, Errno::ETIMEDOUT),
            (ZSOCK_ECONNREFUSED, Errno::ECONNREFUSED),
            (ZSOCK_EHOSTUNREACH, Errno::EHOSTUNREACH),
            (ZSOCK_EALREADY, Errno::EALREADY),
            (ZSOCK_EINPROGRESS, Errno::EINPROGRESS),
        ];
        for (code, errno) in numbers {
            assert_eq!(code, errno.code(), "{errno:?}");
        }
        // None is left out.
        for code in (1..200).filter(|code| Errno::from_code(*code).name().is_some()) {
            assert!(numbers.iter().any(|(known, _)| *known == code), "{code}");
        }
    }
}
