//! Raw bytes on the bus, split anyhow: packets, word addresses, waits, power.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| atecc_sim_fuzz::bus(data));
