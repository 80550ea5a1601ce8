use super::{Fault, When};

/// The chip stops sending in the middle of a reply: the rest reads as 0xFF. An occasion is a reply, from the first
/// byte that is read after a write.
#[derive(Debug, Clone)]
pub struct Truncated {
    length: usize,
    when: When,
    /// Bytes of the reply so far.
    read: usize,
    cut: bool,
}

impl Truncated {
    /// After `length` bytes, in these replies.
    #[must_use]
    pub const fn after(length: usize, when: When) -> Self {
        Self { length, when, read: 0, cut: false }
    }
}

impl Fault for Truncated {
    fn on_write(&mut self, _: &mut [u8]) {
        self.read = 0;
    }

    fn on_read(&mut self, bytes: &mut [u8]) {
        if self.read == 0 && !bytes.is_empty() {
            self.cut = self.when.happens();
        }
        let left = self.length.saturating_sub(self.read);
        self.read = self.read.saturating_add(bytes.len());
        if self.cut {
            bytes.iter_mut().skip(left).for_each(|byte| *byte = 0xFF);
        }
    }
}
