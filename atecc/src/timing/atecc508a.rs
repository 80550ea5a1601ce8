use super::ExecutionTime;
use crate::Opcode;

impl Opcode {
    /// How long the command takes on an ATECC508A; `None` for what that part does not have. Its clock divider
    /// makes no difference.
    ///
    /// Maximum times: the ATECC508A table of the vendor's library. Typical times: the public data sheet, what
    /// is shorter than a millisecond as one.
    #[must_use]
    pub const fn execution_time_508a(self) -> Option<ExecutionTime> {
        let (typical_ms, max_ms) = match self {
            Self::CheckMac => (5, 13),
            Self::Counter => (5, 20),
            Self::DeriveKey => (2, 50),
            Self::Ecdh => (38, 58),
            Self::GenDig => (5, 11),
            Self::GenKey => (11, 115),
            Self::Hmac => (13, 23),
            Self::Info => (1, 2),
            Self::Lock => (8, 32),
            Self::Mac => (5, 14),
            Self::Nonce => (1, 29),
            Self::PrivWrite => (1, 48),
            Self::Random => (1, 23),
            Self::Read => (1, 5),
            Self::Sha => (7, 9),
            Self::Sign => (42, 60),
            Self::UpdateExtra => (8, 10),
            Self::Verify => (38, 72),
            Self::Write => (7, 26),
            Self::Aes | Self::Kdf | Self::SecureBoot | Self::SelfTest => return None,
        };
        Some(ExecutionTime::new(typical_ms, [max_ms; 3]))
    }
}
