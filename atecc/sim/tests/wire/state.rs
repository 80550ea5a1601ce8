use std::fs;
use std::path::PathBuf;

use atecc::Slot;
use atecc_sim::{Part, SimI2c, StateError};
use tempfile::TempDir;

use crate::host::*;

pub(crate) struct Folder(pub(crate) TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("chip.sim")
    }

    pub(crate) fn create(&self) -> Host {
        Host::on(SimI2c::create(self.path(), Part::Atecc608B, Some(SEED)).unwrap())
    }

    pub(crate) fn open(&self) -> Host {
        Host::on(SimI2c::open(self.path()).unwrap())
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }
}

fn random(host: &mut Host) -> Vec<u8> {
    host.data(RANDOM, 0, 0, &[])
}

#[test]
fn the_eeprom_survives_and_the_registers_do_not() {
    let folder = Folder::new();
    let mut host = folder.create();
    host.configure(&[(2, 0x2087, 0x0013), (9, 0x0000, 0x001C)]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let key = host.data(GEN_KEY, 0x04, 2, &[]);
    assert_eq!(host.status(WRITE, 0x82, 9 << 3, &[0x5A; 32]), SUCCESS);
    assert_eq!(host.status(LOCK, 0x81, 0, &[]), SUCCESS);
    host.load_temp_key(&[7; 32]);
    let before = host.bus.reveal_eeprom();
    drop(host);
    let mut host = folder.open();
    assert_eq!(host.bus.reveal_eeprom(), before);
    assert!(!host.temp_key_valid());
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]), key);
    assert_eq!(host.data(READ, 0x82, 9 << 3, &[]), [0x5A; 32]);
}

#[test]
fn a_part_also_lives_without_a_file() {
    use atecc_sim::Options;
    let folder = Folder::new();
    let mut host = folder.create();
    host.set_config(20, &[0x34, 0x12]);
    let text = host.bus.reveal_state();
    assert_eq!(text, folder.text());
    let copy = SimI2c::from_state(text.as_bytes(), Options::default()).unwrap();
    assert_eq!(copy.reveal_eeprom(), host.bus.reveal_eeprom());
    assert_eq!(copy.power_ups(), host.bus.power_ups() + 1);
    assert_eq!(folder.text(), text, "the file is none of its business");
    let error = SimI2c::from_state(b"Dear reader", Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "(memory): not the state of a simulated chip");
}

#[test]
fn the_last_power_up_that_can_be_counted_is_not_the_last_one() {
    use atecc_sim::Options;
    let text = SimI2c::blank(Part::Atecc608B, None).unwrap().reveal_state();
    let text = without_checksum(&text).replace("power-ups 1", &format!("power-ups {}", u64::MAX));
    let old = SimI2c::from_state(text.as_bytes(), Options::default()).unwrap();
    old.power_cycle().unwrap();
    assert_eq!(old.power_ups(), u64::MAX);
}

#[test]
fn each_change_is_in_the_file_at_once_as_a_killed_process_would_leave_it() {
    let folder = Folder::new();
    let mut host = folder.create();
    let copy = folder.0.path().join("copy.sim");
    host.set_config(20, &[0x34, 0x12]);
    fs::copy(folder.path(), &copy).unwrap();
    let other = SimI2c::open(&copy).unwrap();
    assert_eq!(other.reveal_eeprom(), host.bus.reveal_eeprom());
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    assert!(folder.text().contains("config block 2:"));
    assert_ne!(folder.text(), fs::read_to_string(&copy).unwrap());
}

#[test]
fn reading_writes_nothing_and_random_numbers_only_their_seed_once_after_a_sleep() {
    let folder = Folder::new();
    let mut host = folder.create();
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let before = folder.text();
    host.data(READ, 0x80, 0, &[]);
    host.data(RANDOM, 0x01, 0, &[]);
    assert_eq!(folder.text(), before);
    random(&mut host);
    let renewed = folder.text();
    assert!(before.contains("\nseed-updates 0\n") && renewed.contains("\nseed-updates 1\n"));
    random(&mut host);
    host.data(NONCE, 0x00, 0, &[0; 20]);
    host.idle();
    host.wake();
    random(&mut host);
    assert_eq!(folder.text(), renewed);
}

#[test]
fn a_part_that_is_opened_and_not_used_leaves_its_file_alone() {
    let folder = Folder::new();
    folder.create();
    let before = folder.text();
    let mut host = folder.open();
    assert_eq!(host.bus.power_ups(), 2);
    assert_eq!(folder.text(), before, "woken, but not used");
    host.data(READ, 0x80, 0, &[]);
    assert!(folder.text().contains("\npower-ups 2\n"), "its first answer could have been a random number");
    host.bus.power_cycle().unwrap();
    host.wake();
    assert!(folder.text().contains("\npower-ups 2\n"));
    host.data(READ, 0x80, 0, &[]);
    assert!(folder.text().contains("\npower-ups 3\n"));
}

#[test]
fn a_seed_makes_the_same_part_with_the_same_numbers() {
    let run = || {
        let mut host = Host::operational(&[(2, 0x2087, 0x0013)]);
        (host.bus.reveal_eeprom(), random(&mut host), host.data(GEN_KEY, 0x04, 2, &[]))
    };
    assert_eq!(run(), run());
    let other = SimI2c::blank(Part::Atecc608B, Some(SEED + 1)).unwrap();
    let one = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
    assert_ne!(other.reveal_eeprom().config().serial_number(), one.reveal_eeprom().config().serial_number());
}

#[test]
fn random_numbers_never_come_back_with_the_power() {
    let folder = Folder::new();
    let mut host = folder.create();
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let mut seen = vec![random(&mut host)];
    host.bus.power_cycle().unwrap();
    host.wake();
    seen.push(random(&mut host));
    drop(host);
    for _ in 0..3 {
        seen.push(random(&mut folder.open()));
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[test]
fn unseeded_parts_are_all_different() {
    let serial = || SimI2c::blank(Part::Atecc608A, None).unwrap().reveal_eeprom().config().serial_number();
    assert_ne!(serial(), serial());
}

#[test]
fn a_part_that_is_open_is_not_opened_again() {
    let folder = Folder::new();
    let mut host = folder.create();
    // A save has replaced the file meanwhile.
    host.set_config(20, &[1, 2]);
    assert!(matches!(SimI2c::open(folder.path()), Err(StateError::InUse(_))));
    drop(host);
    assert!(SimI2c::open(folder.path()).is_ok());
}

#[test]
fn a_new_part_never_replaces_a_file() {
    let folder = Folder::new();
    folder.create();
    let before = folder.text();
    assert!(matches!(SimI2c::create(folder.path(), Part::Atecc608B, None), Err(StateError::Exists(_))));
    assert_eq!(folder.text(), before);
    let theirs = folder.0.path().join("letter.txt");
    fs::write(&theirs, "Dear reader").unwrap();
    assert!(matches!(SimI2c::create(&theirs, Part::Atecc608B, None), Err(StateError::Exists(_))));
    assert!(!folder.0.path().join("letter.txt.lock").exists());
}

#[test]
fn what_a_killed_process_left_beside_the_file_is_no_obstacle() {
    let folder = Folder::new();
    folder.create();
    fs::write(folder.0.path().join("chip.sim.tmp"), &folder.text()[..1000]).unwrap();
    let mut host = folder.open();
    host.set_config(20, &[1, 2]);
    assert!(!folder.0.path().join("chip.sim.tmp").exists());
}

#[test]
fn a_state_that_cannot_be_written_is_an_error_of_the_bus() {
    use embedded_hal::i2c::{Error, ErrorKind, I2c};
    let folder = Folder::new();
    let mut host = folder.create();
    let command = packet(WRITE, 0x00, 5, &[1; 4]);
    fs::remove_dir_all(folder.0.path()).unwrap();
    let error = host.bus.write(ADDRESS, &command).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    assert!(error.to_string().contains("chip.sim"), "{error}");
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::new();
    folder.create();
    #[cfg(unix)]
    {
        let link = folder.0.path().join("link.sim");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let mut host = Host::on(SimI2c::open(&link).unwrap());
        host.set_config(20, &[1, 2]);
        assert!(matches!(SimI2c::open(folder.path()), Err(StateError::InUse(_))));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}

#[test]
fn a_missing_file_is_an_error_and_makes_nothing() {
    let folder = Folder::new();
    let error = SimI2c::open(folder.path()).unwrap_err();
    assert!(matches!(error, StateError::Missing(_)));
    assert!(error.to_string().ends_with("chip.sim: no such file"));
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 0);
    let nowhere = folder.0.path().join("no").join("chip.sim");
    assert!(matches!(SimI2c::create(nowhere, Part::Atecc608B, None), Err(StateError::NoFolder(_))));
    assert!(
        SimI2c::open(folder.0.path()).unwrap_err().to_string().ends_with("not the state of a simulated chip")
    );
}

#[test]
fn secrets_are_for_their_owner_and_not_in_debug_output() {
    let folder = Folder::new();
    let mut host = folder.create();
    host.configure(&[(2, 0x2087, 0x0013)]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    let eeprom = host.bus.reveal_eeprom();
    let key = eeprom.slot(Slot::new(2).unwrap());
    assert!(!format!("{eeprom:?}").contains(&format!("{}, {}", key[4], key[5])));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
