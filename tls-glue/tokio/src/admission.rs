//! Who may compute for a handshake, and when.

use core::time::Duration;
use std::io;
use std::sync::Arc;

use tls_glue::{Gate, Place, Provider};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use crate::Refused;

/// How often one who stands in line looks whether it has its turn.
const STEP: Duration = Duration::from_millis(1);

/// By what polls are admitted.
#[derive(Debug, Clone)]
pub(crate) enum Admission {
    /// All of them, at once.
    Open,
    /// As many as there are places.
    Places(Places),
    /// One after the other, and no other handshake's while an ephemeral key of the element waits for the peer's share.
    Line(Line),
}

#[derive(Debug, Clone)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    limit: usize,
}

/// The line of an element that exchanges keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    gate: &'static Gate,
    /// How long one may keep the key while others wait.
    hold: Duration,
    limit: usize,
}

/// The right to make one poll.
pub(crate) enum Right {
    Open,
    Place { _permit: OwnedSemaphorePermit },
    Turn(Place),
}

impl Admission {
    pub(crate) fn places(limit: usize) -> Self {
        let limit = limit.clamp(1, Semaphore::MAX_PERMITS);
        Self::Places(Places { free: Arc::new(Semaphore::new(limit)), limit })
    }

    /// The same limit for the line of `provider`'s element, if that exchanges keys.
    pub(crate) fn in_turn(self, provider: &Provider) -> Self {
        match (self, provider.gate()) {
            (Self::Places(Places { limit, .. }), Some(gate)) => {
                Self::Line(Line { gate, hold: provider.options().hold, limit })
            }
            (same, _) => same,
        }
    }

    /// For one who comes. Refuses at once if there are too many.
    pub(crate) async fn admit(&self) -> io::Result<Right> {
        match self {
            Self::Open => Ok(Right::Open),
            Self::Places(Places { free, limit }) => {
                let permit = Arc::clone(free).try_acquire_owned();
                permit.map(|permit| Right::Place { _permit: permit }).map_err(|_| refused(*limit))
            }
            Self::Line(line) => {
                let place = line.gate.join(Some(line.limit)).ok_or_else(|| refused(line.limit))?;
                Ok(Right::Turn(line.turn(place).await))
            }
        }
    }

    /// For one who was let in before and still has the place in line that it `kept`, if any.
    pub(crate) async fn readmit(&self, kept: Option<Place>) -> io::Result<Right> {
        match self {
            Self::Open => Ok(Right::Open),
            Self::Places(places) => {
                let permit = Arc::clone(&places.free).acquire_owned().await;
                permit.map(|permit| Right::Place { _permit: permit }).map_err(io::Error::other)
            }
            Self::Line(line) => match kept.or_else(|| line.gate.join(None)) {
                Some(place) => Ok(Right::Turn(line.turn(place).await)),
                None => Err(refused(line.limit)),
            },
        }
    }
}

impl Line {
    /// Waits for the turn. Whoever has stood in the way for too long loses it.
    async fn turn(&self, mut place: Place) -> Place {
        let mut obstacle = None;
        while let Err(occupied) = place.enter() {
            match obstacle {
                Some((same, since)) if same == occupied => {
                    if Instant::now().duration_since(since) >= self.hold {
                        place.put_out(occupied);
                    }
                }
                _ => obstacle = Some((occupied, Instant::now())),
            }
            sleep(STEP).await;
        }
        place
    }
}

impl Right {
    /// The poll is made; gives the place in line back if the turn goes on.
    pub(crate) fn end(self) -> Option<Place> {
        match self {
            Self::Open | Self::Place { .. } => None,
            Self::Turn(place) => place.end_step(),
        }
    }
}

fn refused(limit: usize) -> io::Error {
    Refused { limit }.into()
}
