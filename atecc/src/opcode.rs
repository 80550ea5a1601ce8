use core::fmt;

use crate::timing::ExecutionTime;

macro_rules! opcodes {
    ($($(#[$doc:meta])* $name:ident = $byte:literal, $word:literal, $typical:literal, [$m0:literal, $m1:literal, $m2:literal];)*) => {
        /// The commands of the ATECC608, and HMAC of the ATECC508A, with the opcodes and names of the data
        /// sheets.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Opcode {
            $($(#[$doc])* $name = $byte,)*
        }

        impl Opcode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The command behind an opcode byte.
            #[must_use]
            pub const fn from_byte(byte: u8) -> Option<Self> {
                match byte {
                    $($byte => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// The byte on the wire.
            #[must_use]
            pub const fn to_byte(self) -> u8 {
                self as u8
            }

            /// The data sheet's name of the command.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// How long the command takes on an ATECC608.
            ///
            /// Maximum times: the ATECC608 table of the vendor's library, for the three clock dividers. Typical
            /// times: tables of open drivers, for the fastest clock.
            #[must_use]
            pub const fn execution_time(self) -> ExecutionTime {
                match self {
                    $(Self::$name => ExecutionTime::new($typical, [$m0, $m1, $m2]),)*
                }
            }
        }
    };
}

opcodes! {
    /// AES-128 block operations and the GCM field multiplication.
    Aes = 0x51, "AES", 1, [27, 27, 27];
    /// Checks a MAC against a secret in a slot.
    CheckMac = 0x28, "CheckMac", 8, [40, 40, 40];
    /// Reads or increments a monotonic counter.
    Counter = 0x24, "Counter", 1, [25, 25, 25];
    /// Derives a new secret into a slot.
    DeriveKey = 0x1C, "DeriveKey", 15, [50, 50, 50];
    /// Agrees on a secret.
    Ecdh = 0x43, "ECDH", 28, [75, 172, 531];
    /// Digests a stored value into TempKey.
    GenDig = 0x15, "GenDig", 11, [25, 35, 35];
    /// Creates a private key, or gives a public key.
    GenKey = 0x40, "GenKey", 59, [115, 215, 653];
    /// An HMAC of TempKey with a secret from a slot; only the ATECC508A has it, and its times.
    Hmac = 0x11, "HMAC", 13, [23, 23, 23];
    /// Tells the revision and the state of the chip.
    Info = 0x30, "Info", 1, [5, 5, 5];
    /// Key derivation functions.
    Kdf = 0x56, "KDF", 99, [165, 165, 165];
    /// Locks a zone or a slot for ever.
    Lock = 0x17, "Lock", 15, [35, 35, 35];
    /// A MAC from a secret in a slot.
    Mac = 0x08, "MAC", 7, [55, 55, 55];
    /// Loads or generates a nonce.
    Nonce = 0x16, "Nonce", 17, [20, 20, 20];
    /// Writes a private key.
    PrivWrite = 0x46, "PrivWrite", 29, [50, 50, 50];
    /// Random bytes.
    Random = 0x1B, "Random", 15, [23, 23, 23];
    /// Reads a word or a block.
    Read = 0x02, "Read", 1, [5, 5, 5];
    /// Checks the signature or digest of a boot image.
    SecureBoot = 0x80, "SecureBoot", 1, [80, 160, 480];
    /// Tests the cryptographic engines.
    SelfTest = 0x77, "SelfTest", 110, [250, 625, 2324];
    /// SHA-256 and HMAC.
    Sha = 0x47, "SHA", 1, [36, 42, 75];
    /// Signs a digest.
    Sign = 0x41, "Sign", 60, [115, 220, 665];
    /// Changes one of the extra bytes of the configuration.
    UpdateExtra = 0x20, "UpdateExtra", 8, [10, 10, 10];
    /// Verifies a signature.
    Verify = 0x45, "Verify", 27, [105, 295, 1085];
    /// Writes a word or a block.
    Write = 0x12, "Write", 8, [45, 45, 45];
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
