//! Port numbers that the driver chooses.

/// The dynamic ports of RFC 6335, section 6.
const FIRST: u16 = 49152;
const COUNT: u16 = u16::MAX - FIRST + 1;
/// How far apart two choices are at most: the trade between being hard to guess and coming back late (RFC 6056, section
/// 3.3.5: random increments).
const STRIDE: u64 = 32;

#[derive(Debug)]
pub(super) struct Ports {
    state: u64,
    /// How far into the range the last order began.
    last: Option<u16>,
}

impl Ports {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed, last: None }
    }

    /// SplitMix64: enough to spread choices, and the seed is not seen in them.
    const fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// All ports, in the order in which they are to be tried. The next time the order begins further on.
    pub(super) fn candidates(&mut self) -> impl Iterator<Item = u16> + use<> {
        let step = match self.last {
            None => self.random(),
            Some(_) => 1 + self.random() % STRIDE,
        };
        let step = u16::try_from(step % u64::from(COUNT)).unwrap_or(1);
        let start = (self.last.unwrap_or(0) + step) % COUNT;
        self.last = Some(start);
        (0..COUNT).map(move |more| FIRST + (start + more) % COUNT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_the_dynamic_ports_each_once() {
        let mut all: alloc::vec::Vec<_> = Ports::new(7).candidates().collect();
        all.sort_unstable();
        assert!(all.into_iter().eq(FIRST..=u16::MAX));
    }

    #[test]
    fn choices_come_back_late_and_differ_with_the_seed() {
        let mut ports = Ports::new(1);
        let mut chosen: alloc::vec::Vec<_> = (0..400).filter_map(|_| ports.candidates().next()).collect();
        assert_ne!(chosen.first().copied(), Ports::new(2).candidates().next());
        chosen.sort_unstable();
        chosen.dedup();
        assert_eq!(chosen.len(), 400);
    }
}
