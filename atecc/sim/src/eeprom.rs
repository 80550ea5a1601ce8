use atecc::crc::Crc16;
use atecc::policy::{Place, Rules, Validity};
use atecc::{BLOCK_SIZE, ConfigZone, Slot};

/// Bytes of the OTP zone.
pub const OTP_SIZE: usize = 64;

/// What survives a power cut: the configuration zone, the OTP zone, the slots.
///
/// Private keys are in their slots as PrivWrite lays them out: four zeros, then 32 bytes, big-endian.
#[derive(Clone, PartialEq, Eq)]
pub struct Eeprom {
    config: ConfigZone,
    otp: [u8; OTP_SIZE],
    slots: Vec<Vec<u8>>,
    /// How often the seed of the random numbers, which is in a page of its own, was renewed.
    seed_updates: u64,
    dirty: bool,
}

/// What an unused data or OTP byte holds.
const ERASED: u8 = 0xFF;

impl Eeprom {
    pub(crate) fn new(config: ConfigZone) -> Self {
        let slots = Slot::all().map(|slot| vec![ERASED; slot.size()]).collect();
        Self { config, otp: [ERASED; OTP_SIZE], slots, seed_updates: 0, dirty: false }
    }

    /// The configuration zone.
    #[must_use]
    pub const fn config(&self) -> &ConfigZone {
        &self.config
    }

    /// The OTP zone.
    #[must_use]
    pub const fn otp(&self) -> &[u8; OTP_SIZE] {
        &self.otp
    }

    /// A slot, in its full size, secrets included.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> &[u8] {
        self.slots.get(usize::from(slot.number())).map_or(&[], Vec::as_slice)
    }

    /// Every 32-byte block, in the order of the state file: where it is, its start and its length. The last block
    /// of a slot is as short as on the chip.
    pub(crate) fn blocks() -> impl Iterator<Item = (Place, usize, usize)> {
        let slots = Slot::all().map(|slot| (Place::Slot(slot), slot.size()));
        let zones = [(Place::Config, ConfigZone::SIZE), (Place::Otp, OTP_SIZE)];
        zones.into_iter().chain(slots).flat_map(|(place, size)| {
            (0..size).step_by(BLOCK_SIZE).map(move |start| (place, start, BLOCK_SIZE.min(size - start)))
        })
    }

    /// One of these blocks.
    pub(crate) fn block(&self, place: Place, start: usize, length: usize) -> &[u8] {
        self.place(place).get(start..start + length).unwrap_or_default()
    }

    /// What Read would see, were everything readable.
    pub(crate) fn place(&self, place: Place) -> &[u8] {
        match place {
            Place::Config => self.config.as_bytes(),
            Place::Otp => &self.otp,
            Place::Slot(slot) => self.slot(slot),
        }
    }

    /// Puts `bytes` at `start` of a place; what does not fit is dropped, as at the partial end of a slot.
    pub(crate) fn put(&mut self, place: Place, start: usize, bytes: &[u8]) {
        self.dirty = true;
        let all: &mut [u8] = match place {
            Place::Config => self.config.as_bytes_mut(),
            Place::Otp => &mut self.otp,
            Place::Slot(slot) => match self.slots.get_mut(usize::from(slot.number())) {
                Some(bytes) => bytes,
                None => return,
            },
        };
        for (old, new) in all.iter_mut().skip(start).zip(bytes) {
            *old = *new;
        }
    }

    /// Changes the configuration zone.
    pub(crate) const fn config_mut(&mut self) -> &mut ConfigZone {
        self.dirty = true;
        &mut self.config
    }

    /// The validity mark of what is in `slot`.
    pub(crate) fn validity(&self, slot: Slot) -> Validity {
        Validity::of(self.slot(slot).first().copied().unwrap_or(ERASED))
    }

    /// X‖Y of a stored public key: the zeros before each coordinate, one nibble of which is the validity
    /// mark, are not part of it.
    pub(crate) fn public_key(&self, slot: Slot) -> Option<[u8; 64]> {
        let stored: &[u8; Rules::STORED_PUBLIC_KEY] = self.slot(slot).first_chunk()?;
        let mut key = [0; 64];
        for (to, from) in key.chunks_mut(32).zip(stored.chunks(36)) {
            to.copy_from_slice(from.get(4..)?);
        }
        Some(key)
    }

    /// The first 32 bytes of a slot: the secret in it.
    pub(crate) fn secret_key(&self, slot: Slot) -> [u8; Rules::SECRET_KEY] {
        self.slot(slot).first_chunk().copied().unwrap_or([ERASED; Rules::SECRET_KEY])
    }

    /// The scalar of a stored private key.
    pub(crate) fn private_key(&self, slot: Slot) -> Option<&[u8; 32]> {
        self.slot(slot).get(4..)?.first_chunk()
    }

    pub(crate) fn set_private_key(&mut self, slot: Slot, scalar: &[u8; 32]) {
        self.put(Place::Slot(slot), 0, &[0; 4]);
        self.put(Place::Slot(slot), 4, scalar);
    }

    /// The summary that Lock compares before it locks data and OTP: all slots in their order, without those
    /// of private keys, then OTP.
    pub(crate) fn data_summary(&self) -> u16 {
        let mut crc = Crc16::new();
        for slot in Slot::all().filter(|slot| !self.config.key_config(*slot).is_private()) {
            crc.update(self.slot(slot));
        }
        crc.update(&self.otp);
        crc.finish()
    }

    /// How often the seed of the random number generator was renewed.
    #[must_use]
    pub const fn seed_updates(&self) -> u64 {
        self.seed_updates
    }

    pub(crate) const fn set_seed_updates(&mut self, seed_updates: u64) {
        self.dirty = true;
        self.seed_updates = seed_updates;
    }

    /// Whether anything was written since it was kept.
    pub(crate) const fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// What is here is kept.
    pub(crate) const fn keep(&mut self) {
        self.dirty = false;
    }
}

impl core::fmt::Debug for Eeprom {
    /// Not the slots: they hold secrets.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Eeprom").field("config", &self.config).finish_non_exhaustive()
    }
}
