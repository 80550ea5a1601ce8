//! What is missing is told, on either side.

use hil_tests::Onboarded;
use sockets::SocketApi;
use sockets::driver::host::HostSockets;

use crate::firmware::Firmware;
use crate::slots::Slots;
use crate::{element, openssl};

#[test]
#[ignore = "needs openssl, and firmwares: bash .ci/run vm"]
fn vm_that_has_not_installed_its_parts_is_told_so() {
    let onboarded = Onboarded::new();
    let slots = Slots::new();
    let firmware = Firmware::load("tls,external-element,external-sockets");
    assert!(firmware.element("any").is_none() && firmware.sockets().is_none(), "they are the VM's");
    let (ca, chain) = (onboarded.read("ca.pem"), onboarded.read("device.pem"));
    let server = openssl(&onboarded, "-tls1_3");
    let connect = || firmware.connect(server.port, &ca, &chain);
    assert_eq!(connect(), Some(-2), "no element");
    let element = element::open(&onboarded.path("chip.sim")).unwrap();
    slots.fill(Some(element.table), None);
    assert_eq!(connect(), Some(-3), "no TCP stack");
    static SOCKETS: std::sync::LazyLock<HostSockets> = std::sync::LazyLock::new(HostSockets::new);
    let table = Box::leak(Box::new(SocketApi::new(&*SOCKETS)));
    slots.fill(Some(element.table), Some(table));
    assert_eq!(connect(), Some(13));
    assert_eq!(element.signatures(), 1);
}

#[test]
#[ignore = "needs firmwares: bash .ci/run vm"]
fn vm_finds_no_tls_and_no_chip_in_a_firmware_that_has_none() {
    let onboarded = Onboarded::new();
    let firmware = Firmware::load("parts");
    assert_eq!(firmware.connect(1, b"", b""), None);
    assert!(firmware.element(&onboarded.path("no-such-chip")).is_none());
}
