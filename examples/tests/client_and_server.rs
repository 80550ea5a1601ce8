//! `mtls_client` and `mtls_server`, each with its key in a chip of its own, and what each refuses.

#[path = "common/mtls.rs"]
mod mtls;
#[path = "common/pair.rs"]
mod pair;
#[path = "common/peers.rs"]
mod peers;
#[path = "common/programs.rs"]
mod programs;
#[path = "common/running.rs"]
mod running;
#[path = "common/stranger.rs"]
mod stranger;

use std::fs;
use std::io::Read;
use std::net::Shutdown;
use std::sync::{Arc, mpsc};
use std::thread;

use mtls::{client, server};
use pair::{host_and_guests, pair};
use peers::{CLOSED_PORT, answering};
use programs::{Kept, example, failure, run};
use stranger::{hello_of_tls_1_2, say};

#[test]
fn two_chips_talk() {
    let (host, guest) = pair();
    for version in ["1.2", "1.3"] {
        let running = server(&host, &["--once"]);
        let output = run(&mut client(&guest, running.port, &["--tls", version]), b"hello, chip\n");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"hello, chip\n");
        assert_eq!(running.finish(), (true, String::new()));
    }
}

#[test]
fn two_chips_exchange_keys_and_each_serves_one_handshake_at_a_time() {
    let (host, guests) = host_and_guests::<2>();
    let server = server(&host, &["--ecdhe-in-chip"]);
    for version in ["1.2", "1.3"] {
        thread::scope(|scope| {
            let (server, args) = (&server, ["--ecdhe-in-chip", "--tls", version]);
            for guest in &guests {
                scope.spawn(move || {
                    let output = run(&mut client(guest, server.port, &args), b"hello, chip\n");
                    assert!(output.status.success(), "TLS {version}: {output:?}");
                    assert_eq!(output.stdout, b"hello, chip\n");
                });
            }
        });
    }
}

/// As many as may wait for the chip of a server, and one more.
const TOO_MANY: usize = 17;

#[test]
fn strangers_that_would_starve_the_chip_are_turned_away() {
    let (host, guest) = pair();
    let server = server(&host, &["--ecdhe-in-chip"]);
    // The first one gets the chip's key and an answer, and says nothing more.
    let strangers: Vec<_> = (0..TOO_MANY).map(|_| Arc::new(say(server.port, &hello_of_tls_1_2()))).collect();
    let (sender, answers) = mpsc::channel();
    for stranger in &strangers {
        let (stranger, sender) = (Arc::clone(stranger), sender.clone());
        thread::spawn(move || {
            let mut answer = [0; 7];
            if (&*stranger).read_exact(&mut answer).is_ok() {
                _ = sender.send(answer);
            }
        });
    }
    // The alert internal_error, while the others still wait.
    assert!(answers.iter().any(|answer| answer == [21, 3, 3, 0, 2, 2, 80]));
    for stranger in &strangers {
        _ = stranger.shutdown(Shutdown::Both);
    }
    // While they leave, there may be no room yet.
    loop {
        let output = run(&mut client(&guest, server.port, &[]), b"is there room?");
        if output.status.success() {
            assert_eq!(output.stdout, b"is there room?");
            return;
        }
        let line = failure(&output);
        assert!(line.contains("alert internal_error"), "{line}");
    }
}

#[test]
fn a_megabyte_comes_back_as_it_was() {
    let (host, guest) = pair();
    let running = server(&host, &["--once"]);
    let data: Vec<u8> =
        (0..1 << 20).map(|index: u32| index.to_le_bytes()[0] ^ index.to_le_bytes()[1]).collect();
    let output = run(&mut client(&guest, running.port, &[]), &data);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout == data, "{} bytes came back", output.stdout.len());
}

#[test]
fn a_server_goes_on_after_a_client_that_it_refused() {
    let (host, guest) = pair();
    let stranger = Kept::new();
    let running = server(&host, &[]);
    let trusting = ["--ca", &host.path("ca.pem")];
    let line = failure(&run(&mut client(&stranger, running.port, &trusting), b"hello"));
    assert!(line.contains("refused our certificate"), "{line}");
    let output = run(&mut client(&guest, running.port, &[]), b"still there?");
    assert_eq!(output.stdout, b"still there?");
}

#[test]
fn what_is_wrong_with_the_server_is_told_apart() {
    let (host, guest) = pair();
    let stranger = Kept::new();
    let mut lines = Vec::new();
    for more in [&["--ca", &*stranger.path("ca.pem")][..], &["--server-name", "example.org"]] {
        let running = server(&host, &["--once"]);
        lines.push(failure(&run(&mut client(&guest, running.port, more), b"secret")));
        assert!(!running.finish().0);
    }
    for port in [CLOSED_PORT, answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), answering(b"")] {
        lines.push(failure(&run(&mut client(&guest, port, &[]), b"secret")));
    }
    for (line, words) in
        lines.iter().zip(["authority", "example.org", "nobody listens", "does not speak TLS", "closed"])
    {
        assert!(line.contains(words), "'{words}' is not in '{line}'");
    }
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 5, "each failure has a line of its own: {lines:#?}");
}

#[cfg(unix)]
#[test]
fn input_that_cannot_be_read_ends_the_client() {
    let (host, guest) = pair();
    let running = server(&host, &["--once"]);
    let folder = fs::File::open(guest.folder.path()).unwrap();
    let output = client(&guest, running.port, &[]).stdin(folder).output().unwrap();
    assert!(failure(&output).contains("standard input"), "{output:?}");
}

#[test]
fn a_certificate_of_another_key_fails_before_anything_is_sent() {
    let (mine, other) = pair();
    // Nobody listens: had it tried to connect, it would complain of that.
    let line = failure(&run(&mut client(&mine, CLOSED_PORT, &["--cert", &other.path("device.pem")]), b""));
    assert!(line.contains("does not belong to the key in slot 0"), "{line}");
}

#[test]
fn bad_files_and_slots_are_named_in_one_line() {
    let kept = Kept::new();
    let empty = kept.path("empty.pem");
    fs::write(&empty, "no certificate in here\n").unwrap();
    for (more, words) in [
        (["--cert", &*empty], "no certificate in the certificate chain"),
        (["--ca", &*empty], "no certificate in the trust roots"),
        (["--ca", "/nowhere/ca.pem"], "cannot read /nowhere/ca.pem"),
        (["--server-name", "not a name"], "neither a DNS name nor an IP address"),
    ] {
        let line = failure(&run(&mut client(&kept, CLOSED_PORT, &more), b""));
        assert!(line.contains(words), "'{words}' is not in '{line}'");
    }
    let (ca, cert) = (kept.path("ca.pem"), kept.path("device.pem"));
    let files = ["--server-name", "localhost", "--connect", "127.0.0.1:1", "--ca", &ca, "--cert", &cert];
    let chip = kept.chip();
    // Slot 5 holds data; a file that does not exist is not made.
    let line = failure(&run(
        &mut example("mtls_client", &[&["--device", &chip, "--slot", "5"], &files[..]].concat()),
        b"",
    ));
    assert!(line.contains("slot 5"), "{line}");
    let missing = format!("sim:{}", kept.path("missing.sim"));
    let line = failure(&run(
        &mut example("mtls_client", &[&["--device", &missing, "--slot", "0"], &files[..]].concat()),
        b"",
    ));
    assert!(line.contains("missing.sim"), "{line}");
    assert!(!fs::exists(kept.path("missing.sim")).unwrap());
}
