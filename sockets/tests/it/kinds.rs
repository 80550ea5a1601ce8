//! Each call on each kind of socket does what the README's table says, over the host's driver, over smoltcp's, and over the
//! tables made from them. `hil-tests/tests/vm` has the same checks for lwIP's.

mod checks;

use alloc::sync::Arc;

use smoltcp::phy::{Loopback, Medium};
use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::driver::smoltcp::{Config, SmoltcpSockets, Threads};
use sockets::gzsock::Gzsock;
use sockets::zsock::SocketDriver;

use crate::harness::host;

/// Through the table of a driver, which lives for ever, as tables do.
fn through_table<D: SocketDriver + 'static>(driver: D) -> Arc<Gzsock> {
    let driver: &'static D = Box::leak(Box::new(driver));
    let table: &'static SocketApi = Box::leak(Box::new(SocketApi::new(driver)));
    Arc::new(Gzsock::new(Arc::new(table)))
}

/// smoltcp over a device that gives back what it is given.
fn looped() -> SmoltcpSockets<Loopback, Threads> {
    let mut config = Config::new(1);
    config.addresses = vec![([127, 0, 0, 1].into(), 8)];
    config.tcp_sockets = 32;
    SmoltcpSockets::new(Loopback::new(Medium::Ip), Threads::new(), &config).unwrap()
}

fn stacks() -> [Arc<Gzsock>; 4] {
    let smoltcp = Arc::new(Gzsock::new(Arc::new(looped())));
    [host(), through_table(HostSockets::new()), smoltcp, through_table(looped())]
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
