//! The slot of the installed table, changed by several threads at once.

#[path = "common/element.rs"]
mod element;
#[path = "../src/ffi/installed/swap.rs"]
mod swap;

/// What `swap` is made of here: atomics that loom runs in every order that they allow.
mod atomic {
    pub(crate) use loom::sync::atomic::{AtomicPtr, Ordering, fence};
}

use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use element::{Driver, driver, table};
use hwcrypto_api::{Error, HwCrypto, KeyRef, PublicKey, Sha256, installed};
use loom::sync::Arc;

type Slot = atomic::AtomicPtr<u8>;

/// Runs `others` at the same time as an `init` with another table, in every order that memory
/// allows; gives the tables that
/// can be in use afterwards: 0 for none, else the first or the second.
fn in_use_after_init(others: &'static [fn(&Slot, &Slot)]) -> Vec<usize> {
    static TABLES: [u8; 2] = [1, 2];
    let pointer = |index: usize| ptr::from_ref(&TABLES[index]).cast_mut();
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let results = std::sync::Arc::clone(&seen);
    let mut model = loom::model::Builder::new();
    // Of three threads, all orders in which none is interrupted more often than this; of two, all.
    model.preemption_bound = (others.len() > 1).then_some(2);
    model.check(move || {
        let slots = Arc::new((Slot::new(pointer(0)), Slot::new(pointer(0))));
        let run = |other: fn(&Slot, &Slot)| {
            let slots = Arc::clone(&slots);
            loom::thread::spawn(move || other(&slots.0, &slots.1))
        };
        let others: Vec<_> = others.iter().map(|other| run(*other)).collect();
        swap::init(&slots.0, &slots.1, pointer(1));
        others.into_iter().for_each(|other| other.join().unwrap());
        let active = slots.1.load(Ordering::Acquire);
        results
            .lock()
            .unwrap()
            .push([ptr::null_mut(), pointer(0), pointer(1)].iter().position(|p| *p == active));
    });
    let mut seen: Vec<_> = seen.lock().unwrap().iter().map(|table| table.unwrap()).collect();
    seen.sort_unstable();
    seen.dedup();
    seen
}

fn enable(stored: &Slot, active: &Slot) {
    assert!(swap::enable(stored, active, |table| !table.is_null()));
}

fn disable(_: &Slot, active: &Slot) {
    active.store(ptr::null_mut(), Ordering::Release);
}

#[test]
fn a_table_that_was_replaced_is_out_of_use_for_good() {
    assert_eq!(in_use_after_init(&[]), [0]);
    // Depending on who comes last, but never the first one.
    assert_eq!(in_use_after_init(&[enable]), [0, 2]);
    assert_eq!(in_use_after_init(&[enable, disable]), [0, 2]);
    assert_eq!(in_use_after_init(&[enable, enable]), [0, 2]);
}

/// So many operations of each user.
const OPERATIONS: u32 = 2_000;

/// Digests and looks up a key on the table that is in use, if any; gives how
/// often there was one.
fn use_current(tables: &[&'static HwCrypto; 2]) -> u32 {
    let mut served = 0;
    for _ in 0..OPERATIONS {
        let Some(mut current) = installed::current() else {
            std::thread::yield_now();
            continue;
        };
        assert!(tables.iter().any(|table| ptr::eq(*table, current)), "half a pointer");
        // Another user may be inside: that is `Busy`, and every other outcome is whole.
        match current.sha256(b"abc") {
            Ok(digest) => assert_eq!(digest[..4], [0xBA, 0x78, 0x16, 0xBF]),
            Err(error) => assert_eq!(error, Error::Busy),
        }
        match current.public_key(KeyRef::slot(3)) {
            Ok(point) => assert_eq!(point[..4], [0x60, 0xFE, 0xD4, 0xBA]),
            Err(error) => assert_eq!(error, Error::Busy),
        }
        served += 1;
    }
    served
}

#[test]
fn a_swap_disturbs_no_operation_that_is_running() {
    let drivers: [&'static Driver; 2] = [driver(), driver()];
    let tables = drivers.map(|driver| &*Box::leak(Box::new(table(driver))));
    let (done, served) = (AtomicBool::new(false), AtomicU32::new(0));
    installed::init(Some(tables[0]));
    assert!(installed::enable());
    std::thread::scope(|scope| {
        let users =
            [(); 3].map(|()| scope.spawn(|| served.fetch_add(use_current(&tables), Ordering::Relaxed)));
        let swapping = scope.spawn(|| {
            for round in 0.. {
                installed::init(Some(tables[round % 2]));
                assert!(installed::enable());
                if round % 16 == 0 {
                    installed::disable();
                }
                if done.load(Ordering::Relaxed) {
                    return round;
                }
            }
            0
        });
        users.into_iter().for_each(|user| _ = user.join().unwrap());
        done.store(true, Ordering::Relaxed);
        assert!(swapping.join().unwrap() > 1);
    });
    let served = served.into_inner();
    let digests = drivers.map(|driver| driver.with(|driver| Ok::<_, Error>(driver.counts().sha256)).unwrap());
    // Each one went to one of the two, or was turned away as busy; none to nobody, none to both.
    assert!(served > 0 && digests[0] + digests[1] <= served, "{digests:?} of {served}");
    installed::init(None);
}
