//! The sockets that are open.

use alloc::sync::Arc;

use super::endpoint::Endpoint;
use super::limits::{LimitReached, Limits};
use crate::handle::Handles;
use crate::zsock::Fd;
use crate::{Errno, Error};

#[derive(Debug)]
pub(super) struct Open {
    sockets: Handles<Arc<Endpoint>>,
    /// How many of them have a session, or will.
    secure: usize,
    limits: Limits,
}

impl Open {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { sockets: Handles::new(), secure: 0, limits }
    }

    /// Whether one more may be opened.
    pub(super) fn room(&self, secure: bool) -> Result<(), LimitReached> {
        self.limits.check(self.sockets.len(), self.secure, secure)
    }

    pub(super) fn insert(&mut self, endpoint: Endpoint) -> Result<Fd, Error> {
        let secure = endpoint.is_secure_stream();
        self.room(secure)?;
        let fd = self.sockets.insert(Arc::new(endpoint))?;
        self.secure += usize::from(secure);
        Ok(fd)
    }

    pub(super) fn find(&self, fd: Fd) -> Result<Arc<Endpoint>, Errno> {
        self.sockets.find(fd).cloned()
    }

    pub(super) fn remove(&mut self, fd: Fd) -> Result<Arc<Endpoint>, Errno> {
        let endpoint = self.sockets.remove(fd)?;
        self.secure -= usize::from(endpoint.is_secure_stream());
        Ok(endpoint)
    }
}
