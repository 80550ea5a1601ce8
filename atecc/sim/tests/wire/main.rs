//! The simulated chip against its reference, by raw bytes on the bus: packets, CRCs and digests are made here
//! by hand or by other code than the simulator's, never by the driver.

mod aes;
mod asynch;
mod atecc508a;
mod boot;
mod certificate;
mod check_mac;
mod counter;
mod derive_key;
mod ecc;
mod encrypted;
mod extra;
mod faults;
mod frames;
mod gen_dig;
mod hash;
mod hash_context;
mod hmac;
mod host;
mod i2ct;
mod i2ct_abuse;
mod i2ct_client;
mod internal;
mod kdf;
mod kdf_options;
mod kdf_refused;
mod keys;
mod kill;
mod latch;
mod layouts;
mod limited_use;
mod locks;
mod mac;
mod modes;
mod part;
mod peers;
mod power;
mod priv_write;
mod private_options;
mod random_traffic;
mod readme;
mod recipes;
mod refusals;
mod registers;
mod seed;
mod self_test;
mod several;
mod single_wire;
mod slots;
mod state;
mod state_format;
mod temp_key;
mod together;
mod trace;
mod transport;
mod trust;
mod trust_flex;
mod use_lock;
mod validate;
mod vectors;
mod zones;

use std::fs;
use std::path::Path;

/// A file that is named nowhere is not compiled: its tests cannot fail.
#[test]
fn each_file_of_the_folder_is_a_module() {
    fn check(folder: &Path, parent: &Path) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                check(&path, &path.with_extension("rs"));
            } else if path.extension().is_some_and(|extension| extension == "rs") && path != parent {
                let module = format!("mod {};", path.file_stem().unwrap().to_str().unwrap());
                let text = fs::read_to_string(parent).unwrap();
                let named = text.lines().any(|line| line == module || line.ends_with(&format!(" {module}")));
                assert!(named, "{}: no `{module}`", parent.display());
            }
        }
    }
    let wire = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    check(&wire, &wire.join("main.rs"));
}
