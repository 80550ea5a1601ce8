use hwcrypto_api::abi::ImportError;
use hwcrypto_api::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, HwCrypto, Identity, MonotonicCounter, P256Sign,
    P256Verify, PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, StreamId,
};

use crate::element::{Element, TABLE, Twins};
use crate::ffi::{HEADER, SIZE, import, import_null};
use crate::input::Input;
use crate::step::{key_of, number};

/// A table of any size and version is taken over; what it has left works, and what was cut off is unsupported.
pub(crate) fn step(input: &mut Input<'_>, twins: &mut Twins) {
    let size = u32::from(u16::from_le_bytes([input.byte(), input.byte()]) % 300);
    let (version, shift) = match input.byte() {
        byte @ 0..=0x0F => (u32::from(byte), 0),
        byte @ 0x10..=0x1F => (0, usize::from(byte % 8)),
        _ => (0, 0),
    };
    let imported = import(&TABLE, size, version, shift);
    let size = size as usize;
    let table = match imported {
        Ok(table) => table,
        Err(error) => {
            let expected = match (shift, version) {
                (1.., _) => matches!(error, ImportError::Misaligned),
                (_, 1..) => matches!(error, ImportError::Version { .. }),
                _ => error == ImportError::Size(size) && size < HEADER,
            };
            assert!(expected, "{error:?}");
            assert!(matches!(import_null(), Err(ImportError::Null)));
            return;
        }
    };
    assert!(version == 0 && shift == 0 && size >= HEADER);
    let entry = usize::from(input.byte()) % ENTRIES;
    let there = HEADER + (entry + 1) * size_of::<fn()>() <= size;
    let (mut through, mut other) = (&table, input_twice(input));
    let answer = ask(entry, &mut through, &mut other.0);
    match there {
        true => assert_eq!(answer, ask(entry, &mut twins.direct, &mut other.1)),
        // These have no answer that could be an error.
        false if matches!(entry, 7 | 13) => assert_eq!(answer, Ok(Vec::new())),
        false => assert_eq!(answer, Err(Error::Unsupported)),
    }
}

/// Entries of a table.
const ENTRIES: usize = (SIZE - HEADER) / size_of::<fn()>();

/// The same bytes for either twin.
fn input_twice<'a>(input: &mut Input<'a>) -> (Input<'a>, Input<'a>) {
    let bytes = input.bytes(8);
    (Input::new(bytes), Input::new(bytes))
}

/// Asks for what the entry of that number does.
fn ask<D: Asked>(entry: usize, element: &mut D, input: &mut Input<'_>) -> Result<Vec<u8>, Error> {
    let (key, stream) = (key_of(input), StreamId(number(input)));
    let mut buffer = [0; 40];
    Ok(match entry {
        0 => element.public_key(key)?.to_vec(),
        1 => element.p256_sign(key, &[1; 32])?.to_vec(),
        2 => element.sha256(b"data")?.to_vec(),
        3 => element.sha256_start(stream).map(|()| Vec::new())?,
        4 => element.sha256_update(stream, b"data").map(|()| Vec::new())?,
        5 => element.sha256_finish(stream)?.to_vec(),
        6 => element.sha256_open()?.0.to_ne_bytes().to_vec(),
        7 => {
            element.sha256_close(stream);
            Vec::new()
        }
        8 => element.ecdh(key, &[1; 64])?.to_vec(),
        9 => element.random(&mut buffer).map(|()| buffer.to_vec())?,
        10 => element.sha256_clone(stream)?.0.to_ne_bytes().to_vec(),
        11 => vec![element.p256_verify(&[1; 64], &[1; 32], &[1; 64])?.into()],
        12 => element.ephemeral_key()?.1.to_vec(),
        13 => {
            element.discard_ephemeral_key(key);
            Vec::new()
        }
        14 => element.hmac_sha256(key, b"data")?.to_vec(),
        15 => element.aes128_encrypt(key, &[1; 16])?.to_vec(),
        16 => element.aes128_decrypt(key, &[1; 16])?.to_vec(),
        17 => element.counter(stream.0)?.to_ne_bytes().to_vec(),
        18 => element.increment_counter(stream.0)?.to_ne_bytes().to_vec(),
        _ => element.serial_number(&mut buffer).map(|len| buffer[..len].to_vec())?,
    })
}

/// Every capability.
trait Asked:
    PublicKey
    + P256Sign
    + P256Verify
    + EphemeralKey
    + Ecdh
    + Random
    + Sha256
    + Sha256Clone
    + Sha256Stream
    + HmacSha256
    + Aes128
    + MonotonicCounter
    + Identity
{
}

impl Asked for Element {}
impl Asked for &HwCrypto {}
