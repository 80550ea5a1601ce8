//! Any future, off the runtime's threads.

use core::future::poll_fn;
use core::task::{Context, Poll, Waker};
use std::pin::pin;
use std::sync::mpsc;

use tls_glue_tokio::off_worker;

use crate::runtimes::on_each;

#[test]
fn a_wake_during_a_poll_is_not_lost() {
    on_each(|| async {
        let mut left = 100;
        let counting = poll_fn(move |context| {
            if left == 0 {
                return Poll::Ready("done");
            }
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(off_worker(counting).await.unwrap(), "done");
    });
}

#[test]
fn a_blocked_poll_blocks_nobody_else() {
    on_each(|| async {
        let (open, gate) = mpsc::channel::<()>();
        let blocked = tokio::spawn(off_worker(async move { gate.recv() }));
        tokio::spawn(async move { open.send(()).unwrap() }).await.unwrap();
        blocked.await.unwrap().unwrap().unwrap();
    });
}

#[test]
fn the_runtime_s_own_things_work_in_it() {
    on_each(|| async {
        let timer = async { tokio::time::sleep(core::time::Duration::from_millis(1)).await };
        off_worker(timer).await.unwrap();
        let spawned = off_worker(async { tokio::spawn(async { 5 }).await.unwrap() });
        assert_eq!(spawned.await.unwrap(), 5);
    });
}

#[test]
fn a_panic_inside_is_an_error_outside() {
    on_each(|| async {
        let error = off_worker(async { panic!("on purpose") }).await.unwrap_err();
        assert!(error.to_string().ends_with("it panicked"), "{error}");
    });
}

#[test]
fn without_a_runtime_it_fails_and_says_so() {
    let future = pin!(off_worker(async {}));
    let Poll::Ready(Err(error)) = future.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it should have failed at once");
    };
    assert!(error.to_string().contains("runtime"), "{error}");
}
