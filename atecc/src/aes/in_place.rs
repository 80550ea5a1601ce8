use zeroize::Zeroize;

/// Data that an operation changes in place: wiped if it is left half-way, by an error or because nobody waits for it any
/// more.
pub(crate) struct InPlace<'a> {
    data: &'a mut [u8],
    whole: bool,
}

impl<'a> InPlace<'a> {
    pub(crate) const fn new(data: &'a mut [u8]) -> Self {
        Self { data, whole: false }
    }

    pub(crate) const fn data(&mut self) -> &mut [u8] {
        self.data
    }

    /// Nothing is left to wait for: the data stays if the operation succeeded.
    pub(crate) fn end<T, E>(mut self, outcome: Result<T, E>) -> Result<T, E> {
        self.whole = outcome.is_ok();
        outcome
    }
}

impl Drop for InPlace<'_> {
    fn drop(&mut self) {
        if !self.whole {
            self.data.zeroize();
        }
    }
}
