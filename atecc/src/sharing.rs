/// What became of a chip since its user last let go of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meanwhile {
    /// Nobody else used it: what the driver knows of its volatile state holds.
    Untouched,
    /// Somebody else may have used it: the driver resynchronises it, counts its volatile state as lost and renews
    /// the seed of its random number generator before the next signature.
    Touched,
}
