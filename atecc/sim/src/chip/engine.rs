use atecc::command::CounterId;
use atecc::config::{Count, SerialNumber, offset};
use atecc::policy::{Place, Rules, Source, Use, UseLockScope};
use atecc::timing::{LIMITED_USE_MAX_US, LIMITED_USE_TYPICAL_US};
use atecc::{Opcode, Slot, Status};
use p256::PublicKey;
use rand_chacha::ChaCha20Rng;

use crate::curve;
use crate::eeprom::Eeprom;
use crate::entropy::{Seed, generator, random_block};
use crate::options::{Options, ResultFlags, Timing};
use crate::packet::COUNT_MAX;
use crate::part::Part;
use crate::refused::{Fault, Reason};
use crate::sram::{Buffer, Sram, TempKey};
use crate::state::Identity;

/// What the commands work on.
pub(crate) struct Core {
    pub(crate) part: Part,
    pub(crate) eeprom: Eeprom,
    pub(crate) sram: Sram,
    pub(crate) rng: ChaCha20Rng,
    seed: Seed,
    /// What the last command took besides its own time, nanoseconds.
    extra_ns: u64,
    /// UseLock: its key was proven.
    pub(crate) transport_unlocked: bool,
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
        let seed = Seed::new(&rng);
        Ok(Self {
            part,
            eeprom,
            sram: Sram::default(),
            rng,
            seed,
            extra_ns: 0,
            transport_unlocked: false,
            latch: false,
            boot_prohibited: false,
            options,
        })
    }

    /// All that is not EEPROM starts anew.
    pub(crate) fn power_cycle(&mut self, identity: Identity) -> Result<(), getrandom::Error> {
        self.rng = generator(identity.seed, identity.power_ups)?;
        self.latch = false;
        self.boot_prohibited = false;
        self.transport_unlocked = false;
        self.sleep();
        Ok(())
    }

    /// The SRAM loses its contents.
    pub(crate) fn sleep(&mut self) {
        self.sram = Sram::default();
        if self.options.stale_seed_repeats {
            self.rng = self.seed.stale();
        }
        if self.options.policy.use_lock == UseLockScope::UntilSleep {
            self.transport_unlocked = false;
        }
    }

    /// The access rules in the present state.
    pub(crate) fn rules(&self) -> Rules<'_> {
        let mut rules = Rules::new(self.eeprom.config());
        rules.temp_key = self.sram.temp_key_flags();
        rules.authorised = self.sram.authorised;
        rules.latch = self.latch;
        rules.transport_unlocked = self.transport_unlocked;
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

    /// The seed update of Random and Nonce: once after each sleep it costs a write of an EEPROM page. A part whose
    /// configuration is open has no random numbers, and needs no seed.
    pub(crate) fn update_seed(&mut self) -> Result<(), Fault> {
        if !self.eeprom.config().config_locked() || self.sram.seed_updated {
            return Ok(());
        }
        self.healthy_rng()?;
        self.sram.seed_updated = true;
        self.eeprom.set_seed_updates(self.eeprom.seed_updates().saturating_add(1));
        let fresh = self.seed.update();
        if self.options.stale_seed_repeats {
            self.rng = fresh;
        }
        Ok(())
    }

    /// The number that ends Counter 0, from the slot that CountMatch names.
    pub(crate) fn match_value(&self) -> Option<u32> {
        let slot = self.eeprom.config().count_match().slot()?;
        self.eeprom.slot(slot).first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Pays for the use of a key.
    pub(crate) fn spend(&mut self, cost: Use) {
        if cost.counts {
            let next = self.eeprom.config().counter(CounterId::Zero).value() + 1;
            self.eeprom.config_mut().set_counter(CounterId::Zero, Count::of(next));
            self.extra_ns = self.limited_use_ns();
        }
        if cost.spends_last_key_use {
            if let Some(uses) = self.eeprom.config().last_key_use() {
                self.eeprom.put(Place::Config, offset::LAST_KEY_USE, &uses.spent().0);
            }
            self.extra_ns = self.limited_use_ns();
        }
        if cost.spends_auth {
            self.sram.authorised = None;
        }
    }

    /// The 7-bit address after a sleep: that of the options, else that of the configuration.
    pub(crate) fn address(&self) -> u8 {
        self.options.address.unwrap_or_else(|| self.eeprom.config().bus_address())
    }

    /// Whether Verify has its mode validate external.
    pub(crate) const fn validates_external(&self) -> bool {
        self.part.is_508a() || self.options.verify_validates_external
    }

    /// What a packet that is no command is answered with.
    pub(crate) const fn communication_fault(&self, fault: Fault) -> Fault {
        match fault.reason {
            Reason::Count(count) if count > COUNT_MAX && self.options.long_command_is_parse_error => {
                Fault::parse(fault.reason)
            }
            _ => fault,
        }
    }

    /// A point from X‖Y, which has to be on the curve.
    pub(crate) fn point(&self, point: &[u8; 64]) -> Result<PublicKey, Fault> {
        curve::public_key(point).map_err(|fault| {
            let status =
                if self.options.bad_point_is_parse_error { Status::ParseError } else { fault.status };
            Fault { status, ..fault }
        })
    }

    /// A key, a secret or a digest becomes TempKey, with the flags that the options give it.
    pub(crate) fn put_result(&mut self, value: Buffer) {
        let old = self.sram.temp_key_flags();
        let source = match self.options.result_flags {
            ResultFlags::Fixed => Source::Fixed,
            ResultFlags::Random => Source::Random,
            ResultFlags::Inherited if old.valid => old.source,
            ResultFlags::Inherited => Source::Fixed,
        };
        let mut key = TempKey::new(value, source);
        key.flags.no_mac = self.options.result_flags == ResultFlags::Inherited && old.no_mac;
        self.sram.temp_key = Some(key);
    }

    pub(crate) fn serial_number(&self) -> SerialNumber {
        self.eeprom.config().serial_number()
    }

    /// How long a command takes that does its work.
    pub(crate) fn execution_ns(&self, opcode: Opcode) -> u64 {
        let divider = self.eeprom.config().chip_mode().clock_divider();
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

    /// What the step of the counter adds to a command.
    fn limited_use_ns(&self) -> u64 {
        let typical = u64::from(LIMITED_USE_TYPICAL_US) * 1_000;
        match self.options.timing {
            _ if !self.options.limited_use_takes_time => 0,
            Timing::Typical => typical,
            Timing::Max => u64::from(LIMITED_USE_MAX_US) * 1_000,
            Timing::Instant => 0,
            Timing::Scaled { per_cent } => typical * u64::from(per_cent) / 100,
        }
    }

    /// What the last command took besides its own time, once.
    pub(crate) const fn take_extra_ns(&mut self) -> u64 {
        core::mem::replace(&mut self.extra_ns, 0)
    }

    /// The key in `slot` was proven, by CheckMac or Verify: for ReqAuth, and for UseLock.
    pub(crate) fn prove(&mut self, slot: Slot) {
        self.sram.authorised = Some(slot);
        if self.eeprom.config().use_lock().slot() == Some(slot) {
            self.transport_unlocked = true;
            if self.options.policy.use_lock == UseLockScope::ForEver {
                self.eeprom.put(Place::Config, offset::USE_LOCK, &[0]);
            }
        }
    }

    /// How long a command takes that is refused: no longer than the shortest one.
    pub(crate) fn refusal_ns(&self) -> u64 {
        self.execution_ns(Opcode::Info)
    }
}
