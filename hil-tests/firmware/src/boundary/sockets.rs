use std::sync::LazyLock;

#[cfg(not(feature = "external-tcp-stack"))]
use sockets::driver::host::HostSockets as Sockets;
#[cfg(feature = "external-tcp-stack")]
use sockets::driver::lwip::LwipSockets as Sockets;
use sockets::{SocketApi, installed};

use crate::stack::Counting;

/// The firmware's own TCP stack.
static STACK: LazyLock<Counting<Sockets>> = LazyLock::new(|| Counting::new(Sockets::new()));
static TABLE: LazyLock<SocketApi> = LazyLock::new(|| SocketApi::new(&*STACK));

/// The firmware's own TCP stack, for the VM and for the firmware itself.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn firmware_sockets() -> *const SocketApi {
    installed::init(Some(&TABLE));
    &raw const *TABLE
}

/// How many calls came to that stack.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn firmware_socket_calls() -> u32 {
    STACK.calls()
}
