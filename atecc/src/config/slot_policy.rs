use core::fmt;

use super::{KeyConfig, KeyType, PrivateKeyUse, SlotConfig};
use crate::{Opcode, Slot};

/// What a slot is and what may be done to it once data is locked: its SlotConfig and KeyConfig in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotPolicy {
    /// The slot.
    pub slot: Slot,
    /// Who may read, write and use it.
    pub rules: SlotConfig,
    /// What kind of key it holds.
    pub key: KeyConfig,
    /// Whether it was locked on its own.
    pub locked: bool,
}

impl fmt::Display for SlotPolicy {
    /// One sentence: what it holds, then what holds for it, between semicolons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.contents())?;
        if self.key.is_private() {
            self.private_key(f)?;
        } else {
            self.data(f)?;
        }
        self.conditions(f)?;
        f.write_str(match (self.locked, self.key.is_lockable()) {
            (true, _) => "; locked on its own",
            (false, true) => "; can be locked on its own",
            (false, false) => "",
        })
    }
}

impl SlotPolicy {
    /// What it holds.
    const fn contents(&self) -> &'static str {
        let key_type = self.key.key_type();
        match (self.key.is_private(), key_type) {
            (true, KeyType::P256) => "P-256 private key",
            (true, _) => "private key of another curve",
            (false, KeyType::P256) => "P-256 public key",
            (false, KeyType::AES) => "AES key",
            (false, KeyType::OTHER) => "data or secret",
            (false, _) => "data of a reserved type",
        }
    }

    fn private_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uses = self.rules.private_key_use();
        if !self.rules.is_secret() {
            return f.write_str("; IsSecret is 0, so that it cannot be used at all");
        }
        if uses.allows(PrivateKeyUse::EXTERNAL_SIGN) {
            f.write_str("; signs digests from outside")?;
        }
        if uses.allows(PrivateKeyUse::INTERNAL_SIGN) {
            write!(f, "; signs what {} or {} made", Opcode::GenDig, Opcode::GenKey)?;
        }
        match (uses.allows(PrivateKeyUse::ECDH), uses.allows(PrivateKeyUse::ECDH_INTO_NEXT_SLOT)) {
            (false, _) => {}
            (true, false) => f.write_str("; agrees on secrets")?,
            (true, true) => write!(f, "; agrees on secrets that stay in slot {}", self.slot.number() | 1)?,
        }
        let write = self.rules.write_config();
        if write.gen_key() {
            write!(f, "; {} may replace it", Opcode::GenKey)?;
        }
        if write.encrypted_write() {
            write!(
                f,
                "; {} may replace it, encrypted under key {}",
                Opcode::PrivWrite,
                self.rules.write_key()
            )?;
        }
        if !write.gen_key() && !write.encrypted_write() {
            f.write_str("; never replaced")?;
        }
        f.write_str(if self.key.pub_info() {
            "; its public key is given out"
        } else {
            "; its public key is hidden"
        })
    }

    fn data(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = self.rules;
        match (rules.is_secret(), rules.encrypt_read()) {
            (false, false) => f.write_str("; read by anyone")?,
            (true, true) => write!(f, "; read encrypted under key {}", rules.read_key())?,
            _ => f.write_str("; never read")?,
        }
        let write = rules.write_config();
        if write.clear_write() {
            f.write_str("; written by anyone")?;
        } else if write.write_while_invalid() {
            f.write_str("; written by anyone while the public key in it is not valid")?;
        } else if write.encrypted_write() {
            write!(f, "; written encrypted under key {}", rules.write_key())?;
        } else {
            f.write_str("; never written")?;
        }
        if write.gen_key() {
            self.derivation(f)?;
        }
        match (self.key.pub_info(), self.key.key_type()) {
            (true, KeyType::P256) => f.write_str("; must be validated before use")?,
            (true, _) => write!(f, "; {} may write it", Opcode::Kdf)?,
            (false, _) => {}
        }
        if rules.no_mac() { f.write_str("; not for MACs that are given out") } else { Ok(()) }
    }

    fn derivation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = self.rules.write_config();
        write!(f, "; {} may renew it from ", Opcode::DeriveKey)?;
        if write.creates() {
            write!(f, "key {}", self.rules.write_key())?;
        } else {
            f.write_str("itself")?;
        }
        if write.mac_on_derive() {
            write!(f, " with a MAC under key {}", self.rules.write_key())
        } else {
            Ok(())
        }
    }

    /// What each use needs.
    fn conditions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rules.limited_use() {
            f.write_str("; each use counts")?;
        }
        if self.key.requires_random() {
            f.write_str("; needs a random nonce")?;
        }
        if let Some(key) = self.key.requires_auth() {
            write!(f, "; needs proof of key {key}")?;
        }
        if self.key.persistent_disable() {
            f.write_str("; only while the persistent latch is set")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::*;

    fn policy(slot: u8, rules: u16, key: u16) -> String {
        let (rules, key) = (SlotConfig(rules), KeyConfig(key));
        SlotPolicy { slot: Slot::from_nibble(slot), rules, key, locked: false }.to_string()
    }

    #[test]
    fn private_keys_in_words() {
        assert_eq!(
            policy(0, 0x2087, 0x0033),
            "P-256 private key; signs digests from outside; signs what GenDig or GenKey made; agrees on secrets; \
             GenKey may replace it; its public key is given out; can be locked on its own"
        );
        assert_eq!(
            policy(2, 0x448D, 0x1051),
            "P-256 private key; signs digests from outside; agrees on secrets that stay in slot 3; PrivWrite may replace \
             it, encrypted under key 4; its public key is hidden; needs a random nonce; only while the persistent latch \
             is set"
        );
        assert_eq!(
            policy(1, 0x0001, 0x0013),
            "P-256 private key; IsSecret is 0, so that it cannot be used at all"
        );
    }

    #[test]
    fn data_in_words() {
        assert_eq!(policy(8, 0x0000, 0x001C), "data or secret; read by anyone; written by anyone");
        assert_eq!(
            policy(9, 0xF4E4, 0x039C),
            "data or secret; read encrypted under key 4; written encrypted under key 4; DeriveKey may renew it from key 4 \
             with a MAC under key 4; each use counts; needs proof of key 3"
        );
        assert_eq!(
            policy(10, 0x1000, 0x0012),
            "P-256 public key; read by anyone; written by anyone while the public key in it is not valid; must be \
             validated before use"
        );
        assert_eq!(
            policy(5, 0x8090, 0x001A),
            "AES key; never read; never written; KDF may write it; not for MACs that are given out"
        );
    }
}
