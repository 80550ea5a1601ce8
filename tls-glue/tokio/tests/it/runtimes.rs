//! Every kind of runtime, none with more than one thread for its tasks.

use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

pub(crate) fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn one_worker() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Runs the test `body` on each.
pub(crate) fn on_each<F: Future<Output = ()> + Send + 'static>(body: impl Fn() -> F) {
    // A task of the runtime's, not its `block_on`, which has a thread of its own.
    let runtime = one_worker();
    runtime.block_on(runtime.spawn(body())).unwrap();
    current_thread().block_on(body());
    LocalSet::new().block_on(&current_thread(), body());
}
