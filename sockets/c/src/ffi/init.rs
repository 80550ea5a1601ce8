//! Which network stack is below, and connections by name over it.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::c_char;
use std::sync::{Arc, LazyLock};

use sockets::driver::host::HostSockets;
use sockets::zsock::SocketDriver;
use sockets::{Errno, SocketApi};

use super::gzsock::ZSSL_PLAIN;
use super::input;
use crate::failure::{Failure, number};
use crate::{contexts, stack};

static HOST: LazyLock<Arc<HostSockets>> = LazyLock::new(|| Arc::new(HostSockets::new()));

/// Puts a network stack below all sockets: a table, which lives as long as the program, or null for the host's own
/// sockets. Called once before all else. Later it is `EBUSY` while sockets are open, unless `force` is not 0, which closes
/// them, tells the peers of secure ones, and makes calls that wait in them return. Numbers of sockets from before stay dead.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_init(table: *const SocketApi, force: i32) -> i32 {
    number(|| {
        let driver: Arc<dyn SocketDriver> = if table.is_null() {
            Arc::clone(&*HOST) as _
        } else {
            // SAFETY: the caller's.
            Arc::new(unsafe { import(table)? })
        };
        stack::init(driver, force != 0).map(|()| 0)
    })
}

/// # Safety
/// `table` is a table, which lives as long as the program.
unsafe fn import(table: *const SocketApi) -> Result<&'static SocketApi, Failure> {
    // SAFETY: the caller's.
    let table = unsafe { SocketApi::import(table) };
    let table = table
        .map_err(|error| Failure::Interface(Errno::EINVAL, format!("the socket table: {error}").into()))?;
    Ok(Box::leak(Box::new(table)))
}

/// Looks `host` up (a name, or an address as text), opens a socket under `context` or `ZSSL_PLAIN`, connects it to the first
/// address that answers and does the handshake; gives the socket. All of it together has the context's deadline, or 30 s.
/// The name that the server must prove is the context's, not `host`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_connect_name(host: *const c_char, port: u16, context: i32) -> i32 {
    number(|| {
        // SAFETY: the caller's.
        let host = unsafe { input::text(host)? }.ok_or(Failure::argument("there is no name to look up"))?;
        let context = if context == ZSSL_PLAIN { None } else { Some(contexts::find(context)?) };
        Ok(stack::current()?.sockets.connect_name(host, port, context.as_ref())?.0)
    })
}
