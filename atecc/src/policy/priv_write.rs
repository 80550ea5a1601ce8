use super::{Refusal, Rules, SlotConfigRule};
use crate::Slot;
use crate::config::Phase;

/// How a permitted PrivWrite takes the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivWriteAccess {
    /// As it is.
    Clear,
    /// Encrypted with TempKey and followed by a MAC, whatever was digested into TempKey.
    EncryptedUnderAny,
    /// Encrypted with TempKey and followed by a MAC; TempKey holds a digest of the key in this slot.
    Encrypted(Slot),
}

impl Rules<'_> {
    /// PrivWrite into `slot`. Between the two locks any private slot takes a key, in clear or encrypted;
    /// afterwards WriteConfig has to allow it, and it is encrypted. An encrypted one also needs the right
    /// TempKey, which is checked here.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn priv_write(&self, slot: Slot, encrypted: bool) -> Result<PrivWriteAccess, Refusal> {
        self.in_reach()?;
        self.private_key(slot)?;
        self.slot_unlocked(slot)?;
        if self.config.phase() == Phase::Operational {
            return self.priv_write_locked(slot, encrypted);
        }
        if encrypted {
            self.temp_key_valid()?;
            return Ok(PrivWriteAccess::EncryptedUnderAny);
        }
        Ok(PrivWriteAccess::Clear)
    }

    fn priv_write_locked(&self, slot: Slot, encrypted: bool) -> Result<PrivWriteAccess, Refusal> {
        let config = self.config.slot_config(slot);
        if !config.write_config().encrypted_write() {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NoPrivWrite));
        }
        if !encrypted {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::EncryptedPrivWritesOnly));
        }
        self.temp_key_writes(config.write_key())?;
        Ok(PrivWriteAccess::Encrypted(config.write_key()))
    }
}
