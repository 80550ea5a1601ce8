//! Two TCP/IP stacks and two chips in one program.

#[path = "common/programs.rs"]
#[expect(dead_code, reason = "the other tests run programs in more ways")]
mod programs;

use programs::{example, run};
use serde_json::{Value, json};

fn account(args: &[&str]) -> Value {
    let output = run(&mut example("echo_secure_smoltcp", &[&["--json"], args].concat()), b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[test]
fn each_side_verifies_the_other_and_signs_in_its_chip() {
    for version in ["1.2", "1.3"] {
        let account = account(&["--tls", version]);
        assert_eq!((&account["ok"], &account["tls_version"]), (&json!(true), &json!(version)));
        assert_ne!(account["client"]["serial"], account["server"]["serial"]);
        for (side, other) in [("client", "server"), ("server", "client")] {
            assert_eq!(account[side]["peer"], format!("CN={}", account[other]["serial"].as_str().unwrap()));
            assert_eq!(
                account[side]["chip"],
                json!({ "nonce": 1, "sign": 1 }),
                "the {side} in TLS {version}"
            );
        }
        assert_eq!(account["server"]["address"], "192.0.2.2:7");
    }
}

#[test]
fn kept_chips_keep_their_identities() {
    let folder = tempfile::tempdir().unwrap();
    let out = ["--out", folder.path().to_str().unwrap()];
    let serials = [(); 2].map(|()| {
        let account = account(&out);
        [account["client"]["serial"].clone(), account["server"]["serial"].clone()]
    });
    assert_eq!(serials[0], serials[1]);
}

#[test]
fn the_account_says_what_happened() {
    let output = run(&mut example("echo_secure_smoltcp", &[]), b"");
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["TLS 1.3", "key in slot 0 of chip", "verified that it talks to CN=", "1 nonce, 1 sign"] {
        assert!(text.contains(part), "no '{part}' in:\n{text}");
    }
}
