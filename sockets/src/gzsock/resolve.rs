//! Name lookup within a deadline.

use alloc::{sync::Arc, vec, vec::Vec};
use core::net::IpAddr;

use crate::zsock::SocketDriver;
use crate::zssl::Deadline;
use crate::{Errno, Error};

/// The addresses of `host`, best first.
pub(super) fn resolve(
    driver: &Arc<dyn SocketDriver>,
    host: &str,
    deadline: &Deadline,
) -> Result<Vec<IpAddr>, Error> {
    if let Ok(literal) = host.parse() {
        return Ok(vec![literal]);
    }
    let found = lookup(driver, host, deadline)?;
    // A lookup that overran is late even if it found something.
    deadline.remaining(&**driver)?;
    Ok(found)
}

fn ask(driver: &dyn SocketDriver, host: &str) -> Result<Vec<IpAddr>, Errno> {
    let mut found = Vec::new();
    driver.resolve(host, &mut |ip| found.push(ip))?;
    Ok(found)
}

/// A system's lookup knows no time limit, so a thread of its own waits for it and is left behind if it is late.
#[cfg(feature = "std")]
fn lookup(driver: &Arc<dyn SocketDriver>, host: &str, deadline: &Deadline) -> Result<Vec<IpAddr>, Errno> {
    let left = deadline.remaining(&**driver)?;
    let (sender, answer) = std::sync::mpsc::channel();
    let (asked, host) = (Arc::clone(driver), alloc::string::String::from(host));
    std::thread::Builder::new()
        .name("resolve".into())
        .spawn(move || {
            // Nobody listens any more if it took too long.
            _ = sender.send(ask(&*asked, &host));
        })
        .map_err(|_| Errno::EAGAIN)?;
    answer.recv_timeout(left).map_err(|_| Errno::ETIMEDOUT)?
}

#[cfg(not(feature = "std"))]
fn lookup(driver: &Arc<dyn SocketDriver>, host: &str, _: &Deadline) -> Result<Vec<IpAddr>, Errno> {
    ask(&**driver, host)
}
