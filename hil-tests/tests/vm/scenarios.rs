//! The scenarios of the original: wherever the parts live, a connection with mutual TLS to OpenSSL is made, the
//! chip on its simulated bus, and each part did its work where it lives and nowhere else.

use std::sync::Arc;

use hil_tests::Onboarded;
use hwcrypto_api::{HwCrypto, KeyRef};
use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;
use sockets::zssl::{Identity, TlsVersion};

use crate::element::Part;
use crate::firmware::Firmware;
use crate::placement::{ALL, Placement, Side};
use crate::slots::Slots;
use crate::stack::Counting;
use crate::{application, element, openssl};

const VERSIONS: [(&str, TlsVersion); 2] = [("-tls1_2", TlsVersion::Tls12), ("-tls1_3", TlsVersion::Tls13)];

/// What each side's TCP stack and element were asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Work {
    socket_calls: u32,
    signatures: u32,
}

/// The parts of the VM's, those that it has.
struct Vm {
    sockets: Option<&'static Counting<HostSockets>>,
    element: Option<Part>,
}

impl Vm {
    fn new(placement: Placement, chip: &str) -> Self {
        let sockets = || &*Box::leak(Box::new(Counting::new(HostSockets::new())));
        Self {
            sockets: (placement.tcp == Side::Vm).then(sockets),
            element: (placement.element == Side::Vm).then(|| element::open(chip).unwrap()),
        }
    }

    fn work(&self) -> Work {
        Work {
            socket_calls: self.sockets.map_or(0, Counting::calls),
            signatures: self.element.map_or(0, |element| element.signatures()),
        }
    }
}

impl Firmware {
    fn work(&self) -> Work {
        Work {
            socket_calls: self.socket_calls().unwrap_or_default(),
            signatures: self.signatures().unwrap_or_default(),
        }
    }
}

/// The tables of the parts, whichever side has them.
struct Tables {
    sockets: &'static SocketApi,
    element: &'static HwCrypto,
}

impl Tables {
    fn of(vm: &Vm, firmware: &Firmware, chip: &str) -> Self {
        let own = |sockets| &*Box::leak(Box::new(SocketApi::new(sockets)));
        Self {
            sockets: vm.sockets.map(own).unwrap_or_else(|| firmware.sockets().unwrap()),
            element: vm.element.map(|part| part.table).unwrap_or_else(|| firmware.element(chip).unwrap()),
        }
    }
}

/// The VM's TLS, over whatever TCP stack and with whatever element.
fn connect_in_vm(tables: &Tables, onboarded: &Onboarded, port: u16) -> TlsVersion {
    let identity = Identity::element(onboarded.read("device.pem"), tables.element, KeyRef::slot(0));
    let context = application::context(&onboarded.read("ca.pem"), identity).unwrap();
    application::run(&Gzsock::new(Arc::new(tables.sockets)), &context, port).unwrap()
}

fn connect_in_firmware(firmware: &Firmware, onboarded: &Onboarded, port: u16) -> TlsVersion {
    match firmware.connect(port, &onboarded.read("ca.pem"), &onboarded.read("device.pem")) {
        Some(12) => TlsVersion::Tls12,
        Some(13) => TlsVersion::Tls13,
        outcome => panic!("{outcome:?}"),
    }
}

fn connects(placement: Placement) {
    let onboarded = Onboarded::new();
    let chip = onboarded.path("chip.sim");
    let slots = Slots::new();
    let firmware = Firmware::load(placement.firmware());
    let vm = Vm::new(placement, &chip);
    let tables = Tables::of(&vm, &firmware, &chip);
    slots.fill(vm.element.map(|part| part.table), vm.sockets.map(|_| tables.sockets));
    for (option, version) in VERSIONS {
        let server = openssl(&onboarded, option);
        let before = (vm.work(), firmware.work());
        let agreed = match placement.tls {
            Side::Vm => connect_in_vm(&tables, &onboarded, server.port),
            Side::Firmware => connect_in_firmware(&firmware, &onboarded, server.port),
        };
        assert_eq!(agreed, version, "{placement:?}");
        for (side, before, now) in
            [(Side::Vm, before.0, vm.work()), (Side::Firmware, before.1, firmware.work())]
        {
            let signed = now.signatures - before.signatures;
            assert_eq!(signed, u32::from(placement.element == side), "{placement:?}: signed in {side:?}");
            let called = now.socket_calls > before.socket_calls;
            assert_eq!(called, placement.tcp == side, "{placement:?}: the TCP stack in {side:?}");
        }
    }
}

#[test]
#[ignore = "needs openssl, and firmwares: bash .ci/run vm"]
fn vm_and_firmware_connect_wherever_the_parts_live() {
    ALL.into_iter().for_each(connects);
}
