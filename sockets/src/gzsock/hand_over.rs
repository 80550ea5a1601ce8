use alloc::sync::Arc;

use super::Gzsock;
use super::endpoint::Endpoint;
use crate::Errno;
use crate::lock::Lock;
use crate::zsock::SocketDriver;

impl Gzsock {
    /// Sockets over another `driver`, in place of these: a handle that was given out here names none of those, ever,
    /// and nothing can be opened here any more (`ENETDOWN`).
    ///
    /// # Errors
    /// `EBUSY` while sockets are open, unless `force`, which closes them all: calls that wait in them return, the peers
    /// of secure ones are told (close_notify). `ENETDOWN` if these were replaced before.
    pub fn hand_over(&self, driver: Arc<dyn SocketDriver>, force: bool) -> Result<Self, Errno> {
        let (next, open) = self.open.with(&*self.driver, |open| open.hand_over(force))?;
        open.into_iter().for_each(Endpoint::close);
        Ok(Self { driver, open: Lock::new(next) })
    }
}
