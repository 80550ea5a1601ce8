//! A connection of TLS 1.3 with plain ring, and one whose every part that can be on an element is there.

use alloc::sync::Arc;
use core::hint::black_box;
use std::io::{Read, Write};

use rustls::sign::SingleCertAndKey;
use rustls::version::TLS13;
use rustls::{ClientConnection, ServerConnection};
use tls_glue::{ClientIdentity, KeyExchange, Options, Provider, RandomSource, Wait, provider};

use crate::element::Element;
use crate::parties::{Parties, in_element, in_memory, ring, shake};
use crate::{Comparison, Contender};

pub(crate) fn beside_an_element() -> Comparison {
    Comparison {
        parts: vec![("a connection with ring", plain())],
        whole: ("the same with everything else on an element", overlaid()),
    }
}

fn plain() -> Contender {
    let parties = Parties::new();
    let identity = ClientIdentity::new(in_memory(&parties.device));
    let client = parties.client(ring(), &TLS13, Arc::new(identity));
    let server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
    carry(client, server)
}

fn overlaid() -> Contender {
    let parties = Parties::new();
    let (device, host) = (Element::holding(&parties.device.key), Element::holding(&parties.server.key));
    let identity = ClientIdentity::new(in_element(&device, &parties.device, Wait::NONE));
    let client = parties.client(on(&device), &TLS13, Arc::new(identity));
    let identity = SingleCertAndKey::from(in_element(&host, &parties.server, Wait::NONE));
    let server = parties.server(on(&host), Arc::new(identity));
    carry(client, server)
}

/// ring, with everything on `element` that can be there.
fn on(element: &Element) -> Provider {
    let options = Options::default().random(RandomSource::Element).key_exchange(KeyExchange::Element);
    provider(ring(), element.table, options.verify_chains().verify_handshakes())
}

/// Shakes hands; then each call sends a text from the client to the server.
fn carry(mut client: ClientConnection, mut server: ServerConnection) -> Contender {
    shake(&mut client, &mut server).unwrap();
    let (mut wire, mut received) = (Vec::new(), vec![0; 1 << 14]);
    Box::new(move |text| {
        client.writer().write_all(text).unwrap();
        wire.clear();
        client.write_tls(&mut wire).unwrap();
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets().unwrap();
        }
        server.reader().read_exact(&mut received[..text.len()]).unwrap();
        black_box(&received);
    })
}
