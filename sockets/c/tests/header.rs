//! The C headers say what the Rust sources say.

use std::path::Path;
use std::{env, fs};

/// Set to write the headers anew.
const WRITE: &str = "GZSOCK_WRITE_HEADERS";

#[test]
fn the_header_of_the_table_is_that_of_the_table() {
    let sources = [
        "../../hwcrypto-api/src/ffi/import.rs",
        "../src/ffi/code.rs",
        "../src/ffi/raw.rs",
        "../src/ffi/table.rs",
    ];
    compare("socket_api", &sources);
}

#[test]
fn the_header_of_the_calls_is_that_of_the_calls() {
    let sources = ["errno", "init", "text", "context", "info", "gzsock", "zsock", "zssl", "input"];
    compare("gzsock", &sources.map(|name| format!("src/ffi/{name}.rs")));
}

fn compare(name: &str, sources: &[impl AsRef<Path>]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join(name).with_extension("toml")).unwrap();
    let builder = sources.iter().fold(cbindgen::Builder::new().with_config(config), |builder, source| {
        builder.with_src(root.join(source))
    });
    let mut generated = Vec::new();
    builder.generate().unwrap().write(&mut generated);
    let file = root.join("../include").join(name).with_extension("h");
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(&file).unwrap();
    assert!(
        checked_in.as_bytes() == generated,
        "{} is out of date: {WRITE}=1 cargo test -p hwcrypto-sockets-c --test header",
        file.display()
    );
}
