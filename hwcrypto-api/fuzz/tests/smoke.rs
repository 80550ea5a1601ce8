//! The fuzz target on a stable compiler.

#[path = "../../../atecc/sim/fuzz/tests/common/corpus.rs"]
mod corpus;

#[test]
fn table() {
    corpus::smoke("table", 500, hwcrypto_api_fuzz::table);
}
