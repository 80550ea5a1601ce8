//! One context, several identities: keys in two slots and one in memory, and each peer sees the one that fits it.

use hwcrypto_api::KeyRef;
use sockets::zssl::{ClientSide, ContextBuilder, Diagnosis, Identity, ServerSide, TlsContext, TlsError};
use sockets::{Error, zssl::TlsInfo};

use crate::element::{Element, OTHER_SLOT, SLOT};
use crate::harness::{Parties, VERSIONS, crypto, host, in_memory, meet};
use crate::pki::Issued;

fn in_slot(element: &Element, slot: u8, issued: &Issued) -> Identity {
    Identity::element(&issued.chain, element.table, KeyRef::slot(slot))
}

fn leaf(issued: &Issued) -> Vec<u8> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    CertificateDer::from_pem_slice(issued.chain.as_bytes()).unwrap().to_vec()
}

/// What client and server know about each other, or why they do not meet.
fn outcome(
    client: ContextBuilder<ClientSide>,
    server: ContextBuilder<ServerSide>,
) -> (Result<TlsInfo, Error>, Result<TlsInfo, Error>) {
    let (client, server) = meet((&host(), &client.build().unwrap()), (&host(), &server.build().unwrap()));
    let info = |end: crate::harness::End| end.sockets.tls_info(end.fd).map(Option::unwrap);
    (client.and_then(info), server.and_then(info))
}

#[test]
fn a_server_with_keys_in_two_slots_and_in_memory() {
    let parties = Parties::new();
    let issue = |name| parties.authority.issue(name);
    let (first, second, third) = (issue("one.example"), issue("*.two.example"), issue("three.example"));
    let element = Element::holding_two(&first.key, &second.key);
    let server = || {
        TlsContext::server(crypto())
            .identity(in_slot(&element, SLOT, &first))
            .identity(in_slot(&element, OTHER_SLOT, &second))
            .identity(in_memory(&third))
    };
    let client = |name: &str| TlsContext::client(crypto()).trust(parties.authority.pem()).server_name(name);
    for version in VERSIONS {
        let before = element.counts().p256_sign;
        for (name, issued, signatures) in
            [("one.example", &first, 1), ("a.two.example", &second, 2), ("three.example", &third, 2)]
        {
            let (seen, _) = outcome(client(name).versions(&[version]), server());
            assert_eq!(seen.unwrap().peer_certificates, [leaf(issued)], "{name}, TLS {version}");
            assert_eq!(element.counts().p256_sign, before + signatures, "{name}, TLS {version}");
        }
        let (unknown, _) = outcome(client("four.example").versions(&[version]), server());
        let Err(Error::Tls(TlsError::Certificate(Diagnosis::WrongName { presented, .. }))) = unknown else {
            panic!("{unknown:?}")
        };
        assert!(presented[0].contains("one.example"), "the first is shown: {presented:?}");
        let (client, server) =
            outcome(client("four.example").versions(&[version]), server().refuse_unknown_names());
        assert_eq!(client, Err(TlsError::CertificateRefused("access_denied".into()).into()));
        let error = server.unwrap_err();
        assert_eq!(error.to_string(), "the peer has no server name in common with us", "TLS {version}");
    }
}

#[test]
fn a_client_with_keys_in_two_slots_and_in_memory() {
    let (one, other, third) = (Parties::of("one"), Parties::of("other"), Parties::of("third"));
    let element = Element::holding_two(&one.device.key, &other.device.key);
    let large = one.authority.issue_p384("device");
    let client = |parties: &Parties| {
        parties
            .client()
            .identity(in_memory(&large))
            .identity(in_slot(&element, SLOT, &one.device))
            .identity(in_slot(&element, OTHER_SLOT, &other.device))
    };
    for version in VERSIONS {
        let before = element.counts().p256_sign;
        for (parties, shown, signatures) in [(&one, &large, 0), (&other, &other.device, 1)] {
            let (_, seen) = outcome(client(parties).versions(&[version]), parties.server());
            assert_eq!(seen.unwrap().peer_certificates, [leaf(shown)], "TLS {version}");
            assert_eq!(element.counts().p256_sign, before + signatures, "TLS {version}");
        }
        let (refused, _) = outcome(client(&third).versions(&[version]), third.server());
        assert_eq!(
            refused.unwrap_err().to_string(),
            "the server asks for a certificate of other authorities than issued ours; \
             give the identity that it wants, or a single one",
        );
        assert_eq!(element.counts().p256_sign, before + 1);
    }
}
