//! The onboarding as a program: what it prints, what it keeps, what it leaves alone.

#[path = "common/peers.rs"]
mod peers;
#[path = "common/programs.rs"]
mod programs;

use std::net::TcpListener;
use std::{fs, thread};

use atecc_sim::{Part, SimI2c, i2ct};
use peers::{CLOSED_PORT, answering};
use programs::{Kept, example, failure, onboard, run};

fn text(path: impl AsRef<std::path::Path>) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_json_tells_what_happened() {
    for version in ["1.2", "1.3"] {
        let account = onboard(&["--tls", version]);
        assert_eq!(account["tls_version"], version);
        assert_eq!(account["slot"], 0);
        assert_eq!(account["serial"].as_str().unwrap().len(), 18);
        for flag in ["ok", "server_verified", "client_verified"] {
            assert_eq!(account[flag], true, "{flag}");
        }
        assert!(account["cipher_suite"].as_str().unwrap().starts_with("TLS_"));
        // One key was made and read again; two zones were locked; the request and the handshake were signed.
        for (command, count) in [("genkey", 2), ("lock", 2), ("nonce", 2), ("sign", 2), ("random", 1)] {
            assert_eq!(account["chip"][command], count, "{command}");
        }
        assert_eq!(account["handshake"]["chip"], serde_json::json!({ "nonce": 1, "sign": 1 }));
        assert_eq!(account["handshake"]["wakes"], 1);
        assert!(account["bus_bytes"].as_u64().unwrap() > 3_000);
        let handshake = account["handshake"]["chip_time_ms"].as_f64().unwrap();
        assert!((77.0..100.0).contains(&handshake), "Nonce and Sign typically take 77 ms: {handshake}");
    }
}

#[test]
fn the_account_says_who_verified_whom() {
    let output = run(&mut example("onboarding", &[]), b"");
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["ATECC608", "TLS 1.3", "verified by the device", "verified by the server", "1 nonce, 1 sign"]
    {
        assert!(text.contains(part), "no '{part}' in:\n{text}");
    }
}

#[test]
fn a_second_process_finds_the_kept_chip_and_authority() {
    let kept = Kept::new();
    let (authority, certificate) = (text(kept.path("ca.pem")), text(kept.path("device.pem")));
    assert_eq!(certificate.matches("BEGIN CERTIFICATE").count(), 2, "leaf, then issuer");
    assert!(certificate.ends_with(&authority));
    let eeprom = text(kept.path("chip.sim"));
    let again = onboard(&["--out", kept.folder.path().to_str().unwrap()]);
    assert_eq!((&again["ok"], &again["new_key"]), (&true.into(), &false.into()));
    assert_eq!(again["chip"].get("write"), None);
    assert_eq!(text(kept.path("ca.pem")), authority);
    let lines = |text: &str| {
        text.lines().filter(|line| line.contains(" block ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        lines(&text(kept.path("chip.sim"))),
        lines(&eeprom),
        "the second run must not change the chip"
    );
}

#[cfg(unix)]
#[test]
fn kept_secrets_are_their_owners() {
    use std::os::unix::fs::PermissionsExt;
    let kept = Kept::new();
    for secret in ["ca.key", "server.key", "client.key", "chip.sim"] {
        assert_eq!(fs::metadata(kept.path(secret)).unwrap().permissions().mode() & 0o077, 0, "{secret}");
    }
}

#[test]
fn a_chip_behind_tcp_is_onboarded_and_found_again() {
    let chip = SimI2c::blank(Part::Atecc608B, None).unwrap();
    chip.set_options(|options| options.timing = atecc_sim::Timing::Instant);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("tcp:{}", listener.local_addr().unwrap());
    thread::spawn(move || i2ct::serve(&listener, &chip));
    let first = onboard(&["--device", &uri]);
    let again = onboard(&["--device", &uri]);
    assert_eq!((&first["new_key"], &again["new_key"]), (&true.into(), &false.into()));
    assert_eq!(first["serial"], again["serial"]);
    assert_eq!(again["handshake"]["chip"], serde_json::json!({ "nonce": 1, "sign": 1 }));
}

/// Each of these fails with one line that holds the given words.
#[test]
fn bad_devices_are_named_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        format!("sim:{}", path.display())
    };
    let whole = text(Kept::new().path("chip.sim"));
    let cases = [
        (file("magic.sim", b"#!/bin/sh\necho hello\n"), "not"),
        (file("empty.sim", b""), "not"),
        (file("binary.sim", &[0xFF; 300]), "not"),
        (file("short.sim", &whole.as_bytes()[..whole.len() / 2]), "truncated"),
        (format!("sim:{}", folder.path().display()), "not"),
        ("sim:/nowhere/at/all/chip.sim".into(), "/nowhere"),
        (format!("tcp:127.0.0.1:{CLOSED_PORT}"), "refused"),
        (format!("tcp:127.0.0.1:{}", answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")), "no i2ct server"),
        (format!("tcp:127.0.0.1:{}", answering(b"")), "clos"),
    ];
    for (uri, words) in cases {
        let before = fs::read(uri.trim_start_matches("sim:")).ok();
        let line = failure(&run(&mut example("onboarding", &["--device", &uri]), b""));
        assert!(line.to_lowercase().contains(words), "{uri}: '{words}' is not in '{line}'");
        assert_eq!(fs::read(uri.trim_start_matches("sim:")).ok(), before, "{uri} was changed");
    }
}

#[test]
fn bad_arguments_are_usage_errors() {
    for args in
        [&["--device", "usb:1"][..], &["--tls", "1.1"], &["--device", "i2c:/dev/i2c-1@0xC0"], &["--what"]]
    {
        let output = run(&mut example("onboarding", args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        failure(&output);
        let json = run(example("onboarding", args).arg("--json"), b"");
        let line: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(line["ok"], false, "{args:?}");
    }
}

#[test]
fn failures_are_json_too() {
    let output = run(&mut example("onboarding", &["--json", "--device", "sim:/nowhere/chip.sim"]), b"");
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["ok"], false);
    assert_eq!(format!("{}", line["error"].as_str().unwrap()), failure(&output));
}

#[test]
fn a_chip_in_use_is_refused() {
    let kept = Kept::new();
    let _busy = SimI2c::open(kept.path("chip.sim")).unwrap();
    let line = failure(&run(&mut example("onboarding", &["--device", &kept.chip()]), b""));
    assert!(line.contains("in use"), "{line}");
}

#[test]
fn an_onboarding_that_was_killed_between_two_files_is_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    onboard(&["--out", out]);
    let whole = ["ca.key", "ca.pem", "server.key", "server.pem", "client.key", "client.pem", "device.pem"];
    // In the order in which they are written: after each of them it may have been killed.
    for kept in 0..whole.len() {
        for name in &whole[kept..] {
            let _ = fs::remove_file(folder.path().join(name));
        }
        fs::write(folder.path().join(".unfinished-abc"), "half").unwrap();
        let account = onboard(&["--out", out]);
        assert_eq!(account["ok"], true, "after {kept} files");
        assert!(!fs::exists(folder.path().join(".unfinished-abc")).unwrap());
    }
}

#[test]
fn a_chip_is_not_locked_when_the_folder_cannot_take_the_certificates() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("device.pem")).unwrap();
    let chip = folder.path().join("new.sim");
    SimI2c::create(&chip, Part::Atecc608B, Some(1)).unwrap();
    let before = SimI2c::open(&chip).unwrap().reveal_eeprom();
    let uri = format!("sim:{}", chip.display());
    let args = ["--device", &uri, "--out", folder.path().to_str().unwrap()];
    let line = failure(&run(&mut example("onboarding", &args), b""));
    assert!(line.contains("device.pem is a folder"), "{line}");
    assert_eq!(SimI2c::open(&chip).unwrap().reveal_eeprom(), before);
}

#[test]
fn any_name_of_a_folder_will_do() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["q?part=x&y", "with space", "ünïcödé", "at@sign"] {
        let out = folder.path().join(name);
        assert_eq!(onboard(&["--out", out.to_str().unwrap()])["ok"], true, "{name}");
    }
}

#[test]
fn a_folder_with_half_an_authority_is_left_alone() {
    let kept = Kept::new();
    fs::remove_file(kept.path("ca.key")).unwrap();
    let certificate = text(kept.path("ca.pem"));
    let folder = kept.folder.path().to_str().unwrap();
    let line = failure(&run(&mut example("onboarding", &["--out", folder]), b""));
    assert!(line.contains("ca.key"), "{line}");
    assert_eq!(text(kept.path("ca.pem")), certificate);
}

/// A chip whose locked configuration is somebody else's.
#[test]
fn a_foreign_locked_chip_is_refused_and_not_written() {
    use atecc::blocking::Atecc;
    use atecc::command::LockTarget;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("foreign.sim");
    {
        let chip = SimI2c::create(&path, Part::Atecc608B, Some(5)).unwrap();
        let delay = chip.delay();
        let mut atecc = Atecc::new(chip, delay, atecc::Config::new());
        let crc = atecc.read_config().unwrap().crc();
        atecc.lock(LockTarget::Config { crc }).unwrap();
    }
    let eeprom = SimI2c::open(&path).unwrap().reveal_eeprom();
    let uri = format!("sim:{}", path.display());
    let output = run(&mut example("onboarding", &["--device", &uri]), b"");
    assert_eq!(output.status.code(), Some(3), "refused to protect the part");
    assert!(failure(&output).contains("locked configuration"));
    assert_eq!(SimI2c::open(&path).unwrap().reveal_eeprom(), eeprom);
}
