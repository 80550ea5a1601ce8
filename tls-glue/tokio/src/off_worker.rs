//! A future that may block its thread, run where that harms nobody.

use core::task::{Context, Poll, Waker};
use std::io;
use std::sync::Arc;
use std::task::Wake;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinError;

use crate::admission::Admission;

/// Runs a future whose polls may block, a handshake or a connect with one in it, without stalling the runtime.
///
/// Each poll is made on a thread of tokio's blocking pool; while the future waits, for its peer say, it holds none. All
/// kinds of runtime will do. Dropped, the future is dropped too: at once while it waits, else as soon as the poll that
/// is being made comes back.
///
/// # Errors
/// What is wrong with the runtime: there is none, or it is shutting down. A panic of the future is an error as well.
pub async fn off_worker<F>(future: F) -> io::Result<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    poll_off_worker(future, &Admission::Open).await
}

/// Each poll needs to be admitted.
pub(crate) async fn poll_off_worker<F>(future: F, admission: &Admission) -> io::Result<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let runtime = Handle::try_current().map_err(io::Error::other)?;
    let mut future = Box::pin(future);
    let woken = Arc::new(Woken::default());
    let mut right = admission.admit().await?;
    loop {
        let waker = Waker::from(Arc::clone(&woken));
        let poll = runtime.spawn_blocking(move || {
            let outcome = future.as_mut().poll(&mut Context::from_waker(&waker));
            (outcome, right.end(), future)
        });
        let (outcome, kept, waiting) = poll.await.map_err(broke_down)?;
        if let Poll::Ready(output) = outcome {
            return Ok(output);
        }
        future = waiting;
        woken.0.notified().await;
        right = admission.readmit(kept).await?;
    }
}

/// Remembers that the future can go on, also while nobody is waiting to hear it.
#[derive(Debug, Default)]
struct Woken(Notify);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.notify_one();
    }
}

fn broke_down(error: JoinError) -> io::Error {
    let what = if error.is_panic() { "it panicked" } else { "the runtime is shutting down" };
    io::Error::other(format!("work off the runtime's threads broke down: {what}"))
}
