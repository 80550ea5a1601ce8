use core::fmt;

/// Why a socket call failed: a POSIX error number.
///
/// The numbers are those of Linux, which lwIP shares; a driver of a system with other numbers translates. An
/// unknown number survives as it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Errno(i32);

macro_rules! errnos {
    ($($name:ident $number:literal $text:literal)*) => {
        impl Errno {
            $(#[doc = concat!($text, ".")] pub const $name: Self = Self($number);)*

            /// The POSIX name and what it means, if the number is known.
            const fn known(self) -> Option<(&'static str, &'static str)> {
                match self.0 {
                    $($number => Some((stringify!($name), $text)),)*
                    _ => None,
                }
            }
        }

        #[cfg(test)]
        const ALL: &[(Errno, &str)] = &[$((Errno::$name, stringify!($name)),)*];
    };
}

errnos! {
    EPERM 1 "the system does not permit this"
    ENOENT 2 "there is no such name"
    EINTR 4 "a signal interrupted the call"
    EIO 5 "the network stack failed"
    EBADF 9 "there is no such socket; it is closed already or was never opened"
    EAGAIN 11 "nothing has happened yet, and the socket waits no longer; try again"
    ENOMEM 12 "there is not enough memory"
    EACCES 13 "access is denied"
    EBUSY 16 "it is in use"
    EINVAL 22 "the argument or the state of the socket does not allow this"
    EMFILE 24 "too many sockets are open; close some"
    EPIPE 32 "the connection no longer takes data: it was shut down for writing"
    ENOSYS 38 "the socket driver does not offer this call"
    EPROTO 71 "the peer broke the protocol"
    EDOM 33 "the number is out of range"
    EDESTADDRREQ 89 "the message has no destination"
    EMSGSIZE 90 "the message is too long"
    EPROTOTYPE 91 "the protocol does not fit this type of socket"
    ENOPROTOOPT 92 "the socket has no such option"
    EPROTONOSUPPORT 93 "the protocol is not supported"
    EOPNOTSUPP 95 "this kind of socket does not do that"
    EAFNOSUPPORT 97 "the address family is not supported"
    EADDRINUSE 98 "the address is in use"
    EADDRNOTAVAIL 99 "the address is not one of this host's"
    ENETDOWN 100 "the network is down"
    ENETUNREACH 101 "the network cannot be reached"
    ECONNABORTED 103 "the connection broke off"
    ECONNRESET 104 "the peer reset the connection"
    ENOBUFS 105 "the network stack is out of buffers"
    EISCONN 106 "the socket is connected already"
    ENOTCONN 107 "the socket is not connected"
    ETIMEDOUT 110 "the time for this ran out"
    ECONNREFUSED 111 "nobody listens at that address and port"
    EHOSTUNREACH 113 "the host cannot be reached"
    EALREADY 114 "the same is under way already"
    EINPROGRESS 115 "the connection is still being made"
}

impl Errno {
    /// The number, positive for every known error.
    #[must_use]
    pub const fn code(self) -> i32 {
        self.0
    }

    /// The error with this number. Zero and negative numbers mean no error in POSIX, so a driver that hands one in
    /// is itself at fault: [`Errno::EIO`].
    #[must_use]
    pub const fn from_code(code: i32) -> Self {
        if code > 0 { Self(code) } else { Self::EIO }
    }

    /// The POSIX name, if the number is known.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self.known() {
            Some((name, _)) => Some(name),
            None => None,
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some((name, text)) => write!(f, "{text} ({name})"),
            None => write!(f, "the network stack failed with error number {}", self.0),
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Errno({})", self.0),
        }
    }
}

impl core::error::Error for Errno {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_stands_for_one_name() {
        for (errno, name) in ALL {
            assert_eq!(Errno::from_code(errno.code()).name(), Some(*name));
        }
        assert_eq!(Errno::from_code(4242).name(), None);
        assert_eq!(Errno::from_code(4242).code(), 4242);
    }

    #[test]
    fn success_is_never_taken_for_an_error_of_the_caller() {
        assert_eq!(Errno::from_code(0), Errno::EIO);
        assert_eq!(Errno::from_code(-9), Errno::EIO);
    }
}
