//! How long records are, on the wire.

use alloc::sync::Arc;

use sockets::zssl::{TlsContext, TlsError, TlsVersion};
use sockets::{ConfigError, Error};
use tls_glue::knobs;

use crate::harness::{End, Parties, VERSIONS, host, meet, pair};
use crate::tap::Tap;

const APPLICATION_DATA: u8 = 23;

/// What a cipher suite adds to plaintext: a nonce and a tag in TLS 1.2, a type and a tag in TLS 1.3.
fn expansion(version: TlsVersion) -> usize {
    if version == TlsVersion::Tls12 { 8 + 16 } else { 1 + 16 }
}

/// Types and lengths (without header) of the records that `wire` consists of.
fn records(mut wire: &[u8]) -> Vec<(u8, usize)> {
    let mut records = Vec::new();
    while let [kind, 3, _, high, low, rest @ ..] = wire {
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        records.push((*kind, len));
        wire = &rest[len..];
    }
    assert!(wire.is_empty());
    records
}

/// The longest records of the handshake and of data that a client of `context` sends, who has much to say and a long chain.
fn longest_sent(client: &TlsContext, parties: &Parties) -> (usize, usize) {
    let tap = Tap::new();
    let server = parties.server().max_received_len(16384).build().unwrap();
    let (client, server) = meet((&tap.sockets(), client), (&host(), &server));
    let (client, server) = (client.unwrap(), server.unwrap());
    let handshake = tap.sent().len();
    let data = vec![6; 40_000];
    std::thread::scope(|scope| {
        scope.spawn(|| client.send_all(&data).unwrap());
        assert_eq!(server.recv_exactly(data.len()).unwrap(), data);
    });
    let sent = tap.sent();
    let longest = |wire| records(wire).into_iter().map(|(_, len)| len).max().unwrap();
    assert!(records(&sent[handshake..]).iter().all(|(kind, _)| *kind == APPLICATION_DATA));
    (longest(&sent[..handshake]), longest(&sent[handshake..]))
}

#[test]
fn records_that_are_sent_hold_no_more_than_the_setting() {
    let mut parties = Parties::new();
    // A chain of more than 8 KiB, so that the handshake too would have longer records.
    parties.device.chain += &parties.authority.pem().repeat(25);
    for version in VERSIONS {
        let device = || parties.device().versions(&[version]);
        let limit = knobs::MAX_CONTENT_LEN;
        let (handshake, data) = longest_sent(&device().build().unwrap(), &parties);
        assert_eq!(data, limit + expansion(version), "TLS {version}");
        assert!(handshake <= limit + expansion(version), "TLS {version}: {handshake}");
        // What the program says counts for more.
        for limit in [64, 1000, 16384] {
            let (handshake, data) = longest_sent(&device().max_content_len(limit).build().unwrap(), &parties);
            assert_eq!(data, limit + expansion(version), "TLS {version}");
            assert!(handshake <= limit + expansion(version), "TLS {version}: {handshake}");
        }
    }
}

/// A client and a server, neither of which minds what it gets or sends.
fn generous(version: TlsVersion) -> (End, End, Arc<Tap>) {
    let parties = Parties::new();
    let client = parties.client().versions(&[version]).build().unwrap();
    let server = parties.open_server().max_content_len(16384).build().unwrap();
    let tap = Tap::new();
    let (client, server) = meet((&tap.sockets(), &client), (&host(), &server));
    (client.unwrap(), server.unwrap(), tap)
}

#[test]
fn records_that_are_received_hold_no_more_than_the_setting() {
    for version in VERSIONS {
        let (client, server, _) = generous(version);
        let limit = knobs::IN_CONTENT_LEN;
        server.send_all(&vec![1; limit]).unwrap();
        assert_eq!(client.recv_exactly(limit).unwrap(), vec![1; limit], "TLS {version}");
        let longest = vec![2; 16384];
        server.send_all(&longest).unwrap();
        if limit == 16384 {
            assert_eq!(client.recv_exactly(16384).unwrap(), longest);
        } else {
            assert_eq!(client.recv_exactly(16384).unwrap_err(), Error::Tls(TlsError::TooLong));
        }
    }
}

/// The longest record that fits into `limit`, and what comes before one that does not, arrive; that one is an error for which
/// the peer is told.
#[test]
fn a_record_beyond_the_programs_own_limit_ends_the_session_and_what_came_before_arrives() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.client().versions(&[version]).max_received_len(2000).build().unwrap();
        let (client, server) = pair(&client, &parties.open_server().max_content_len(16384).build().unwrap());
        server.send_all(&[1; 2000]).unwrap();
        server.send_all(&[2; 2100]).unwrap();
        assert_eq!(client.recv_exactly(2000).unwrap(), [1; 2000]);
        let error = client.recv(&mut [0; 1]).unwrap_err();
        assert_eq!(error, Error::Tls(TlsError::TooLong), "TLS {version}");
        assert!(error.to_string().contains("ZERYNTH_SSL_IN_CONTENT_LEN"));
        assert_eq!(client.send_all(b"x").unwrap_err(), error, "the session is over");
        // Only rustls can encrypt an alert, and it has none of the right name for this.
        let told = server.recv(&mut [0; 1]).unwrap_err();
        assert_eq!(told, Error::Tls(TlsError::Alert("decode_error".into())), "TLS {version}");
    }
}

#[test]
fn a_handshake_beyond_the_limit_ends_with_the_right_alert_where_it_is_not_encrypted_yet() {
    for version in VERSIONS {
        let mut parties = Parties::new();
        parties.server.chain += &parties.authority.pem().repeat(10);
        let client = parties.client().versions(&[version]).max_received_len(1024).build().unwrap();
        let server = parties.open_server().max_content_len(16384).build().unwrap();
        let (client, server) = meet((&host(), &client), (&host(), &server));
        assert_eq!(client.map(|_| ()).unwrap_err(), Error::Tls(TlsError::TooLong), "TLS {version}");
        let Err(Error::Tls(TlsError::Alert(alert))) = server.map(|_| ()) else { panic!("TLS {version}") };
        // In TLS 1.3 it depends on how much of the server's flight came at once whether there are keys already.
        let encrypted = version == TlsVersion::Tls13 && alert == "decode_error";
        assert!(encrypted || alert == "record_overflow", "TLS {version}: {alert}");
    }
}

#[test]
fn a_handshake_message_in_pieces_has_to_fit_too() {
    for version in VERSIONS {
        let mut parties = Parties::new();
        parties.server.chain += &parties.authority.pem().repeat(10);
        let client = parties.client().versions(&[version]).max_received_len(1024).build().unwrap();
        let server = parties.open_server().max_content_len(512).build().unwrap();
        let (client, _) = meet((&host(), &client), (&host(), &server));
        assert_eq!(client.map(|_| ()).unwrap_err(), Error::Tls(TlsError::TooLong), "TLS {version}");
    }
}

#[test]
fn peers_with_small_records_understand_each_other() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).max_content_len(700).max_received_len(700);
        let server = parties.server().max_content_len(700).max_received_len(700);
        let (client, server) = pair(&client.build().unwrap(), &server.build().unwrap());
        let data: Vec<u8> = (0..20_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        std::thread::scope(|scope| {
            scope.spawn(|| server.send_all(&data).unwrap());
            assert_eq!(client.recv_exactly(data.len()).unwrap(), data);
        });
    }
}

#[test]
fn a_limit_that_no_record_can_have_is_refused() {
    let parties = Parties::new();
    for len in [0, 63, 16385] {
        let expected = ConfigError::ContentLen(len);
        assert_eq!(parties.client().max_content_len(len).build().unwrap_err(), expected);
        assert_eq!(parties.open_server().max_received_len(len).build().unwrap_err(), expected);
    }
}
