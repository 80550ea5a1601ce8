/// Decisions that no public source settles, each with the reading that it has by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether commands use the key in a slot (Sign, ECDH, Verify(stored), MAC, AES and the like) while the
    /// data zone is unlocked. Default yes, as the ATECC508A data sheet implies.
    pub use_before_data_lock: bool,
    /// Whether Sign(external) does, where [`Self::use_before_data_lock`] allows uses at all. Default yes, as the
    /// ATECC508A data sheet implies.
    pub sign_before_data_lock: bool,
    /// Whether GenKey(create) looks at ReqAuth while the data zone is unlocked. Default yes.
    pub gen_key_auth_before_data_lock: bool,
    /// How long a proof of the key that UseLock names lasts. Default: until the supply drops.
    pub use_lock: UseLockScope,
    /// Whether UseLock is in force while the data zone is unlocked. Default no: it is for parts under way.
    pub use_lock_before_data_lock: bool,
    /// Whether Verify(validate external) looks at X509format. Default yes.
    pub checks_x509_format: bool,
    /// Whether the uses of slot 15 of an ATECC508A count in LastKeyUse. Default yes; else in Counter 0, as those of
    /// the other slots do.
    pub last_key_use: bool,
    /// Which slots ECDH may put a secret into. Default: any that is not locked and not private.
    pub ecdh_slots: EcdhSlots,
    /// Whether Lock takes the data zone or a slot while the configuration is unlocked. Default no.
    pub lock_data_before_config: bool,
    /// Whether ECDH gives the secret out, when asked to, although ReadKey bit 3 sends it into the next slot.
    /// Default no.
    pub output_despite_next_slot: bool,
    /// Whether DeriveKey works while the data zone is unlocked. Default no.
    pub derive_before_data_lock: bool,
    /// Whether DeriveKey takes a TempKey that a key with NoMac was digested into. Default yes.
    pub derive_with_no_mac: bool,
    /// Whether DeriveKey ignores a MAC that WriteConfig does not ask for. Default no: it is refused.
    pub derive_ignores_mac: bool,
    /// Whether Counter steps a counter while the configuration is unlocked. Default no.
    pub increment_before_config_lock: bool,
    /// Whether Counter(increment) stops Counter 0 where CountMatch ends LimitedUse. Default no: it goes on to
    /// the counter's own limit.
    pub count_match_stops_counter: bool,
    /// Whether AES uses a slot with ReqAuth without the proof. Default no.
    pub aes_ignores_req_auth: bool,
    /// Whether KDF protection 1 turns clear output into encrypted output, as ECDH protection does. Default yes;
    /// else it is refused.
    pub kdf_protection_encrypts: bool,
    /// Whether KDF protection 2 lets an encrypted result out. Default no: the result stays inside.
    pub kdf_inside_allows_encrypted: bool,
    /// Whether Sign(internal) takes any valid TempKey. Default no: the public books want a value that GenDig or
    /// GenKey made.
    pub internal_sign_of_any_temp_key: bool,
    /// Whether Info sets the persistent latch without spending the proof of the key that permits it. Default
    /// no: it is a use of that proof like any other.
    pub latch_keeps_proof: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            use_before_data_lock: true,
            sign_before_data_lock: true,
            gen_key_auth_before_data_lock: true,
            use_lock: UseLockScope::UntilPowerDown,
            use_lock_before_data_lock: false,
            checks_x509_format: true,
            last_key_use: true,
            ecdh_slots: EcdhSlots::Open,
            lock_data_before_config: false,
            output_despite_next_slot: false,
            derive_before_data_lock: false,
            derive_with_no_mac: true,
            derive_ignores_mac: false,
            increment_before_config_lock: false,
            count_match_stops_counter: false,
            aes_ignores_req_auth: false,
            kdf_protection_encrypts: true,
            kdf_inside_allows_encrypted: false,
            internal_sign_of_any_temp_key: false,
            latch_keeps_proof: false,
        }
    }
}

/// How long a proof of the key that UseLock names unlocks the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum UseLockScope {
    /// Until the supply drops, as the persistent latch lasts.
    #[default]
    UntilPowerDown,
    /// Until the next sleep, as AuthComplete lasts.
    UntilSleep,
    /// For ever: the chip writes zero over UseLock.
    ForEver,
    /// The chip does not look at UseLock.
    Ignored,
}

/// Which slots ECDH may put a secret into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum EcdhSlots {
    /// Any that is not locked and not private, whatever its WriteConfig.
    #[default]
    Open,
    /// Of these, once data is locked, those that Write can change too.
    Writable,
    /// Of these, those that KDF may write: secrets with PubInfo.
    KdfTargets,
}
