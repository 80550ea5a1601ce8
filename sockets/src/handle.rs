//! Tables whose handles carry a generation: a handle that was closed stays dead, whoever gets its place next.

use alloc::{collections::VecDeque, vec::Vec};

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
}

#[derive(Debug)]
struct Place<T> {
    generation: i32,
    value: Option<T>,
}

impl<T> Handles<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: VecDeque::new() }
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        // Every place that was taken once is taken or free.
        self.places.len().saturating_sub(self.free.len())
    }

    /// Stores `value` under a fresh handle; `EMFILE` if there is no place.
    pub(crate) fn insert(&mut self, value: T) -> Result<Fd, Errno> {
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

    /// The value behind `fd`, to change it; `EBADF` if there is none any more.
    #[cfg(feature = "smoltcp")]
    pub(crate) fn find_mut(&mut self, fd: Fd) -> Result<&mut T, Errno> {
        let (index, generation) = split(fd)?;
        match self.places.get_mut(index) {
            Some(Place { generation: current, value: Some(value) }) if *current == generation => Ok(value),
            _ => Err(Errno::EBADF),
        }
    }

    /// All values.
    #[cfg(feature = "smoltcp")]
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.places.iter().filter_map(|place| place.value.as_ref())
    }

    /// All values, to change them.
    #[cfg(feature = "smoltcp")]
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.places.iter_mut().filter_map(|place| place.value.as_mut())
    }

    /// Takes the value behind `fd` out; from now on the handle is dead.
    pub(crate) fn remove(&mut self, fd: Fd) -> Result<T, Errno> {
        let (index, generation) = split(fd)?;
        let place = self.places.get_mut(index).filter(|place| place.generation == generation);
        let place = place.ok_or(Errno::EBADF)?;
        let value = place.value.take().ok_or(Errno::EBADF)?;
        place.generation = if generation + 1 == GENERATIONS { 1 } else { generation + 1 };
        self.free.push_back(index);
        Ok(value)
    }
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
