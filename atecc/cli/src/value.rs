//! The values of options, as they are typed.

use std::path::PathBuf;

use atecc::Slot;
use atecc_sim::{Part, Timing};
use atecc_transport::DeviceUri;

/// A simulated part: the file, and what to make if it has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Simulated {
    pub(crate) path: PathBuf,
    pub(crate) part: Part,
    pub(crate) seed: Option<u64>,
}

/// `sim:PATH[?part=608b&seed=N]`
pub(crate) fn simulated(text: &str) -> Result<Simulated, String> {
    match text.parse() {
        Ok(DeviceUri::Sim { path, part, seed }) => Ok(Simulated { path, part, seed }),
        Ok(_) => Err("only a simulated chip can be made or served: use sim:PATH".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// A slot, `0` to `15`.
pub(crate) fn slot(text: &str) -> Result<Slot, String> {
    text.parse().ok().and_then(Slot::new).ok_or_else(|| "use a slot from 0 to 15".into())
}

/// A byte: `15` or `0x0F`.
pub(crate) fn byte(text: &str) -> Result<u8, String> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let byte = hex.map_or_else(|| text.parse(), |hex| u8::from_str_radix(hex, 16));
    byte.map_err(|_| "use a byte such as 15 or 0x0F".into())
}

/// Beyond this a command would take hours.
const SLOWEST: f64 = 10_000.0;

/// `instant`, `typical`, `max` or `xF`.
pub(crate) fn timing(text: &str) -> Result<Timing, String> {
    match text {
        "instant" => Ok(Timing::Instant),
        "typical" => Ok(Timing::Typical),
        "max" => Ok(Timing::Max),
        _ => scaled(text)
            .ok_or_else(|| format!("use instant, typical, max, or xF with F from 0.01 to {SLOWEST}")),
    }
}

fn scaled(text: &str) -> Option<Timing> {
    let factor: f64 = text.strip_prefix('x')?.parse().ok()?;
    if !(0.01..=SLOWEST).contains(&factor) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
    Some(Timing::Scaled { per_cent: (factor * 100.0).round() as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings() {
        assert_eq!(timing("instant"), Ok(Timing::Instant));
        assert_eq!(timing("typical"), Ok(Timing::Typical));
        assert_eq!(timing("max"), Ok(Timing::Max));
        assert_eq!(timing("x1"), Ok(Timing::Scaled { per_cent: 100 }));
        assert_eq!(timing("x0.25"), Ok(Timing::Scaled { per_cent: 25 }));
        assert_eq!(timing("x10"), Ok(Timing::Scaled { per_cent: 1_000 }));
        for wrong in ["", "x", "x0", "x-1", "xNaN", "xinf", "x1e9", "2", "Max"] {
            assert!(timing(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn slots_and_bytes() {
        assert_eq!(slot("15"), Ok(Slot::from_nibble(15)));
        assert_eq!([byte("15"), byte("0x0F"), byte("0X0f")], [Ok(15), Ok(15), Ok(15)]);
        for wrong in ["", "16", "-1", "0x1", "x"] {
            assert!(slot(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "256", "0x", "0x100", "F"] {
            assert!(byte(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_simulated_devices() {
        let chip = Simulated { path: "a.sim".into(), part: Part::Atecc608A, seed: Some(7) };
        assert_eq!(simulated("sim:a.sim?part=608a&seed=7"), Ok(chip));
        for wrong in ["a.sim", "sim:", "tcp:localhost:1", "i2c:/dev/i2c-1"] {
            assert!(simulated(wrong).is_err(), "{wrong}");
        }
    }
}
