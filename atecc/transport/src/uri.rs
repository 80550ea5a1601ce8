use core::fmt;
use core::str::FromStr;
use core::time::Duration;
use std::path::PathBuf;

use atecc_sim::Part;

use crate::text;

/// The 7-bit address of a part as delivered.
const DEFAULT_ADDRESS: u8 = 0x60;
/// Longer than any single operation of another user.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// Where a chip is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceUri {
    /// `sim:PATH[?part=608b&seed=N]`
    Sim {
        /// The file that holds the part.
        path: PathBuf,
        /// The part to make, if the file has to be made.
        part: Part,
        /// The seed from which to make it; from the system's entropy without.
        seed: Option<u64>,
    },
    /// `i2c:PATH[@ADDRESS][?wait=SECONDS]`
    I2c {
        /// The adapter, such as `/dev/i2c-1`.
        path: PathBuf,
        /// 7-bit.
        address: u8,
        /// How long to wait for other users of the chip.
        wait: Duration,
    },
    /// `tcp:HOST:PORT[@ADDRESS]`
    Tcp {
        /// `HOST:PORT`, as it is resolved.
        endpoint: String,
        /// 7-bit.
        address: u8,
    },
}

/// Why a text is no device URI.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriError {
    /// Not one of the known beginnings.
    Scheme(String),
    /// Nothing follows `sim:` or `i2c:`.
    NoPath,
    /// Not `HOST:PORT`.
    Endpoint(String),
    /// Not a 7-bit address.
    Address(String),
    /// An option after `?` that there is not (`part=` and `seed=` of `sim:`, `wait=` of `i2c:`), or has no such value.
    Option(String),
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(uri) => write!(
                f,
                "unknown device URI '{uri}': use sim:PATH, i2c:/dev/i2c-N[@ADDRESS] or tcp:HOST:PORT[@ADDRESS]"
            ),
            Self::NoPath => f.write_str("the device URI names no path: use sim:PATH or i2c:/dev/i2c-N"),
            Self::Endpoint(text) => write!(f, "'{text}' is not HOST:PORT"),
            Self::Address(text) => write!(
                f,
                "'{text}' is not a 7-bit I2C address from 0x08 to 0x77 (an 8-bit 0xC0 is 0x60 here)"
            ),
            Self::Option(text) => {
                write!(
                    f,
                    "unknown option '{text}': use part={}, and seed=NUMBER with sim:, wait=SECONDS with i2c:",
                    Part::NAMES
                )
            }
        }
    }
}

impl core::error::Error for UriError {}

impl FromStr for DeviceUri {
    type Err = UriError;

    fn from_str(uri: &str) -> Result<Self, UriError> {
        match uri.split_once(':') {
            Some(("sim", rest)) => sim(rest),
            Some(("i2c", rest)) => i2c(rest),
            Some(("tcp", rest)) => {
                let (endpoint, address) = at_address(rest)?;
                text::endpoint(endpoint)?;
                Ok(Self::Tcp { endpoint: endpoint.into(), address })
            }
            _ => Err(UriError::Scheme(uri.into())),
        }
    }
}

impl fmt::Display for DeviceUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sim { path, .. } => write!(f, "sim:{}", path.display()),
            Self::I2c { path, address, .. } => write!(f, "i2c:{}@{address:#04x}", path.display()),
            Self::Tcp { endpoint, address } => write!(f, "tcp:{endpoint}@{address:#04x}"),
        }
    }
}

fn path(text: &str) -> Result<PathBuf, UriError> {
    if text.is_empty() { Err(UriError::NoPath) } else { Ok(text.into()) }
}

fn sim(rest: &str) -> Result<DeviceUri, UriError> {
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (mut part, mut seed) = (Part::default(), None);
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let unknown = || UriError::Option(option.into());
        match option.split_once('=') {
            Some(("part", name)) => part = name.parse().map_err(|_| unknown())?,
            Some(("seed", number)) => seed = Some(number.parse().map_err(|_| unknown())?),
            _ => return Err(unknown()),
        }
    }
    Ok(DeviceUri::Sim { path: self::path(path)?, part, seed })
}

fn i2c(rest: &str) -> Result<DeviceUri, UriError> {
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (path, address) = at_address(rest)?;
    let mut wait = DEFAULT_WAIT;
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let seconds = option.strip_prefix("wait=").and_then(|text| text.parse().ok());
        wait = Duration::from_secs(seconds.ok_or_else(|| UriError::Option(option.into()))?);
    }
    Ok(DeviceUri::I2c { path: self::path(path)?, address, wait })
}

fn at_address(rest: &str) -> Result<(&str, u8), UriError> {
    let Some((before, text)) = rest.rsplit_once('@') else { return Ok((rest, DEFAULT_ADDRESS)) };
    Ok((before, text::address(text)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(uri: &str) -> Result<DeviceUri, UriError> {
        uri.parse()
    }

    #[test]
    fn every_form() {
        let sim = DeviceUri::Sim { path: "a/b.sim".into(), part: Part::default(), seed: None };
        assert_eq!(parse("sim:a/b.sim"), Ok(sim));
        let sim = DeviceUri::Sim { path: "b".into(), part: Part::Atecc608A, seed: Some(12) };
        assert_eq!(parse("sim:b?part=608a&seed=12"), Ok(sim));
        for part in Part::ALL {
            let sim = DeviceUri::Sim { path: "b".into(), part: *part, seed: None };
            assert_eq!(parse(&format!("sim:b?part={part}")), Ok(sim));
        }
        let i2c = DeviceUri::I2c { path: "/dev/i2c-1".into(), address: 0x60, wait: DEFAULT_WAIT };
        assert_eq!(parse("i2c:/dev/i2c-1"), Ok(i2c.clone()));
        assert_eq!(parse("i2c:/dev/i2c-1@0x60"), Ok(i2c));
        let i2c = DeviceUri::I2c { path: "x".into(), address: 0x35, wait: Duration::ZERO };
        assert_eq!(parse("i2c:x@0x35?wait=0"), Ok(i2c));
        let tcp = DeviceUri::Tcp { endpoint: "[::1]:8608".into(), address: 0x35 };
        assert_eq!(parse("tcp:[::1]:8608@53"), Ok(tcp));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (uri, error) in [
            ("", UriError::Scheme(String::new())),
            ("usb:1", UriError::Scheme("usb:1".into())),
            ("/tmp/chip.sim", UriError::Scheme("/tmp/chip.sim".into())),
            ("sim:", UriError::NoPath),
            ("i2c:", UriError::NoPath),
            ("tcp:localhost", UriError::Endpoint("localhost".into())),
            ("tcp::8608", UriError::Endpoint(":8608".into())),
            ("tcp:localhost:99999", UriError::Endpoint("localhost:99999".into())),
            ("i2c:/dev/i2c-1@0xC0", UriError::Address("0xC0".into())),
            ("i2c:/dev/i2c-1@", UriError::Address(String::new())),
            ("sim:x?part=204", UriError::Option("part=204".into())),
            ("sim:x?seed=-1", UriError::Option("seed=-1".into())),
            ("i2c:x?wait=-1", UriError::Option("wait=-1".into())),
            ("i2c:x?seed=1", UriError::Option("seed=1".into())),
            ("sim:x?colour=red", UriError::Option("colour=red".into())),
        ] {
            assert_eq!(parse(uri), Err(error), "{uri}");
        }
        let unknown = parse("sim:x?part=204").unwrap_err().to_string();
        assert!(unknown.contains("tngtls"), "{unknown}");
    }
}
