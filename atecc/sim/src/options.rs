use atecc::policy;

use crate::self_test::SelfTests;

/// How a simulated chip behaves where real ones differ, or where no public source settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How long commands take. Default: typical.
    pub timing: Timing,
    /// Whether virtual time advances by itself, or the host's time counts. Default: virtual.
    pub time: Time,
    /// The 7-bit address that the chip answers to, whatever its configuration says. Default: none, it is that of
    /// the configuration.
    pub address: Option<u8>,
    /// Whether a command that the watchdog would cut off is answered 0xEE and not started. Default: yes; the
    /// status exists for this. Else it runs, and its reply is lost in the sleep.
    pub watchdog_check: bool,
    /// Whether SHA leaves TempKey alone unless it is the target of the digest. Default: yes, since the
    /// ATECC608 keeps its hash context in a register of its own.
    pub sha_keeps_temp_key: bool,
    /// Whether Verify leaves TempKey alone when the message is in the Message Digest Buffer. Default: no,
    /// since no public source lists it among the commands that do.
    pub verify_keeps_temp_key: bool,
    /// Whether SHA(HMAC start) takes all of TempKey as its key after a load of 64 bytes. Default: yes; else the
    /// lower 32 bytes. After a load of 32 bytes there is no difference: HMAC fills its key up with zeros.
    pub hmac_long_key: bool,
    /// Whether MAC and CheckMac take the mode bits 4 and 5 that put bytes of OTP into the message of older
    /// parts. Default: no, they are illegal.
    pub otp_in_mac: bool,
    /// Whether Verify has its mode 1, validate external. Default: no, since no public source describes it for
    /// the ATECC608. Else it is read as on the ATECC508A: a certificate that SHA hashed into TempKey with the
    /// public key of the slot in it, signed by the key that ReadKey names.
    pub verify_validates_external: bool,
    /// Whether PrivWrite refuses a value that is no private key. Default: yes; else it is stored as it is, and
    /// the commands that use it refuse.
    pub priv_write_checks_key: bool,
    /// The self tests that fail, by SelfTest and at wake. Default: none.
    pub failing_self_tests: SelfTests,
    /// Whether the random number generator fails its health test from now on. Default: no.
    pub rng_fails: bool,
    /// Whether a failed self test at wake is answered `04 07 C4 40`, which the vendor's library waits for,
    /// instead of with the CRC that `04 07` has. Default: no.
    pub wake_failure_as_library: bool,
    /// Access rules that no public source settles.
    pub policy: policy::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timing: Timing::Typical,
            time: Time::Virtual,
            address: None,
            watchdog_check: true,
            sha_keeps_temp_key: true,
            verify_keeps_temp_key: false,
            hmac_long_key: true,
            otp_in_mac: false,
            verify_validates_external: false,
            priv_write_checks_key: true,
            failing_self_tests: SelfTests::NONE,
            rng_fails: false,
            wake_failure_as_library: false,
            policy: policy::Options::default(),
        }
    }
}

/// How long commands take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Timing {
    /// What open drivers measured, scaled by the clock divider.
    #[default]
    Typical,
    /// The longest that the vendor's tables allow, and the earliest that the watchdog fires: the worst case.
    Max,
    /// No time at all, waking included; bus time still counts.
    Instant,
    /// So many per cent of the typical time; waking and the watchdog keep theirs. A command that takes longer than
    /// the watchdog allows is never run.
    Scaled {
        /// 100 is typical.
        per_cent: u32,
    },
}

/// Which clock the chip lives by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// Bus traffic and delays advance it: a test takes no real time.
    #[default]
    Virtual,
    /// That of the host: bus traffic and delays take the real time they take.
    Real,
}
