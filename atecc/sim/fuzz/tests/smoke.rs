//! The fuzz targets on a stable compiler.

#[path = "common/corpus.rs"]
mod corpus;

use corpus::smoke;

#[test]
fn bus() {
    smoke("bus", 500, atecc_sim_fuzz::bus);
}

#[test]
fn commands() {
    smoke("commands", 500, atecc_sim_fuzz::commands);
}

#[test]
fn replies() {
    smoke("replies", 500, atecc_sim_fuzz::replies);
}

#[test]
fn state() {
    smoke("state", 120, atecc_sim_fuzz::state);
}
