//! `mqtt_onboarding` with mosquitto.

use std::fs;
use std::process::Command;

use crate::foreign::Foreign;
use crate::programs::{Kept, example, failure, run};
use serde_json::{Value, json};

/// mosquitto with the server of `kept`, for clients of its authority, each under its own name.
fn mosquitto(kept: &Kept) -> Foreign {
    fs::write(kept.path("rights"), "pattern readwrite devices/%u/#\n").unwrap();
    Foreign::start(|port| {
        let configuration = format!(
            "user root\nlistener {port} 127.0.0.1\nrequire_certificate true\nuse_identity_as_username true\n\
             cafile {ca}\ncertfile {cert}\nkeyfile {key}\nacl_file {rights}\npersistence false\n",
            ca = kept.path("ca.pem"),
            cert = kept.path("server.pem"),
            key = kept.path("server.key"),
            rights = kept.path("rights"),
        );
        fs::write(kept.path("mosquitto.conf"), configuration).unwrap();
        let mut command = Command::new("mosquitto");
        command.args(["-c", &kept.path("mosquitto.conf")]);
        command
    })
}

/// The example with the kept chip of `device`, at a broker that it trusts.
fn onboard(device: &Kept, broker: &Foreign, authority: &Kept) -> Command {
    let (chip, cert, ca) = (device.chip(), device.path("device.pem"), authority.path("ca.pem"));
    let broker = format!("localhost:{}", broker.port);
    let identity = ["--device", &chip, "--slot", "0", "--cert", &cert, "--ca", &ca];
    example("mqtt_onboarding", &[&identity[..], &["--broker", &broker, "--json"]].concat())
}

#[test]
#[ignore = "needs mosquitto: cargo test -p examples-async -- --ignored"]
fn it_brings_its_own_mosquitto() {
    for version in ["1.2", "1.3"] {
        let output = run(&mut example("mqtt_onboarding", &["--json", "--tls", version]), b"");
        assert!(output.status.success(), "{output:?}");
        let account: Value = serde_json::from_slice(&output.stdout).unwrap();
        let serial = account["serial"].as_str().unwrap();
        assert_eq!(account["topic"], format!("devices/{serial}/enrolment"));
        let message: Value = serde_json::from_str(account["message"].as_str().unwrap()).unwrap();
        assert_eq!(message, json!({ "serial": serial, "slot": 0 }));
        assert_eq!(account["chip"], json!({ "nonce": 1, "sign": 1 }));
    }
}

#[test]
#[ignore = "needs mosquitto: cargo test -p examples-async -- --ignored"]
fn a_device_with_an_identity_enrols_at_a_broker_that_runs() {
    let kept = Kept::new();
    let broker = mosquitto(&kept);
    let output = run(&mut onboard(&kept, &broker, &kept), b"");
    assert!(output.status.success(), "{output:?}");
}

#[test]
#[ignore = "needs mosquitto: cargo test -p examples-async -- --ignored"]
fn a_stranger_is_refused_and_so_is_a_strange_broker() {
    let (kept, stranger) = (Kept::new(), Kept::new());
    let broker = mosquitto(&kept);
    let line = failure(&run(&mut onboard(&stranger, &broker, &kept), b""));
    assert!(line.contains("alert"), "{line}");
    let line = failure(&run(&mut onboard(&stranger, &broker, &stranger), b""));
    assert!(line.contains("UnknownIssuer"), "{line}");
}
