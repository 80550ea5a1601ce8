use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// At which of its occasions a fault happens. What an occasion is says the fault.
#[derive(Debug, Clone)]
pub struct When(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// So many more to go; `None` once it has happened.
    Nth(Option<u64>),
    Every {
        period: u64,
        passed: u64,
    },
    OneIn {
        chances: u32,
        rng: Box<ChaCha20Rng>,
    },
}

impl When {
    /// Once, at the n-th occasion; the first one is 1. 0 is never.
    #[must_use]
    pub const fn nth(occasion: u64) -> Self {
        Self(Kind::Nth(Some(occasion)))
    }

    /// At each `period`-th occasion; 1 is always, 0 never.
    #[must_use]
    pub const fn every(period: u64) -> Self {
        Self(Kind::Every { period, passed: 0 })
    }

    /// At each occasion.
    #[must_use]
    pub const fn always() -> Self {
        Self::every(1)
    }

    /// By chance, at one in `chances` occasions in the long run; 0 is never. The same seed gives the same choice.
    #[must_use]
    pub fn one_in(chances: u32, seed: u64) -> Self {
        Self(Kind::OneIn { chances, rng: Box::new(ChaCha20Rng::seed_from_u64(seed)) })
    }

    /// An occasion: whether the fault happens.
    pub fn happens(&mut self) -> bool {
        match &mut self.0 {
            Kind::Nth(left) => match left {
                Some(0) | None => false,
                Some(1) => {
                    *left = None;
                    true
                }
                Some(more) => {
                    *more -= 1;
                    false
                }
            },
            Kind::Every { period: 0, .. } => false,
            Kind::Every { period, passed } => {
                *passed = (*passed + 1) % *period;
                *passed == 0
            }
            Kind::OneIn { chances: 0, .. } => false,
            Kind::OneIn { chances, rng } => rng.next_u32().is_multiple_of(*chances),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occasions(mut when: When, of: u32) -> Vec<u32> {
        (1..=of).filter(|_| when.happens()).collect()
    }

    #[test]
    fn at_which_occasions() {
        assert_eq!(occasions(When::nth(3), 9), [3]);
        assert!(occasions(When::nth(0), 9).is_empty());
        assert_eq!(occasions(When::every(3), 9), [3, 6, 9]);
        assert!(occasions(When::every(0), 9).is_empty());
        assert_eq!(occasions(When::always(), 3), [1, 2, 3]);
    }

    #[test]
    fn chance_is_repeatable_and_about_right() {
        let hits = occasions(When::one_in(10, 1), 10_000);
        assert!((800..1_200).contains(&hits.len()), "{}", hits.len());
        assert_eq!(hits, occasions(When::one_in(10, 1), 10_000));
        assert_ne!(hits, occasions(When::one_in(10, 2), 10_000));
        assert!(occasions(When::one_in(0, 1), 100).is_empty());
    }
}
