//! The C header says what the Rust table says.

use std::path::Path;
use std::{env, fs};

/// Set to write the header anew.
const WRITE: &str = "HWCRYPTO_WRITE_HEADER";

#[test]
fn the_header_is_that_of_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_root_or_default(root);
    let sources = ["src/ffi/code.rs", "src/ffi/import.rs", "src/key.rs", "src/ffi/table.rs"];
    let builder = sources.iter().fold(cbindgen::Builder::new().with_config(config), |builder, source| {
        builder.with_src(root.join(source))
    });
    let mut generated = Vec::new();
    builder.generate().unwrap().write(&mut generated);
    let file = root.join("include/hwcrypto.h");
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(&file).unwrap();
    assert!(
        checked_in.as_bytes() == generated,
        "include/hwcrypto.h is out of date: {WRITE}=1 cargo test -p hwcrypto-api --test header"
    );
}
