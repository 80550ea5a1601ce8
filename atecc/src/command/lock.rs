use super::{Command, ReplyError, done};
use crate::crc::Crc16;
use crate::packet::{CommandPacket, Response};
use crate::{ConfigZone, Misuse, Opcode, Slot};

/// What is locked, for ever.
///
/// A zone takes the [`crc16`](crate::crc::crc16) of what its caller believes is in it; the chip compares and refuses
/// to lock anything else. There is no way to lock a zone without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockTarget {
    /// The configuration zone; the CRC covers its 128 bytes.
    Config {
        /// Over the zone as it stands, unlocked.
        crc: u16,
    },
    /// Data and OTP zone; the CRC covers all slots that hold no private key, in their order, then the OTP.
    Data {
        /// Over whole slots, each with its true size.
        crc: u16,
    },
    /// One slot whose KeyConfig says Lockable.
    Slot(Slot),
}

impl LockTarget {
    /// Data and OTP zone with these contents: of each slot that `zone` calls no private key, what `contents` says and zeros
    /// up to its size, as `fill_slot` writes it.
    ///
    /// # Errors
    /// [`Misuse::Range`] if the contents of a slot are longer than the slot.
    pub fn data<'a>(
        zone: &ConfigZone,
        contents: impl Fn(Slot) -> &'a [u8],
        otp: &[u8; 64],
    ) -> Result<Self, Misuse> {
        let mut crc = Crc16::new();
        for slot in Slot::all().filter(|slot| !zone.key_config(*slot).is_private()) {
            let data = contents(slot);
            let rest = slot.size().checked_sub(data.len()).ok_or(Misuse::Range)?;
            crc.update(data);
            (0..rest).for_each(|_| crc.update(&[0]));
        }
        crc.update(otp);
        Ok(Self::Data { crc: crc.finish() })
    }
}

/// Lock (0x17): what it locks stays locked. A status if the CRC does not fit, or something stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock(pub LockTarget);

impl Command for Lock {
    const OPCODE: Opcode = Opcode::Lock;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let (mode, crc) = match self.0 {
            LockTarget::Config { crc } => (0x00, crc),
            LockTarget::Data { crc } => (0x01, crc),
            LockTarget::Slot(slot) => (0x02 | slot.number() << 2, 0),
        };
        CommandPacket::new(Self::OPCODE, mode, crc, &[])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
