//! The line in front of an element's ephemeral key.

use hwcrypto_api::Error as HwError;
use rustls::crypto::{ActiveKeyExchange, SupportedKxGroup, ring};
use tls_glue::{ElementFailure, Gate, HwKeyExchange, Operation, Place, Wait};

use crate::element::Element;
use crate::parties::Parties;

fn element() -> (&'static Gate, HwKeyExchange) {
    let element = Element::holding(&Parties::new().device.key);
    (Gate::of(element.table), HwKeyExchange::new(element.table, Wait::NONE))
}

/// One step that makes a key and leaves it alive.
fn step_with_key(mut place: Place, group: &HwKeyExchange) -> (Place, Box<dyn ActiveKeyExchange>) {
    place.enter().unwrap();
    let exchange = group.start().unwrap();
    (place.end_step().unwrap(), exchange)
}

fn share() -> Vec<u8> {
    ring::kx_group::SECP256R1.start().unwrap().pub_key().to_vec()
}

#[test]
fn turns_come_in_the_order_of_arrival() {
    let (gate, _) = element();
    let [mut first, mut second, mut third] = [(); 3].map(|()| gate.join(None).unwrap());
    assert!(second.enter().is_err() && third.enter().is_err());
    first.enter().unwrap();
    assert!(first.end_step().is_none(), "without a key there is nothing to stay for");
    assert!(third.enter().is_err());
    drop(second);
    third.enter().unwrap();
    assert_eq!(gate.standing(), 1);
}

#[test]
fn a_turn_lasts_as_long_as_its_key() {
    let (gate, group) = element();
    let (mut first, exchange) = step_with_key(gate.join(None).unwrap(), &group);
    let mut second = gate.join(None).unwrap();
    assert!(second.enter().is_err());
    first.enter().unwrap();
    exchange.complete(&share()).unwrap();
    assert!(first.end_step().is_none());
    second.enter().unwrap();
}

#[test]
fn who_leaves_gives_the_key_up() {
    let (gate, group) = element();
    let (first, exchange) = step_with_key(gate.join(None).unwrap(), &group);
    let second = gate.join(None).unwrap();
    drop(first);
    let (_second, _) = step_with_key(second, &group);
    let error = exchange.complete(&share()).err().unwrap();
    let expected = ElementFailure::new(Operation::KeyExchange, None, HwError::StateLost);
    assert_eq!(ElementFailure::of(&error), Some(expected));
}

#[test]
fn who_keeps_the_key_is_put_out_but_not_while_it_works() {
    let (gate, group) = element();
    let (mut first, exchange) = step_with_key(gate.join(None).unwrap(), &group);
    let mut second = gate.join(None).unwrap();
    let occupied = second.enter().unwrap_err();
    first.enter().unwrap();
    second.put_out(occupied);
    assert_eq!(second.enter(), Err(occupied), "the first one works");
    // A step that leads to nothing, as one on a single byte of the peer's, does not make the key any younger.
    let _first = first.end_step().unwrap();
    assert_eq!(second.enter(), Err(occupied));
    second.put_out(occupied);
    second.enter().unwrap();
    // A stale exchange must not reach the new key.
    let theirs = group.start().unwrap();
    assert!(exchange.complete(&share()).is_err());
    theirs.complete(&share()).unwrap();
}

#[test]
fn one_after_the_other_is_not_one_that_keeps_the_key() {
    let (gate, group) = element();
    let (first, _) = step_with_key(gate.join(None).unwrap(), &group);
    let (second, mut third) = (gate.join(None).unwrap(), gate.join(None).unwrap());
    let occupied = third.enter().unwrap_err();
    drop(first);
    let (mut second, exchange) = step_with_key(second, &group);
    third.put_out(occupied);
    second.enter().unwrap();
    exchange.complete(&share()).unwrap();
}

#[test]
fn who_was_put_out_stands_at_the_end_again() {
    let (gate, _) = element();
    let [mut first, mut second] = [(); 2].map(|()| gate.join(None).unwrap());
    let occupied = second.enter().unwrap_err();
    second.put_out(occupied);
    assert!(first.enter().is_err());
    second.enter().unwrap();
    drop(second);
    first.enter().unwrap();
}

#[test]
fn a_key_made_without_the_gate_is_waited_for_and_taken_away_in_the_end() {
    let (gate, group) = element();
    let exchange = group.start().unwrap();
    let mut place = gate.join(None).unwrap();
    let occupied = place.enter().unwrap_err();
    // Whoever comes and goes behind does not make the key any younger.
    drop(gate.join(None).unwrap());
    place.put_out(occupied);
    place.enter().unwrap();
    assert!(exchange.complete(&share()).is_err());
}

#[test]
fn a_full_line_takes_nobody() {
    let (gate, _) = element();
    let places = [(); 2].map(|()| gate.join(Some(2)).unwrap());
    assert!(gate.join(Some(2)).is_none());
    assert!(gate.join(None).is_some(), "whoever has no limit may still stand");
    drop(places);
    assert!(gate.join(Some(2)).is_some());
}
