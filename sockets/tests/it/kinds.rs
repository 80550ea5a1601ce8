//! Each call on each kind of socket does what the README's table says, over the host's driver and over the table made
//! from it. `hil-tests/tests/vm` has the same checks for lwIP's.

mod checks;

use alloc::sync::Arc;

use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;

use crate::harness::host;

fn stacks() -> [Arc<Gzsock>; 2] {
    let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
    let table: &'static SocketApi = Box::leak(Box::new(SocketApi::new(driver)));
    [host(), Arc::new(Gzsock::new(Arc::new(table)))]
}

#[test]
fn sockets_are_made_bound_and_listen_as_their_context_says() {
    checks::sockets_are_made_bound_and_listen_as_their_context_says(&stacks());
}

#[test]
fn what_is_connected_neither_connects_nor_accepts_again() {
    checks::what_is_connected_neither_connects_nor_accepts_again(&stacks());
}

#[test]
fn both_names_are_those_of_the_connection() {
    checks::both_names_are_those_of_the_connection(&stacks());
}

#[test]
fn options_are_set_and_read() {
    checks::options_are_set_and_read(&stacks());
}

#[test]
fn bytes_are_sent_received_peeked_at_and_counted() {
    checks::bytes_are_sent_received_peeked_at_and_counted(&stacks());
}

#[test]
fn messages_with_an_address_never_pass_tls() {
    checks::messages_with_an_address_never_pass_tls(&stacks());
}

#[test]
fn waiting_tells_who_is_ready() {
    checks::waiting_tells_who_is_ready(&stacks());
}

#[test]
fn both_ends_are_ended_and_closed() {
    checks::both_ends_are_ended_and_closed(&stacks());
}
