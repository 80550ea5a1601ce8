use atecc::command::{
    Aes, AesKey, CheckMac, Command, DeriveKey, DigestSource, Ecdh, EcdhIntoNextSlot, EcdhKey, GenDig, GenKey,
    HmacKey, HmacStart, Lock, LockTarget, Mac, PrivWrite, ReadBlock, Revision, Sign, SignInternal,
    TempKeySource, Verify, WriteBlock, WriteEncrypted,
};
use atecc::explain::{Explanation, Knowledge, explain};
use atecc::packet::CommandPacket;
use atecc::{Address, ConfigZone, Part, PublicKey, Signature, Slot};
use clap::ValueEnum;

/// What one may want of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Question {
    /// Read a block
    Read,
    /// Write a block in clear
    Write,
    /// Write a block encrypted
    WriteEncrypted,
    /// GenKey: make a new private key
    GenKey,
    /// GenKey: give the public half of the private key
    PublicKey,
    /// PrivWrite: put a private key there, in clear
    PrivWrite,
    /// PrivWrite: put a private key there, encrypted
    PrivWriteEncrypted,
    /// Sign a digest that comes from outside
    Sign,
    /// Sign what GenDig or GenKey left in TempKey
    SignInternal,
    /// ECDH: give the secret out
    Ecdh,
    /// ECDH: keep the secret in the next slot
    EcdhIntoNextSlot,
    /// Verify a signature with the public key there
    Verify,
    /// MAC with the secret there
    Mac,
    /// CheckMac with the secret there
    CheckMac,
    /// HMAC (of SHA) with the secret there
    Hmac,
    /// GenDig: digest the secret there into TempKey
    GenDig,
    /// DeriveKey: derive a new secret there
    DeriveKey,
    /// AES with the key there
    Aes,
    /// Lock the slot on its own
    Lock,
}

impl Question {
    /// Whether a chip with this configuration would do it.
    pub(crate) fn explain(self, slot: Slot, config: &ConfigZone) -> Option<Explanation> {
        Some(explain(&self.packet(slot, config)?, &Knowledge::of(config)))
    }

    /// Its name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// A command that does it; what is in its data does not matter.
    fn packet(self, slot: Slot, config: &ConfigZone) -> Option<CommandPacket> {
        const BLOCK: [u8; 32] = [0; 32];
        const POINT: PublicKey = PublicKey([0; 64]);
        const KEY: [u8; 36] = [0; 36];
        let address = Address::data_block(slot, 0)?;
        // Where the digest is: an ATECC508A has no Message Digest Buffer.
        let source = if Revision(config.revision()).part() == Some(Part::Atecc608) {
            DigestSource::default()
        } else {
            DigestSource::TempKey
        };
        Some(match self {
            Self::Read => ReadBlock(address).encode(),
            Self::Write => WriteBlock { address, data: &BLOCK }.encode(),
            Self::WriteEncrypted => WriteEncrypted { address, data: &BLOCK, mac: &BLOCK }.encode(),
            Self::GenKey => GenKey::create(slot).encode(),
            Self::PublicKey => GenKey::public(slot).encode(),
            Self::PrivWrite => PrivWrite::clear(slot, &KEY).encode(),
            Self::PrivWriteEncrypted => PrivWrite::encrypted(slot, &KEY, &BLOCK).encode(),
            Self::Sign => Sign { key: slot, source }.encode(),
            Self::SignInternal => {
                SignInternal { key: slot, with_serial_number: false, for_invalidate: false }.encode()
            }
            Self::Ecdh => Ecdh { key: EcdhKey::Slot(slot), peer: &POINT }.encode(),
            Self::EcdhIntoNextSlot => EcdhIntoNextSlot { key: slot, peer: &POINT }.encode(),
            Self::Verify => Verify::stored(slot, DigestSource::TempKey, &Signature([0; 64])).encode(),
            Self::Mac => Mac::challenge(slot, &BLOCK).encode(),
            Self::CheckMac => CheckMac::challenge(slot, &BLOCK, &BLOCK, &[0; 13]).encode(),
            Self::Hmac => HmacStart(HmacKey::Slot(slot)).encode(),
            Self::GenDig => GenDig::slot(slot).encode(),
            Self::DeriveKey => {
                let command = DeriveKey::new(slot, TempKeySource::Random);
                let needs_mac = config.slot_config(slot).write_config().mac_on_derive();
                if needs_mac { command.with_mac(&BLOCK).encode() } else { command.encode() }
            }
            Self::Aes => Aes::encrypt(AesKey::slot(slot, 0)?, &[0; 16]).encode(),
            Self::Lock => Lock(LockTarget::Slot(slot)).encode(),
        })
    }
}
