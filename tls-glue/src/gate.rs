//! One key exchange at a time: who may use an element's ephemeral key, and who waits for it.

use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use core::{fmt, ptr};

use hwcrypto_api::{EphemeralKey, Error, HwCrypto, KeyRef};
use spin::mutex::SpinMutex;

use crate::Wait;

/// The line in front of an element's ephemeral key.
///
/// An element has room for one ephemeral key, rustls cannot resume a handshake whose key exchange failed, and blocking
/// inside of it could wait for ever for a handshake of the same thread. Whoever drives handshakes therefore stands in
/// line with a [`Place`] and [enters](Place::enter) before each step that may make a key. There is one gate per element,
/// however many providers use it.
///
/// Whoever uses rustls without the gate gets [`Error::Busy`] at once when somebody else's key lives, in an
/// [`ElementFailure`](crate::ElementFailure).
pub struct Gate {
    element: &'static HwCrypto,
    state: SpinMutex<State>,
}

struct State {
    /// First in, first out. The first has the turn.
    line: VecDeque<Standing>,
    next: u64,
    key: Key,
    /// A key that the element could not give up because it was busy at that moment.
    left_over: Option<KeyRef>,
    /// Counts the turns and the keys. Steps are not counted: a peer that drips single bytes makes many of them.
    changes: u64,
}

struct Standing {
    number: u64,
    activity: Activity,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Activity {
    /// Has had no turn yet.
    Waiting,
    /// Inside of a step.
    Working,
    /// Between two steps, with a key, while its peer has to do something.
    Resting,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    None,
    /// Being made or used.
    Working,
    Alive(KeyRef),
}

/// Somebody else has the turn. Remembers what it looked like, so that one who keeps it for too long can be told from
/// several who keep it one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupied(u64);

static GATES: SpinMutex<Vec<&'static Gate>> = SpinMutex::new(Vec::new());

impl Gate {
    /// The gate of `element`: always the same one for the same table.
    #[must_use]
    pub fn of(element: &'static HwCrypto) -> &'static Self {
        let mut gates = GATES.lock();
        if let Some(gate) = gates.iter().find(|gate| ptr::eq(gate.element, element)) {
            return gate;
        }
        let state = State { line: VecDeque::new(), next: 0, key: Key::None, left_over: None, changes: 0 };
        let gate: &'static Self = Box::leak(Box::new(Self { element, state: SpinMutex::new(state) }));
        gates.push(gate);
        gate
    }

    /// Joins the line, unless `limit` handshakes stand in it already.
    pub fn join(&'static self, limit: Option<usize>) -> Option<Place> {
        let mut state = self.state.lock();
        if limit.is_some_and(|limit| state.line.len() >= limit) {
            return None;
        }
        let number = state.join();
        Some(Place { gate: self, number })
    }

    /// How many handshakes stand in line, with the one whose turn it is.
    #[must_use]
    pub fn standing(&self) -> usize {
        self.state.lock().line.len()
    }

    /// Makes an ephemeral key. [`Error::Busy`] at once while another one lives; `wait` is for an element that is doing
    /// something else for somebody else.
    pub(crate) fn make_key(&self, wait: Wait) -> Result<(KeyRef, [u8; 64]), Error> {
        {
            let mut state = self.state.lock();
            if state.key != Key::None {
                return Err(Error::Busy);
            }
            state.key = Key::Working;
        }
        let made = wait.until_free(|| {
            self.discard_left_over();
            { self.element }.ephemeral_key()
        });
        let mut state = self.state.lock();
        state.set_key(made.as_ref().map_or(Key::None, |(key, _)| Key::Alive(*key)));
        if made.is_ok() {
            state.left_over = None;
        }
        made
    }

    /// Runs `operation`, which uses `key` up. [`Error::StateLost`] if the key was taken away.
    pub(crate) fn use_key<T>(
        &self,
        key: KeyRef,
        operation: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        {
            let mut state = self.state.lock();
            if state.key != Key::Alive(key) {
                return Err(Error::StateLost);
            }
            state.key = Key::Working;
        }
        let outcome = operation();
        let mut state = self.state.lock();
        state.set_key(Key::None);
        if outcome.is_err() {
            state.left_over = Some(key);
        }
        drop(state);
        self.discard_left_over();
        outcome
    }

    /// Gives `key` up, if it still lives.
    pub(crate) fn give_up(&self, key: KeyRef) {
        let mut state = self.state.lock();
        if state.key == Key::Alive(key) {
            state.take_key_away();
            drop(state);
            self.discard_left_over();
        }
    }

    /// Offers the element to forget a key that nobody will use. A busy one does not, nor say so: the key stays left over
    /// until the next one is made.
    fn discard_left_over(&self) {
        let left_over = self.state.lock().left_over;
        if let Some(key) = left_over {
            { self.element }.discard_ephemeral_key(key);
        }
    }
}

impl State {
    fn join(&mut self) -> u64 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        self.line.push_back(Standing { number, activity: Activity::Waiting });
        number
    }

    fn set_key(&mut self, key: Key) {
        self.key = key;
        self.changed();
    }

    fn changed(&mut self) {
        self.changes = self.changes.wrapping_add(1);
    }

    fn remove_first(&mut self) {
        self.line.pop_front();
        self.take_key_away();
        self.changed();
    }

    /// The first in line, if it has this number.
    fn first(&mut self, number: u64) -> Option<&mut Standing> {
        self.line.front_mut().filter(|first| first.number == number)
    }

    fn take_key_away(&mut self) {
        if let Key::Alive(key) = self.key {
            self.left_over = Some(key);
            self.set_key(Key::None);
        }
    }
}

/// A place in the line of a [`Gate`]. Dropping it leaves the line, and gives the key up that was made in its turn.
#[derive(Debug)]
pub struct Place {
    gate: &'static Gate,
    number: u64,
}

impl Place {
    /// Takes the turn for one step, if it is this place's and no key of anybody else lives. [`end_step`](Self::end_step)
    /// ends the step.
    ///
    /// A place that was [put out](Self::put_out) stands at the end of the line again.
    ///
    /// # Errors
    /// [`Occupied`]: look again later.
    pub fn enter(&mut self) -> Result<(), Occupied> {
        let mut state = self.gate.state.lock();
        if !state.line.iter().any(|standing| standing.number == self.number) {
            self.number = state.join();
        }
        let occupied = Occupied(state.changes);
        let no_key = state.key == Key::None;
        let first = state.first(self.number).ok_or(occupied)?;
        // Whoever rests has a key of its own.
        if !no_key && first.activity == Activity::Waiting {
            return Err(occupied);
        }
        first.activity = Activity::Working;
        Ok(())
    }

    /// Ends a step: keeps the turn if a key was made that still waits for the peer's share, and leaves the line if not.
    #[must_use]
    pub fn end_step(self) -> Option<Self> {
        let mut state = self.gate.state.lock();
        if !matches!(state.key, Key::Alive(_)) {
            return None;
        }
        let first = state.first(self.number)?;
        first.activity = Activity::Resting;
        drop(state);
        Some(self)
    }

    /// Takes turn and key away from whoever has had them since `occupied`, unless it is inside of a step. Its handshake fails
    /// when it goes on ([`Error::StateLost`]).
    ///
    /// This is for waiting places, after as long as a key may be kept ([`Options::hold`](crate::Options::hold)), so that a
    /// peer that falls silent stops one handshake and not all of them.
    pub fn put_out(&self, occupied: Occupied) {
        let mut state = self.gate.state.lock();
        if state.changes != occupied.0 {
            return;
        }
        match state.line.front() {
            // A key that was made without the gate.
            Some(first) if first.number == self.number => state.take_key_away(),
            Some(first) if first.activity != Activity::Working => state.remove_first(),
            _ => {}
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.gate.state.lock();
        match state.first(self.number).map(|first| first.activity) {
            // Says nothing about whoever has the turn, so that it does not count as a change.
            None => state.line.retain(|standing| standing.number != self.number),
            // The key is not of its making.
            Some(Activity::Waiting) => {
                state.line.pop_front();
                state.changed();
            }
            Some(Activity::Working | Activity::Resting) => {
                state.remove_first();
                drop(state);
                self.gate.discard_left_over();
            }
        }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}
