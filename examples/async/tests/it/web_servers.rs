//! `https_client` against OpenSSL's and nginx's servers, which demand a certificate.

use std::fs;
use std::process::Command;

use crate::foreign::Foreign;
use crate::kept::{client, object};
use crate::programs::{Kept, failure, run};

/// OpenSSL's, whose page tells about the session.
fn openssl(kept: &Kept, version: &str) -> Foreign {
    Foreign::start(|port| {
        let mut command = Command::new("openssl");
        command.args(["s_server", "-www", "-accept", &format!("127.0.0.1:{port}"), version]);
        command.args(["-Verify", "2", "-verify_return_error", "-CAfile", &kept.path("ca.pem")]);
        command.args(["-cert", &kept.path("server.pem"), "-key", &kept.path("server.key")]);
        command
    })
}

/// nginx, whose page tells what it knows of the client.
fn nginx(kept: &Kept, version: &str) -> Foreign {
    let file = |name: &str| kept.path(name);
    Foreign::start(|port| {
        let configuration = format!(
            "daemon off; pid {pid}; error_log stderr; events {{}}
             http {{ access_log off; server {{
                 listen 127.0.0.1:{port} ssl;
                 ssl_protocols {version};
                 ssl_certificate {cert}; ssl_certificate_key {key};
                 ssl_verify_client on; ssl_client_certificate {ca};
                 location / {{ return 200 \"$ssl_client_verify $ssl_client_s_dn $ssl_protocol\"; }}
             }} }}",
            pid = file("nginx.pid"),
            cert = file("server.pem"),
            key = file("server.key"),
            ca = file("ca.pem"),
        );
        fs::write(file("nginx.conf"), configuration).unwrap();
        // One process, so that nothing is left when it is ended.
        let mut command = Command::new("nginx");
        command.args(["-p", kept.folder.path().to_str().unwrap(), "-c", &file("nginx.conf")]);
        command.args(["-g", "master_process off;"]);
        command
    })
}

fn page(server: &Foreign) -> String {
    format!("https://localhost:{}/", server.port)
}

#[test]
#[ignore = "needs openssl: cargo test -p examples-async -- --ignored"]
fn openssl_serves_our_client() {
    let kept = Kept::new();
    for (version, flag) in [("TLSv1.2", "-tls1_2"), ("TLSv1.3", "-tls1_3")] {
        let server = openssl(&kept, flag);
        let output = run(&mut client(&kept, &page(&server), &["--json"]), b"");
        assert!(output.status.success(), "{output:?}");
        let account = object(&output.stdout);
        let text = account["text"].as_str().unwrap();
        assert!(text.contains(version), "{text}");
        // What it prints of the client's certificate.
        assert!(text.contains(account["serial"].as_str().unwrap()), "{text}");
    }
}

#[test]
#[ignore = "needs nginx: cargo test -p examples-async -- --ignored"]
fn nginx_serves_our_client() {
    let kept = Kept::new();
    for version in ["TLSv1.2", "TLSv1.3"] {
        let server = nginx(&kept, version);
        let output = run(&mut client(&kept, &page(&server), &["--json"]), b"");
        assert!(output.status.success(), "{output:?}");
        let account = object(&output.stdout);
        let expected = format!("SUCCESS CN={} {version}", account["serial"].as_str().unwrap());
        assert_eq!(account["text"], expected);
    }
}

#[test]
#[ignore = "needs nginx: cargo test -p examples-async -- --ignored"]
fn nginx_refuses_a_stranger() {
    let (kept, stranger) = (Kept::new(), Kept::new());
    fs::copy(kept.path("ca.pem"), stranger.path("ca.pem")).unwrap();
    let server = nginx(&kept, "TLSv1.3");
    let line = failure(&run(&mut client(&stranger, &page(&server), &[]), b""));
    assert!(line.contains("400"), "{line}");
}
