use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::{Fault, When};

/// A bit of a byte arrives as its opposite. An occasion is a byte in the given direction; which of its bits says the
/// seed.
#[derive(Debug, Clone)]
pub struct BitFlips {
    direction: Direction,
    when: When,
    rng: ChaCha20Rng,
}

/// Which bytes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Those that are written.
    ToChip,
    /// Those that are read.
    FromChip,
    /// All of them.
    Both,
}

impl BitFlips {
    /// In these bytes.
    #[must_use]
    pub fn new(direction: Direction, when: When, seed: u64) -> Self {
        Self { direction, when, rng: ChaCha20Rng::seed_from_u64(seed) }
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.when.happens() {
                *byte ^= 1 << (self.rng.next_u32() % u8::BITS);
            }
        }
    }
}

impl Fault for BitFlips {
    fn on_write(&mut self, bytes: &mut [u8]) {
        if self.direction != Direction::FromChip {
            self.flip(bytes);
        }
    }

    fn on_read(&mut self, bytes: &mut [u8]) {
        if self.direction != Direction::ToChip {
            self.flip(bytes);
        }
    }
}
