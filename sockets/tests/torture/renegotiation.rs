//! A client that wants to shake hands anew (TLS 1.2), or other keys (TLS 1.3).

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

use sockets::Error;
use sockets::zssl::{TlsError, TlsVersion};

use crate::guard::alone;
use crate::harness::{End, Parties, host, listener};

/// What our server, which sends back what it gets, got in the end from OpenSSL's client with this on its input.
fn serve(version: TlsVersion, flag: &str, lines: &'static [&[u8]]) -> (Vec<u8>, Result<usize, Error>) {
    let _alone = alone();
    let parties = Parties::new();
    let context = parties.open_server().versions(&[version]).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let mut client = Command::new("openssl")
        .args(["s_client", "-connect", &address.to_string(), flag])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl runs");
    let (fd, _) = sockets.accept(listening).unwrap();
    let end = End { sockets, fd };
    end.sockets.handshake(fd).unwrap();
    let mut input = client.stdin.take().unwrap();
    let typing = thread::spawn(move || {
        for line in lines {
            _ = input.write_all(line);
            _ = input.flush();
            // A command counts only at the beginning of what is read at once.
            thread::sleep(core::time::Duration::from_millis(200));
        }
    });
    let (mut got, mut buffer) = (Vec::new(), [0; 64]);
    let last = loop {
        match end.recv(&mut buffer) {
            Ok(len @ 1..) => got.extend_from_slice(&buffer[..len]),
            end => break end,
        }
    };
    end.close();
    typing.join().unwrap();
    client.wait().unwrap();
    (got, last)
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets --test torture -- --ignored"]
fn a_second_handshake_is_refused_and_harms_nobody() {
    let (got, last) = serve(TlsVersion::Tls12, "-tls1_2", &[b"before\n", b"R\n", b"after\n", b"Q\n"]);
    assert!(got.starts_with(b"before\n"), "{}", String::from_utf8_lossy(&got));
    assert!(!got.windows(2).any(|pair| pair == b"R\n"), "that was a command");
    // It is refused, which OpenSSL takes for the end; never is there a second handshake.
    match last {
        Ok(0) | Err(Error::Tls(TlsError::Alert(_) | TlsError::Truncated | TlsError::Protocol(_))) => {}
        last => panic!("{last:?}"),
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets --test torture -- --ignored"]
fn other_keys_are_followed() {
    let (got, last) = serve(TlsVersion::Tls13, "-tls1_3", &[b"before\n", b"K\n", b"after\n", b"Q\n"]);
    assert_eq!((got, last.ok()), (b"before\nafter\n".to_vec(), Some(0)));
}
