//! What an operation sends, bit by bit. The bits are in the order of the wire, least significant first, worked out by hand.

use std::collections::VecDeque;

use atecc::blocking::Atecc;
use atecc::swi::{Swi, SwiError};
use atecc::{Config, Error, Rest};
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_io::{ErrorKind, ErrorType, Read, Write};

/// What is to be sent next, and what then arrives besides its echo.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Baud(u32),
    Wake,
    /// Bits sent, bits answered.
    Bits(&'static str, &'static str),
}
use Step::{Baud, Bits, Wake};

const COMMAND: Step = Bits("11101110", "");
const IDLE: Step = Bits("11011101", "");
const SLEEP: Step = Bits("00110011", "");
const SILENT: Step = Bits("00010001", "");
/// TX, and 04 11 33 43.
const TOKEN: Step = Bits("00010001", "00100000 10001000 11001100 11000010");
/// TX, and 07 00 00 60 03 83 BB.
const REVISION: Step = Bits("00010001", "11100000 00000000 00000000 00000110 11000000 11000001 11011101");

/// 07 30 00 00 00 03 5D.
const INFO: [Step; 7] = [
    Bits("11100000", ""),
    Bits("00001100", ""),
    Bits("00000000", ""),
    Bits("00000000", ""),
    Bits("00000000", ""),
    Bits("11000000", ""),
    Bits("10111010", ""),
];
const WAKE: [Step; 3] = [Baud(115_200), Wake, Baud(230_400)];

/// A one is 0x7F, a zero 0x7D.
fn frames(bits: &str) -> Vec<u8> {
    let frame = |bit| match bit {
        '1' => Some(0x7F),
        '0' => Some(0x7D),
        _ => None,
    };
    bits.chars().filter_map(frame).collect()
}

struct Script {
    steps: VecDeque<Step>,
    arrived: VecDeque<u8>,
}

impl Script {
    fn new(steps: &[Step]) -> Self {
        Self { steps: steps.to_vec().into(), arrived: VecDeque::new() }
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), ErrorKind> {
        assert_eq!(self.steps.pop_front(), Some(Baud(baud)));
        Ok(())
    }
}

impl ErrorType for Script {
    type Error = ErrorKind;
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let (sent, answer) = match self.steps.pop_front() {
            Some(Wake) => (vec![0], vec![]),
            Some(Bits(sent, answer)) => (frames(sent), frames(answer)),
            other => panic!("{bytes:02X?} instead of {other:?}"),
        };
        assert_eq!(bytes, sent);
        self.arrived.extend(sent);
        self.arrived.extend(answer);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Read for Script {
    /// One byte at a time.
    fn read(&mut self, room: &mut [u8]) -> Result<usize, ErrorKind> {
        room[0] = self.arrived.pop_front().ok_or(ErrorKind::TimedOut)?;
        Ok(1)
    }
}

type Device = Atecc<Swi<Script, fn(&mut Script, u32) -> Result<(), ErrorKind>>, NoopDelay>;

fn device(script: Script, config: Config) -> Device {
    Atecc::new(Swi::new(script, Script::set_baud), NoopDelay::new(), config)
}

#[test]
fn info_of_a_chip_that_sleeps() {
    // Nobody knows the state of the chip: it is asked, sent to idle, woken, and asked for the token.
    let start = [&[Baud(230_400), SILENT, IDLE][..], &WAKE, &[TOKEN]];
    // The command, its reply, and the reply once more before idle.
    let rest = [&[COMMAND][..], &INFO, &[REVISION, REVISION, IDLE]];
    let mut device = device(Script::new(&[start.concat(), rest.concat()].concat()), Swi::CONFIG);
    assert_eq!(device.revision().unwrap().0, [0x00, 0x00, 0x60, 0x03]);
    assert_eq!(device.release().0.release().steps, []);
}

#[test]
fn a_chip_that_is_to_sleep_is_not_asked_before() {
    let start = [&[Baud(230_400), SILENT, IDLE][..], &WAKE, &[TOKEN]];
    let rest = [&[COMMAND][..], &INFO, &[REVISION, SLEEP]];
    let config = Config { rest: Rest::Sleep, ..Swi::CONFIG };
    let mut device = device(Script::new(&[start.concat(), rest.concat()].concat()), config);
    device.revision().unwrap();
    assert_eq!(device.release().0.release().steps, []);
}

/// Takes everything and hears nothing.
struct Deaf;

impl ErrorType for Deaf {
    type Error = ErrorKind;
}

impl Write for Deaf {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Read for Deaf {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> {
        Ok(0)
    }
}

#[test]
fn a_uart_that_does_not_hear_itself_is_the_buss_fault() {
    let swi = Swi::new(Deaf, |_: &mut Deaf, _| Ok(()));
    let error = Atecc::new(swi, NoopDelay::new(), Swi::CONFIG).revision().unwrap_err();
    assert!(matches!(error, Error::Bus(SwiError::Echo)), "{error:?}");
}

#[test]
fn a_uart_that_is_broken_is_the_buss_fault() {
    let swi = Swi::new(Deaf, |_: &mut Deaf, _| Err(ErrorKind::BrokenPipe));
    let error = Atecc::new(swi, NoopDelay::new(), Swi::CONFIG).revision().unwrap_err();
    assert!(matches!(error, Error::Bus(SwiError::Uart(ErrorKind::BrokenPipe))), "{error:?}");
}
