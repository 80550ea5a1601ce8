//! Whatever a bus answers, the driver comes to an end.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| atecc_sim_fuzz::replies(data));
