use core::fmt;

use atecc::blocking::{Atecc, Bus};
use atecc::command::LockTarget;
use atecc::{ConfigZone, Error, PublicKey};
use embedded_hal::delay::DelayNs;

use crate::plan::{Plan, Step};

/// A chip that is what its profile says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provisioned {
    /// The identity key's public half.
    pub key: PublicKey,
    /// Whether the key is new; else it was there before.
    pub new_key: bool,
}

/// Why a plan stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApplyError<E> {
    /// The chip or the bus, in this step.
    Chip {
        /// The step that failed.
        step: Step,
        /// Why.
        error: Error<E>,
    },
    /// The configuration that was read back differs from what was written at this byte; nothing was locked.
    ReadBack(usize),
    /// The plan made no key: it was made for another chip.
    NoKey,
}

impl<E: fmt::Debug> fmt::Display for ApplyError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chip { step, error } => write!(f, "could not {step}: {error}"),
            Self::ReadBack(index) => write!(
                f,
                "the configuration reads back differently at byte {index}; it was not locked, so run this again"
            ),
            Self::NoKey => f.write_str("the plan made no key; inspect the chip and plan again"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for ApplyError<E> {}

/// Carries a plan out, telling `observe` each step before it is done.
///
/// # Errors
/// [`ApplyError`] at the first step that fails. What was done stays done; inspect the chip and plan again to go on.
pub fn apply<I2C: Bus, D: DelayNs>(
    atecc: &mut Atecc<I2C, D>,
    plan: &Plan,
    observe: &mut dyn FnMut(Step),
) -> Result<Provisioned, ApplyError<I2C::Error>> {
    let mut session = atecc.session();
    let mut new_key = None;
    for &step in &plan.steps {
        observe(step);
        let failed = |error| ApplyError::Chip { step, error };
        match step {
            Step::WriteConfig => session.write_config(&plan.target).map_err(failed)?,
            Step::LockConfig => {
                let zone = session.read_config().map_err(failed)?;
                let pairs = zone.as_bytes().iter().zip(plan.target.as_bytes());
                if let Some(index) = pairs.into_iter().position(|(is, should)| is != should) {
                    return Err(ApplyError::ReadBack(index));
                }
                let locked = session.lock(LockTarget::Config { crc: zone.crc() });
                unless_done(&mut session, locked, ConfigZone::config_locked).map_err(failed)?;
                // Its clock and watchdog may be others from now on.
                let settings = session.config().adapted_to(&zone);
                session.set_config(settings);
            }
            Step::GenKey(slot) => new_key = Some(session.gen_key(slot).map_err(failed)?),
            Step::FillSlot(slot) => session.fill_slot(slot, &[]).map_err(failed)?,
            Step::FillOtp => session.fill_otp(plan.profile.otp()).map_err(failed)?,
            Step::LockData => {
                let locked = session.lock(LockTarget::Data { crc: plan.profile.data_crc() });
                unless_done(&mut session, locked, ConfigZone::data_locked).map_err(failed)?;
            }
        }
    }
    let key = new_key.or(plan.key).ok_or(ApplyError::NoKey)?;
    Ok(Provisioned { key, new_key: new_key.is_some() })
}

/// A lock whose answer got lost has happened all the same: the chip locks nothing but what the CRC says.
fn unless_done<I2C: Bus, D: DelayNs>(
    atecc: &mut Atecc<I2C, D>,
    outcome: Result<(), Error<I2C::Error>>,
    is_locked: fn(&ConfigZone) -> bool,
) -> Result<(), Error<I2C::Error>> {
    let Err(error) = outcome else { return Ok(()) };
    match atecc.read_config() {
        Ok(zone) if is_locked(&zone) => Ok(()),
        _ => Err(error),
    }
}
