//! Records of TLS 1.3 (RFC 8446, 5.2).

use alloc::boxed::Box;
use core::marker::PhantomData;

use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, MessageDecrypter, MessageEncrypter, Nonce,
    OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload, Tls13AeadAlgorithm,
    UnsupportedOperationError, make_tls13_aad,
};
use rustls::{ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion};

use super::cipher::{Aead, Cipher, TAG};

/// Bytes of the real content type, which is encrypted with the text.
const CONTENT_TYPE: usize = 1;

/// Protects records of TLS 1.3 with `A`.
pub(in super::super) struct Tls13Aead<A>(PhantomData<A>);

impl<A> Tls13Aead<A> {
    pub(in super::super) const NEW: Self = Self(PhantomData);
}

impl<A: Aead> Tls13AeadAlgorithm for Tls13Aead<A> {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        Box::new(Protection { cipher: Cipher::<A>::new(key.as_ref()), iv })
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        Box::new(Protection { cipher: Cipher::<A>::new(key.as_ref()), iv })
    }

    fn key_len(&self) -> usize {
        A::key_size()
    }

    /// Keys are for records alone: they are not handed out.
    fn extract_keys(&self, _: AeadKey, _: Iv) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

/// The keys of one direction.
struct Protection<A> {
    cipher: Cipher<A>,
    iv: Iv,
}

impl<A: Aead> MessageEncrypter for Protection<A> {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        sequence: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let len = self.encrypted_payload_len(message.payload.len());
        let mut payload = PrefixedPayload::with_capacity(len);
        payload.extend_from_chunks(&message.payload);
        payload.extend_from_slice(&[u8::from(message.typ)]);
        let nonce = Nonce::new(&self.iv, sequence);
        let tag = self.cipher.seal(nonce, &make_tls13_aad(len), payload.as_mut())?;
        payload.extend_from_slice(&tag);
        Ok(OutboundOpaqueMessage::new(ContentType::ApplicationData, ProtocolVersion::TLSv1_2, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len + CONTENT_TYPE + TAG
    }
}

impl<A: Aead> MessageDecrypter for Protection<A> {
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        sequence: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let aad = make_tls13_aad(message.payload.len());
        let (text, tag) = message.payload.split_last_chunk_mut::<TAG>().ok_or(Error::DecryptError)?;
        self.cipher.open(Nonce::new(&self.iv, sequence), &aad, text, *tag)?;
        let len = text.len();
        message.payload.truncate(len);
        message.into_tls13_unpadded_message()
    }
}
