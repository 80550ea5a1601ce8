//! One chip on the bus: power states, buffers, time. What commands do is in [`crate::handler`].

mod engine;
mod health;
mod power;

use atecc::packet::WordAddress;
use atecc::{Opcode, Status};

pub(crate) use self::engine::Core;
use self::power::Power;
pub(crate) use self::power::WAKE_PULSE_NS;
use crate::counts::Counts;
use crate::eeprom::Eeprom;
use crate::factory;
use crate::fault::{CommandFailure, PageCut};
use crate::handler;
use crate::options::{Interface, Options};
use crate::packet::{Command, Reply, count_is_legal};
use crate::refused::{Fault, Reason, Refused};
use crate::state::{self, Identity, StateError, StateFile};

/// What the vendor's library takes for a failed self test at wake; its CRC is not that of `04 07`.
const LIBRARY_WAKE_FAILURE: [u8; 4] = [0x04, 0x07, 0xC4, 0x40];

/// A chip with its supply on.
pub(crate) struct Chip {
    core: Core,
    power: Power,
    /// The address that it answers to: that of the configuration at the last wake from sleep.
    address: u8,
    /// What the current write is.
    write: Option<WordAddress>,
    /// The command so far, from its count on; it may come in several writes.
    input: Vec<u8>,
    /// The last reply, and how much of it was read.
    output: Vec<u8>,
    read: usize,
    counts: Counts,
    refused: Option<Refused>,
    /// The same, until an observer was told.
    unreported: Option<Refused>,
    identity: Identity,
    file: Option<StateFile>,
    /// A power-up that the file does not count yet: it does once the chip has been used.
    uncounted: bool,
    /// Faults that are to come.
    failure: CommandFailure,
    page_cut: Option<PageCut>,
}

impl Chip {
    /// Powers a chip up. The identity already counts this power-up; the file does from the first command on.
    pub(crate) fn power_up(identity: Identity, core: Core, file: Option<StateFile>) -> Self {
        let address = core.address();
        Self {
            core,
            power: Power::Asleep,
            address,
            write: None,
            input: Vec::new(),
            output: Vec::new(),
            read: 0,
            counts: Counts::default(),
            refused: None,
            unreported: None,
            identity,
            file,
            uncounted: true,
            failure: CommandFailure::default(),
            page_cut: None,
        }
    }

    /// Interrupts the supply: volatile state is lost, the EEPROM stays.
    pub(crate) fn power_cycle(&mut self) -> Result<(), StateError> {
        self.identity = self.identity.once_more();
        self.core.power_cycle(self.identity)?;
        self.sleep();
        self.uncounted = true;
        Ok(())
    }

    /// Another part, fresh from the factory, takes the place of this one on the bus. Where both come from one
    /// seed they share the serial number and the factory's keys, but not the random numbers: power-ups are counted on.
    pub(crate) fn replace(&mut self) -> Result<(), StateError> {
        self.identity = self.identity.once_more();
        let eeprom = factory::deliver(self.identity.part, self.identity.seed, self.interface())?;
        self.core = Core::new(self.identity, eeprom, self.core.options)?;
        self.sleep();
        self.save()
    }

    pub(crate) const fn core(&self) -> &Core {
        &self.core
    }

    pub(crate) const fn options_mut(&mut self) -> &mut Options {
        &mut self.core.options
    }

    pub(crate) const fn address(&self) -> u8 {
        self.address
    }

    pub(crate) fn state(&self) -> String {
        state::to_text(self.identity, &self.core.eeprom)
    }

    pub(crate) const fn power_ups(&self) -> u64 {
        self.identity.power_ups
    }

    pub(crate) const fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(crate) const fn last_refusal(&self) -> Option<Refused> {
        self.refused
    }

    /// The last refusal, once.
    pub(crate) const fn take_unreported_refusal(&mut self) -> Option<Refused> {
        self.unreported.take()
    }

    pub(crate) const fn arm_failure(&mut self, failure: CommandFailure) {
        self.failure = failure;
    }

    pub(crate) fn arm_page_cut(&mut self, cut: PageCut) {
        self.page_cut = Some(cut);
    }

    pub(crate) const fn fault_is_pending(&self) -> bool {
        self.page_cut.is_some() || self.failure.is_pending()
    }

    /// What the factory made it for.
    fn interface(&self) -> Interface {
        if self.core.eeprom.config().i2c_enable() { Interface::I2c } else { Interface::SingleWire }
    }

    /// The watchdog fires, early; or nobody finishes what he began to send.
    pub(crate) fn time_out(&mut self) {
        if self.power.is_awake() {
            self.sleep();
        }
    }

    /// The pin was low for `low_ns`, and is high again. An awake chip ignores it; returns whether this one woke.
    pub(crate) fn low_pulse(&mut self, interface: Interface, now_ns: u64, low_ns: u64) -> bool {
        self.pass_time(now_ns);
        if interface != self.interface() || low_ns < WAKE_PULSE_NS || self.power.is_awake() {
            return false;
        }
        let slept = self.power.is_asleep();
        self.power = self.power.wake(now_ns, self.core.eeprom.config(), &self.core.options);
        let status = if slept { self.core.wake_status() } else { Status::AfterWake };
        self.answer(&Reply::Status(status));
        if status == Status::SelfTestError && self.core.options.wake_failure_as_library {
            self.output = LIBRARY_WAKE_FAILURE.to_vec();
        }
        true
    }

    /// Whether the chip listens to a single wire now.
    pub(crate) fn listens(&mut self, now_ns: u64) -> bool {
        self.pass_time(now_ns);
        self.interface() == Interface::SingleWire && self.power.is_ready(now_ns)
    }

    /// The last reply, whole.
    pub(crate) fn reply(&self) -> &[u8] {
        &self.output
    }

    /// Whether the chip acknowledges its address.
    pub(crate) fn acknowledges(&mut self, now_ns: u64, address: u8, read: bool) -> bool {
        self.pass_time(now_ns);
        let partial = read && !self.input.is_empty() && !self.core.options.reads_in_partial_command;
        self.interface() == Interface::I2c
            && address == self.address
            && self.power.is_ready(now_ns)
            && !partial
    }

    /// A byte of a write that the chip acknowledged; returns whether it acknowledges this one too.
    pub(crate) fn write_byte(&mut self, byte: u8) -> bool {
        match self.write {
            None => self.word_address(byte),
            Some(WordAddress::Command) => {
                let complete =
                    self.input.first().is_some_and(|count| self.input.len() >= usize::from(*count));
                if complete {
                    return !self.core.options.nack_extra_bytes;
                }
                self.input.push(byte);
                true
            }
            Some(_) => true,
        }
    }

    fn word_address(&mut self, byte: u8) -> bool {
        self.write = match byte {
            0x00 => Some(WordAddress::Reset),
            0x01 => Some(WordAddress::Sleep),
            0x02 => Some(WordAddress::Idle),
            0x03 => Some(WordAddress::Command),
            _ => None,
        };
        if self.write == Some(WordAddress::Reset) {
            self.input.clear();
            self.read = 0;
        }
        self.write.is_some()
    }

    /// The write is over, by a stop or another start.
    pub(crate) fn end_of_write(&mut self, now_ns: u64) -> Result<(), StateError> {
        match self.write.take() {
            Some(WordAddress::Sleep) => self.sleep(),
            Some(WordAddress::Idle) => {
                self.power = Power::Idle;
                self.flush();
            }
            Some(WordAddress::Command) => return self.execute_if_complete(now_ns),
            Some(WordAddress::Reset) | None => {}
        }
        Ok(())
    }

    /// The next byte of the reply; 0xFF past its end.
    pub(crate) fn read_byte(&mut self) -> u8 {
        let byte = self.output.get(self.read).copied().unwrap_or(0xFF);
        self.read = self.read.saturating_add(1);
        byte
    }

    fn execute_if_complete(&mut self, now_ns: u64) -> Result<(), StateError> {
        let Some(count) = self.input.first().copied() else { return Ok(()) };
        if count_is_legal(count) && self.input.len() < usize::from(count) {
            return Ok(());
        }
        let input = core::mem::take(&mut self.input);
        let before = self.page_cut.is_some().then(|| self.core.eeprom.clone());
        let (outcome, opcode) = match Command::decode(&input) {
            Ok(command) => (self.execute(now_ns, &command), Opcode::from_byte(command.opcode)),
            Err(fault) => (Err(Refused::garbled(&input, self.core.communication_fault(fault))), None),
        };
        let extra_ns = self.core.take_extra_ns();
        let full_ns = opcode.map_or(0, |opcode| self.core.execution_ns(opcode)) + extra_ns;
        let (reply, busy_ns) = match outcome {
            Ok(reply) => (reply, full_ns),
            Err(refused) => {
                self.refused = Some(refused);
                self.unreported = Some(refused);
                // A comparison that finds a difference has taken its time.
                let compared = refused.status == Status::Miscompare;
                (
                    Reply::Status(refused.status),
                    if compared { full_ns } else { self.core.refusal_ns() + extra_ns },
                )
            }
        };
        self.power.busy_for(now_ns, busy_ns);
        self.answer(&reply);
        if before.is_some_and(|before| self.power_fails_since(&before)) {
            self.power_cycle()?;
            return self.save();
        }
        if self.core.eeprom.is_dirty() || self.uncounted { self.save() } else { Ok(()) }
    }

    fn execute(&mut self, now_ns: u64, command: &Command<'_>) -> Result<Reply, Refused> {
        if let Some(opcode) = Opcode::from_byte(command.opcode) {
            let left_ns = self.power.watchdog_left(now_ns);
            if self.core.options.watchdog_check && left_ns < self.core.execution_ns(opcode) {
                let reason = Reason::Watchdog { left_ns };
                return Err(Refused::of(command, Fault { status: Status::WatchdogExpiring, reason }));
            }
            self.counts.add(opcode);
        }
        if let Some(status) = self.failure.next() {
            return Err(Refused::of(command, Fault { status, reason: Reason::OnPurpose }));
        }
        handler::run(&mut self.core, command).map_err(|fault| Refused::of(command, fault))
    }

    /// Whether the supply fails in a page write of the command that found `before`.
    fn power_fails_since(&mut self, before: &Eeprom) -> bool {
        let Some(cut) = &mut self.page_cut else { return false };
        let fails = cut.happens(before, &mut self.core.eeprom);
        if !cut.is_pending() {
            self.page_cut = None;
        }
        fails
    }

    fn answer(&mut self, reply: &Reply) {
        self.output = reply.frame();
        self.read = 0;
    }

    /// What happened by itself since the last event: the watchdog.
    fn pass_time(&mut self, now_ns: u64) {
        if self.power.watchdog_fired(now_ns) {
            self.sleep();
        }
    }

    fn sleep(&mut self) {
        self.power = Power::Asleep;
        self.core.sleep();
        self.address = self.core.address();
        self.flush();
    }

    fn flush(&mut self) {
        self.write = None;
        self.input.clear();
        self.output.clear();
        self.read = 0;
    }

    /// Puts into the file what is not there yet. What could not be written is tried again after the next command.
    pub(crate) fn save(&mut self) -> Result<(), StateError> {
        if let Some(file) = &mut self.file {
            file.save(self.identity, &self.core.eeprom)?;
        }
        self.core.eeprom.keep();
        self.uncounted = false;
        Ok(())
    }
}
