/// The parts of the family, as far as the driver treats them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// ATECC508A: digests go through TempKey, ECDH answers as SlotConfig says, and there is no IO protection key, no secure
    /// boot and no persistent latch.
    Atecc508A,
    /// ATECC608A, B or C.
    Atecc608,
}
