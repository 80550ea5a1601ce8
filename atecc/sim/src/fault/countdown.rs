/// Fires once, at the n-th occasion from now; the first one is 1, and 0 means the first one too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Countdown(u64);

impl Countdown {
    pub(crate) const fn new(occasions: u64) -> Self {
        Self(occasions)
    }

    /// One occasion. Whether an armed countdown fires at it; it is disarmed then.
    pub(crate) const fn fires(armed: &mut Option<Self>) -> bool {
        match armed {
            Some(Self(left)) if *left > 1 => {
                *left -= 1;
                false
            }
            Some(_) => {
                *armed = None;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fires_once_and_at_its_time() {
        for (occasions, expected) in [(0, 1), (1, 1), (3, 3)] {
            let mut armed = Some(Countdown::new(occasions));
            let fired: Vec<u64> = (1..10).filter(|_| Countdown::fires(&mut armed)).collect();
            assert_eq!(fired, [expected]);
        }
    }
}
