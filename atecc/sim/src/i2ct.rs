//! I2CT: I2C over TCP, so that any program can reach a simulated part.
//!
//! One request, one reply; integers little-endian. Several connections may be open; transactions are
//! serialised. A write holds the word address as its first byte.
//!
//! | request | meaning | reply |
//! |---|---|---|
//! | `'W' address n16 bytes` | write to a 7-bit address; to address 0: a wake pulse, answered as not acknowledged | status |
//! | `'R' address n16` | read, going on where the last read stopped | status, then n bytes if 0 |
//! | `'K'` | wake pulse: SDA low for tWLO | status |
//! | `'P'` | power cycle | status |
//! | `'F' mode` | a part of the same kind, fresh from the factory, replaces this one; mode 0 | status |
//!
//! A write or a read of no bytes is the address alone: the status tells whether somebody acknowledges it.
//!
//! The status is one byte: 0 acknowledged, 1 not acknowledged, 254 not offered, 255 error, such as an address of more
//! than seven bits. After a request that is none the server answers 255 and closes the connection. There is no authentication and no encryption:
//! serve on loopback.

mod client;
mod server;

pub use self::client::{I2ctClient, I2ctError};
pub use self::server::serve;

/// The requests, by their first byte.
mod request {
    pub(super) const WRITE: u8 = b'W';
    pub(super) const READ: u8 = b'R';
    pub(super) const WAKE: u8 = b'K';
    pub(super) const POWER_CYCLE: u8 = b'P';
    pub(super) const FRESH_PART: u8 = b'F';
}

/// The status that starts each reply.
mod status {
    pub(super) const ACK: u8 = 0;
    pub(super) const NACK: u8 = 1;
    pub(super) const NOT_OFFERED: u8 = 254;
    pub(super) const ERROR: u8 = 255;
}

/// The mode of a fresh part: of the same kind.
const SAME_KIND: u8 = 0;
