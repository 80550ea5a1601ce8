//! Finds the custom configuration, if one is named.

use std::env;
use std::path::Path;

const INCLUDE: &str = "ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={INCLUDE}");
    println!("cargo::rustc-check-cfg=cfg(custom_config)");
    let Some(path) = env::var_os(INCLUDE).filter(|path| !path.is_empty()) else { return };
    let path = Path::new(&path);
    let shown = path.display();
    if !path.is_absolute() {
        println!(
            "cargo::error={INCLUDE} names `{shown}`, and nobody knows what that is relative to; give an absolute path, \
             or in .cargo/config.toml: [env] {INCLUDE} = {{ value = \"{shown}\", relative = true }}"
        );
    } else if !path.is_file() {
        println!("cargo::error={INCLUDE} names `{shown}`, which is no file");
    } else {
        println!("cargo::rerun-if-changed={shown}");
        println!("cargo::rustc-cfg=custom_config");
    }
}
