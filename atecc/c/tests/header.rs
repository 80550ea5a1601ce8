//! The C header says what the Rust sources say.

use std::path::Path;
use std::{env, fs};

/// Set to write the header anew.
const WRITE: &str = "ATECC_WRITE_HEADER";

#[test]
fn the_header_is_that_of_the_calls() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_root_or_default(root);
    let builder = cbindgen::Builder::new().with_config(config).with_src(root.join("src/ffi.rs"));
    let mut generated = Vec::new();
    builder.generate().unwrap().write(&mut generated);
    let file = root.join("include/atecc.h");
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(&file).unwrap();
    assert!(
        checked_in.as_bytes() == generated,
        "include/atecc.h is out of date: {WRITE}=1 cargo test -p atecc-c --test header"
    );
}
