//! A TLS client whose key is in the chip: `cortex_m_tls::client`.
#![no_std]
#![no_main]

use cortex_m_rt::entry;

#[entry]
fn main() -> ! {
    cortex_m_tls::run(cortex_m_tls::client)
}
