//! Random programs of socket calls on the host's own sockets and on ours: the same results and the same errors.
//!
//! Ours differ on purpose in these, and the programs keep out of them or the reference says what holds instead:
//! * a handle that was closed is `EBADF` for ever, where the host may have given its number to another socket: the
//!   reference forgets closed sockets;
//! * a timeout of zero is `EINVAL`; to the host it means "for ever";
//! * `recvfrom` on a stream tells the peer's address; the host tells none: streams receive by `recv` here;
//! * a plain connect within a send timeout is `ETIMEDOUT` when that is over, and blocks again afterwards;
//! * `connect` to no address at all (`AF_UNSPEC`), raw sockets and flags beyond `MSG_PEEK` and `MSG_DONTWAIT` cannot be
//!   written down with these types.

mod ours;
mod program;
mod reference;

use alloc::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;

use self::ours::Ours;
use self::program::{Op, Outcome, op};
use self::reference::Reference;
use crate::guard::{alone, sockets};

const PROGRAMS: u32 = 400;
/// What was sent may still be on its way inside the host for as many looks.
const LOOKS: usize = 10_000;

/// A side that programs run on.
trait Side {
    fn run(&mut self, op: &Op) -> Outcome;
}

/// Both do `op` until they agree: a side that has to wait is asked again.
fn step(op: &Op, ours: &mut Ours, reference: &mut Reference) -> (Outcome, Outcome) {
    let mut outcomes = (ours.run(op), reference.run(op));
    for _ in 0..LOOKS {
        let (ours_waits, reference_waits) = (outcomes.0.may_change(op), outcomes.1.may_change(op));
        if outcomes.0 == outcomes.1 || !(ours_waits || reference_waits) {
            break;
        }
        std::thread::yield_now();
        if ours_waits {
            outcomes.0 = ours.run(op);
        }
        if reference_waits {
            outcomes.1 = reference.run(op);
        }
    }
    outcomes
}

fn agree(programs: u32, make: impl Fn() -> Gzsock) {
    let _alone = alone();
    let open = sockets();
    let config = Config { cases: programs, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(op(), 1..40), |program| {
        let (mut ours, mut reference) = (Ours::new(make()), Reference::default());
        for (number, op) in program.iter().enumerate() {
            let (ours, reference) = step(op, &mut ours, &mut reference);
            prop_assert_eq!(ours, reference, "call {}: {:?}", number, op);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert_eq!(sockets(), open, "sockets that stay open");
}

#[test]
fn over_the_host() {
    agree(PROGRAMS, Gzsock::host);
}

#[test]
#[ignore = "takes long: cargo test -p hwcrypto-sockets --test torture -- --ignored soak"]
fn soak_over_the_host() {
    agree(50 * PROGRAMS, Gzsock::host);
}

#[test]
fn over_a_table_of_the_host() {
    agree(PROGRAMS, || {
        let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
        let table: &'static SocketApi = Box::leak(Box::new(SocketApi::new(driver)));
        Gzsock::new(Arc::new(table))
    });
}
