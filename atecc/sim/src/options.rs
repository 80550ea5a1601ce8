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
    /// Which interface a part has that the factory makes; what a state file describes has the one that is in its
    /// configuration. Default: I2C.
    pub interface: Interface,
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
    /// Whether a refused command leaves TempKey alone. Default: no, as on the ATECC508A, where most clear it.
    pub refusal_keeps_temp_key: bool,
    /// Whether commands that neither take TempKey nor put a value there leave it alone. Default: no, only those that
    /// the sources name do.
    pub only_users_clear_temp_key: bool,
    /// Which flags TempKey has after a key, a secret or a digest was put there by GenKey, ECDH, KDF or SHA.
    /// Default: those of a fixed value, so that nothing takes it for a random nonce.
    pub result_flags: ResultFlags,
    /// Whether a Nonce that is made from TempKey (second parameter 0x8000) counts as a random one. Default: no, the
    /// flags stay what they were.
    pub nonce_from_temp_key_is_random: bool,
    /// Whether a chip that slept gives the same random numbers again until its seed is updated, for as long as this
    /// process lives. Default: no.
    pub stale_seed_repeats: bool,
    /// What HKDF of KDF computes. Default: one HMAC.
    pub hkdf: Hkdf,
    /// Where HKDF finds the slot of its message. Default: in the details.
    pub hkdf_message_slot: HkdfMessageSlot,
    /// Whether HKDF with a key of zeros looks at the source of the key all the same: its rules, its uses. Default: no.
    pub hkdf_zero_key_checks_source: bool,
    /// Whether bit 9 in the details of PRF (AEAD) without bit 8 means a result of 64 bytes too. Default: no, it is
    /// illegal.
    pub kdf_aead_implies_long: bool,
    /// Whether GenDig takes transport keys (KeyID 0x8000 and up), those of [`transport_key`](crate::transport_key),
    /// until data is locked. Default: no, these KeyIDs are illegal.
    pub transport_keys: bool,
    /// Whether a step of LimitedUse adds its time to a command: 8 ms, 50 at worst. Default: yes.
    pub limited_use_takes_time: bool,
    /// Whether the long watchdog waits 13 s, as the vendor's library says. Default: no, 10 s.
    pub later_long_watchdog: bool,
    /// Whether ChipOptions bit 3 (AutoClearFirstFail) has a meaning. Default: yes, a failed health test is forgotten
    /// once it was told.
    pub auto_clear_first_fail: bool,
    /// Whether a point that is not on the curve is answered 0x03. Default: no, 0x0F.
    pub bad_point_is_parse_error: bool,
    /// Whether a command with a count above 155 is answered 0x03. Default: no, 0xFF.
    pub long_command_is_parse_error: bool,
    /// Whether the chip acknowledges reads between two parts of a command; they give the last reply. Default: no.
    pub reads_in_partial_command: bool,
    /// Whether bytes behind the end of a command are not acknowledged. Default: no, they are ignored.
    pub nack_extra_bytes: bool,
    /// Access rules that no public source settles.
    pub policy: policy::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timing: Timing::Typical,
            time: Time::Virtual,
            interface: Interface::I2c,
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
            refusal_keeps_temp_key: false,
            only_users_clear_temp_key: false,
            result_flags: ResultFlags::Fixed,
            nonce_from_temp_key_is_random: false,
            stale_seed_repeats: false,
            hkdf: Hkdf::OneStep,
            hkdf_message_slot: HkdfMessageSlot::Details,
            hkdf_zero_key_checks_source: false,
            kdf_aead_implies_long: false,
            transport_keys: false,
            limited_use_takes_time: true,
            later_long_watchdog: false,
            auto_clear_first_fail: true,
            bad_point_is_parse_error: false,
            long_command_is_parse_error: false,
            reads_in_partial_command: false,
            nack_extra_bytes: false,
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

/// How a part talks: it is ordered so, and configuration byte 14 (I2C_Enable), which nobody can write, tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Interface {
    /// Two wires, at the bus.
    #[default]
    I2c,
    /// One wire, at a UART: [`SimUart`](crate::SimUart). It does not answer on I2C, nor wake from its traffic.
    SingleWire,
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

/// What HKDF of KDF computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Hkdf {
    /// HMAC-SHA256 of the message under the key: the step that both halves of RFC 5869 are made of.
    #[default]
    OneStep,
    /// Both halves: Extract of the key without a salt, then the first 32 bytes of Expand with the message as info.
    ExtractAndExpand,
}

/// Where HKDF finds the slot of its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum HkdfMessageSlot {
    /// In bits 8–11 of the details.
    #[default]
    Details,
    /// In the upper byte of the second parameter, which also names the target.
    Param2,
}

/// Which flags TempKey has after a command put its result there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ResultFlags {
    /// SourceFlag 1: a fixed value.
    #[default]
    Fixed,
    /// SourceFlag 0: as good as a random nonce.
    Random,
    /// SourceFlag and NoMacFlag as they were; fixed if TempKey was empty.
    Inherited,
}
