//! An element that can be taken away while tables and contexts still name it: `Option<D>` is a driver too, and `None`
//! does not answer.

use crate::around::Around;
use crate::{Error, Operation};

impl<D> Around for Option<D> {
    type Driver = D;

    fn around<T>(
        &mut self,
        _operation: Operation,
        call: impl FnOnce(&mut D) -> Result<T, Error>,
    ) -> Result<T, Error> {
        call(self.as_mut().ok_or(Error::NoResponse)?)
    }
}
