//! Faults on purpose happen where they were asked for, and nowhere else.

use atecc::{Opcode, Status};
use atecc_sim::fault::{BitFlips, Direction, FaultError, Faulty, NoAcknowledge, PageContent, StuckBusy};
use atecc_sim::fault::{Fault, Truncated, When};
use atecc_sim::{BusError, Part, Reason, SimI2c};
use embedded_hal::i2c::{Error, ErrorKind, I2c};
use tempfile::TempDir;

use crate::asynch::now;
use crate::host::*;

const TOKEN: [u8; 4] = [0x04, 0x11, 0x33, 0x43];

/// A woken chip behind a fault.
fn faulty<F: Fault>(fault: F) -> Faulty<SimI2c, F> {
    Faulty::new(Host::blank().bus, fault)
}

fn token<F: Fault>(bus: &mut Faulty<SimI2c, F>) -> Result<[u8; 4], FaultError<BusError>> {
    let mut token = [0; 4];
    bus.write(ADDRESS, &[0x00])?;
    bus.read(ADDRESS, &mut token)?;
    Ok(token)
}

#[test]
fn not_acknowledged_means_not_arrived() {
    let mut bus = faulty(NoAcknowledge::new(When::nth(2)));
    assert!(bus.write(0x00, &[]).is_err(), "a general call is no occasion");
    bus.write(ADDRESS, &[0x00]).unwrap();
    let error = bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap_err();
    assert!(matches!(error, FaultError::OnPurpose));
    assert!(matches!(error.kind(), ErrorKind::NoAcknowledge(_)));
    assert_eq!(bus.release().0.counts().total(), 0);
}

#[test]
fn bits_flip_on_their_way_to_the_chip() {
    // The third byte of the command: its opcode.
    let mut bus = faulty(BitFlips::new(Direction::ToChip, When::nth(3), 1));
    bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap();
    let (chip, _) = bus.release();
    let refused = chip.last_refusal().unwrap();
    assert!(matches!(refused.reason, Reason::Crc { .. }));
    assert_eq!((refused.opcode ^ INFO).count_ones(), 1);
}

#[test]
fn bits_flip_on_their_way_from_the_chip() {
    let mut bus = faulty(BitFlips::new(Direction::FromChip, When::nth(4), 1));
    let seen = token(&mut bus).unwrap();
    assert_eq!(seen[..3], TOKEN[..3]);
    assert_eq!((seen[3] ^ TOKEN[3]).count_ones(), 1);
    assert_eq!(token(&mut bus).unwrap(), TOKEN, "the chip still has it right");
}

#[test]
fn the_same_seed_makes_the_same_noise() {
    let noise = |seed| {
        let mut bus = faulty(BitFlips::new(Direction::Both, When::one_in(5, seed), seed));
        (0..50).map(|_| token(&mut bus).ok()).collect::<Vec<_>>()
    };
    assert_eq!(noise(1), noise(1));
    assert_ne!(noise(1), noise(2));
}

#[test]
fn a_reply_is_cut_also_when_it_is_read_in_pieces() {
    let mut bus = faulty(Truncated::after(2, When::every(2)));
    assert_eq!(token(&mut bus).unwrap(), TOKEN);
    bus.write(ADDRESS, &[0x00]).unwrap();
    let (mut first, mut rest) = ([0; 1], [0; 3]);
    bus.read(ADDRESS, &mut first).unwrap();
    bus.read(ADDRESS, &mut rest).unwrap();
    assert_eq!((first, rest), ([0x04], [0x11, 0xFF, 0xFF]));
    assert_eq!(token(&mut bus).unwrap(), TOKEN);
}

#[test]
fn a_chip_that_is_stuck_comes_back_when_it_was_told_to() {
    let mut bus = faulty(StuckBusy::new(When::nth(1), 3));
    assert_eq!(token(&mut bus).unwrap(), TOKEN);
    bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap();
    let delay = |bus: Faulty<SimI2c, StuckBusy>| {
        let (chip, fault) = bus.release();
        embedded_hal::delay::DelayNs::delay_ms(&mut chip.delay(), 5);
        Faulty::new(chip, fault)
    };
    bus = delay(bus);
    let answers: Vec<_> = (0..4).map(|_| bus.read(ADDRESS, &mut [0; 7]).is_ok()).collect();
    assert_eq!(answers, [false, false, false, true]);

    let mut bus = faulty(StuckBusy::new(When::always(), u64::MAX));
    bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap();
    bus = delay(bus);
    assert!((0..1_000).all(|_| bus.read(ADDRESS, &mut [0; 7]).is_err()));
}

#[test]
fn faults_nest_and_have_an_async_side() {
    let cut = Faulty::new(Host::blank().bus, Truncated::after(3, When::always()));
    let mut bus = Faulty::new(cut, NoAcknowledge::new(When::every(3)));
    bus.write(ADDRESS, &[0x00]).unwrap();
    let mut token = [0; 4];
    now(embedded_hal_async::i2c::I2c::read(&mut bus, ADDRESS, &mut token)).unwrap();
    assert_eq!(token, [0x04, 0x11, 0x33, 0xFF]);
    let failed = now(embedded_hal_async::i2c::I2c::read(&mut bus, ADDRESS, &mut token));
    assert!(matches!(failed, Err(FaultError::OnPurpose)));
}

#[test]
fn a_command_fails_with_the_status_that_was_asked_for() {
    for status in [Status::EccFault, Status::WatchdogExpiring, Status::SelfTestError, Status::HealthTestError]
    {
        let mut host = Host::blank();
        host.load_temp_key(&[7; 32]);
        host.bus.fail_command(2, status);
        assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32);
        assert!(host.bus.fault_is_pending());
        assert_eq!(host.status(RANDOM, 0, 0, &[]), status.to_byte());
        assert_eq!(host.reason(), Some(Reason::OnPurpose));
        assert!(!host.bus.fault_is_pending());
        assert!(host.temp_key_valid(), "it was not run");
        assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32);
    }
}

#[test]
fn the_watchdog_fires_when_it_is_told_to() {
    let mut host = Host::blank();
    host.load_temp_key(&[7; 32]);
    host.bus.expire_watchdog();
    assert!(!host.acknowledges());
    host.wake();
    assert!(!host.temp_key_valid(), "it slept");

    // In the middle of a command: the rest of it is not acknowledged.
    host.bus.expire_watchdog_at_byte(4);
    let error = host.bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoAcknowledge(_)));
    assert!(!host.acknowledges());
    host.wake();
    assert_eq!(host.data(INFO, 0, 0, &[]), [0, 0, 0x60, 3]);
}

#[test]
fn power_fails_at_every_byte_of_a_write_and_the_part_is_old_or_new() {
    let command = packet(WRITE, 0x00, 5, &[1, 2, 3, 4]);
    for byte in 1..=command.len() as u64 + 2 {
        let mut host = Host::blank();
        let old = host.bus.reveal_eeprom();
        let power_ups = host.bus.power_ups();
        host.bus.cut_power_at_byte(byte);
        let sent = host.bus.write(ADDRESS, &command).is_ok();
        // The address byte, then the command.
        let arrived = byte > command.len() as u64 + 1;
        assert_eq!(sent, arrived, "byte {byte}");
        assert_eq!(host.bus.reveal_eeprom() != old, arrived, "byte {byte}");
        assert_eq!(host.bus.fault_is_pending(), arrived);
        assert_eq!(host.bus.power_ups(), power_ups + u64::from(!arrived));
    }
}

#[test]
fn power_fails_in_the_middle_of_a_reply() {
    let mut host = Host::blank();
    host.bus.write(ADDRESS, &[0x00]).unwrap();
    host.bus.cut_power_at_byte(3);
    let mut token = [0; 4];
    // Nobody holds the wires any more, and a reader cannot tell.
    host.bus.read(ADDRESS, &mut token).unwrap();
    assert_eq!(token, [0x04, 0xFF, 0xFF, 0xFF]);
    assert!(!host.acknowledges());
}

/// A write that changes one page, cut there: what is left, and what was to be.
fn cut(content: PageContent) -> ([u8; 32], bool) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("chip.sim");
    let mut host = Host::on(SimI2c::create(&path, Part::Atecc608B, Some(SEED)).unwrap());
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.bus.cut_power_at_page(1, content);
    host.bus.write(ADDRESS, &packet(WRITE, 0x82, 9 << 3, &[0x5A; 32])).unwrap();
    let answered = host.acknowledges();
    host.wake();
    assert_eq!(host.count(Opcode::Write), 1);
    let left = host.bus.reveal_eeprom();
    drop(host);
    assert_eq!(SimI2c::open(&path).unwrap().reveal_eeprom(), left, "the file has the same");
    (left.slot(atecc::Slot::new(9).unwrap())[..32].try_into().unwrap(), answered)
}

#[test]
fn a_page_in_whose_write_the_power_failed_is_old_new_or_torn() {
    assert_eq!(cut(PageContent::Old), ([0xFF; 32], false));
    assert_eq!(cut(PageContent::New), ([0x5A; 32], false));
    let (torn, _) = cut(PageContent::Torn { seed: 3 });
    assert!(torn != [0xFF; 32] && torn != [0x5A; 32]);
    assert!(torn.iter().all(|byte| byte & 0x5A == 0x5A), "only bits that were to change");
    assert_eq!(cut(PageContent::Torn { seed: 3 }).0, torn);
}

#[test]
fn of_several_pages_the_earlier_ones_are_written() {
    // GenKey of a key with LimitedUse changes two pages: the counter, and the slot.
    let rules = [(2, 0x20A7, 0x0013)];
    let run = |page| {
        let mut host = Host::operational(&rules);
        host.bus.cut_power_at_page(page, PageContent::Old);
        let _ = host.bus.write(ADDRESS, &packet(GEN_KEY, 0x04, 2, &[]));
        let eeprom = host.bus.reveal_eeprom();
        let blank = Host::operational(&rules).bus.reveal_eeprom();
        let slot = atecc::Slot::new(2).unwrap();
        (
            eeprom.config() != blank.config(),
            eeprom.slot(slot) != blank.slot(slot),
            host.bus.fault_is_pending(),
        )
    };
    let undisturbed = run(9);
    assert!(undisturbed.1 && undisturbed.2);
    assert_eq!(run(1), (false, false, false));
    if undisturbed.0 {
        assert_eq!(run(2), (true, false, false));
    }
}
