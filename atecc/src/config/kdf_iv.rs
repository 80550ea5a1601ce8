/// KdfIvLoc and KdfIvStr (configuration bytes 72–74): what has to stand where in the message of a KDF whose key wants the
/// special initialisation vector.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct KdfIv {
    /// KdfIvLoc: bytes of the message before the string.
    pub location: u8,
    /// KdfIvStr.
    pub string: [u8; 2],
}
