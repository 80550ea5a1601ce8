//! Tables whose handles carry a generation: a handle that was closed stays dead, whoever gets its place next.

use alloc::{collections::VecDeque, vec::Vec};
use core::mem;

use crate::{Errno, zsock::Fd};

/// Bits of a handle that name the place; the rest below the sign is the generation.
const INDEX_BITS: u32 = 14;
const CAPACITY: usize = 1 << INDEX_BITS;
const GENERATIONS: i32 = 1 << (i32::BITS - 1 - INDEX_BITS);

/// Values behind generation-checked handles.
///
/// Generations begin at 1, so that 0, 1 and 2 are never sockets. Freed places are reused in the order in which they
/// were freed, which delays the return of a handle as long as can be.
#[derive(Debug)]
pub(crate) struct Handles<T> {
    places: Vec<Place<T>>,
    free: VecDeque<usize>,
    /// Whether another table has taken over.
    ended: bool,
}

#[derive(Debug)]
struct Place<T> {
    generation: i32,
    value: Option<T>,
}

impl<T> Handles<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: VecDeque::new(), ended: false }
    }

    /// Stores `value` under a fresh handle; `EMFILE` if there is no place, `ENETDOWN` after a hand-over.
    pub(crate) fn insert(&mut self, value: T) -> Result<Fd, Errno> {
        if self.ended {
            return Err(Errno::ENETDOWN);
        }
        if let Some(index) = self.free.pop_front() {
            let place = self.places.get_mut(index).ok_or(Errno::EMFILE)?;
            place.value = Some(value);
            return handle(index, place.generation);
        }
        let index = self.places.len();
        if index == CAPACITY {
            return Err(Errno::EMFILE);
        }
        self.places.push(Place { generation: 1, value: Some(value) });
        handle(index, 1)
    }

    /// The value behind `fd`; `EBADF` if there is none any more.
    pub(crate) fn find(&self, fd: Fd) -> Result<&T, Errno> {
        let (index, generation) = split(fd)?;
        match self.places.get(index) {
            Some(Place { generation: current, value: Some(value) }) if *current == generation => Ok(value),
            _ => Err(Errno::EBADF),
        }
    }

    /// Takes the value behind `fd` out; from now on the handle is dead.
    pub(crate) fn remove(&mut self, fd: Fd) -> Result<T, Errno> {
        let (index, generation) = split(fd)?;
        let place = self.places.get_mut(index).filter(|place| place.generation == generation);
        let place = place.ok_or(Errno::EBADF)?;
        let value = place.value.take().ok_or(Errno::EBADF)?;
        place.generation = following(generation);
        self.free.push_back(index);
        Ok(value)
    }

    /// The table that goes on where this one ends, so that no handle of this one is good for it, and the values that were
    /// still here. `EBUSY` if there are any, unless `force`; `ENETDOWN` after another hand-over.
    pub(crate) fn hand_over(&mut self, force: bool) -> Result<(Self, Vec<T>), Errno> {
        if self.ended {
            return Err(Errno::ENETDOWN);
        }
        if !force && self.places.iter().any(|place| place.value.is_some()) {
            return Err(Errno::EBUSY);
        }
        let mut next = mem::replace(self, Self { ended: true, ..Self::new() });
        let mut values = Vec::new();
        for (index, place) in next.places.iter_mut().enumerate() {
            if let Some(value) = place.value.take() {
                place.generation = following(place.generation);
                next.free.push_back(index);
                values.push(value);
            }
        }
        Ok((next, values))
    }
}

const fn following(generation: i32) -> i32 {
    if generation + 1 == GENERATIONS { 1 } else { generation + 1 }
}

fn handle(index: usize, generation: i32) -> Result<Fd, Errno> {
    let index = i32::try_from(index).map_err(|_| Errno::EMFILE)?;
    Ok(Fd(generation << INDEX_BITS | index))
}

fn split(fd: Fd) -> Result<(usize, i32), Errno> {
    let number = usize::try_from(fd.0).map_err(|_| Errno::EBADF)?;
    Ok((number % CAPACITY, fd.0 >> INDEX_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_handle_stays_dead_when_its_place_is_reused() {
        let mut handles = Handles::new();
        let first = handles.insert('a').unwrap();
        assert_eq!(handles.remove(first), Ok('a'));
        let second = handles.insert('b').unwrap();
        assert_ne!(first, second);
        assert_eq!(handles.find(first), Err(Errno::EBADF));
        assert_eq!(handles.remove(first), Err(Errno::EBADF));
        assert_eq!(handles.find(second), Ok(&'b'));
    }

    #[test]
    fn numbers_that_were_never_handles_are_refused() {
        let mut handles = Handles::new();
        let fd = handles.insert(()).unwrap();
        for number in [i32::MIN, -1, 0, 1, 2, fd.0 + 1, i32::MAX] {
            assert_eq!(handles.find(Fd(number)), Err(Errno::EBADF), "{number}");
            assert_eq!(handles.remove(Fd(number)), Err(Errno::EBADF), "{number}");
        }
    }

    #[test]
    fn handles_of_a_table_that_was_handed_over_are_dead_in_both() {
        let mut handles = Handles::new();
        let (gone, open) = (handles.insert('a').unwrap(), handles.insert('b').unwrap());
        handles.remove(gone).unwrap();
        assert_eq!(handles.hand_over(false).err(), Some(Errno::EBUSY));
        assert_eq!(handles.find(open), Ok(&'b'), "nothing has changed");
        let (mut next, values) = handles.hand_over(true).unwrap();
        assert_eq!(values, ['b']);
        assert_eq!(handles.insert('c'), Err(Errno::ENETDOWN));
        assert_eq!(handles.hand_over(true).err(), Some(Errno::ENETDOWN));
        for _ in 0..3 {
            next.insert('d').unwrap();
        }
        for fd in [gone, open] {
            assert_eq!((handles.find(fd), next.find(fd)), (Err(Errno::EBADF), Err(Errno::EBADF)));
        }
    }

    #[test]
    fn a_full_table_says_so_and_generations_wrap_into_valid_handles() {
        let mut handles = Handles::new();
        let all: Vec<_> = (0..CAPACITY).map(|n| handles.insert(n).unwrap()).collect();
        assert_eq!(handles.insert(0), Err(Errno::EMFILE));
        let mut fd = all[7];
        for _ in 0..=GENERATIONS {
            handles.remove(fd).unwrap();
            fd = handles.insert(7).unwrap();
            assert!(fd.0 > 2);
        }
    }
}
