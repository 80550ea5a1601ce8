//! curl against `https_server`.

use std::process::{Command, Output};

use crate::kept::{printed, server, url};
use crate::programs::{Kept, run};
use serde_json::json;

type Curl = fn(&Kept, &str, &[&str]) -> Output;

/// curl gets `page`, trusting the authority of `kept`.
fn curl(kept: &Kept, page: &str, more: &[&str]) -> Output {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "30", "--cacert", &kept.path("ca.pem")]);
    run(command.args(more).arg(page), b"")
}

/// curl gets `page` with a certificate of the same authority.
fn curl_with_certificate(kept: &Kept, page: &str, more: &[&str]) -> Output {
    let (cert, key) = (kept.path("client.pem"), kept.path("client.key"));
    curl(kept, page, &[&["--cert", &cert, "--key", &key], more].concat())
}

#[test]
#[ignore = "needs curl: cargo test -p examples-async -- --ignored"]
fn curl_is_served_with_a_certificate_and_without() {
    let kept = Kept::new();
    for (number, version) in [("1.2", &["--tls-max", "1.2"][..]), ("1.3", &["--tlsv1.3"])] {
        let cases: [(Curl, _); 2] =
            [(curl_with_certificate, "CN=Demo client"), (curl, "a stranger without a certificate")];
        for (curl, who) in cases {
            let running = server(&kept, &["--once", "--json"]);
            let output = curl(&kept, &url(&running), version);
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(text.contains(&format!("you are {who}, over TLS {number}")), "{text}");
            assert_eq!(running.finish(), (true, String::new()));
            assert_eq!(printed(&kept)["chip"], json!({ "nonce": 1, "random": 1, "sign": 1 }));
        }
    }
}

#[test]
#[ignore = "needs curl: cargo test -p examples-async -- --ignored"]
fn curl_hears_its_echo() {
    let kept = Kept::new();
    let running = server(&kept, &[]);
    let echo = format!("{}echo", url(&running));
    assert_eq!(curl(&kept, &echo, &["--data", "hello, chip"]).stdout, b"hello, chip");
    let status = ["--output", "/dev/null", "--write-out", "%{http_code}"];
    let large = "x".repeat(65 * 1024);
    assert_eq!(curl(&kept, &echo, &[&status[..], &["--data", &large]].concat()).stdout, b"413");
    assert_eq!(curl(&kept, &echo, &status).stdout, b"405");
    assert_eq!(curl(&kept, &format!("{}elsewhere", url(&running)), &status).stdout, b"404");
}

#[test]
#[ignore = "needs curl: cargo test -p examples-async -- --ignored"]
fn who_shows_no_certificate_is_refused_where_it_is_required() {
    let kept = Kept::new();
    let running = server(&kept, &["--require-certificate"]);
    assert!(!curl(&kept, &url(&running), &[]).status.success());
    assert!(curl_with_certificate(&kept, &url(&running), &[]).status.success());
}
