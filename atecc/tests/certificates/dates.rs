use atecc::cert::DateFormat::{GeneralizedTime, Iso8601, PosixBigEndian, PosixLittleEndian, UtcTime};
use atecc::cert::{CertError, DateFormat, DateTime};
use proptest::prelude::*;

const ALL: [DateFormat; 5] = [Iso8601, UtcTime, GeneralizedTime, PosixBigEndian, PosixLittleEndian];

pub(crate) fn hour(year: u16, month: u8, day: u8, hour: u8) -> DateTime {
    DateTime::new(year, month, day, hour).unwrap()
}

fn written(format: DateFormat, date: DateTime) -> Result<Vec<u8>, CertError> {
    let mut out = vec![0; format.size()];
    format.write(date, &mut out).map(|()| out)
}

#[test]
fn dates_are_written_as_the_standards_say() {
    let date = hour(2031, 12, 31, 23).at(59, 58).unwrap();
    for (format, expected) in [
        (Iso8601, &b"2031-12-31T23:59:58Z"[..]),
        (UtcTime, b"311231235958Z"),
        (GeneralizedTime, b"20311231235958Z"),
        // `date -u -d 2031-12-31T23:59:58Z +%s`: 1956527998.
        (PosixBigEndian, &[0x74, 0x9E, 0x3F, 0x7E]),
        (PosixLittleEndian, &[0x7E, 0x3F, 0x9E, 0x74]),
    ] {
        assert_eq!(written(format, date).unwrap(), expected, "{format}");
        assert_eq!(format.parse(expected), Ok(date), "{format}");
    }
}

#[test]
fn two_digits_of_a_year_are_1950_to_2049() {
    for (year, digits) in [(1950, "50"), (1999, "99"), (2000, "00"), (2032, "32"), (2049, "49")] {
        let text = format!("{digits}0228010000Z");
        assert_eq!(written(UtcTime, hour(year, 2, 28, 1)).unwrap(), text.as_bytes());
        assert_eq!(UtcTime.parse(text.as_bytes()), Ok(hour(year, 2, 28, 1)));
    }
    for year in [1949, 2050, 2127] {
        let date = hour(year, 1, 1, 0);
        assert_eq!(written(UtcTime, date), Err(CertError::DateOutOfFormat(date, UtcTime)));
    }
}

#[test]
fn posix_time_ends_with_its_32_bits() {
    let last = hour(2106, 2, 7, 6).at(28, 15).unwrap();
    assert_eq!(written(PosixBigEndian, last).unwrap(), [0xFF; 4]);
    for date in [hour(2106, 2, 7, 6).at(28, 16).unwrap(), hour(1969, 12, 31, 23)] {
        for format in [PosixBigEndian, PosixLittleEndian] {
            assert_eq!(written(format, date), Err(CertError::DateOutOfFormat(date, format)));
        }
    }
}

/// As `atcacert_date_get_max_date` of Microchip's library has it.
#[test]
fn never_is_the_last_date_of_each_format() {
    let last: Vec<_> = ALL.iter().map(|format| format.last().to_string()).collect();
    let (text, posix) = ("9999-12-31T23:59:59Z", "2106-02-07T06:28:15Z");
    assert_eq!(last, [text, "2049-12-31T23:59:59Z", text, posix, posix]);
    for format in ALL {
        assert_eq!(format.parse(&written(format, format.last()).unwrap()), Ok(format.last()));
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for (format, text) in [
        (Iso8601, "2031-12-31 23:59:58Z"),
        (Iso8601, "2031-02-29T23:59:58Z"),
        (Iso8601, "2031-12-31T23:59:58"),
        (Iso8601, "203112-31T23:59:580Z"),
        (UtcTime, "250229000000Z"),
        (UtcTime, "2502280000000"),
        (UtcTime, "20250228000000Z"),
        (GeneralizedTime, "20251301000000Z"),
        (GeneralizedTime, "20250101000060Z"),
        (GeneralizedTime, "2025 101000000Z"),
        (GeneralizedTime, ""),
        (PosixBigEndian, "123"),
        (PosixLittleEndian, "12345"),
    ] {
        assert_eq!(format.parse(text.as_bytes()), Err(CertError::NoDate), "{format} {text}");
    }
}

#[test]
fn a_buffer_too_small_is_told_what_it_takes() {
    for format in ALL {
        let needed = format.size();
        let outcome = format.write(hour(2030, 1, 1, 0), &mut vec![0; needed - 1]);
        assert_eq!(outcome, Err(CertError::BufferTooSmall { needed }));
    }
}

proptest! {
    #[test]
    fn every_date_is_read_as_it_was_written(seconds in 0..=253_402_300_799_u64) {
        let date = DateTime::from_posix(seconds).unwrap();
        prop_assert_eq!(date.posix(), Some(seconds));
        for format in ALL {
            match written(format, date) {
                Ok(bytes) => prop_assert_eq!(format.parse(&bytes), Ok(date)),
                Err(error) => {
                    prop_assert_eq!(error, CertError::DateOutOfFormat(date, format));
                    prop_assert!(date > format.last() || date.posix() > Some(u32::MAX.into()));
                }
            }
        }
    }

    #[test]
    fn what_is_a_date_is_written_back(bytes in prop::collection::vec(b'0'..=b':', 0..22), at in 0..5_usize) {
        if let Ok(date) = ALL[at].parse(&bytes) {
            prop_assert_eq!(written(ALL[at], date).unwrap(), bytes);
        }
    }
}
