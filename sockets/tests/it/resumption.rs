//! Resumed sessions: no signature of anybody, the same identities, and only between the contexts that made the session.

use hwcrypto_api::KeyRef;
use sockets::zssl::{Identity, Resumption, TlsContext, TlsError, TlsInfo, TlsVersion};

use crate::element::{Element, OTHER_SLOT, SLOT};
use crate::harness::{Parties, VERSIONS, crypto, host, meet, pair};

const MEMORY: Resumption = Resumption::Memory(64);

/// One element with the keys of both sides.
struct Setup {
    parties: Parties,
    element: Element,
    version: TlsVersion,
}

impl Setup {
    fn new(version: TlsVersion) -> Self {
        let parties = Parties::new();
        let element = Element::holding_two(&parties.server.key, &parties.device.key);
        Self { parties, element, version }
    }

    fn client(&self, name: &str, resumption: Resumption) -> TlsContext {
        let key = KeyRef::slot(OTHER_SLOT);
        TlsContext::client(crypto())
            .trust(self.parties.authority.pem())
            .server_name(name)
            .identity(Identity::element(&self.parties.device.chain, self.element.table, key))
            .versions(&[self.version])
            .resumption(resumption)
            .build()
            .unwrap()
    }

    fn server(&self, resumption: Resumption) -> TlsContext {
        let key = KeyRef::slot(SLOT);
        TlsContext::server(crypto())
            .identity(Identity::element(&self.parties.server.chain, self.element.table, key))
            .trust(self.parties.authority.pem())
            .require_client_certificate()
            .resumption(resumption)
            .build()
            .unwrap()
    }

    /// They meet, exchange a word, and part. Gives what each knows of the other, and how many signatures that took.
    fn meet(&self, client: &TlsContext, server: &TlsContext) -> ([TlsInfo; 2], u32) {
        let before = self.element.counts().p256_sign;
        let (client, server) = pair(client, server);
        server.send_all(b"hello").unwrap();
        // Tickets come with the first bytes.
        assert_eq!(client.recv_exactly(5).unwrap(), b"hello");
        let infos = [&client, &server].map(|end| end.sockets.tls_info(end.fd).unwrap().unwrap());
        client.close();
        assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0);
        assert_eq!(infos[0].resumed, infos[1].resumed);
        (infos, self.element.counts().p256_sign - before)
    }
}

#[test]
fn a_resumed_session_asks_the_element_for_nothing_and_knows_who_is_there() {
    for version in VERSIONS {
        let setup = Setup::new(version);
        let (client, server) = (setup.client("localhost", MEMORY), setup.server(MEMORY));
        let (first, signatures) = setup.meet(&client, &server);
        assert!(!first[0].resumed, "TLS {version}");
        assert_eq!(signatures, 2, "one of each side");
        for _ in 0..3 {
            let (again, signatures) = setup.meet(&client, &server);
            assert!(again[0].resumed, "TLS {version}");
            assert_eq!(signatures, 0, "TLS {version}");
            for (now, then) in again.iter().zip(&first) {
                assert!(now.peer_verified);
                assert_eq!((now.version, &now.peer_certificates), (version, &then.peer_certificates));
            }
        }
    }
}

#[test]
fn nothing_is_resumed_unless_both_sides_want_it() {
    for version in VERSIONS {
        let setup = Setup::new(version);
        for (ours, theirs) in [
            (Resumption::Off, MEMORY),
            (MEMORY, Resumption::Off),
            (Resumption::Off, Resumption::Off),
            (MEMORY, Resumption::Memory(0)),
            (Resumption::Memory(0), MEMORY),
        ] {
            let (client, server) = (setup.client("localhost", ours), setup.server(theirs));
            for _ in 0..2 {
                let (infos, signatures) = setup.meet(&client, &server);
                assert_eq!((infos[0].resumed, signatures), (false, 2), "TLS {version}");
            }
        }
    }
}

#[test]
fn a_session_is_its_contexts_own() {
    for version in VERSIONS {
        let setup = Setup::new(version);
        let (client, server) = (setup.client("localhost", MEMORY), setup.server(MEMORY));
        setup.meet(&client, &server);
        // Contexts with the same settings have not seen the session.
        for (client, server) in
            [(&client, &setup.server(MEMORY)), (&setup.client("localhost", MEMORY), &server)]
        {
            let (infos, signatures) = setup.meet(client, server);
            assert_eq!((infos[0].resumed, signatures), (false, 2), "TLS {version}");
        }
    }
}

#[test]
fn a_client_that_was_never_asked_who_it_is_cannot_resume_where_it_is() {
    for version in VERSIONS {
        let setup = Setup::new(version);
        let client = setup.parties.client().versions(&[version]).resumption(MEMORY).build().unwrap();
        let open = setup.parties.open_server().resumption(MEMORY).build().unwrap();
        let (infos, _) = setup.meet(&client, &open);
        assert_eq!((infos[1].peer_verified, infos[1].resumed), (false, false));
        let (infos, _) = setup.meet(&client, &open);
        assert_eq!((infos[1].peer_verified, infos[1].resumed), (false, true));
        let (_, served) = meet((&host(), &client), (&host(), &setup.server(MEMORY)));
        let error = served.map(|end| end.fd).unwrap_err();
        assert_eq!(error, TlsError::NoPeerCertificate.into(), "TLS {version}");
    }
}
