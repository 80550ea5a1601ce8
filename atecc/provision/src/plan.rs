use core::fmt;

use atecc::blocking::{Atecc, Bus};
use atecc::command::Revision;
use atecc::config::{Phase, PrivateKeyUse, SerialNumber};
use atecc::{ConfigZone, Error, Part, PublicKey, Slot, Status};
use embedded_hal::delay::DelayNs;

use crate::Profile;

/// What a chip is, as far as it tells without being changed.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Part and revision.
    pub revision: Revision,
    /// The configuration zone.
    pub zone: ConfigZone,
    /// The public key in the profile's key slot, if the chip is locked and there is one.
    pub key: Option<PublicKey>,
}

/// Looks at a chip, and changes nothing.
///
/// # Errors
/// As any operation of the driver. That the key slot holds no key is not an error.
pub fn inspect<I2C: Bus, D: DelayNs>(
    atecc: &mut Atecc<I2C, D>,
    slot: Slot,
) -> Result<Inspection, Error<I2C::Error>> {
    let mut session = atecc.session();
    let revision = session.revision()?;
    let zone = session.read_config()?;
    let settings = session.config().adapted_to(&zone);
    session.set_config(settings);
    let locked = zone.phase() == Phase::Operational && zone.key_config(slot).is_p256_private();
    let key = match locked.then(|| session.public_key(slot)) {
        Some(Ok(key)) => Some(key),
        Some(Err(Error::Status(Status::ExecutionError))) | None => None,
        Some(Err(error)) => return Err(error),
    };
    Ok(Inspection { revision, zone, key })
}

/// One change to a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Write the configuration zone.
    WriteConfig,
    /// Compare the configuration zone with what was planned, and lock it with its CRC. Irreversible.
    LockConfig,
    /// Make the identity key inside its slot.
    GenKey(Slot),
    /// Write a slot.
    FillSlot(Slot),
    /// Write the OTP zone.
    FillOtp,
    /// Lock data and OTP with the CRC of what the plan wrote. Irreversible.
    LockData,
}

impl Step {
    /// Whether nothing can undo it.
    #[must_use]
    pub const fn is_irreversible(self) -> bool {
        matches!(self, Self::LockConfig | Self::LockData)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WriteConfig => f.write_str("write the configuration"),
            Self::LockConfig => f.write_str("compare and lock the configuration (irreversible)"),
            Self::GenKey(slot) => write!(f, "make the private key inside slot {slot}"),
            Self::FillSlot(slot) => write!(f, "write slot {slot}"),
            Self::FillOtp => f.write_str("write the OTP zone"),
            Self::LockData => f.write_str("lock data and OTP (irreversible)"),
        }
    }
}

/// The changes that make a chip what a profile says, from wherever it stands: a chip whose provisioning was
/// interrupted is simply planned again.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) profile: Profile,
    pub(crate) target: ConfigZone,
    pub(crate) steps: Vec<Step>,
    pub(crate) key: Option<PublicKey>,
}

impl Plan {
    /// Plans.
    ///
    /// # Errors
    /// [`Refusal`] if the chip cannot become, or serve as, what the profile says.
    pub fn new(profile: Profile, chip: &Inspection) -> Result<Self, Refusal> {
        if chip.revision.part() != Some(Part::Atecc608) {
            return Err(Refusal::Part(chip.revision));
        }
        let zone = &chip.zone;
        let steps = match (zone.config_locked(), zone.data_locked()) {
            (false, false) => {
                unlocked(zone, Slot::all())?;
                fresh(&profile)
            }
            (false, true) => return Err(Refusal::LockOrder),
            (true, false) if profile.matches(zone) => {
                unlocked(zone, profile.written_slots().chain([profile.key()]))?;
                keys_and_data(&profile)
            }
            (true, false) => return Err(Refusal::Configuration(zone.serial_number())),
            (true, true) => {
                usable_key(zone, profile.key())?;
                if chip.key.is_none() {
                    return Err(Refusal::NoKey(profile.key()));
                }
                Vec::new()
            }
        };
        Ok(Self { target: profile.configure(zone), profile, steps, key: chip.key })
    }

    /// What the chip is to become.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What is to be done, in this order; empty for a chip that can be used as it is.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

/// A slot that is locked by itself takes neither key nor data: a part with one must not be locked any further.
fn unlocked(zone: &ConfigZone, mut slots: impl Iterator<Item = Slot>) -> Result<(), Refusal> {
    slots.find(|slot| zone.slot_locked(*slot)).map_or(Ok(()), |slot| Err(Refusal::SlotLocked(slot)))
}

fn fresh(profile: &Profile) -> Vec<Step> {
    [Step::WriteConfig, Step::LockConfig].into_iter().chain(keys_and_data(profile)).collect()
}

/// Nothing can be read before the data zone is locked, so all of it is written, again if need be.
fn keys_and_data(profile: &Profile) -> Vec<Step> {
    let mut steps = vec![Step::GenKey(profile.key())];
    steps.extend(profile.written_slots().map(Step::FillSlot));
    steps.extend([Step::FillOtp, Step::LockData]);
    steps
}

/// A chip that somebody else configured will do, if its key may sign for TLS without further ado.
fn usable_key(zone: &ConfigZone, slot: Slot) -> Result<(), Refusal> {
    let (rules, key) = (zone.slot_config(slot), zone.key_config(slot));
    let reason = if !key.is_p256_private() {
        "holds no P-256 private key"
    } else if !rules.private_key_use().allows(PrivateKeyUse::EXTERNAL_SIGN) {
        "may not sign external digests"
    } else if !key.pub_info() {
        "does not give its public key out"
    } else if key.requires_auth().is_some() || key.persistent_disable() {
        "needs an authorisation before each use"
    } else if rules.limited_use() {
        "may be used a limited number of times only"
    } else {
        return Ok(());
    };
    Err(Refusal::Unusable { slot, reason })
}

/// Why a chip is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Another part than the profile is for.
    Part(Revision),
    /// Data was locked before the configuration.
    LockOrder,
    /// Its configuration is locked, and is not the profile's.
    Configuration(SerialNumber),
    /// It is locked, and its key slot cannot serve.
    Unusable {
        /// The key slot.
        slot: Slot,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A slot that is to be written is locked by itself.
    SlotLocked(Slot),
    /// It is locked, and there is no key in the key slot.
    NoKey(Slot),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(revision) => write!(f, "the chip is an {revision}; this profile needs an ATECC608"),
            Self::LockOrder => {
                f.write_str("the chip's data is locked and its configuration is not: it cannot be used")
            }
            Self::Configuration(serial) => {
                write!(
                    f,
                    "chip {serial} has a locked configuration that is not this profile's; use a blank chip"
                )
            }
            Self::Unusable { slot, reason } => {
                write!(f, "the chip is locked and its slot {slot} {reason}; use another chip")
            }
            Self::SlotLocked(slot) => {
                write!(
                    f,
                    "slot {slot} of the chip is locked by itself and takes no key or data; use another chip"
                )
            }
            Self::NoKey(slot) => {
                write!(f, "the chip is locked and its slot {slot} holds no key; use another chip")
            }
        }
    }
}

impl core::error::Error for Refusal {}
