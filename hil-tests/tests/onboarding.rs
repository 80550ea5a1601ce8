//! The onboarding, from whatever state the chip is in.

use std::env;

use atecc_transport::{DeviceUri, Missing, open};
use examples::{Account, Options, onboard};

/// Whether this chip is the one that may be locked.
fn may_lock(uri: &DeviceUri) -> bool {
    let named = env::var("ATECC_SERIAL").ok();
    let serial = || open(uri, Missing::MakeBlank).unwrap().atecc.serial_number().unwrap().to_string();
    cfg!(feature = "irreversible") && named.is_some_and(|named| named == serial())
}

fn run(options: &Options) -> Account {
    onboard(options, &mut |step| println!("- {step}")).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn a_chip_becomes_a_device_and_connects_with_the_key_inside() {
    let folder = tempfile::tempdir().unwrap();
    let device = env::var("ATECC_DEVICE").ok().map(|uri| uri.parse::<DeviceUri>().unwrap());
    let yes = device.as_ref().is_some_and(may_lock);
    let options = Options { device, out: Some(folder.path().into()), tls: None, yes };
    let first = run(&options);
    println!("{first}");
    assert!(first.ok());
    assert_eq!(first.tls_version, "1.3");
    // The chip signed the handshake, once, on one wake; it was asked for nothing else.
    let commands: Vec<_> =
        first.handshake.commands.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(commands, [("nonce", 1), ("sign", 1)]);
    assert_eq!(first.handshake.wakes, 1);
    assert_eq!(first.total.commands["sign"], 2, "one for the certificate request, one for the handshake");

    // Again, with the chip as it is now: same key, no lock, no write.
    let again = run(&options);
    assert!(again.ok());
    assert!(!again.new_key);
    assert_eq!(again.serial, first.serial);
    assert!(!again.total.commands.contains_key("lock") && !again.total.commands.contains_key("write"));
}
