//! What fails gives back what it had taken.

use sockets::zsock::{Domain, Protocol, SockType};
use sockets::zssl::{Identity, TlsContext};

use crate::guard::{alone, heap, sockets};
use crate::harness::{Parties, crypto, host, meet};

#[test]
fn contexts_and_sockets_that_fail_leave_nothing() {
    let _alone = alone();
    let parties = Parties::new();
    let (pem, host) = (parties.authority.pem(), host());
    let server = parties.open_server().build().unwrap();
    let stranger = parties.device().server_name("other.example").build().unwrap();
    let fail = || {
        parties.client().identity(Identity::pem("no chain", "no key")).build().unwrap_err();
        parties
            .client()
            .identity(Identity::pem(&parties.server.chain, &parties.device.key))
            .build()
            .unwrap_err();
        TlsContext::client(crypto()).trust(&pem).build().unwrap_err();
        TlsContext::client(crypto()).trust("no certificate").server_name("localhost").build().unwrap_err();
        host.socket(Domain::Inet, SockType::Datagram, Protocol::Udp, Some(&stranger)).unwrap_err();
        host.socket(Domain::Inet, SockType::Stream, Protocol::Udp, None).unwrap_err();
    };
    let refuse = || {
        let (client, served) = meet((&host, &stranger), (&host, &server));
        client.map(|_| ()).unwrap_err();
        served.map(|_| ()).unwrap_err();
    };
    let all = || {
        (0..100).for_each(|_| fail());
        (0..10).for_each(|_| refuse());
    };
    all();
    let before = (sockets(), heap());
    (0..3).for_each(|_| all());
    assert_eq!(sockets(), before.0);
    let grown = heap() - before.1;
    assert!(grown < 300, "{grown} bytes are left of 300 failures");
}
