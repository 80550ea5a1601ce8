//! Entries of a table in any order, with any arguments that C can hand over.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hwcrypto_api_fuzz::table(data));
