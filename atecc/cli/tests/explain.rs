//! `atecc explain`, as a shell sees it.

#[path = "common/shell.rs"]
mod shell;

use std::fs;

use atecc::command::CounterId;
use atecc::config::{
    Count, KeyConfig, SecureBootConfig, SecureBootMode, SlotConfig, SlotsLocked, UseLock, X509Format,
};
use atecc::packet::CommandPacket;
use atecc::{ConfigZone, Opcode, Slot};
use atecc_sim::{Part, SimI2c};
use serde_json::{Value, json};
use shell::{Folder, run};

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// The configuration of a fully locked part: slot 2 is a key that signs nothing from outside, slot 9 is never read.
fn locked() -> ConfigZone {
    let mut zone = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap().reveal_eeprom().config().clone();
    zone.set_slot_config(slot(2), SlotConfig(0x2086));
    zone.set_key_config(slot(2), KeyConfig::PRIVATE_KEY);
    zone.set_slot_config(slot(9), SlotConfig(0x8F8F));
    zone.set_locked();
    zone
}

/// A file with that, in hex as a person writes it down.
fn dump(folder: &Folder) -> String {
    let path = folder.path().with_extension("hex");
    let hex: Vec<_> = locked().as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    fs::write(&path, hex.join(" ")).unwrap();
    path.display().to_string()
}

const SIGN: &str = "SlotConfig[2]=0x2086 ReadKey=0110 bit 0=0: no signatures of external messages";

#[test]
fn a_command_is_asked_about_by_its_name() {
    let folder = Folder::new();
    let (code, out, _) = run(&["explain", "sign", "--slot", "2", "--config", &dump(&folder)]);
    assert_eq!((code, out), (Some(0), format!("Sign slot 2: refused 0x0F: {SIGN}\n")));
    let (code, out, _) = run(&["explain", "public-key", "--slot", "2", "--config", &dump(&folder)]);
    assert_eq!(
        (code, out.as_str()),
        (Some(0), "GenKey slot 2: allowed, unless there is no valid key in slot 2\n")
    );
}

#[test]
fn a_packet_is_explained_as_it_went_over_the_bus() {
    let folder = Folder::new();
    let packet = CommandPacket::new(Opcode::Sign, 0x80, 2, &[]);
    let hex: Vec<_> = packet.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let dump = dump(&folder);
    let mut args = vec!["explain", "packet", "--status", "0x0F", "--config", &dump];
    args.extend(hex.iter().map(String::as_str));
    let (code, out, _) = run(&args);
    assert_eq!((code, out), (Some(0), format!("Sign slot 2: refused 0x0F: {SIGN}\n")));
    // As one word, and without a status.
    let (code, out, _) = run(&["explain", "packet", &hex.concat(), "--config", &dump]);
    assert_eq!((code, out), (Some(0), format!("Sign slot 2: refused 0x0F: {SIGN}\n")));
}

#[test]
fn a_dump_may_be_binary_too() {
    let folder = Folder::new();
    let path = folder.path().with_extension("bin");
    fs::write(&path, locked().as_bytes()).unwrap();
    let (code, out, _) = run(&["explain", "read", "--slot", "9", "--config", &path.display().to_string()]);
    let why = "SlotConfig[9]=0x8F8F IsSecret=1 EncryptRead=0: never readable";
    assert_eq!((code, out), (Some(0), format!("Read slot 9: refused 0x0F: {why}\n")));
}

#[test]
fn a_device_is_asked_for_its_configuration() {
    let folder = Folder::new();
    assert_eq!(run(&["sim", "new", "--device", &folder.uri("")]).0, Some(0));
    let (code, out, _) = run(&["explain", "read", "--slot", "0", "--device", &folder.uri("")]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("Read slot 0: refused 0x0F: LockConfig=0x55 LockValue=0x55: "), "{out}");
}

#[test]
fn a_slot_is_told_in_words() {
    let folder = Folder::new();
    let (code, out, _) = run(&["explain", "slot", "2", "--config", &dump(&folder)]);
    assert_eq!(code, Some(0));
    let mut lines = out.lines();
    let first = "slot 2, 36 bytes: P-256 private key; signs what GenDig or GenKey made; agrees on secrets; GenKey may \
                 replace it; its public key is given out";
    assert_eq!(lines.next(), Some(first));
    let answer =
        |name: &str| out.lines().find(|line| line.trim_start().starts_with(&format!("{name} "))).unwrap();
    assert!(answer("sign").ends_with(&format!("no: {SIGN}")));
    assert!(answer("gen-key").ends_with(" yes"));
    assert!(answer("read").contains("no: KeyConfig[2]=0x0013 Private=1: never readable"));
}

#[test]
fn the_whole_configuration_is_told_in_words() {
    let folder = Folder::new();
    let (code, out, _) = run(&["explain", "config", "--config", &dump(&folder)]);
    assert_eq!((code, out), (Some(0), format!("{}\n", locked())));
    assert_eq!(run(&["sim", "new", "--device", &folder.uri("?part=tngtls")]).0, Some(0));
    let (code, out, _) = run(&["explain", "config", "--device", &folder.uri("")]);
    assert_eq!(code, Some(0));
    let line = |start: &str| out.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    assert!(line("ATECC608 0123").ends_with(", fully locked"));
    assert_eq!(line("I2C_Address"), "I2C_Address           0x6A  7-bit 0x35");
    assert!(line("slot 1 ").contains("P-256 private key; signs what GenDig or GenKey made; never replaced"));
}

#[test]
fn the_whole_configuration_as_json() {
    let folder = Folder::new();
    let mut zone = locked();
    let boot = SecureBootConfig::new(SecureBootMode::FullDigest, slot(7), slot(15)).with_persist();
    zone.set_secure_boot_config(boot).unwrap();
    zone.set_use_lock(UseLock::with_key(slot(9))).unwrap();
    zone.set_counter(CounterId::One, Count::of(77));
    zone.set_slots_locked(SlotsLocked::NONE.with(slot(8)));
    zone.set_x509_format(2, X509Format(0x51));
    zone.as_bytes_mut()[80] = 4;
    let path = folder.path().with_extension("bin").display().to_string();
    let json = |zone: &ConfigZone| {
        fs::write(&path, zone.as_bytes()).unwrap();
        let (code, out, _) = run(&["explain", "config", "--config", &path, "--json"]);
        assert_eq!(code, Some(0));
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let object = json(&zone);
    assert_eq!((&object["ok"], &object["phase"]), (&true.into(), &"fully locked".into()));
    assert_eq!(object["serial_number"], zone.serial_number().to_string());
    let bytes = object["bytes"].as_str().unwrap();
    assert_eq!((bytes.len(), &bytes[160..162]), (256, "04"));
    let expected =
        json!({ "mode": 3, "persist": true, "random_nonce": false, "stored": 7, "public_key": 15 });
    assert_eq!(object["secure_boot_config"], expected);
    assert_eq!(object["use_lock"], json!({ "slot": 9 }));
    assert_eq!(object["count_match"], json!({ "slot": null }));
    assert_eq!(object["counters"], json!([0, 77]));
    assert_eq!(object["slots_locked"], json!([8]));
    assert_eq!(object["x509_format"][2], json!({ "template_length": 320, "public_position": 64 }));
    assert_eq!(object["slots"][9]["slot_config"], 0x8F8F);
    assert_eq!(object["reserved_bits_set"], json!([{ "byte": 80, "bits": 4 }]));
    assert_eq!(object["last_key_use"], Value::Null);
    // The same bytes on an ATECC508A.
    zone.as_bytes_mut()[6] = 0x50;
    let object = json(&zone);
    assert_eq!((&object["part"], &object["use_lock"]), (&"ATECC508A".into(), &Value::Null));
    assert!(object["last_key_use"].is_u64());
    let (code, out, _) = run(&["explain", "config", "--config", "/nowhere", "--json"]);
    assert_eq!((code, &serde_json::from_str::<Value>(&out).unwrap()["ok"]), (Some(1), &false.into()));
}

#[test]
fn json_is_one_object() {
    let folder = Folder::new();
    let dump = dump(&folder);
    let (code, out, _) = run(&["explain", "sign", "--slot", "2", "--config", &dump, "--json"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &object["ok"], &object["refused"]), (Some(0), &true.into(), &true.into()));
    assert_eq!(object["command"], "Sign slot 2");
    assert_eq!(object["candidates"][0]["cause"], SIGN);
    assert_eq!(object["candidates"][0]["status"], 0x0F);
    let (_, out, _) = run(&["explain", "slot", "9", "--config", &dump, "--json"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(object["answers"]["read"]["refused"], true);
    assert_eq!(object["slot_config"], 0x8F8F);
    let (code, out, _) = run(&["explain", "slot", "9", "--config", "/nowhere", "--json"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &object["ok"]), (Some(1), &false.into()));
}

#[test]
fn what_cannot_be_read_is_an_error_that_says_why() {
    let folder = Folder::new();
    let dump = dump(&folder);
    let path = folder.path();
    fs::write(&path, "01 23").unwrap();
    let path = path.display().to_string();
    for (args, code, why) in [
        (&["explain", "sign", "--slot", "2"][..], 2, "--device <URI>"),
        (&["explain", "sign", "--slot", "16", "--config", &dump], 2, "use a slot from 0 to 15"),
        (&["explain", "dance", "--slot", "1", "--config", &dump], 2, "[possible values: read"),
        (
            &["explain", "sign", "--slot", "2", "--config", &path],
            1,
            "not the 128 bytes of a configuration zone",
        ),
        (&["explain", "packet", "--config", &dump, "0741800200"], 1, "not a command packet"),
        (&["explain", "packet", "--config", &dump, "07418002000000"], 1, "ends with the CRC 00 00"),
        (&["explain", "packet", "--config", &dump, "zz"], 1, "not in hex"),
    ] {
        let (actual, out, err) = run(args);
        assert_eq!((actual, out.as_str()), (Some(code), ""), "{args:?}");
        assert!(err.contains(why), "{args:?}: {err}");
    }
}
