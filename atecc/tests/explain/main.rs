//! What is explained is held against what the simulated chip decided by, which takes packets apart by itself.

mod campaign;
mod candidates;
mod chip;
mod compare;
mod device;
mod dice;
mod part;
mod points;
mod traffic;
