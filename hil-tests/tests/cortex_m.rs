//! The driver on a Cortex-M4 in QEMU signs with a simulated chip, which it reaches over a UART.

#[path = "../../atecc/tests/common/life.rs"]
mod life;
#[path = "../../atecc/tests/common/locked.rs"]
mod locked;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, thread};

use atecc::Config;
use atecc::blocking::Atecc;
use atecc_sim::{Options, Part, SimI2c, Time, i2ct};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};

/// The folder of the programs of `examples/cortex-m`.
const PROGRAMS: &str = "ATECC_CORTEX_M";

/// A locked chip that makes keys in slot 0, in real time.
fn chip() -> SimI2c {
    let mut options = Options::default();
    options.time = Time::Real;
    let chip = SimI2c::with_options(Part::Atecc608B, None, options).unwrap();
    locked::lock(&mut Atecc::new(chip.clone(), chip.delay(), Config::new()));
    chip
}

/// Runs a program on the board, UART 1 connected to `port`; gives what it sent to UART 0.
fn run(program: &Path, port: u16) -> Vec<u8> {
    let output = Command::new("timeout")
        .args(["60", "qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none"])
        .args(["-semihosting-config", "enable=on,target=native", "-serial", "stdio"])
        .args([
            "-chardev",
            &format!("socket,id=bus,host=127.0.0.1,port={port},nodelay=on"),
            "-serial",
            "chardev:bus",
        ])
        .arg("-kernel")
        .arg(program)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("timeout and qemu-system-arm: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} ended with {}: {said}", program.display(), output.status);
    output.stdout
}

#[test]
#[ignore = "needs qemu-system-arm, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_makes_a_key_and_signs_with_it() {
    let chip = chip();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = chip.clone();
    thread::spawn(move || i2ct::serve(&listener, &served));
    let programs: PathBuf = env::var_os(PROGRAMS).unwrap_or_else(|| panic!("set {PROGRAMS}")).into();
    let digest: [u8; 32] = core::array::from_fn(|index| u8::try_from(index).unwrap());

    let mut keys = Vec::new();
    for program in ["sign", "sign_async"] {
        let output = run(&programs.join(program), port);
        assert_eq!(output.len(), 64 + 64 + 32, "{program}: key, signature, random numbers");
        let (key, rest) = output.split_at(64);
        let (signature, random) = rest.split_at(64);
        let verifier = VerifyingKey::from_sec1_bytes(&[&[0x04], key].concat()).unwrap();
        let signature = Signature::from_slice(signature).unwrap();
        verifier.verify_prehash(&digest, &signature).unwrap_or_else(|error| panic!("{program}: {error}"));
        assert_ne!(random, [0; 32]);
        keys.push(key.to_vec());
    }
    assert_ne!(keys[0], keys[1], "each program makes a key of its own");
    assert_eq!(chip.last_refusal(), None);
}
