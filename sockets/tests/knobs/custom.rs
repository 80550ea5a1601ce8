//! A configuration that was included has the last word, and none of those that are about trust.

use core::time::Duration;

use sockets::ConfigError;
use sockets::zssl::TlsContext;

use crate::harness::{Parties, crypto, pair};

/// Whether this was built with `tls_config.rs` beside this file.
const INCLUDED: bool = option_env!("ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE").is_some();

#[test]
fn an_included_configuration_has_the_last_word() {
    let parties = Parties::new();
    let deadline = Duration::from_secs(20);
    let client = parties.client().alpn(["program"]).handshake_deadline(deadline).build().unwrap();
    let server = parties.open_server().alpn(["program"]).handshake_deadline(deadline).build().unwrap();
    assert_eq!(client.handshake_deadline(), deadline);
    let expected = if INCLUDED { Duration::from_secs(7) } else { deadline };
    assert_eq!(server.handshake_deadline(), expected);
    let (client, _server) = pair(&client, &server);
    let info = client.sockets.tls_info(client.fd).unwrap().unwrap();
    let expected: &[u8] = if INCLUDED { b"custom" } else { b"program" };
    assert_eq!(info.alpn.as_deref(), Some(expected));
}

#[test]
fn an_included_configuration_leaves_verification_alone() {
    let trusting_nobody = TlsContext::client(crypto()).server_name("localhost").build();
    assert_eq!(trusting_nobody.unwrap_err(), ConfigError::NoTrustRoots);
    let nameless = TlsContext::client(crypto()).trust(Parties::new().authority.pem()).build();
    assert_eq!(nameless.unwrap_err(), ConfigError::NoServerName);
}
