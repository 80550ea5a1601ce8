use core::fmt;

use zeroize::Zeroize;

use super::{Bus, BusError, DelayNs, ErrorKind, flavour};
use crate::command::{Command, ReplyError};
use crate::link::{Event, Fault, Goal, Link, Outgoing, Request, Step, Transfer};
use crate::packet::{CommandPacket, MAX_RESPONSE, Response, WordAddress};
use crate::{Config, EphemeralKey, Error, Meanwhile, Misuse, Opcode, Rest, Status, Wake};

/// The highest address of 7 bits.
const MAX_ADDRESS: u8 = 0x7F;

/// One chip on one bus.
///
/// Every operation wakes the chip if need be, does its commands without anybody else between them, and puts the
/// chip to rest again, also when it fails. Several operations share one wake in a
/// [`session`](Self::session).
///
/// The bus is owned; share it with `embedded-hal-bus`, or with other processes through a [`Bus`](super::Bus) that knows
/// of them.
pub struct Atecc<I2C, D> {
    i2c: I2C,
    delay: D,
    pub(super) link: Link,
    /// Whether a session keeps the chip awake between operations.
    pub(super) held: bool,
    /// Whether the chip is this driver's own at present, on a bus with several users.
    acquired: bool,
    /// The state of the chip (by the link's count) in which its seed was renewed.
    pub(super) seeded: Option<u32>,
    /// The key that lives in TempKey.
    pub(super) ephemeral: Option<EphemeralKey>,
    /// Whether a command since then may have made the chip forget it.
    pub(super) ephemeral_in_doubt: bool,
    /// Whether the health test of the random number generator failed: only a sleep makes the chip forget it.
    unhealthy: bool,
    /// Counts the uses of the SHA engine, so that a hash in it knows whether it is still there.
    pub(super) sha_commands: u32,
    /// What explains a refusal.
    #[cfg(feature = "explain")]
    pub(super) memory: crate::explain::Memory,
    reply: [u8; MAX_RESPONSE],
}

impl<I2C, D> Atecc<I2C, D> {
    /// A driver for the chip at `config.address`. Nothing is sent yet.
    pub const fn new(i2c: I2C, delay: D, config: Config) -> Self {
        Self {
            i2c,
            delay,
            link: Link::new(config),
            held: false,
            acquired: false,
            seeded: None,
            ephemeral: None,
            ephemeral_in_doubt: false,
            unhealthy: false,
            sha_commands: 0,
            #[cfg(feature = "explain")]
            memory: crate::explain::Memory::new(),
            reply: [0; MAX_RESPONSE],
        }
    }

    /// The settings.
    pub const fn config(&self) -> &Config {
        &self.link.config
    }

    /// Changes the settings, once the chip's configuration is known.
    pub const fn set_config(&mut self, config: Config) {
        self.link.config = config;
    }

    /// The bus, for a look at a wrapper that counts or records; not for traffic.
    pub const fn bus(&self) -> &I2C {
        &self.i2c
    }

    /// Names the present volatile state of the chip (TempKey, hash context, seed): once the name is another one, that
    /// state is lost. `None` while the chip sleeps or nothing is known of it.
    #[must_use]
    pub const fn volatile_state(&self) -> Option<u32> {
        self.link.volatile_state()
    }

    /// Gives the bus back.
    pub fn release(self) -> (I2C, D) {
        (self.i2c, self.delay)
    }
}

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Runs one command as an operation of its own. The named operations are easier to get right: this is for
    /// what they do not cover.
    ///
    /// # Errors
    /// What the bus or the chip says; see [`Error`].
    pub async fn execute<C: Command>(&mut self, command: &C) -> Result<C::Response, Error<I2C::Error>> {
        let outcome = self.command(command).await;
        self.settle(outcome).await
    }

    /// Brings driver and chip to a common, resting state, whatever an abandoned operation left behind.
    ///
    /// # Errors
    /// As any operation; the chip is asked for its revision.
    pub async fn recover(&mut self) -> Result<(), Error<I2C::Error>> {
        self.link.forget();
        self.held = false;
        let outcome = self.detect_part().await.map(|_| ());
        self.settle(outcome).await
    }

    /// One command in the middle of an operation: the chip stays awake.
    pub(super) async fn command<C: Command>(
        &mut self,
        command: &C,
    ) -> Result<C::Response, Error<I2C::Error>> {
        if C::OPCODE == Opcode::Sha {
            self.sha_commands = self.sha_commands.wrapping_add(1);
        }
        let packet = command.encode();
        self.ephemeral_in_doubt |= packet.may_clear_temp_key();
        let request = Request::new(&self.link, command, packet.as_bytes().len());
        self.acquire().await?;
        #[cfg(feature = "explain")]
        let known = self.memory.start();
        let transferred = self.transfer(Goal::Exchange(request), Some(&packet)).await;
        let outcome = transferred.and_then(|()| match Response::parse(&self.reply) {
            Ok(response) => {
                #[cfg(feature = "explain")]
                self.memory.note(known, &packet, response, self.link.volatile_state());
                C::parse(response).map_err(|error| match error {
                    ReplyError::Status(status) => Error::Status(status),
                    ReplyError::Length(len) => Error::UnexpectedLength(len),
                })
            }
            Err(_) => Err(Error::Garbled),
        });
        // It may have been a secret.
        self.reply.zeroize();
        self.unhealthy |= matches!(outcome, Err(Error::Status(Status::HealthTestError)));
        outcome
    }

    /// Ends an operation: unless a session goes on, the chip rests. The outcome of the operation stands even
    /// if that fails, since its effect is there; the watchdog then sees to the chip.
    pub(super) async fn settle<T>(
        &mut self,
        outcome: Result<T, Error<I2C::Error>>,
    ) -> Result<T, Error<I2C::Error>> {
        #[cfg(feature = "explain")]
        self.memory.settle();
        if !self.held {
            self.rest().await;
        }
        outcome
    }

    /// Whether an operation that makes nothing but an answer is worth a second try: its input is still at hand, so a
    /// chip that slept between the commands, missed one of them or miscalculated costs only time (and, of a key of
    /// limited use, another use).
    pub(super) const fn is_worth_a_retry<T>(outcome: &Result<T, Error<I2C::Error>>) -> bool {
        matches!(
            outcome,
            Err(Error::StateLost | Error::NoResponse | Error::Bus(_) | Error::Status(Status::EccFault))
        )
    }

    /// A command by itself that makes nothing but an answer: again, once, if that is worth it. What builds on volatile
    /// state is not: a chip that fell silent has lost it.
    pub(super) async fn answer<C: Command>(&mut self, command: &C) -> Result<C::Response, Error<I2C::Error>> {
        let outcome = self.command(command).await;
        if command.uses_volatile_state() || !Self::is_worth_a_retry(&outcome) {
            return outcome;
        }
        self.command(command).await
    }

    /// Before the first traffic of an operation; knows what the chip's state is worth when it returns.
    pub(super) async fn acquire(&mut self) -> Result<(), Error<I2C::Error>> {
        if self.acquired {
            return Ok(());
        }
        let address = self.link.config.address;
        if address > MAX_ADDRESS {
            return Err(Misuse::Address.into());
        }
        match self.i2c.acquire(address).await.map_err(Error::InUse)? {
            Meanwhile::Untouched => {}
            Meanwhile::Touched => self.link.forget(),
        }
        self.acquired = true;
        Ok(())
    }

    /// Puts the chip to rest, if this operation had any traffic, and lets others use it.
    pub(super) async fn rest(&mut self) {
        // Another user would take the ephemeral key with it.
        let keep = self.ephemeral.is_some();
        if self.acquired && self.link.needs_rest() {
            let _ = self.transfer(Goal::Rest(self.rest_state()), None).await;
            self.unhealthy = false;
        }
        self.acquired = false;
        self.i2c.release(keep);
    }

    /// Nothing of the chip's state matters any more: others may use it, unless an operation goes on.
    pub(super) fn let_go(&mut self) {
        if !self.acquired {
            self.i2c.release(false);
        }
    }

    const fn rest_state(&self) -> Rest {
        match (&self.ephemeral, self.unhealthy) {
            // Sleep would take the ephemeral key with it.
            (Some(_), _) => Rest::Idle,
            (None, true) => Rest::Sleep,
            (None, false) => self.link.config.rest,
        }
    }

    /// Whether the chip sleeps at the end of the present operation.
    pub(super) const fn rests_asleep(&self) -> bool {
        !self.held && matches!(self.rest_state(), Rest::Sleep)
    }

    /// Carries out the steps of one transfer. Not generic over the command, so that there is one copy of it.
    async fn transfer(
        &mut self,
        goal: Goal,
        packet: Option<&CommandPacket>,
    ) -> Result<(), Error<I2C::Error>> {
        let mut transfer = Transfer::new(&mut self.link, goal);
        let mut event = Event::Begin;
        let mut last_error = None;
        loop {
            let step = match transfer.next(&mut self.link, event) {
                Step::Done => return Ok(()),
                Step::Failed(fault) => return Err(explain(fault, last_error)),
                step => step,
            };
            // Only the latest error tells why nothing goes on.
            (event, last_error) = match self.carry_out(&step, packet).await {
                Ok(None) => (Event::Done, None),
                Ok(Some(len)) => (Event::Received(self.reply.get(..len).unwrap_or_default()), None),
                Err(error) => (Event::Failed, Some(error)),
            };
        }
    }

    /// Does one step; gives how many bytes were read, if it was a read.
    async fn carry_out(
        &mut self,
        step: &Step,
        packet: Option<&CommandPacket>,
    ) -> Result<Option<usize>, I2C::Error> {
        let address = self.link.config.address;
        match step {
            Step::Pulse => {
                let target = match self.link.config.wake {
                    Wake::GeneralCall => 0x00,
                    Wake::OwnAddress => address,
                };
                // Nobody acknowledges a wake pulse.
                let _ = self.i2c.send(target, &[0x00]).await;
            }
            Step::Write(Outgoing::Command) => {
                self.i2c.send(address, packet.map_or(&[][..], CommandPacket::as_bytes)).await?;
            }
            Step::Write(Outgoing::WordAddress(word)) => self.i2c.send(address, &[*word as u8]).await?,
            Step::Read(len) => {
                self.i2c.receive(address, self.reply.get_mut(..*len).unwrap_or_default()).await?;
                return Ok(Some(*len));
            }
            Step::CalmSiblings => self.calm_siblings().await,
            Step::Delay(us) => self.delay.delay_us(*us).await,
            Step::Done | Step::Failed(_) => {}
        }
        Ok(None)
    }

    async fn calm_siblings(&mut self) {
        // No bus has more addresses than this.
        for index in 0..=usize::from(u8::MAX) {
            let Some(sibling) = self.i2c.sibling(self.link.config.siblings, index) else { return };
            if sibling != self.link.config.address {
                // Nobody acknowledges where no chip is, or where it sleeps.
                let _ = self.i2c.send(sibling, &[WordAddress::Idle as u8]).await;
            }
        }
    }
}

impl<I2C, D> fmt::Debug for Atecc<I2C, D> {
    /// Not the reply buffer: it may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Atecc").field("link", &self.link).field("held", &self.held).finish_non_exhaustive()
    }
}

/// A chip that is silent because the bus is broken is the bus's fault. Adapters report a missing acknowledge as that or as
/// something unknown, so neither means a broken bus.
fn explain<E: BusError>(fault: Fault, last: Option<E>) -> Error<E> {
    use ErrorKind as Kind;
    match (fault, last) {
        (Fault::StateLost, _) => Error::StateLost,
        (Fault::Garbled, _) => Error::Garbled,
        (_, Some(error)) if matches!(error.kind(), Kind::Bus | Kind::ArbitrationLoss | Kind::Overrun) => {
            Error::Bus(error)
        }
        (Fault::NoChip, _) => Error::NoChip,
        (Fault::NoResponse, _) => Error::NoResponse,
    }
}
