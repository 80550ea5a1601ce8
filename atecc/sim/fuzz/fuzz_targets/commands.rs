//! Whole commands to a provisioned part, in any order: no reply contains a key.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| atecc_sim_fuzz::commands(data));
