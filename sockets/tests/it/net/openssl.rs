//! Other people's TLS behind the standard library's traits.

use std::io::{BufRead, BufReader, Write};

use sockets::net::{SecureListener, SecureStream};
use sockets::zsock::Shutdown;

use super::anywhere;
use crate::harness::{Parties, VERSIONS, host};
use crate::openssl::{Files, flag, s_server};

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn lines_come_back_from_s_server() {
    for version in VERSIONS {
        let parties = Parties::new();
        let files = Files::of(&parties);
        let (mut server, port) = s_server(&files, version);
        let context = parties.device().build().unwrap();
        let mut stream = SecureStream::connect_name(&host(), &context, "127.0.0.1", port).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for (line, reversed) in [("desserts", "stressed"), ("drawer", "reward")] {
            writeln!(stream, "{line}").unwrap();
            assert_eq!(lines.next().unwrap().unwrap(), reversed);
        }
        assert_eq!(stream.info().unwrap().version, version);
        stream.shutdown(Shutdown::Write).unwrap();
        assert!(lines.next().is_none(), "it closes properly when we do");
        assert!(server.wait().unwrap().success());
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn s_client_gets_an_answer_and_a_proper_end() {
    for version in VERSIONS {
        let parties = Parties::new();
        let context = parties.server().build().unwrap();
        let listener = SecureListener::bind(&host(), &context, &anywhere()).unwrap();
        let target = listener.local_addr().unwrap().to_string();
        let files = Files::of(&parties);
        let mut client = files.openssl(&[
            "s_client",
            "-connect",
            &target,
            "-CAfile",
            "ca.pem",
            "-verify_return_error",
            "-cert",
            "device.pem",
            "-key",
            "device.key",
            "-quiet",
            "-no_ign_eof",
            flag(version),
        ]);
        let mut stdin = client.stdin.take().unwrap();
        stdin.write_all(b"hello\n").unwrap();
        let mut stream = listener.incoming().next().unwrap().unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        write!(stream, "{line}to you").unwrap();
        drop(stream);
        let output = client.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "hello\nto you");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
