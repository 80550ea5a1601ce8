use super::verify::Validity;
use super::{KeyConfigRule, PhaseRule, Place, Refusal, Rule, Rules, SlotConfigRule, Width};
use crate::config::{OtpMode, Phase};
use crate::{ConfigZone, Slot};

/// What a Write command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteRequest {
    /// Where to.
    pub place: Place,
    /// The first byte of the place that is written, counted from its start.
    pub start: usize,
    /// How much.
    pub width: Width,
    /// Zone bit 6. It decides only while data is unlocked; afterwards SlotConfig does.
    pub encrypted: bool,
}

/// How a permitted Write takes its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteAccess {
    /// As it is.
    Clear,
    /// XORed with TempKey and followed by a MAC, whatever was digested into TempKey.
    EncryptedUnderAny,
    /// XORed with TempKey and followed by a MAC; TempKey holds a digest of the key in this slot.
    Encrypted(Slot),
    /// As it is, but only ones become zeros: OTP of an ATECC508A in its consumption mode.
    Consumed,
}

impl Rules<'_> {
    /// Write. An encrypted write also needs the right TempKey, which is checked here. `stored` is the
    /// validity mark of what is in the slot now.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn write(&self, request: WriteRequest, stored: Validity) -> Result<WriteAccess, Refusal> {
        match (request.place, self.config.phase()) {
            (Place::Config, Phase::Blank) => Self::write_config(request),
            (Place::Config, _) => Err(self.phase_refusal(PhaseRule::ConfigLocked)),
            (_, Phase::Blank) => Err(self.phase_refusal(PhaseRule::ConfigUnlocked)),
            (Place::Otp, Phase::Configured) => self.write_unlocked(request),
            (Place::Otp, Phase::Operational) if self.otp_is_consumed() && !request.encrypted => {
                Ok(WriteAccess::Consumed)
            }
            (Place::Otp, Phase::Operational) => Err(self.phase_refusal(PhaseRule::OtpLocked)),
            (Place::Slot(slot), phase) => {
                if self.config.key_config(slot).is_private() {
                    return Err(self.key_config_refusal(slot, KeyConfigRule::PrivateUnwritable));
                }
                self.slot_unlocked(slot)?;
                match phase {
                    Phase::Operational => self.write_slot(slot, request.width, stored),
                    Phase::Blank | Phase::Configured => self.write_unlocked(request),
                }
            }
        }
    }

    /// OTPmode of an ATECC508A: bits of OTP may be cleared.
    fn otp_is_consumed(&self) -> bool {
        self.config.otp_mode() == Some(OtpMode::CONSUMPTION)
    }

    fn write_config(request: WriteRequest) -> Result<WriteAccess, Refusal> {
        let length = match request.width {
            Width::Word => crate::WORD_SIZE,
            Width::Block => crate::BLOCK_SIZE,
        };
        let mut bytes = request.start..request.start + length;
        match bytes.find(|byte| !ConfigZone::writable(*byte)) {
            Some(byte) => Err(Refusal::execution(Rule::ConfigByte { byte })),
            None => Ok(WriteAccess::Clear),
        }
    }

    /// Data and OTP between the two locks.
    fn write_unlocked(&self, request: WriteRequest) -> Result<WriteAccess, Refusal> {
        if request.width == Width::Word {
            return Err(self.phase_refusal(PhaseRule::BlocksOnlyUntilLocked));
        }
        if request.encrypted {
            self.temp_key_valid()?;
            return Ok(WriteAccess::EncryptedUnderAny);
        }
        Ok(WriteAccess::Clear)
    }

    /// What SlotConfig says about writing a slot once data is locked.
    fn write_slot(&self, slot: Slot, width: Width, stored: Validity) -> Result<WriteAccess, Refusal> {
        let config = self.config.slot_config(slot);
        let write = config.write_config();
        if write.encrypted_write() {
            if width == Width::Word {
                return Err(self.slot_config_refusal(slot, SlotConfigRule::EncryptedWritesOnly));
            }
            self.temp_key_writes(config.write_key())?;
            return Ok(WriteAccess::Encrypted(config.write_key()));
        }
        if !write.clear_write() && !write.write_while_invalid() {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NeverWritable));
        }
        if write.write_while_invalid() && stored == Validity::Valid {
            return Err(Refusal::execution(Rule::Validity { slot, valid: true }));
        }
        if config.is_secret() && width == Width::Word {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::BlocksOnly));
        }
        Ok(WriteAccess::Clear)
    }
}
