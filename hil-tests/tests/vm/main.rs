//! The crypto element in the VM, and in the firmware: this test is the VM, the firmware is a library that it loads. Either way
//! the other side uses the element through its table, for a connection with mutual TLS to OpenSSL, the chip on its simulated
//! bus. `bash .ci/run vm` builds what is needed.
#![cfg(unix)]
#![expect(unsafe_code, reason = "a VM loads its firmware")]

mod firmware;
#[path = "../../../examples/tests/common/openssl_server.rs"]
mod openssl_server;

use std::sync::Arc;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_sim::SimI2c;
use firmware::{Firmware, Slots};
use hil_tests::Onboarded;
use hwcrypto_api::{Counting, Counts, Error, HwCrypto, KeyRef, Shared};
use openssl_server::OpensslServer;
use parking_lot::RawMutex;
use sockets::gzsock::Gzsock;
use sockets::zsock::MsgFlags;
use sockets::zssl::{Identity, TlsContext};

const VERSIONS: [&str; 2] = ["-tls1_2", "-tls1_3"];

fn openssl(onboarded: &Onboarded, version: &str) -> OpensslServer {
    let (cert, key) = (onboarded.path("server.pem"), onboarded.path("server.key"));
    OpensslServer::start(&onboarded.path("ca.pem"), &["-cert", &cert, "-key", &key, version])
}

type Driver = Shared<RawMutex, Counting<Element<SimI2c, atecc_sim::SimDelay>>>;

/// A driver of the VM's, over the chip of a folder.
fn driver(onboarded: &Onboarded) -> &'static Driver {
    let chip = SimI2c::open(onboarded.path("chip.sim")).unwrap();
    let atecc = Atecc::new(chip.clone(), chip.delay(), Config::new());
    Box::leak(Box::new(Shared::new(Counting::new(Element::new(atecc)))))
}

fn counts(driver: &Driver) -> Counts {
    driver.with(|driver| Ok::<_, Error>(driver.counts())).unwrap()
}

#[test]
#[ignore = "needs openssl, and a firmware: bash .ci/run vm"]
fn vm_has_the_element_and_the_firmware_connects_with_it() {
    let onboarded = Onboarded::new();
    let slots = Slots::load(onboarded.folder());
    let firmware = Firmware::load("TEST_FIRMWARE_EXTERNAL");
    let (ca, chain) = (onboarded.read("ca.pem"), onboarded.read("device.pem"));
    let driver = driver(&onboarded);
    let table: &'static HwCrypto =
        Box::leak(Box::new(HwCrypto::builder(driver).public_key().p256_sign().build()));

    let server = openssl(&onboarded, "-tls1_3");
    assert_eq!(firmware.connect(server.port, &ca, &chain), -2, "no element is installed");
    slots.activate(table);
    for (signatures, version) in (1..).zip(VERSIONS) {
        let server = openssl(&onboarded, version);
        assert_eq!(firmware.connect(server.port, &ca, &chain), 0, "{version}");
        assert_eq!(counts(driver).p256_sign, signatures, "the chip of the VM signed");
    }
}

#[test]
#[ignore = "needs openssl, and a firmware: bash .ci/run vm"]
fn vm_connects_with_the_element_of_the_firmware() {
    let onboarded = Onboarded::new();
    let firmware = Firmware::load("TEST_FIRMWARE");
    assert!(firmware.element(&onboarded.path("no-such-chip")).is_none());
    let table = firmware.element(&onboarded.path("chip.sim")).unwrap();
    for version in VERSIONS {
        let server = openssl(&onboarded, version);
        let context = TlsContext::client(Arc::new(rustls::crypto::ring::default_provider()))
            .trust(onboarded.read("ca.pem"))
            .identity(Identity::element(onboarded.read("device.pem"), table, KeyRef::slot(0)))
            .server_name("localhost")
            .build()
            .unwrap();
        let sockets = Gzsock::host();
        let socket = sockets.connect_name("localhost", server.port, Some(&context)).unwrap();
        sockets.send_all(socket, b"mv\n").unwrap();
        let mut answer = [0; 3];
        for byte in &mut answer {
            assert_eq!(sockets.recv(socket, core::slice::from_mut(byte), MsgFlags::NONE).unwrap(), 1);
        }
        assert_eq!(&answer, b"vm\n", "{version}");
        sockets.close(socket).unwrap();
    }
}
