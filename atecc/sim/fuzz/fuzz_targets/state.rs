//! The reader of state files.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| atecc_sim_fuzz::state(data));
