use atecc::Opcode;
use atecc::config::SerialNumber;
use atecc::policy::{Counter, Rules, Use};
use rand_chacha::ChaCha20Rng;

use crate::eeprom::Eeprom;
use crate::entropy::{generator, random_block};
use crate::options::{Options, Timing};
use crate::part::Part;
use crate::refused::Fault;
use crate::sram::Sram;
use crate::state::Identity;

/// What the commands work on.
pub(crate) struct Core {
    pub(crate) part: Part,
    pub(crate) eeprom: Eeprom,
    pub(crate) sram: Sram,
    pub(crate) rng: ChaCha20Rng,
    /// Set through CheckMac or SecureBoot, kept until the supply drops.
    pub(crate) latch: bool,
    /// SecureBoot was told to refuse from now on, until the supply drops.
    pub(crate) boot_prohibited: bool,
    pub(crate) options: Options,
}

/// What Random answers until the configuration is locked, over and over.
const UNLOCKED_RANDOM: [u8; 4] = [0xFF, 0xFF, 0x00, 0x00];

impl Core {
    pub(crate) fn new(
        identity: Identity,
        eeprom: Eeprom,
        options: Options,
    ) -> Result<Self, getrandom::Error> {
        let rng = generator(identity.seed, identity.power_ups)?;
        let part = identity.part;
        Ok(Self { part, eeprom, sram: Sram::default(), rng, latch: false, boot_prohibited: false, options })
    }

    /// All that is not EEPROM starts anew.
    pub(crate) fn power_cycle(&mut self, identity: Identity) -> Result<(), getrandom::Error> {
        self.rng = generator(identity.seed, identity.power_ups)?;
        self.latch = false;
        self.boot_prohibited = false;
        self.sleep();
        Ok(())
    }

    /// The SRAM loses its contents.
    pub(crate) fn sleep(&mut self) {
        self.sram = Sram::default();
    }

    /// The access rules in the present state.
    pub(crate) fn rules(&self) -> Rules<'_> {
        let mut rules = Rules::new(self.eeprom.config());
        rules.temp_key = self.sram.temp_key_flags();
        rules.authorised = self.sram.authorised;
        rules.latch = self.latch;
        rules.options = self.options.policy;
        rules
    }

    /// 32 bytes of the random number generator, or the pattern of a part whose configuration is open.
    pub(crate) fn random(&mut self) -> Result<[u8; 32], Fault> {
        if self.eeprom.config().config_locked() {
            self.healthy_rng()?;
            return Ok(random_block(&mut self.rng));
        }
        let mut pattern = [0; 32];
        for (to, from) in pattern.iter_mut().zip(UNLOCKED_RANDOM.iter().cycle()) {
            *to = *from;
        }
        Ok(pattern)
    }

    /// The number that ends Counter 0, from the slot that CountMatch names.
    pub(crate) fn match_value(&self) -> Option<u32> {
        let slot = self.rules().count_match().slot()?;
        self.eeprom.slot(slot).first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Pays for the use of a key.
    pub(crate) fn spend(&mut self, cost: Use) {
        if cost.counts {
            let next = Counter::ZERO.value(self.eeprom.config()) + 1;
            Counter::ZERO.set(self.eeprom.config_mut(), next);
        }
        if cost.spends_auth {
            self.sram.authorised = None;
        }
    }

    /// The 7-bit address after a sleep: that of the options, else that of the configuration. The extra byte that can
    /// be one on the ATECC608 is the Selector of the ATECC508A.
    pub(crate) fn address(&self) -> u8 {
        let config = self.eeprom.config();
        let configured = if self.part.is_508a() { config.i2c_address() } else { config.bus_address() };
        self.options.address.unwrap_or(configured)
    }

    /// Whether Verify has its mode validate external.
    pub(crate) const fn validates_external(&self) -> bool {
        self.part.is_508a() || self.options.verify_validates_external
    }

    pub(crate) fn serial_number(&self) -> SerialNumber {
        self.eeprom.config().serial_number()
    }

    /// How long a command takes that does its work.
    pub(crate) fn execution_ns(&self, opcode: Opcode) -> u64 {
        let divider = self.eeprom.config().clock_divider();
        let time = match opcode.execution_time_508a() {
            Some(time) if self.part.is_508a() => time,
            _ => opcode.execution_time(),
        };
        let us = match self.options.timing {
            Timing::Typical => time.typical_us(divider),
            Timing::Max => time.max_us(divider),
            Timing::Instant => 0,
            Timing::Scaled { per_cent } => {
                return u64::from(time.typical_us(divider)) * u64::from(per_cent) * (1_000 / 100);
            }
        };
        u64::from(us) * 1_000
    }

    /// How long a command takes that is refused: no longer than the shortest one.
    pub(crate) fn refusal_ns(&self) -> u64 {
        self.execution_ns(Opcode::Info)
    }
}
