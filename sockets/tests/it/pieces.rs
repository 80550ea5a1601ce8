//! However the network cuts the stream, what arrives is what was sent.

use sockets::zssl::{Identity, TlsContext};

use crate::harness::{Parties, VERSIONS, crypto, host, meet, pair};
use crate::tap::Tap;

#[test]
fn one_byte_at_a_time_is_as_good_as_all_at_once() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let (drip, other) = (Tap::moving_at_most(1), host());
        let (client, server) = meet((&drip.sockets(), &client), (&other, &parties.server().build().unwrap()));
        let (client, server) = (client.unwrap(), server.unwrap());
        client.send_all(&[3; 5000]).unwrap();
        assert_eq!(server.recv_exactly(5000).unwrap(), [3; 5000]);
        server.send_all(&[4; 5000]).unwrap();
        assert_eq!(client.recv_exactly(5000).unwrap(), [4; 5000]);
        client.close();
        assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0);
    }
}

#[test]
fn records_of_the_largest_size_fit() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let (client, server) = meet(
            (&Tap::moving_at_most(4095).sockets(), &client),
            (&host(), &parties.server().max_content_len(16_384).build().unwrap()),
        );
        let (client, server) = (client.unwrap(), server.unwrap());
        for len in [1, 16_383, 16_384, 16_385, 40_000] {
            let data = vec![5; len];
            std::thread::scope(|scope| {
                scope.spawn(|| server.send_all(&data).unwrap());
                assert_eq!(client.recv_exactly(len).unwrap(), data);
            });
        }
    }
}

#[test]
fn a_certificate_message_that_spans_records_fits() {
    for version in VERSIONS {
        let parties = Parties::new();
        // 50 times the authority's own certificate, which is of no use, is more than one record can hold.
        let chain = parties.server.chain.clone() + &parties.authority.pem().repeat(50);
        let server = TlsContext::server(crypto())
            .identity(Identity::pem(chain, &parties.server.key))
            .versions(&[version])
            .build()
            .unwrap();
        let (client, _server) = pair(&parties.client().build().unwrap(), &server);
        let info = client.sockets.tls_info(client.fd).unwrap().unwrap();
        assert_eq!(info.peer_certificates.len(), 51);
        assert!(info.peer_certificates.concat().len() > 16_384);
    }
}
