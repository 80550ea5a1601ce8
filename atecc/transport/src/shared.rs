//! One Linux adapter, several programs.

mod bell;
mod error;
mod locks;

use core::fmt;
use core::time::Duration;
use std::io;
use std::path::Path;
use std::thread;

use atecc::Meanwhile;
use atecc::blocking::Bus;
use embedded_hal::i2c::I2c;

use self::bell::Bell;
pub use self::error::SharedError;
use self::locks::{Byte, Locks};

/// The addresses that I2C devices may have.
const ADDRESSES: core::ops::RangeInclusive<u8> = 0x08..=0x77;
/// Between two looks at a lock that somebody else has.
const POLL: Duration = Duration::from_millis(2);

/// The bus of a Linux adapter whose chips other programs use as well, and other handles of this one: each operation, or
/// session, has its chip to itself.
///
/// Locks on the open adapter keep the users of one chip apart; they vanish with their holder, however it ends. Users of
/// different chips on the adapter do not wait for each other, but for the few milliseconds of a wake: it wakes all
/// chips, and whoever gave it sends those back to idle that are at rest.
///
/// Whoever opened the adapter since this handle released the chip may have used it: then its volatile state counts
/// as lost.
///
/// All users must open the same device node. A container that got the adapter by a node of its own shares no locks with
/// the rest of the machine; bind-mount the node instead. Programs that ask for no locks (i2c-tools, other drivers) are
/// noticed if they open the adapter between two operations, and not kept away.
pub struct Shared<I2C> {
    i2c: I2C,
    locks: Locks,
    bell: Option<Bell>,
    wait: Duration,
    /// The chip that this handle works with.
    address: Option<u8>,
    /// Whether nothing is known of it yet.
    is_new: bool,
    /// Whether it is this handle's own at present.
    owned: bool,
    /// Whether the bus is, and how long it may be waited for in the present operation.
    bus_held: bool,
    bus_wait: Duration,
    siblings: Vec<u8>,
}

impl<I2C: I2c> Shared<I2C>
where
    I2C::Error: fmt::Display,
{
    /// Shares `i2c`, whose device node is `path`. Whoever has to wait for others does so for `wait` at most.
    ///
    /// # Errors
    /// If the node cannot be opened to read and write.
    pub fn new(i2c: I2C, path: impl AsRef<Path>, wait: Duration) -> io::Result<Self> {
        let path = path.as_ref();
        let locks = Locks::open(path)?;
        // Without it, everyone who might have used the chip counts as one who has.
        let bell = Bell::new(path).ok();
        Ok(Self {
            i2c,
            locks,
            bell,
            wait,
            address: None,
            is_new: true,
            owned: false,
            bus_held: false,
            bus_wait: wait,
            siblings: Vec::new(),
        })
    }

    /// Works with the chip at `address` from now on; whatever another one was to this handle.
    fn turn_to(&mut self, address: u8) -> io::Result<()> {
        if self.address == Some(address) {
            return Ok(());
        }
        self.release(false);
        if let Some(former) = self.address.take() {
            self.locks.unlock(Byte::Present(former));
        }
        self.locks.share(Byte::Present(address))?;
        self.address = Some(address);
        self.is_new = true;
        Ok(())
    }

    /// The chip as this handle's own, with the state in which others left it.
    fn take_chip(&mut self, address: u8) -> Result<Meanwhile, SharedError<I2C::Error>> {
        self.turn_to(address).map_err(|error| self.lock_error(error))?;
        let kept = self.owned;
        if !kept {
            let mut budget = self.wait;
            self.lock(Byte::Next(address), &mut budget)?;
            let outcome = self.lock(Byte::Owner(address), &mut budget);
            self.locks.unlock(Byte::Next(address));
            outcome?;
            self.owned = true;
        }
        self.bus_wait = self.wait;
        self.lock(Byte::Traffic(address), &mut self.wait.clone())?;
        let rang = self.bell.as_ref().is_none_or(Bell::rang);
        self.locks.ring().map_err(|error| self.lock_error(error))?;
        let is_new = core::mem::take(&mut self.is_new);
        Ok(if !is_new && (kept || !rang) { Meanwhile::Untouched } else { Meanwhile::Touched })
    }

    /// Waits for a lock as long as `budget` lasts, and takes what it waited off it.
    fn lock(&self, byte: Byte, budget: &mut Duration) -> Result<(), SharedError<I2C::Error>> {
        while !self.locks.try_lock(byte).map_err(|error| self.lock_error(error))? {
            let Some(rest) = budget.checked_sub(POLL) else { return Err(self.in_use(byte)) };
            thread::sleep(POLL);
            *budget = rest;
        }
        Ok(())
    }

    /// Whoever wakes chips or puts them to rest does so alone: else a chip could be woken after its user put it to rest
    /// and before others may.
    fn hold_bus(&mut self) -> Result<(), SharedError<I2C::Error>> {
        if !self.bus_held {
            let mut budget = self.bus_wait;
            let outcome = self.lock(Byte::Bus, &mut budget);
            // Once the time is up, nobody waits for it again in this operation.
            self.bus_wait = if outcome.is_ok() { self.wait } else { Duration::ZERO };
            outcome?;
            self.bus_held = true;
        }
        Ok(())
    }

    fn release_bus(&mut self) {
        if core::mem::take(&mut self.bus_held) {
            self.locks.unlock(Byte::Bus);
        }
    }

    /// Chips that are known, or that somebody works with; not this one, and none in the middle of an operation.
    fn resting_siblings(&self, known: &[u8]) -> io::Result<Vec<u8>> {
        let mut siblings = Vec::new();
        for address in ADDRESSES.filter(|address| self.address != Some(*address)) {
            let is_there = known.contains(&address) || self.locks.is_taken(Byte::Present(address))?;
            if is_there && !self.locks.is_taken(Byte::Traffic(address))? {
                siblings.push(address);
            }
        }
        Ok(siblings)
    }

    fn in_use(&self, byte: Byte) -> SharedError<I2C::Error> {
        let address = if byte == Byte::Bus { None } else { self.address };
        SharedError::InUse { path: self.locks.path().into(), address, waited: self.wait }
    }

    fn lock_error(&self, source: io::Error) -> SharedError<I2C::Error> {
        SharedError::Lock { path: self.locks.path().into(), source }
    }
}

impl<I2C: I2c> Bus for Shared<I2C>
where
    I2C::Error: fmt::Display,
{
    type Error = SharedError<I2C::Error>;

    fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), Self::Error> {
        let wakes_or_rests = bytes.len() <= 1;
        if wakes_or_rests {
            self.hold_bus()?;
        } else {
            self.release_bus();
        }
        self.i2c.write(address, bytes).map_err(SharedError::Bus)
    }

    fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), Self::Error> {
        self.release_bus();
        self.i2c.read(address, room).map_err(SharedError::Bus)
    }

    fn acquire(&mut self, address: u8) -> Result<Meanwhile, Self::Error> {
        let outcome = self.take_chip(address);
        if outcome.is_err() {
            // What this handle knew of the chip is out of date as well.
            self.is_new = true;
            self.release(false);
        }
        outcome
    }

    fn release(&mut self, keep: bool) {
        if let Some(address) = self.address
            && self.owned
        {
            // What rang so far was this handle, or somebody who still waits.
            self.bell.as_ref().map(Bell::rang);
            self.locks.unlock(Byte::Traffic(address));
            if !keep {
                self.locks.unlock(Byte::Owner(address));
                self.owned = false;
            }
        }
        self.release_bus();
    }

    fn sibling(&mut self, known: &[u8], index: usize) -> Option<u8> {
        if index == 0 {
            // If it cannot be told, they are left alone: at worst they fall asleep.
            self.siblings = self.resting_siblings(known).unwrap_or_default();
        }
        self.siblings.get(index).copied()
    }
}

impl<I2C> fmt::Debug for Shared<I2C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("path", &self.locks.path()).field("address", &self.address).finish()
    }
}
