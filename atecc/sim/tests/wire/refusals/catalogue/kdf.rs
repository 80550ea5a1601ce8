//! KDF.

use atecc::Opcode::*;

use super::*;

pub(in crate::refusals) const ROWS: &[Row] = &[
    (Kdf, 0x12, &[LENGTH], "Length"),
    (Kdf, 0x12, &[PARAM2], "Param2"),
    (Kdf, 0x0A, &[Call(|param2, _| *param2 = 0x1009)], "Param2"),
    (Kdf, 0x12, &[Call(|_, data| data[1] = 0x04)], "Details"),
    (Kdf, 0x06, &[Call(|_, data| data[1] = 0x01)], "Param1"),
    (Kdf, 0x11, &[Call(|_, data| data[0] = 0x02)], "Param1"),
    (Kdf, 0x10, &[NO_TEMP_KEY], "TempKey.Invalid"),
    (Kdf, 0x11, &[FIXED], "TempKey.TooShort"),
    (Kdf, 0x13, &[SLEPT], "Empty"),
    (Kdf, 0x32, &[Part(|part| part.config(90, &[0x02, 0x60]))], "ChipOptions.KdfAesDisabled"),
    (Kdf, 0x12, &[Part(|part| part.slot(9, 0x8080, 0x0033))], "KeyConfig.NotSymmetric"),
    (Kdf, 0x12, &[SLOT_4, Call(|_, data| data[0] = 0x03)], "SlotTooShort"),
    (Kdf, 0x0A, &[Part(|part| part.slot(10, 0x8080, 0x003C))], "KeyConfig.NotKdfTarget"),
    (Kdf, 0x0A, &[Part(|part| part.slot(10, 0x8080, 0x0033))], "KeyConfig.NotSymmetric"),
    (Kdf, 0x0A, &[Part(|part| part.locked(10))], "SlotLocked"),
    (Kdf, 0x12, &[Part(|part| part.config(90, &[0x06, 0x68]))], "ChipOptions.KdfStaysInside"),
    (
        Kdf,
        0x12,
        &[Part(|part| {
            part.config(90, &[0x06, 0x64]).options(|options| options.policy.kdf_protection_encrypts = false)
        })],
        "ChipOptions.KdfEncryptedOnly",
    ),
    (Kdf, 0x16, &[NO_IO_KEY], "ChipOptions.NoIoKey"),
    (Kdf, 0x52, &[Call(|_, data| data[0] = 0x03)], "KdfIv"),
    (Kdf, 0x16, &[SICK], "HealthTest"),
];
