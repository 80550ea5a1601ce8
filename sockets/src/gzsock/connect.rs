use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use super::{Gzsock, resolve};
use crate::zsock::{Domain, Fd, Protocol, SockType};
use crate::zssl::{Deadline, TlsContext};
use crate::{Errno, Error};

/// How long a lookup, and the connection of a plain socket after it, may take together.
const PLAIN_DEADLINE: Duration = Duration::from_secs(30);

impl Gzsock {
    /// Looks `host` up (a name or a literal address); gives its addresses, best first. At most 30 s are waited.
    ///
    /// # Errors
    /// `ENOENT` if there is no such name, `ETIMEDOUT`.
    pub fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, Error> {
        resolve::resolve(&self.driver, host, &Deadline::after(&*self.driver, PLAIN_DEADLINE))
    }

    /// Looks `host` up (a name or a literal address), opens a stream socket and connects it to the first address that
    /// answers, with a handshake if there is a `context`. All of it together has the context's deadline, or 30 s.
    ///
    /// The name that the server must prove is the context's, not `host`: what a lookup was asked for is no proof.
    ///
    /// # Errors
    /// `ENOENT` if there is no such name, else what the last address answered.
    pub fn connect_name(&self, host: &str, port: u16, context: Option<&TlsContext>) -> Result<Fd, Error> {
        let limit = context.map_or(PLAIN_DEADLINE, TlsContext::handshake_deadline);
        let deadline = Deadline::after(&*self.driver, limit);
        let mut last = Errno::ENOENT.into();
        for ip in resolve::resolve(&self.driver, host, &deadline)? {
            match self.connect_one(&SocketAddr::new(ip, port), context, deadline) {
                // Whoever was reached has answered: asking the others would not make it better.
                outcome @ (Ok(_) | Err(Error::Tls(_) | Error::Config(_))) => return outcome,
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn connect_one(
        &self,
        address: &SocketAddr,
        context: Option<&TlsContext>,
        deadline: Deadline,
    ) -> Result<Fd, Error> {
        let fd = self.socket(Domain::of(address), SockType::Stream, Protocol::Default, context)?;
        match self.on(fd, |endpoint| endpoint.connect(address, Some(deadline))) {
            Ok(()) => Ok(fd),
            Err(error) => {
                self.close(fd)?;
                Err(error)
            }
        }
    }
}
