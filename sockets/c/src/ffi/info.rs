//! What a handshake has agreed on.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::c_char;
use core::ptr;

use sockets::Errno;
use sockets::zsock::Fd;
use sockets::zssl::{TlsInfo, TlsVersion, Verification};

use super::{input, output};
use crate::failure::{Failure, number};
use crate::stack;

/// What a handshake has agreed on. Texts end with a NUL.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct SessionInfo {
    /// `sizeof(zssl_info)`, set before the call.
    pub size: usize,
    /// As on the wire: `0x0303` is TLS 1.2, `0x0304` is 1.3.
    pub version: u32,
    /// 1 if the peer proved who it is, else 0.
    pub verified: u32,
    /// 1 if this goes on with an earlier session, else 0.
    pub resumed: u32,
    /// How many certificates the peer showed, for zssl_peer_certificate.
    pub peer_certificates: u32,
    /// The cipher suite's IANA name.
    pub cipher_suite: [c_char; 64],
    /// The application protocol (ALPN), empty if there is none.
    pub alpn: [c_char; 256],
    /// What the verification of the peer came to, in words.
    pub verification: [c_char; 256],
}

// SAFETY: begins with its size; the rest are numbers.
unsafe impl input::Structure for SessionInfo {}

impl SessionInfo {
    fn of(info: &TlsInfo, size: usize) -> Self {
        let certificates = u32::try_from(info.peer_certificates.len()).unwrap_or(u32::MAX);
        Self {
            size,
            version: match info.version {
                TlsVersion::Tls12 => 0x0303,
                _ => 0x0304,
            },
            verified: info.peer_verified.into(),
            resumed: info.resumed.into(),
            peer_certificates: certificates,
            cipher_suite: output::field(&info.cipher_suite),
            alpn: output::field(&String::from_utf8_lossy(info.alpn.as_deref().unwrap_or_default())),
            verification: output::field(&in_words(&info.verification)),
        }
    }
}

/// What the handshake of a secure socket has agreed on; `ENOTCONN` before it is done, `EOPNOTSUPP` for a plain socket. `size`
/// says how much of it the program knows, and is not changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_tls_info(fd: i32, info: *mut SessionInfo) -> i32 {
    number(|| {
        // SAFETY: the caller's.
        let size = unsafe { input::size(info.cast_const())? };
        let found = SessionInfo::of(&agreed(fd)?, size);
        // SAFETY: writable for the size that it begins with; both are that long.
        unsafe {
            ptr::copy_nonoverlapping(
                ptr::from_ref(&found).cast::<u8>(),
                info.cast(),
                size.min(size_of::<SessionInfo>()),
            );
        }
        Ok(0)
    })
}

/// Copies the peer's certificate `index` (0 is its own, what follows leads to its authority) in DER to `place`, as much as
/// `room` allows; gives its whole length. `ENOENT` if there is none of that index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_peer_certificate(fd: i32, index: u32, place: *mut u8, room: usize) -> i32 {
    number(|| {
        let info = agreed(fd)?;
        let certificate = info.peer_certificates.get(index as usize);
        let none = Failure::Interface(Errno::ENOENT, "the peer has shown no such certificate".into());
        // SAFETY: the caller's.
        unsafe { output::bytes(certificate.ok_or(none)?, place, room) }
    })
}

fn in_words(verification: &Verification) -> String {
    match verification {
        Verification::Verified => "verified".into(),
        Verification::Absent => "the peer showed no certificate".into(),
        Verification::Failed(diagnosis) => diagnosis.to_string(),
        _ => "not verified".into(),
    }
}

fn agreed(fd: i32) -> Result<TlsInfo, Failure> {
    stack::on(Fd(fd), |sockets| match sockets.tls_info(Fd(fd))? {
        Some(info) => Ok(info),
        None if sockets.is_secure(Fd(fd))? => {
            Err(Failure::Interface(Errno::ENOTCONN, "the handshake is not done".into()))
        }
        None => Err(Failure::Interface(Errno::EOPNOTSUPP, "the socket is a plain one".into())),
    })
}
