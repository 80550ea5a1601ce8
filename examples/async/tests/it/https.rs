//! `https_client` and `https_server`, each with its key in a chip of its own, and what each refuses.

use std::fs;
use std::process::Command;

use crate::kept::{client, identity, object, printed, server, url};
use crate::pair::pair;
use crate::peers::{CLOSED_PORT, answering};
use crate::programs::{Kept, example, failure, run};
use serde_json::json;

#[test]
fn a_client_shows_its_certificate_to_a_server_of_its_own() {
    for version in ["1.2", "1.3"] {
        let output = run(&mut example("https_client", &["--json", "--tls", version]), b"");
        assert!(output.status.success(), "{output:?}");
        let account = object(&output.stdout);
        let subject = format!("CN={}", account["serial"].as_str().unwrap());
        assert_eq!((&account["ok"], &account["status"]), (&json!(true), &json!(200)));
        assert_eq!((&account["seen"], &account["tls_version"]), (&json!(subject), &json!(version)));
        assert_eq!(account["chip"], json!({ "nonce": 1, "sign": 1 }));
    }
}

#[test]
fn people_are_told_what_happened() {
    let output = run(&mut example("https_client", &[]), b"");
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["is blank", "200 OK", "the server saw", "over TLS 1.3", "1 nonce, 1 sign"] {
        assert!(text.contains(part), "no '{part}' in:\n{text}");
    }
}

#[test]
fn two_chips_talk() {
    let (host, guest) = pair();
    for version in ["1.2", "1.3"] {
        let running = server(&host, &["--once", "--json"]);
        let output = run(&mut client(&guest, &url(&running), &["--json", "--tls", version]), b"");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(running.finish(), (true, String::new()));
        let (served, got) = (printed(&host), object(&output.stdout));
        let text = got["text"].as_str().unwrap();
        let device = |account: &serde_json::Value| account["serial"].as_str().unwrap().to_owned();
        assert!(text.contains(&format!("in chip {}", device(&served))), "{text}");
        assert!(text.contains(&format!("you are CN={}, over TLS {version}", device(&got))), "{text}");
        // Each chip was asleep: its generator wants a seed first.
        for account in [&served, &got] {
            assert_eq!(account["chip"], json!({ "nonce": 1, "random": 1, "sign": 1 }));
        }
        assert_eq!((&served["connections"], &served["requests"]), (&json!(1), &json!(1)));
    }
}

#[test]
fn a_server_goes_on_after_a_stranger_whom_it_refused() {
    let ((host, guest), stranger) = (pair(), Kept::new());
    let running = server(&host, &[]);
    let page = url(&running);
    // Of another authority, though it trusts the server.
    fs::copy(host.path("ca.pem"), stranger.path("ca.pem")).unwrap();
    for version in ["1.2", "1.3"] {
        let line = failure(&run(&mut client(&stranger, &page, &["--tls", version]), b""));
        assert!(line.contains("alert"), "{line}");
    }
    assert!(run(&mut client(&guest, &page, &[]), b"").status.success());
}

#[test]
fn what_is_wrong_with_a_server_is_told_apart() {
    let (kept, other) = (Kept::new(), Kept::new());
    let running = server(&other, &[]);
    let plain = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let cases = [
        (url(&running), "UnknownIssuer"),
        (format!("https://localhost:{CLOSED_PORT}/"), "refused"),
        (format!("https://localhost:{plain}/"), "corrupt"),
        (format!("https://localhost:{}/", answering(b"")), "eof"),
    ];
    for (page, words) in cases {
        let line = failure(&run(&mut client(&kept, &page, &[]), b""));
        assert!(line.contains(&page) && line.contains(words), "'{words}' is not in '{line}'");
    }
}

#[test]
fn a_page_that_is_not_there_is_a_failure() {
    let (host, guest) = pair();
    let running = server(&host, &[]);
    let output = run(&mut client(&guest, &format!("{}missing", url(&running)), &["--json"]), b"");
    assert_eq!(object(&output.stdout)["ok"], false);
    assert!(failure(&output).contains("404"), "{output:?}");
}

#[test]
fn wrong_usage_is_told_before_a_chip_is_touched() {
    let kept = Kept::new();
    let (chip, cert) = (kept.chip(), kept.path("device.pem"));
    let all = identity(&kept);
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    for args in [
        &["--device", &*chip, "--cert", &*cert][..],
        &["--device", &*chip, "--slot", "0"],
        &[&all[..], &["--out", "folder"]].concat(),
        &["--url", "nonsense"],
        &["--url", "http://localhost/"],
        &["--tls", "1.1"],
    ] {
        let output = run(&mut example("https_client", &[args, &["--json"]].concat()), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let error = object(&output.stdout)["error"].as_str().unwrap().to_owned();
        assert_eq!(failure(&output), format!("{error}; --help tells more"), "{args:?}");
    }
    let line = failure(&run(&mut example("https_client", &all), b""));
    assert!(line.contains("--url"), "{line}");
    let line = failure(&run(&mut example("https_server", &["--ca", "/nowhere/ca.pem"]), b""));
    assert!(line.contains("cannot read /nowhere/ca.pem"), "{line}");
}

#[test]
fn a_certificate_of_another_key_fails_before_anything_is_sent() {
    let (mine, other) = pair();
    fs::copy(other.path("device.pem"), mine.path("device.pem")).unwrap();
    // Nobody listens: had it tried to connect, it would complain of that.
    let page = format!("https://localhost:{CLOSED_PORT}/");
    let line = failure(&run(&mut client(&mine, &page, &[]), b""));
    assert!(line.contains("does not belong to the key in slot 0"), "{line}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_server_that_says_what_it_did() {
    let (host, guest) = pair();
    let running = server(&host, &["--json"]);
    assert!(run(&mut client(&guest, &url(&running), &[]), b"").status.success());
    let interrupt = ["-INT", &running.child.id().to_string()];
    assert!(Command::new("kill").args(interrupt).status().unwrap().success());
    assert_eq!(running.finish(), (true, String::new()));
    assert_eq!(printed(&host)["connections"], 1);
}
