//! Records, beside ring's.
//!
//! rustls makes keys of 32 bytes from bytes and no shorter ones, so AES-128-GCM is seen here only through connections;
//! it shares all code but the cipher itself, whose vectors are in the library.

use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, Iv, MessageDecrypter, MessageEncrypter, OutboundChunks,
    OutboundPlainMessage,
};
use rustls::{CipherSuite, ContentType, Error, ProtocolVersion, SupportedCipherSuite};

use super::{provider, with_ecdsa_keys};
use crate::parties::ring;

const HEADER: usize = 5;

/// Both directions of the same keys.
struct Ends {
    encrypter: Box<dyn MessageEncrypter>,
    decrypter: Box<dyn MessageDecrypter>,
}

impl Ends {
    fn new(suite: &SupportedCipherSuite) -> Self {
        let key = || AeadKey::from([0x5a; 32]);
        let iv = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab];
        match suite {
            SupportedCipherSuite::Tls12(suite) => {
                let (fixed, explicit) = iv.split_at(suite.aead_alg.key_block_shape().fixed_iv_len);
                Self {
                    encrypter: suite.aead_alg.encrypter(key(), fixed, explicit),
                    decrypter: suite.aead_alg.decrypter(key(), fixed),
                }
            }
            SupportedCipherSuite::Tls13(suite) => Self {
                encrypter: suite.aead_alg.encrypter(key(), Iv::new(iv)),
                decrypter: suite.aead_alg.decrypter(key(), Iv::new(iv)),
            },
        }
    }

    fn seal(&mut self, text: &[u8], sequence: u64) -> Vec<u8> {
        let message = OutboundPlainMessage {
            typ: ContentType::ApplicationData,
            version: ProtocolVersion::TLSv1_2,
            payload: OutboundChunks::Single(text),
        };
        let expected = HEADER + self.encrypter.encrypted_payload_len(text.len());
        let record = self.encrypter.encrypt(message, sequence).unwrap().encode();
        assert_eq!(record.len(), expected);
        record
    }

    /// Opens a record; its header counts.
    fn open(&mut self, record: &[u8], sequence: u64) -> Result<Vec<u8>, Error> {
        let mut payload = record[HEADER..].to_vec();
        let version = ProtocolVersion::from(u16::from_be_bytes([record[1], record[2]]));
        let message = InboundOpaqueMessage::new(ContentType::from(record[0]), version, &mut payload);
        self.decrypter.decrypt(message, sequence).map(|message| message.payload.to_vec())
    }
}

/// Ours and ring's suites of this number.
fn both(suite: CipherSuite) -> [SupportedCipherSuite; 2] {
    [provider(), ring()]
        .map(|provider| *provider.cipher_suites.iter().find(|one| one.suite() == suite).unwrap())
}

/// The suites whose keys a test can make.
fn with_long_keys() -> Vec<[SupportedCipherSuite; 2]> {
    let mut suites = with_ecdsa_keys();
    suites.retain(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => suite.aead_alg.key_block_shape().enc_key_len == 32,
        SupportedCipherSuite::Tls13(suite) => suite.aead_alg.key_len() == 32,
    });
    assert_eq!(suites.len(), 4, "AES-256-GCM and ChaCha20-Poly1305, in both versions");
    suites.iter().map(|suite| both(suite.suite())).collect()
}

#[test]
fn records_are_those_of_ring_bit_for_bit() {
    for [our, their] in with_long_keys() {
        let (mut ours, mut theirs) = (Ends::new(&our), Ends::new(&their));
        for (text, sequence) in
            [(&b""[..], 0), (b"a", 1), (&[7; 64], 255), (&[1; 16384], 1 << 40), (b"last", u64::MAX)]
        {
            let record = ours.seal(text, sequence);
            assert_eq!(record, theirs.seal(text, sequence), "{:?} {sequence}", our.suite());
            assert_eq!(theirs.open(&record, sequence).unwrap(), text);
            assert_eq!(ours.open(&record, sequence).unwrap(), text);
        }
    }
}

#[test]
fn a_change_of_any_byte_is_refused() {
    for [suite, _] in with_long_keys() {
        let mut ends = Ends::new(&suite);
        let record = ends.seal(b"attack at dawn", 5);
        for at in 0..record.len() {
            // The lengths tell where a record ends. TLS 1.3 authenticates a header that never varies.
            let header = at < 3 && suite.tls13().is_none();
            if header || at >= HEADER {
                for bit in 0..8 {
                    let mut changed = record.clone();
                    changed[at] ^= 1 << bit;
                    assert_eq!(ends.open(&changed, 5), Err(Error::DecryptError), "{:?} {at}", suite.suite());
                }
            }
        }
        assert_eq!(ends.open(&record, 5).unwrap(), b"attack at dawn");
    }
}

#[test]
fn records_that_are_cut_or_come_in_another_order_are_refused() {
    for [suite, _] in with_long_keys() {
        let mut ends = Ends::new(&suite);
        let record = ends.seal(b"attack at dawn", 5);
        for len in HEADER..record.len() {
            assert_eq!(ends.open(&record[..len], 5), Err(Error::DecryptError), "{:?} {len}", suite.suite());
        }
        for sequence in [0, 4, 6, 5 << 32, u64::MAX] {
            assert_eq!(ends.open(&record, sequence), Err(Error::DecryptError), "{:?}", suite.suite());
        }
    }
}

#[test]
fn a_text_above_the_limit_of_the_protocol_is_refused() {
    for [suite, _] in with_long_keys() {
        let mut ends = Ends::new(&suite);
        let record = ends.seal(&[1; 16385], 0);
        assert_eq!(ends.open(&record, 0), Err(Error::PeerSentOversizedRecord), "{:?}", suite.suite());
    }
}

/// A nonce that comes back gives away the key of AES-GCM.
#[test]
fn explicit_nonces_differ_from_record_to_record() {
    let [suite, _] = both(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
    let mut ends = Ends::new(&suite);
    let nonces: std::collections::BTreeSet<_> =
        (0..300).map(|sequence| ends.seal(b"", sequence)[HEADER..HEADER + 8].to_vec()).collect();
    assert_eq!(nonces.len(), 300);
}
