use crate::policy::{Options, TempKeyFlags};
use crate::{ConfigZone, Slot};

/// What is known of a chip at the moment in which it was given a command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Knowledge<'a> {
    /// The configuration zone with its locks.
    pub config: &'a ConfigZone,
    /// What is known of its volatile memory.
    pub volatile: Volatile,
    /// How the rules are read that no public source settles.
    pub options: Options,
}

impl<'a> Knowledge<'a> {
    /// Nothing but the configuration.
    #[must_use]
    pub fn of(config: &'a ConfigZone) -> Self {
        Self { config, volatile: Volatile::UNKNOWN, options: Options::default() }
    }

    /// The same, and this of the volatile memory.
    #[must_use]
    pub fn with(mut self, mut volatile: Volatile) -> Self {
        if let Some(flags) = &mut volatile.temp_key {
            let digested = |slot: &Slot| volatile.digested_keys >> slot.number() & 1 == 1;
            flags.no_mac |= Slot::all().filter(digested).any(|slot| self.config.slot_config(slot).no_mac());
        }
        self.volatile = volatile;
        self
    }
}

/// What is known of the chip's volatile memory; `None` where nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Volatile {
    /// The flags of TempKey.
    pub temp_key: Option<TempKeyFlags>,
    /// How many bytes TempKey was loaded with: 32 or 64.
    pub temp_key_length: Option<usize>,
    /// Whether GenDig made the value in TempKey, of whatever zone (GenDigData tells it of slots only).
    pub digested: Option<bool>,
    /// AuthComplete: the key that was proven last and has not been spent, if there is one.
    pub authorised: Option<Option<Slot>>,
    /// The persistent latch, which lasts until the supply drops.
    pub latch: Option<bool>,
    /// How many bytes the Message Digest Buffer was loaded with: 0, 32 or 64.
    pub message_digest: Option<usize>,
    /// How many bytes the Alternate Key Buffer was loaded with: 0 or 32.
    pub alternate_key: Option<usize>,
    /// The slots whose keys GenDig has digested into TempKey, one bit each: NoMac of one of them sticks to TempKey.
    pub(super) digested_keys: u16,
}

impl Volatile {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        temp_key: None,
        temp_key_length: None,
        digested: None,
        authorised: None,
        latch: None,
        message_digest: None,
        alternate_key: None,
        digested_keys: 0,
    };

    /// After a sleep: all is empty but the latch.
    #[must_use]
    pub fn after_sleep(self) -> Self {
        Self {
            temp_key: Some(TempKeyFlags::default()),
            temp_key_length: None,
            digested: Some(false),
            authorised: Some(None),
            latch: self.latch,
            message_digest: Some(0),
            alternate_key: Some(0),
            digested_keys: 0,
        }
    }

    /// What the first two bytes of the answer to Info(State) tell.
    #[must_use]
    pub fn from_state(state: [u8; 2]) -> Self {
        const AUTH_VALID: u8 = 1 << 2;
        let [_, second] = state;
        let authorised = (second & AUTH_VALID != 0).then(|| Slot::from_nibble(second >> 3));
        Self {
            temp_key: Some(TempKeyFlags::from_state(state)),
            authorised: Some(authorised),
            ..Self::UNKNOWN
        }
    }
}

impl Default for Volatile {
    fn default() -> Self {
        Self::UNKNOWN
    }
}
