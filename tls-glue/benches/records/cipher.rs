//! A cipher of the RustCrypto crates by itself, what rustls costs whatever cipher it has, and both as our provider.

use core::hint::black_box;

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::{Aes256Gcm, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, MessageDecrypter, MessageEncrypter, Nonce,
    OutboundChunks, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload, make_tls13_aad,
};
use rustls::{CipherSuite, ContentType, Error, ProtocolVersion};

use crate::parties::ring;
use crate::{Comparison, Contender};

const KEY: [u8; 32] = [7; 32];
const IV: [u8; 12] = [9; 12];
const HEADER: usize = 5;
const TAG: usize = 16;

pub(crate) fn aes_256_gcm() -> Comparison {
    compare("AES-256-GCM of `aes-gcm`, alone", bare::<Aes256Gcm>(), CipherSuite::TLS13_AES_256_GCM_SHA384)
}

pub(crate) fn chacha20_poly1305() -> Comparison {
    let bare = bare::<ChaCha20Poly1305>();
    compare(
        "ChaCha20-Poly1305 of `chacha20poly1305`, alone",
        bare,
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
    )
}

fn compare(name: &'static str, bare: Contender, suite: CipherSuite) -> Comparison {
    Comparison {
        parts: vec![(name, bare), ("rustls with a cipher that does nothing", idle())],
        whole: ("the two as `rustcrypto::provider`", ours(suite)),
    }
}

/// The cipher's own work: a text of that length is sealed and opened where it lies in a record.
fn bare<A>() -> Contender
where
    A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + 'static,
{
    let (sealing, opening) = (A::new(&KEY[..].try_into().unwrap()), A::new(&KEY[..].try_into().unwrap()));
    let (iv, mut record, mut sequence) = (Iv::new(IV), Vec::new(), 0);
    Box::new(move |text| {
        record.resize(HEADER + text.len() + 1, 23);
        let text = &mut record[HEADER..];
        let nonce = Nonce::new(&iv, sequence).0.into();
        let aad = make_tls13_aad(text.len() + TAG);
        let tag = sealing.encrypt_inout_detached(&nonce, &aad, (&mut *text).into()).unwrap();
        opening.decrypt_inout_detached(&nonce, &aad, black_box(&mut *text).into(), &tag).unwrap();
        black_box(text);
        sequence += 1;
    })
}

/// What every provider does for rustls, around a cipher that leaves the text as it is.
struct Idle;

impl MessageEncrypter for Idle {
    fn encrypt(&mut self, message: OutboundPlainMessage<'_>, _: u64) -> Result<OutboundOpaqueMessage, Error> {
        let mut payload = PrefixedPayload::with_capacity(self.encrypted_payload_len(message.payload.len()));
        payload.extend_from_chunks(&message.payload);
        payload.extend_from_slice(&[u8::from(message.typ)]);
        payload.extend_from_slice(black_box(&[0; TAG]));
        Ok(OutboundOpaqueMessage::new(ContentType::ApplicationData, ProtocolVersion::TLSv1_2, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len + 1 + TAG
    }
}

impl MessageDecrypter for Idle {
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        _: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let len = message.payload.len() - TAG;
        message.payload.truncate(len);
        message.into_tls13_unpadded_message()
    }
}

fn idle() -> Contender {
    carry(Box::new(Idle), Box::new(Idle))
}

fn ours(suite: CipherSuite) -> Contender {
    let provider = tls_glue::rustcrypto::provider(ring().secure_random);
    let suite = provider.cipher_suites.iter().find(|one| one.suite() == suite).unwrap().tls13().unwrap();
    let encrypter = suite.aead_alg.encrypter(AeadKey::from(KEY), Iv::new(IV));
    carry(encrypter, suite.aead_alg.decrypter(AeadKey::from(KEY), Iv::new(IV)))
}

/// Through what rustls calls for each record.
fn carry(mut encrypter: Box<dyn MessageEncrypter>, mut decrypter: Box<dyn MessageDecrypter>) -> Contender {
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
