use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// `N` bytes of the operating system's entropy.
pub(crate) fn entropy<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// The random number generator of one power-up.
///
/// A part made from a seed draws the same numbers in each run that does the same, but never the same numbers
/// after two power-ups: the count of power-ups, which the state file keeps, is part of the seed.
pub(crate) fn generator(seed: Option<u64>, power_ups: u64) -> Result<ChaCha20Rng, getrandom::Error> {
    let Some(seed) = seed else { return Ok(ChaCha20Rng::from_seed(entropy()?)) };
    let digest = Sha256::new_with_prefix(b"atecc-sim random numbers")
        .chain_update(seed.to_le_bytes())
        .chain_update(power_ups.to_le_bytes())
        .finalize();
    Ok(ChaCha20Rng::from_seed(digest.into()))
}

/// The random number generator of the factory, which makes the keys of a Trust part: from a seed always the same.
pub(crate) fn factory_generator(seed: Option<u64>) -> Result<ChaCha20Rng, getrandom::Error> {
    let Some(seed) = seed else { return Ok(ChaCha20Rng::from_seed(entropy()?)) };
    let digest = Sha256::new_with_prefix(b"atecc-sim factory").chain_update(seed.to_le_bytes()).finalize();
    Ok(ChaCha20Rng::from_seed(digest.into()))
}

/// The next 32 bytes.
pub(crate) fn random_block(rng: &mut ChaCha20Rng) -> [u8; 32] {
    let mut block = [0; 32];
    rng.fill_bytes(&mut block);
    block
}

/// The seed in the EEPROM, for a chip that starts anew from it after each sleep.
pub(crate) struct Seed {
    /// What follows from it.
    numbers: ChaCha20Rng,
    /// Where the next one comes from.
    source: ChaCha20Rng,
}

impl Seed {
    pub(crate) fn new(numbers: &ChaCha20Rng) -> Self {
        let mut numbers = numbers.clone();
        let source = ChaCha20Rng::from_seed(random_block(&mut numbers));
        Self { numbers, source }
    }

    /// The numbers that follow from the seed as it is.
    pub(crate) fn stale(&self) -> ChaCha20Rng {
        self.numbers.clone()
    }

    /// Those that follow from a new one.
    pub(crate) fn update(&mut self) -> ChaCha20Rng {
        self.numbers = ChaCha20Rng::from_seed(random_block(&mut self.source));
        self.stale()
    }
}
