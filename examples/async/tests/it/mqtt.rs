//! `mqtt_onboarding` with brokers that are none.

use crate::peers::{CLOSED_PORT, answering};
use crate::programs::{Kept, example, failure, run};

#[test]
fn what_is_no_broker_is_told_apart() {
    let kept = Kept::new();
    let http = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    for (port, words) in [(CLOSED_PORT, "refused"), (http, "corrupt"), (answering(b""), "eof")] {
        let broker = format!("127.0.0.1:{port}");
        let mut command = example("mqtt_onboarding", &["--device", &kept.chip(), "--broker", &broker]);
        let line = failure(&run(&mut command, b""));
        assert!(line.starts_with(&broker) && line.contains(words), "'{words}' is not in '{line}'");
    }
}

#[test]
fn without_mosquitto_it_says_how_to_get_it() {
    let nowhere = tempfile::tempdir().unwrap();
    if std::fs::exists("/usr/sbin/mosquitto").unwrap() {
        return eprintln!("skipped: mosquitto is installed");
    }
    let line = failure(&run(example("mqtt_onboarding", &[]).env("PATH", nowhere.path()), b""));
    assert!(line.contains("apt-get install mosquitto"), "{line}");
}

#[test]
fn wrong_usage_is_told_before_a_chip_is_touched() {
    for args in [&["--broker", "nowhere"][..], &["--tls", "1.1"], &["--slot", "0"]] {
        let output = run(&mut example("mqtt_onboarding", args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        failure(&output);
    }
}
