//! Standing in line for the crypto element before each step of a handshake that may need it.

use core::time::Duration;

use tls_glue::{Gate, Occupied, Place, Provider, Wait};

use super::{Deadline, TlsError};
use crate::zsock::SocketDriver;
use crate::{Errno, Error};

/// Where the handshakes of a context stand in line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    gate: &'static Gate,
    wait: Wait,
    hold: Duration,
    /// How many may stand there for one more to be let in.
    limit: Option<usize>,
}

impl Line {
    pub(super) const fn new(gate: &'static Gate, wait: Wait, provider: &Provider) -> Self {
        Self { gate, wait, hold: provider.options().hold, limit: None }
    }

    /// The line of `provider`, if its element exchanges keys.
    pub(super) fn of(provider: &Provider) -> Option<Self> {
        Some(Self::new(provider.gate()?, provider.options().wait, provider))
    }

    pub(super) const fn limited(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// The turns of one handshake.
///
/// A turn lasts for one step, in which nobody waits for the network, and goes on only while an ephemeral key of the element
/// waits for the peer's share.
#[derive(Debug)]
pub(super) struct Turns {
    line: Option<Line>,
    place: Option<Place>,
    /// Whether it has had a turn: from then on it is not refused any more.
    admitted: bool,
    /// What was in the way, and since when.
    obstacle: Option<(Occupied, Duration)>,
    /// By how much the pauses have moved the time on, for drivers that have no clock.
    paused: Duration,
}

impl Turns {
    pub(super) const fn new(line: Option<Line>) -> Self {
        Self { line, place: None, admitted: false, obstacle: None, paused: Duration::ZERO }
    }

    /// Waits for the turn, until `deadline`; without `patience` not at all.
    ///
    /// # Errors
    /// [`TlsError::TooManyHandshakes`] if the line is full, [`TlsError::ElementBusy`] if the time runs out, `EAGAIN`
    /// without patience, whatever `interrupted` says.
    pub(super) fn take(
        &mut self,
        driver: &dyn SocketDriver,
        deadline: &Deadline,
        patience: bool,
        interrupted: impl Fn() -> Result<(), Errno>,
    ) -> Result<(), Error> {
        let Some(line) = self.line else { return Ok(()) };
        loop {
            interrupted()?;
            let Some(occupied) = self.try_take(&line)? else { return Ok(()) };
            self.put_out_holder(&line, occupied, driver);
            let left = deadline.remaining(driver).unwrap_or_default();
            if left <= self.paused {
                return Err(TlsError::ElementBusy.into());
            }
            if !patience {
                return Err(Errno::EAGAIN.into());
            }
            let pause = line.wait.pause().ok_or(TlsError::ElementBusy)?;
            if driver.monotonic().is_none() {
                self.paused = self.paused.saturating_add(pause);
            }
        }
    }

    /// What is in the way; `None` if nothing is.
    fn try_take(&mut self, line: &Line) -> Result<Option<Occupied>, TlsError> {
        let limit = line.limit.filter(|_| !self.admitted);
        let place = match &mut self.place {
            Some(place) => place,
            place => place.insert(line.gate.join(limit).ok_or(TlsError::TooManyHandshakes)?),
        };
        let obstacle = place.enter().err();
        if obstacle.is_none() {
            self.admitted = true;
            self.obstacle = None;
        }
        Ok(obstacle)
    }

    /// Whoever has stood in the way for too long loses the turn.
    fn put_out_holder(&mut self, line: &Line, occupied: Occupied, driver: &dyn SocketDriver) {
        let now = driver.monotonic().unwrap_or(self.paused);
        match (self.obstacle, &self.place) {
            (Some((same, since)), Some(place)) if same == occupied => {
                if now.saturating_sub(since) >= line.hold {
                    place.put_out(occupied);
                }
            }
            _ => self.obstacle = Some((occupied, now)),
        }
    }

    /// Whether somebody was in the way when it last asked for its turn.
    pub(super) const fn is_waiting(&self) -> bool {
        self.obstacle.is_some()
    }

    /// The step is done; the next one may be others'.
    pub(super) fn end_step(&mut self) {
        self.place = self.place.take().and_then(Place::end_step);
    }

    /// The handshake is done, or has failed.
    pub(super) fn leave(&mut self) {
        self.place = None;
    }
}
