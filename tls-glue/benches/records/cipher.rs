//! A cipher of the RustCrypto crates by itself, and behind our provider.

use core::hint::black_box;

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::{Aes256Gcm, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, Iv, Nonce, OutboundChunks, OutboundPlainMessage, make_tls13_aad,
};
use rustls::{CipherSuite, ContentType, ProtocolVersion};

use crate::Contender;
use crate::parties::ring;

const KEY: [u8; 32] = [7; 32];
const IV: [u8; 12] = [9; 12];
const HEADER: usize = 5;
const TAG: usize = 16;

type Pair = ((&'static str, Contender), (&'static str, Contender));

pub(crate) fn aes_256_gcm() -> Pair {
    (
        ("AES-256-GCM of `aes-gcm`", bare::<Aes256Gcm>()),
        ("the same behind `rustcrypto::provider`", ours(CipherSuite::TLS13_AES_256_GCM_SHA384)),
    )
}

pub(crate) fn chacha20_poly1305() -> Pair {
    (
        ("ChaCha20-Poly1305 of `chacha20poly1305`", bare::<ChaCha20Poly1305>()),
        ("the same behind `rustcrypto::provider`", ours(CipherSuite::TLS13_CHACHA20_POLY1305_SHA256)),
    )
}

/// As little as TLS 1.3 can do: a record goes into a buffer of its own, is sealed and opened there.
fn bare<A>() -> Contender
where
    A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + 'static,
{
    let (cipher, iv, mut sequence) = (A::new(&KEY[..].try_into().unwrap()), Iv::new(IV), 0);
    Box::new(move |text| {
        let nonce = Nonce::new(&iv, sequence).0.into();
        let aad = make_tls13_aad(text.len() + 1 + TAG);
        let mut record = Vec::with_capacity(HEADER + text.len() + 1 + TAG);
        record.extend_from_slice(&[0; HEADER]);
        record.extend_from_slice(text);
        record.push(23);
        let tag = cipher.encrypt_inout_detached(&nonce, &aad, (&mut record[HEADER..]).into()).unwrap();
        record.extend_from_slice(&tag);
        let (sealed, tag) = record[HEADER..].split_last_chunk_mut::<TAG>().unwrap();
        cipher.decrypt_inout_detached(&nonce, &aad, sealed.into(), &(*tag).into()).unwrap();
        black_box(sealed);
        sequence += 1;
    })
}

/// Through what rustls calls for each record.
fn ours(suite: CipherSuite) -> Contender {
    let provider = tls_glue::rustcrypto::provider(ring().secure_random);
    let suite = provider.cipher_suites.iter().find(|one| one.suite() == suite).unwrap().tls13().unwrap();
    let mut encrypter = suite.aead_alg.encrypter(AeadKey::from(KEY), Iv::new(IV));
    let mut decrypter = suite.aead_alg.decrypter(AeadKey::from(KEY), Iv::new(IV));
    let mut sequence = 0;
    Box::new(move |text| {
        let message = OutboundPlainMessage {
            typ: ContentType::ApplicationData,
            version: ProtocolVersion::TLSv1_3,
            payload: OutboundChunks::Single(text),
        };
        let mut record = encrypter.encrypt(message, sequence).unwrap().encode();
        let (typ, version) = (ContentType::ApplicationData, ProtocolVersion::TLSv1_2);
        let message = InboundOpaqueMessage::new(typ, version, &mut record[HEADER..]);
        black_box(decrypter.decrypt(message, sequence).unwrap().payload);
        sequence += 1;
    })
}
