use std::fs;
use std::path::{Path, PathBuf};

use atecc::ConfigZone;
use atecc_transport::{DeviceUri, Missing, open};
use clap::Args;

use crate::failure::Failure;

/// Where the configuration comes from.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Source {
    /// The chip: sim:PATH, i2c:/dev/i2c-N[@ADDRESS] or tcp:HOST:PORT[@ADDRESS]
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE")]
    device: Option<DeviceUri>,
    /// A file with the configuration zone instead: 128 bytes, or as many in hex
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Source {
    /// The configuration zone, from the file if there is one.
    pub(crate) fn config(&self) -> Result<ConfigZone, Failure> {
        match (&self.config, &self.device) {
            (Some(path), _) => from_file(path),
            (None, Some(uri)) => from_device(uri),
            (None, None) => Err(Failure::Failed("name a chip with --device, or a file with --config".into())),
        }
    }
}

fn from_device(uri: &DeviceUri) -> Result<ConfigZone, Failure> {
    let mut device = open(uri, Missing::Refuse).map_err(|error| Failure::Failed(error.to_string()))?;
    device.atecc.read_config().map_err(|error| Failure::Failed(format!("{uri}: {error}")))
}

fn from_file(path: &Path) -> Result<ConfigZone, Failure> {
    let failed = |why: String| Failure::Failed(format!("{}: {why}", path.display()));
    let bytes = fs::read(path).map_err(|error| failed(error.to_string()))?;
    let zone = match <[u8; ConfigZone::SIZE]>::try_from(bytes.as_slice()) {
        Ok(zone) => Some(zone),
        Err(_) => core::str::from_utf8(&bytes).ok().and_then(hex).and_then(|bytes| bytes.try_into().ok()),
    };
    let zone =
        zone.ok_or_else(|| failed(format!("not the {} bytes of a configuration zone", ConfigZone::SIZE)))?;
    Ok(ConfigZone::new(zone))
}

/// Bytes in hex, with or without spaces, line ends, `0x` and commas.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.replace("0x", "").replace("0X", "");
    let digits: Vec<u8> = digits
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | ':'))
        .map(|letter| letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_as_people_write_it() {
        for text in ["03075d", "03 07 5D", "0x03, 0x07,0x5d\n", "03:07:5d"] {
            assert_eq!(hex(text), Some(vec![0x03, 0x07, 0x5D]), "{text}");
        }
        for wrong in ["0", "0g", "03 7", "é0"] {
            assert_eq!(hex(wrong), None, "{wrong}");
        }
    }
}
