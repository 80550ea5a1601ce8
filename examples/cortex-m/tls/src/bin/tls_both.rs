//! A TLS client and server in one program, for its size.
#![no_std]
#![no_main]

use cortex_m_rt::entry;

#[entry]
fn main() -> ! {
    cortex_m_tls::run(cortex_m_tls::either)
}
