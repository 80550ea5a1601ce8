//! Records of TLS 1.2: AES-GCM (RFC 5288) and ChaCha20-Poly1305 (RFC 7905).

use alloc::boxed::Box;
use core::iter;
use core::marker::PhantomData;

use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, NONCE_LEN, Nonce, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload,
    Tls12AeadAlgorithm, UnsupportedOperationError, make_tls12_aad,
};
use rustls::{ConnectionTrafficSecrets, Error};

use super::cipher::{Aead, Cipher, TAG};

/// Bytes of the nonce that AES-GCM sends with each record; ChaCha20-Poly1305 sends none of them.
pub(in super::super) const EXPLICIT_NONCE: usize = 8;

/// The longest text of a record (RFC 5246, 6.2.1).
const MAX_TEXT: usize = 1 << 14;

/// Protects records of TLS 1.2 with `A`, `EXPLICIT` bytes of whose nonce stand before the text.
///
/// Both AEADs build nonces alike: 12 bytes of keys, the last 8 of which are XORed with the record's number. With
/// AES-GCM the sender may choose those 8 as it likes, as long as none comes back, and says them; with ChaCha20-Poly1305
/// both sides know all 12.
pub(in super::super) struct Tls12Aead<A, const EXPLICIT: usize>(PhantomData<A>);

impl<A, const EXPLICIT: usize> Tls12Aead<A, EXPLICIT> {
    pub(in super::super) const NEW: Self = Self(PhantomData);
}

impl<A: Aead, const EXPLICIT: usize> Tls12AeadAlgorithm for Tls12Aead<A, EXPLICIT> {
    fn encrypter(&self, key: AeadKey, fixed: &[u8], explicit: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(Protection::<A, EXPLICIT> { cipher: Cipher::new(key.as_ref()), iv: iv(fixed, explicit) })
    }

    fn decrypter(&self, key: AeadKey, fixed: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(Protection::<A, EXPLICIT> { cipher: Cipher::new(key.as_ref()), iv: iv(fixed, &[]) })
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: A::key_size(),
            fixed_iv_len: NONCE_LEN - EXPLICIT,
            explicit_nonce_len: EXPLICIT,
        }
    }

    /// Keys are for records alone: they are not handed out.
    fn extract_keys(
        &self,
        _: AeadKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

/// The keys' part of all nonces: `fixed`, then where the sender starts, if that is ours to know.
fn iv(fixed: &[u8], explicit: &[u8]) -> Iv {
    let mut iv = [0; NONCE_LEN];
    for (place, byte) in iter::zip(&mut iv, fixed.iter().chain(explicit)) {
        *place = *byte;
    }
    Iv::new(iv)
}

/// The keys of one direction.
struct Protection<A, const EXPLICIT: usize> {
    cipher: Cipher<A>,
    iv: Iv,
}

impl<A: Aead, const EXPLICIT: usize> MessageEncrypter for Protection<A, EXPLICIT> {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        sequence: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let len = message.payload.len();
        let nonce = Nonce::new(&self.iv, sequence);
        let mut payload = PrefixedPayload::with_capacity(self.encrypted_payload_len(len));
        payload.extend_from_slice(nonce.0.last_chunk::<EXPLICIT>().ok_or(Error::EncryptError)?);
        payload.extend_from_chunks(&message.payload);
        let aad = make_tls12_aad(sequence, message.typ, message.version, len);
        let text = payload.as_mut().get_mut(EXPLICIT..).ok_or(Error::EncryptError)?;
        let tag = self.cipher.seal(nonce, &aad, text)?;
        payload.extend_from_slice(&tag);
        Ok(OutboundOpaqueMessage::new(message.typ, message.version, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        EXPLICIT + payload_len + TAG
    }
}

impl<A: Aead, const EXPLICIT: usize> MessageDecrypter for Protection<A, EXPLICIT> {
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        sequence: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let (explicit, rest) =
            message.payload.split_first_chunk_mut::<EXPLICIT>().ok_or(Error::DecryptError)?;
        let (text, tag) = rest.split_last_chunk_mut::<TAG>().ok_or(Error::DecryptError)?;
        let mut nonce = Nonce::new(&self.iv, sequence);
        *nonce.0.last_chunk_mut::<EXPLICIT>().ok_or(Error::DecryptError)? = *explicit;
        let aad = make_tls12_aad(sequence, message.typ, message.version, text.len());
        self.cipher.open(nonce, &aad, text, *tag)?;
        if text.len() > MAX_TEXT {
            return Err(Error::PeerSentOversizedRecord);
        }
        let text = EXPLICIT..EXPLICIT + text.len();
        Ok(message.into_plain_message_range(text))
    }
}
