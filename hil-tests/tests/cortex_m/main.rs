//! Firmware on a Cortex-M4 in QEMU, with a simulated chip that it reaches over a UART. `bash .ci/run cortex-m` builds what is
//! needed.
#![cfg(unix)]

mod board;
mod chip;
#[path = "../../../atecc/tests/common/life.rs"]
mod life;
#[path = "../../../atecc/tests/common/locked.rs"]
mod locked;
mod peer;
mod pki;
mod sign;
mod tls;
