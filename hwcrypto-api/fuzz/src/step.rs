use core::fmt::Debug;

use hwcrypto_api::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, Identity, KeyRef, MonotonicCounter, P256Sign, P256Verify,
    PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, StreamId,
};

use crate::element::{State, Twins};
use crate::ffi::{CANARY, In, Out, key};
use crate::input::Input;

/// One call of the entry `entry` (modulo their number), and of the same method of the twin.
pub(crate) fn step(entry: u8, input: &mut Input<'_>, twins: &mut Twins) {
    let state = state(input.byte());
    match entry % 20 {
        0 => {
            let (key, mut out) = (key_of(input), out(input, 64));
            let code = Twins::call(state, |raw| raw.public_key(key, out.ptr()));
            settle(code, &out, twins.expected(state, !out.is_null(), |direct| direct.public_key(key)));
        }
        1 => sign(input, twins, state),
        2 => {
            let (data, mut out) = (data(input), out(input, 32));
            let code = Twins::call(state, |raw| raw.sha256(&data, out.ptr()));
            let good = !out.is_null() && data.bytes().is_some();
            settle(code, &out, twins.expected(state, good, |direct| direct.sha256(data.bytes().unwrap())));
        }
        3..=8 | 11 => stream(entry % 20, input, twins, state),
        9 => {
            let (key, peer, mut out) = (key_of(input), exactly(input, 64), out(input, 32));
            let code = Twins::call(state, |raw| raw.ecdh(key, peer.ptr(), out.ptr()));
            let good = !out.is_null() && peer.array::<64>().is_some();
            let expected = twins.expected(state, good, |direct| direct.ecdh(key, peer.array().unwrap()));
            settle(code, &out, expected);
        }
        10 => random(input, twins, state),
        12 => verify(input, twins, state),
        13 => ephemeral(input, twins, state),
        14 => {
            let key = key_of(input);
            Twins::call(state, |raw| raw.discard_key(key));
            _ = twins.expected(state, true, |direct| Ok(direct.discard_ephemeral_key(key)));
        }
        15 => {
            let (key, data, mut out) = (key_of(input), data(input), out(input, 32));
            let code = Twins::call(state, |raw| raw.hmac(key, &data, out.ptr()));
            let good = !out.is_null() && data.bytes().is_some();
            let direct = twins.expected(state, good, |direct| direct.hmac_sha256(key, data.bytes().unwrap()));
            settle(code, &out, direct);
        }
        16 | 17 => block(entry % 20 == 17, input, twins, state),
        18 => counter(input, twins, state),
        _ => serial(input, twins, state),
    }
}

/// The code is that of `expected`, and the output what it says.
fn settle<const N: usize>(code: i32, out: &Out, expected: Result<[u8; N], Error>) {
    assert_code(code, &expected);
    out.check(expected.ok().as_ref().map(<[u8; N]>::as_slice));
}

fn assert_code<T: Debug>(code: i32, expected: &Result<T, Error>) {
    assert_eq!(code, expected.as_ref().map_or_else(|error| error.code(), |_| 0), "{expected:?}");
}

fn sign(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let (key, digest, mut out) = (key_of(input), digest(input), out(input, 64));
    let code = Twins::call(state, |raw| raw.sign(key, &digest, out.ptr()));
    let good = !out.is_null() && digest.array::<32>().is_some();
    settle(code, &out, twins.expected(state, good, |direct| direct.p256_sign(key, digest.array().unwrap())));
}

fn stream(entry: u8, input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let stream = number(input);
    let id = StreamId(stream);
    match entry {
        3 => {
            let code = Twins::call(state, |raw| raw.sha256_start(stream));
            assert_code(code, &twins.expected(state, true, |direct| direct.sha256_start(id)));
        }
        4 => {
            let data = data(input);
            let code = Twins::call(state, |raw| raw.sha256_update(stream, &data));
            let good = data.bytes().is_some();
            let direct =
                twins.expected(state, good, |direct| direct.sha256_update(id, data.bytes().unwrap()));
            assert_code(code, &direct);
        }
        5 => {
            let mut out = out(input, 32);
            let code = Twins::call(state, |raw| raw.sha256_finish(stream, out.ptr()));
            settle(code, &out, twins.expected(state, !out.is_null(), |direct| direct.sha256_finish(id)));
        }
        8 => {
            Twins::call(state, |raw| raw.sha256_close(stream));
            _ = twins.expected(state, true, |direct| Ok(direct.sha256_close(id)));
        }
        _ => {
            let mut out = out(input, 4);
            let open = entry != 11;
            let code = Twins::call(state, |raw| match open {
                true => raw.sha256_open(out.ptr()),
                false => raw.sha256_clone(stream, out.ptr()),
            });
            let opened = twins.expected(state, !out.is_null(), |direct| match open {
                true => direct.sha256_open(),
                false => direct.sha256_clone(id),
            });
            settle(code, &out, opened.map(|stream| stream.0.to_ne_bytes()));
        }
    }
}

fn random(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let len = usize::from(input.byte());
    let mut out = out(input, len);
    let code = Twins::call(state, |raw| raw.random(out.ptr(), len));
    let mut drawn = vec![0; len];
    let good = len == 0 || !out.is_null();
    let outcome = twins.expected(state, good, |direct| direct.random(&mut drawn));
    assert_code(code, &outcome);
    if outcome.is_ok() && !out.is_null() {
        out.check(Some(&drawn));
    } else {
        untouched_or_wiped(&out);
    }
}

fn verify(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let digest = digest(input);
    let (mut point, mut signature) = (exactly(input, 64), exactly(input, 64));
    if let (0, Some(digest)) = (input.byte() % 2, digest.array()) {
        // Nobody makes a good one by chance.
        point = In::new(&twins.direct.public_key(KeyRef::slot(3)).unwrap());
        signature = In::new(&twins.direct.p256_sign(KeyRef::slot(3), digest).unwrap());
    }
    let code = Twins::call(state, |raw| raw.verify(&point, &digest, &signature));
    let arguments = point.array().zip(digest.array()).zip(signature.array());
    let expected = twins.expected(state, arguments.is_some(), |direct| {
        let ((point, digest), signature) = arguments.unwrap();
        direct.p256_verify(point, digest, signature)
    });
    assert_eq!(code, expected.map_or_else(Error::code, |good| i32::from(!good)));
}

fn ephemeral(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let (mut name, mut out) = (out(input, 8), out(input, 64));
    let code = Twins::call(state, |raw| raw.ephemeral_key(name.ptr(), out.ptr()));
    let good = !name.is_null() && !out.is_null();
    let made = twins.expected(state, good, |direct| direct.ephemeral_key());
    if let Ok((made, _)) = made {
        let [kind, value] = [0, 4].map(|at| u32::from_ne_bytes(*name.written()[at..].first_chunk().unwrap()));
        assert_eq!(key(kind, value), made);
        name.check_margins();
    } else {
        name.check(None);
    }
    settle(code, &out, made.map(|(_, point)| point));
}

fn block(decrypt: bool, input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let (key, block, mut out) = (key_of(input), exactly(input, 16), out(input, 16));
    let block_or_out = block.array::<16>().filter(|_| !out.is_null());
    let in_place = block_or_out.filter(|_| input.byte() % 4 == 0);
    let from = match in_place {
        Some(block) => {
            out.fill(block);
            out.ptr().cast_const()
        }
        None => block.ptr(),
    };
    let code = Twins::call(state, |raw| raw.aes(decrypt, key, from, out.ptr()));
    let expected = twins.expected(state, block_or_out.is_some(), |direct| match decrypt {
        true => direct.aes128_decrypt(key, block.array().unwrap()),
        false => direct.aes128_encrypt(key, block.array().unwrap()),
    });
    match (expected, in_place) {
        (Err(error), Some(block)) => {
            assert_eq!(code, error.code());
            out.check(Some(block));
        }
        (expected, _) => settle(code, &out, expected),
    }
}

fn counter(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let (id, step, mut out) = (number(input), input.byte() % 2 == 0, out(input, 8));
    let code = Twins::call(state, |raw| raw.counter(step, id, out.ptr()));
    let value = twins.expected(state, !out.is_null(), |direct| match step {
        true => direct.increment_counter(id),
        false => direct.counter(id),
    });
    settle(code, &out, value.map(u64::to_ne_bytes));
}

fn serial(input: &mut Input<'_>, twins: &mut Twins, state: State) {
    let capacity = usize::from(input.byte()) % 40;
    let (mut out, mut len) = (out(input, capacity), out(input, size_of::<usize>()));
    let code = Twins::call(state, |raw| raw.serial_number(out.ptr(), capacity, len.ptr()));
    let mut serial = vec![0; capacity];
    let good = !len.is_null() && (capacity == 0 || !out.is_null());
    let written = twins.expected(state, good, |direct| direct.serial_number(&mut serial));
    match written {
        Ok(_) => out.check(Some(&serial)),
        Err(_) => untouched_or_wiped(&out),
    }
    settle(code, &len, written.map(usize::to_ne_bytes));
}

/// A buffer that the driver fills itself is set to zero before: what stood there may be gone, but nothing else is there.
fn untouched_or_wiped(out: &Out) {
    let all = |value| out.written().iter().all(|byte| *byte == value);
    assert!(all(0) || all(CANARY), "{:02x?}", out.written());
    out.check_margins();
}

fn state(byte: u8) -> State {
    match byte {
        0..=0x1F => State::Reentrant,
        0x20..=0x27 => State::InUse,
        0x28..=0x2F => State::Absent,
        0x30..=0x33 => State::NoContext,
        _ => State::Ready,
    }
}

/// Any number, most often a small one.
pub(crate) fn number(input: &mut Input<'_>) -> u32 {
    match input.byte() {
        0xFF => u32::from_le_bytes([input.byte(), input.byte(), input.byte(), input.byte()]),
        small => u32::from(small % 16),
    }
}

/// Most often one of the keys that there are.
pub(crate) fn key_of(input: &mut Input<'_>) -> KeyRef {
    match input.byte() % 8 {
        0..=3 => KeyRef::slot([3, 5, 9, 4][usize::from(input.byte() % 4)]),
        4 => KeyRef::slot_block(input.byte(), input.byte()),
        5 | 6 => KeyRef::ephemeral(number(input)),
        _ => key(number(input), number(input)),
    }
}

/// Data of any length, or null.
fn data(input: &mut Input<'_>) -> In {
    let len = usize::from(input.byte());
    match input.byte() {
        0..=0x1F => In::null(len),
        _ => In::new(input.bytes(len)),
    }
}

/// A digest, most often of the right length.
fn digest(input: &mut Input<'_>) -> In {
    match input.byte() {
        0..=0x3F => data(input),
        _ => exactly(input, 32),
    }
}

/// Exactly so many bytes, or null.
fn exactly(input: &mut Input<'_>, len: usize) -> In {
    if input.byte() < 0x10 {
        return In::null(len);
    }
    let mut bytes = input.bytes(len).to_vec();
    bytes.resize(len, 0);
    In::new(&bytes)
}

/// Room for so many bytes, anywhere, or null.
fn out(input: &mut Input<'_>, len: usize) -> Out {
    match input.byte() {
        0..=0x0F => Out::null(),
        byte => Out::new(len, usize::from(byte % 8)),
    }
}
