//! What the driver asks of the system it runs on: the time, and how to wait.

use alloc::sync::Arc;
use core::time::Duration;

/// Time and waiting, which a TCP/IP stack cannot do by itself.
///
/// On a microcontroller without threads, [`now`](Self::now) reads a timer and [`wait`](Self::wait) sleeps until the
/// next interrupt. With threads, waiting ones must also be woken by what other threads do:
/// [`Threads`](super::Threads) does that.
pub trait Platform: Send + Sync {
    /// A clock that never goes back; its zero is anywhere.
    fn now(&self) -> Duration;

    /// A number that changes with every [`notify`](Self::notify) and, where interrupts tell of received frames, with
    /// every such interrupt. A platform whose [`wait`](Self::wait) never misses an event needs none.
    fn events(&self) -> u32 {
        0
    }

    /// Waits until [`events`](Self::events) is no longer `seen`, the network device has something, or `limit` is over
    /// (`None` is for ever). It may end earlier at any time: the caller looks and waits again.
    fn wait(&self, seen: u32, limit: Option<Duration>);

    /// Something happened that other waiting threads want to know.
    fn notify(&self) {}

    /// Lets other threads run, while this one waits for its turn at the stack. Asked only without a standard library.
    fn relax(&self) {
        core::hint::spin_loop();
    }
}

impl<P: Platform + ?Sized> Platform for Arc<P> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn events(&self) -> u32 {
        (**self).events()
    }

    fn wait(&self, seen: u32, limit: Option<Duration>) {
        (**self).wait(seen, limit);
    }

    fn notify(&self) {
        (**self).notify();
    }

    fn relax(&self) {
        (**self).relax();
    }
}
