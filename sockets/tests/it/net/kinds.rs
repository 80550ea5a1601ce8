//! Which kind of error ours are to other people's traits, and that nothing of them is lost there.

use core::error::Error as _;
use std::io::{self, ErrorKind, Read};
use std::net::TcpListener;
use std::thread;

use hwcrypto_api::KeyRef;
use sockets::net::{SecureListener, SecureStream};
use sockets::zssl::{Identity, TlsContext, TlsError};
use sockets::{ConfigError, Errno, Error};

use super::anywhere;
use crate::element::{Element, SLOT};
use crate::harness::{Parties, crypto, host};

#[test]
fn each_error_has_its_kind_and_comes_back_whole() {
    for (error, kind, embedded) in [
        (Errno::EAGAIN.into(), ErrorKind::WouldBlock, embedded_io::ErrorKind::TimedOut),
        (Errno::ETIMEDOUT.into(), ErrorKind::TimedOut, embedded_io::ErrorKind::TimedOut),
        (Errno::ECONNRESET.into(), ErrorKind::ConnectionReset, embedded_io::ErrorKind::ConnectionReset),
        (Errno::ECONNREFUSED.into(), ErrorKind::ConnectionRefused, embedded_io::ErrorKind::ConnectionRefused),
        (Errno::EPIPE.into(), ErrorKind::BrokenPipe, embedded_io::ErrorKind::BrokenPipe),
        (Errno::ENOTCONN.into(), ErrorKind::NotConnected, embedded_io::ErrorKind::NotConnected),
        (Errno::EBADF.into(), ErrorKind::NotConnected, embedded_io::ErrorKind::NotConnected),
        (Errno::EADDRINUSE.into(), ErrorKind::AddrInUse, embedded_io::ErrorKind::AddrInUse),
        (Errno::ENOENT.into(), ErrorKind::NotFound, embedded_io::ErrorKind::NotFound),
        (Errno::ENOSYS.into(), ErrorKind::Unsupported, embedded_io::ErrorKind::Unsupported),
        (Errno::EHOSTUNREACH.into(), ErrorKind::HostUnreachable, embedded_io::ErrorKind::Other),
        (Errno::from_code(4242).into(), ErrorKind::Other, embedded_io::ErrorKind::Other),
        (TlsError::Truncated.into(), ErrorKind::UnexpectedEof, embedded_io::ErrorKind::ConnectionAborted),
        (TlsError::NotTls.into(), ErrorKind::InvalidData, embedded_io::ErrorKind::InvalidData),
        (TlsError::Deadline.into(), ErrorKind::TimedOut, embedded_io::ErrorKind::TimedOut),
        (TlsError::ElementBusy.into(), ErrorKind::ResourceBusy, embedded_io::ErrorKind::Other),
        (ConfigError::Role.into(), ErrorKind::InvalidInput, embedded_io::ErrorKind::InvalidInput),
    ] {
        let error: Error = error;
        assert_eq!(embedded_io::Error::kind(&error), embedded, "{error:?}");
        let wrapped = io::Error::from(error.clone());
        assert_eq!((wrapped.kind(), wrapped.to_string()), (kind, error.to_string()), "{error:?}");
        assert_eq!(wrapped.get_ref().and_then(|inner| inner.downcast_ref()), Some(&error));
        assert_eq!(wrapped.downcast::<Error>().unwrap(), error);
    }
}

#[test]
fn a_peer_that_speaks_something_else_is_invalid_data() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let peer = thread::spawn(move || {
        let (mut theirs, _) = listener.accept().unwrap();
        io::Write::write_all(&mut theirs, b"SSH-2.0-OpenSSH_9.2\r\n").unwrap();
        _ = theirs.read_to_end(&mut Vec::new());
    });
    let context = Parties::new().client().build().unwrap();
    let connect = || -> io::Result<SecureStream> { Ok(SecureStream::connect(&host(), &context, &address)?) };
    let error = connect().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert_eq!(error.to_string(), "the peer does not speak TLS; check the port");
    peer.join().unwrap();
}

#[test]
fn what_an_element_said_is_the_source() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    element.break_signing(hwcrypto_api::Error::NoResponse);
    let identity = Identity::element(&parties.server.chain, element.table, KeyRef::slot(SLOT));
    let context = TlsContext::server(crypto()).identity(identity).build().unwrap();
    let listener = SecureListener::bind(&host(), &context, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    let client = parties.client().build().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| SecureStream::connect(&host(), &client, &address).unwrap_err());
        let (mut stream, _) = listener.accept().unwrap();
        let error = stream.read(&mut [0; 1]).unwrap_err();
        assert!(matches!(error.get_ref().unwrap().downcast_ref(), Some(Error::Tls(TlsError::Element(_)))));
        assert!(error.source().is_some(), "{error}");
    });
}
