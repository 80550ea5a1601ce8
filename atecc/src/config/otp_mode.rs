use core::fmt;

/// OTPmode (configuration byte 18 of the ATECC508A): what becomes of the OTP zone once data is locked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OtpMode(pub u8);

impl OtpMode {
    /// 0x55: bits can be cleared, as delivered.
    pub const CONSUMPTION: Self = Self(0x55);
    /// 0xAA: it never changes; all other values count as this one.
    pub const READ_ONLY: Self = Self(0xAA);
}

impl fmt::Display for OtpMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::CONSUMPTION { "consumption" } else { "read-only" })
    }
}
