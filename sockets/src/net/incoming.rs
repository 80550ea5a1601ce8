use super::{Listener, Stream};
use crate::Error;

/// The connections that a [`Listener`] accepts; never ends.
#[derive(Debug)]
pub struct Incoming<'a, K>(&'a Listener<K>);

impl<'a, K> Incoming<'a, K> {
    pub(super) const fn of(listener: &'a Listener<K>) -> Self {
        Self(listener)
    }
}

impl<K> Iterator for Incoming<'_, K> {
    type Item = Result<Stream<K>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.accept().map(|(stream, _)| stream))
    }
}
