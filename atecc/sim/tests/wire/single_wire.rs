//! A chip at a single wire, bit by bit.

use atecc_sim::{Interface, Options, Part, SimI2c, SimUart, UartError};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;
use embedded_io::{Read, Write};

use crate::host::{ADDRESS, SEED, crc};

const COMMAND: u8 = 0x77;
const TRANSMIT: u8 = 0x88;
const IDLE: u8 = 0xBB;
const SLEEP: u8 = 0xCC;
/// Info, Revision.
const INFO: [u8; 7] = [0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D];
const TOKEN: [u8; 4] = [0x04, 0x11, 0x33, 0x43];
const SILENCE: &[u8] = &[];

struct Host {
    chip: SimI2c,
    uart: SimUart,
}

impl Host {
    fn new() -> Self {
        let mut options = Options::default();
        options.interface = Interface::SingleWire;
        let chip = SimI2c::with_options(Part::Atecc608B, Some(SEED), options).unwrap();
        Self { uart: chip.uart(), chip }
    }

    fn awake() -> Self {
        let mut host = Self::new();
        host.token(115_200, 0x00);
        host.wait_us(1_500);
        host
    }

    fn wait_us(&self, us: u32) {
        self.chip.delay().delay_us(us);
    }

    /// One byte of the UART at another baud rate.
    fn token(&mut self, baud: u32, byte: u8) {
        self.uart.set_baud(baud);
        self.uart.write_all(&[byte]).unwrap();
        let mut echo = [0xEE];
        self.uart.read_exact(&mut echo).unwrap();
        assert_eq!(echo, [byte]);
        self.uart.set_baud(230_400);
    }

    /// Sends some bits of a byte, and takes their echo.
    fn bits(&mut self, byte: u8, bits: u32) {
        for bit in 0..bits {
            let frame = if byte & 1 << bit == 0 { 0x7D } else { 0x7F };
            self.token(230_400, frame);
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.bits(*byte, 8);
        }
    }

    /// Everything that arrives until there is silence.
    fn listen(&mut self) -> Vec<u8> {
        let mut bits = Vec::new();
        loop {
            let mut frame = [0];
            match self.uart.read(&mut frame) {
                Ok(_) => bits.push(match frame {
                    [0x7F] => 1,
                    [0x7D] => 0,
                    other => panic!("{other:02X?}"),
                }),
                Err(UartError::TimedOut) => break,
                Err(error) => panic!("{error}"),
            }
        }
        let byte = |bits: &[u8]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit);
        assert_eq!(bits.len() % 8, 0);
        bits.chunks(8).map(byte).collect()
    }

    fn ask(&mut self) -> Vec<u8> {
        self.send(&[TRANSMIT]);
        self.listen()
    }

    fn command(&mut self, packet: &[u8]) {
        self.send(&[COMMAND]);
        self.send(packet);
    }
}

#[test]
fn a_low_byte_at_half_the_baud_rate_wakes_and_nothing_shorter_does() {
    // 115200: start and seven zeros are 69 us; start and six are 61, five 52. 230400: 35.
    for (baud, byte, wakes) in
        [(115_200, 0x00, true), (115_200, 0x40, true), (115_200, 0x60, false), (230_400, 0x00, false)]
    {
        let mut host = Host::new();
        host.token(baud, byte);
        assert_eq!(host.ask(), SILENCE, "tWHI is not over");
        host.wait_us(1_500);
        assert_eq!(host.ask(), if wakes { &TOKEN[..] } else { SILENCE }, "{byte:02X} at {baud}");
    }
}

#[test]
fn a_command_is_answered_as_often_as_one_asks() {
    let mut host = Host::awake();
    host.command(&INFO);
    assert_eq!(host.ask(), SILENCE, "busy");
    host.wait_us(5_000);
    let reply = [0x07, 0x00, 0x00, 0x60, 0x03];
    let reply = [&reply[..], &crc(&reply)].concat();
    assert_eq!(host.ask(), reply);
    assert_eq!(host.ask(), reply);
}

#[test]
fn time_goes_by_in_bits() {
    let mut host = Host::awake();
    let start = host.chip.now();
    host.send(&[TRANSMIT]);
    // Eight bytes of nine bits, to a rounded nanosecond each.
    assert!((host.chip.now() - start).abs_diff(72 * 1_000_000_000 / 230_400) < 72);
    let start = host.chip.now();
    assert_eq!(host.listen().len(), 4);
    // tTURNAROUND, four bytes of eight bits, and the silence at the end.
    assert_eq!(host.chip.now() - start, 131_000 + 32 * 78_000 + 1_000_000);
}

#[test]
fn idle_and_sleep_silence_it_until_the_next_wake() {
    for flag in [IDLE, SLEEP] {
        let mut host = Host::awake();
        host.send(&[flag]);
        assert_eq!(host.ask(), SILENCE);
        host.token(115_200, 0x00);
        host.wait_us(1_500);
        assert_eq!(host.ask(), TOKEN);
    }
}

#[test]
fn a_wake_token_to_an_awake_chip_changes_nothing() {
    let mut host = Host::awake();
    host.command(&INFO);
    host.wait_us(5_000);
    host.token(115_200, 0x00);
    assert_eq!(host.ask()[0], 0x07);
}

#[test]
fn a_packet_with_a_wrong_crc_is_told_from_one_without_sense() {
    let mut host = Host::awake();
    host.command(&[0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5C]);
    host.wait_us(5_000);
    assert_eq!(host.ask(), [0x04, 0xFF, 0x01, 0x42]);
    // A count that no command has: nobody knows where the next flag begins.
    host.command(&[0x03]);
    host.wait_us(5_000);
    assert_eq!(host.ask(), SILENCE);
}

#[test]
fn a_chip_that_waits_for_the_rest_of_a_flag_sleeps_after_65_ms() {
    for (pause_us, sleeps) in [(64_000, false), (65_000, true)] {
        let mut host = Host::awake();
        host.bits(TRANSMIT, 3);
        host.wait_us(pause_us);
        host.bits(TRANSMIT >> 3, 5);
        assert_eq!(host.listen(), if sleeps { SILENCE } else { &TOKEN }, "after {pause_us} us");
        host.token(115_200, 0x00);
        host.wait_us(1_500);
        assert_eq!(host.ask(), TOKEN);
    }
    // Between two flags it waits for nothing.
    let mut host = Host::awake();
    assert_eq!(host.ask(), TOKEN);
    host.wait_us(100_000);
    assert_eq!(host.ask(), TOKEN);
}

#[test]
fn who_speaks_into_a_reply_spoils_it() {
    let mut host = Host::awake();
    host.send(&[TRANSMIT]);
    // Past tTURNAROUND, in the middle of the first bits.
    host.wait_us(300);
    host.uart.write_all(&[0x00; 8]).unwrap();
    let mut heard = vec![0xFF; 32 + 8];
    host.uart.read_exact(&mut heard).unwrap();
    assert!(heard.iter().filter(|frame| **frame == 0x00).count() > 8, "{heard:02X?}");
    // The chip did not listen.
    assert_eq!(host.ask(), TOKEN);
}

#[test]
fn no_part_answers_at_the_interface_of_the_other() {
    let mut host = Host::awake();
    assert!(host.chip.read(ADDRESS, &mut [0; 4]).is_err());
    assert_eq!(host.ask(), TOKEN);
    // Nor does traffic on I2C wake it.
    let mut host = Host::new();
    host.chip.wake_pulse();
    assert!(host.chip.write(0x00, &[0x00]).is_err());
    host.wait_us(1_500);
    assert_eq!(host.ask(), SILENCE);

    let mut chip = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
    let mut host = Host { uart: chip.uart(), chip: chip.clone() };
    host.token(115_200, 0x00);
    host.wait_us(1_500);
    assert_eq!(host.ask(), SILENCE);
    assert!(chip.read(ADDRESS, &mut [0; 4]).is_err(), "it still sleeps");
    chip.wake_pulse();
    host.wait_us(1_500);
    chip.read(ADDRESS, &mut [0; 4]).unwrap();
}

#[test]
fn the_interface_is_in_the_configuration() {
    let host = Host::new();
    assert_eq!(host.chip.reveal_eeprom().config().as_bytes()[14], 0);
    let chip = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
    assert_eq!(chip.reveal_eeprom().config().as_bytes()[14], 1);
    // With Options of the other kind.
    let state = host.chip.reveal_state();
    let chip = SimI2c::from_state(state.as_bytes(), Options::default()).unwrap();
    let mut again = Host { uart: chip.uart(), chip };
    again.token(115_200, 0x00);
    again.wait_us(1_500);
    assert_eq!(again.ask(), TOKEN);
}
