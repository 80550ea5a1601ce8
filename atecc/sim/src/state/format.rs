use core::fmt::Write;
use core::str::Lines;

use atecc::policy::Place;
use atecc::{BLOCK_SIZE, ConfigZone};
use sha2::{Digest, Sha256};

use super::{FormatError, Identity};
use crate::eeprom::Eeprom;
use crate::part::Part;

/// The first line, without the version.
const MAGIC: &str = "atecc-sim state";
/// What is written.
const VERSION: &str = "2";
/// What is read too: neither count of seed updates nor checksum.
const OLD_VERSION: &str = "1";
const PART: &str = "part";
const SEED: &str = "seed";
const NO_SEED: &str = "none";
const POWER_UPS: &str = "power-ups";
const SEED_UPDATES: &str = "seed-updates";
/// What is in the lines above. A person who edits them removes this one.
const CHECKSUM: &str = "checksum";
/// The last line: whatever lacks it is truncated.
const END: &str = "end";

/// Every block of the EEPROM with its name, in the order of the file.
fn blocks() -> impl Iterator<Item = (String, Place, usize, usize)> {
    Eeprom::blocks().map(|(place, start, length)| {
        let zone = match place {
            Place::Config => String::from("config"),
            Place::Otp => String::from("otp"),
            Place::Slot(slot) => format!("slot {slot}"),
        };
        (format!("{zone} block {}:", start / BLOCK_SIZE), place, start, length)
    })
}

pub(crate) fn to_text(identity: Identity, eeprom: &Eeprom) -> String {
    let part = part_text(identity, eeprom);
    let checksum = checksum(&part);
    format!("{part}{CHECKSUM} {checksum}\n{END}\n")
}

/// All that the checksum is over: the same for the same part, however a person has typed it.
fn part_text(identity: Identity, eeprom: &Eeprom) -> String {
    let mut text = String::new();
    let seed = identity.seed.map_or_else(|| NO_SEED.to_owned(), |seed| seed.to_string());
    let head = [
        format!("{MAGIC} {VERSION}"),
        format!("{PART} {}", identity.part),
        format!("{SEED} {seed}"),
        format!("{POWER_UPS} {}", identity.power_ups),
        format!("{SEED_UPDATES} {}", eeprom.seed_updates()),
    ];
    for line in head {
        text.push_str(&line);
        text.push('\n');
    }
    for (name, place, start, length) in blocks() {
        text.push_str(&name);
        text.push(' ');
        push_hex(&mut text, eeprom.block(place, start, length));
        text.push('\n');
    }
    text
}

fn checksum(part: &str) -> String {
    let mut digits = String::new();
    push_hex(&mut digits, &Sha256::digest(part));
    digits
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
}

pub(super) fn parse(bytes: &[u8]) -> Result<(Identity, Eeprom), FormatError> {
    if !bytes.starts_with(MAGIC.as_bytes()) {
        return Err(FormatError::NotOurs);
    }
    let text = core::str::from_utf8(bytes).map_err(|error| not_text(bytes, error.valid_up_to()))?;
    let mut reader = Reader { lines: text.lines(), line: 0 };
    let version = reader.value(MAGIC).map_err(|_| FormatError::NotOurs)?;
    // A partial last line is a cut, not a bad value; the version is looked at first, since another one may end
    // otherwise.
    let whole = text.ends_with('\n');
    let cut = FormatError::Truncated { line: text.lines().count() };
    if !matches!(version, VERSION | OLD_VERSION) {
        return Err(if whole { FormatError::Version(version.to_owned()) } else { cut });
    }
    let parsed = reader.part(version == VERSION);
    if whole { parsed } else { Err(cut) }
}

/// The line of the first byte that is none of text.
fn not_text(bytes: &[u8], good: usize) -> FormatError {
    let line = 1 + bytes.iter().take(good).filter(|byte| **byte == b'\n').count();
    FormatError::Line { line, expected: "text".to_owned() }
}

struct Reader<'a> {
    lines: Lines<'a>,
    line: usize,
}

impl<'a> Reader<'a> {
    /// The rest of the file, after its first line.
    fn part(&mut self, current: bool) -> Result<(Identity, Eeprom), FormatError> {
        let part = self.parsed(PART, Part::NAMES, |value| value.parse().ok())?;
        let seed = self.parsed(SEED, "a number or none", |value| match value {
            NO_SEED => Some(None),
            number => number.parse().ok().map(Some),
        })?;
        let power_ups = self.parsed(POWER_UPS, "a number", |value| value.parse().ok())?;
        let mut eeprom = Eeprom::new(ConfigZone::new([0; ConfigZone::SIZE]));
        if current {
            eeprom.set_seed_updates(self.parsed(SEED_UPDATES, "a number", |value| value.parse().ok())?);
        }
        for (name, place, start, length) in blocks() {
            let what = format!("{length} bytes in hexadecimal");
            let bytes = self.parsed(&name, &what, |value| hex(value, length))?;
            eeprom.put(place, start, &bytes);
        }
        let identity = Identity { part, seed, power_ups };
        let last = self.next()?;
        match last.strip_prefix(CHECKSUM).and_then(|rest| rest.strip_prefix(' ')) {
            Some(sent) if current => {
                self.checksum(sent, &checksum(&part_text(identity, &eeprom)))?;
                let last = self.next()?;
                self.end(last)?;
            }
            _ => self.end(last)?,
        }
        eeprom.keep();
        Ok((identity, eeprom))
    }

    fn checksum(&self, sent: &str, actual: &str) -> Result<(), FormatError> {
        if sent.eq_ignore_ascii_case(actual) {
            Ok(())
        } else {
            Err(FormatError::Checksum { line: self.line })
        }
    }

    /// The last line, and nothing behind it.
    fn end(&mut self, last: &str) -> Result<(), FormatError> {
        match (last, self.lines.next()) {
            (END, None) => Ok(()),
            (END, Some(_)) => {
                Err(FormatError::Line { line: self.line + 1, expected: "nothing more".to_owned() })
            }
            _ => Err(FormatError::Line { line: self.line, expected: format!("\"{END}\"") }),
        }
    }

    fn next(&mut self) -> Result<&'a str, FormatError> {
        let next = self.lines.next().ok_or(FormatError::Truncated { line: self.line })?;
        self.line += 1;
        Ok(next)
    }

    /// What follows `key` on the next line.
    fn value(&mut self, key: &str) -> Result<&'a str, FormatError> {
        let value = self.next()?.strip_prefix(key).and_then(|rest| rest.strip_prefix(' '));
        value.ok_or_else(|| FormatError::Line { line: self.line, expected: format!("\"{key}\"") })
    }

    /// The same, converted.
    fn parsed<T>(
        &mut self,
        key: &str,
        what: &str,
        convert: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, FormatError> {
        let value = self.value(key)?;
        convert(value)
            .ok_or_else(|| FormatError::Line { line: self.line, expected: format!("\"{key}\" and {what}") })
    }
}

/// Exactly `length` bytes.
fn hex(digits: &str, length: usize) -> Option<Vec<u8>> {
    if digits.len() != 2 * length || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
    use rand_chacha::ChaCha20Rng;

    use super::*;
    use crate::factory;
    use crate::options::Interface;

    fn part() -> (Identity, Eeprom) {
        let identity = Identity { part: Part::Atecc608C, seed: Some(u64::MAX), power_ups: 7 };
        let mut eeprom = factory::deliver(identity.part, identity.seed, Interface::I2c).unwrap();
        for (number, (_, place, start, length)) in (0u8..).zip(blocks()) {
            eeprom.put(place, start, &vec![number; length]);
        }
        eeprom.set_seed_updates(11);
        eeprom.keep();
        (identity, eeprom)
    }

    #[test]
    fn what_is_written_is_read_again() {
        for seed in [None, Some(0), Some(u64::MAX)] {
            let (identity, eeprom) = part();
            let identity = Identity { seed, ..identity };
            let text = to_text(identity, &eeprom);
            assert_eq!(parse(text.as_bytes()), Ok((identity, eeprom)));
        }
    }

    #[test]
    fn damage_at_random_is_found_or_changes_nothing() {
        let (identity, eeprom) = part();
        let good = to_text(identity, &eeprom).into_bytes();
        let mut rng = ChaCha20Rng::seed_from_u64(608);
        for _ in 0..5_000 {
            let mut bytes = good.clone();
            let at = rng.next_u32() as usize % bytes.len();
            match rng.next_u32() % 3 {
                0 => bytes[at] = rng.next_u32().to_le_bytes()[0],
                1 => bytes.truncate(at),
                _ => bytes.insert(at, rng.next_u32().to_le_bytes()[0]),
            }
            if let Ok(parsed) = parse(&bytes) {
                assert_eq!(parsed, (identity, eeprom.clone()));
            }
        }
    }

    #[test]
    fn damage_without_a_checksum_is_found_or_another_part_and_never_fatal() {
        let (identity, eeprom) = part();
        let good = part_text(identity, &eeprom) + "end\n";
        let mut rng = ChaCha20Rng::seed_from_u64(609);
        for _ in 0..1_000 {
            let mut bytes = good.clone().into_bytes();
            let at = rng.next_u32() as usize % bytes.len();
            bytes[at] = rng.next_u32().to_le_bytes()[0];
            if let Ok((identity, eeprom)) = parse(&bytes) {
                let text = to_text(identity, &eeprom);
                assert_eq!(parse(text.as_bytes()), Ok((identity, eeprom)));
            }
        }
    }
}
