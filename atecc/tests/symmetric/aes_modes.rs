//! CMAC, CCM and GCM: the vectors of NIST and the RFCs, and any length against the crates of RustCrypto.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use atecc::aes::CmacStream;
use atecc::{Error, Misuse};
use ccm::Ccm;
use ccm::consts::{U8, U13, U16};
use cmac::{Cmac, Mac};
use proptest::prelude::*;

use crate::chip::*;

#[test]
fn the_cmac_vectors_of_rfc_4493() {
    let (_, mut device) = device();
    load(&mut device, &hex("2b7e151628aed2a6abf7158809cf4f3c"));
    let message = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
         30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    let vectors = [
        (0, "bb1d6929e95937287fa37d129b756746"),
        (16, "070a16b46b4d4144f79bdd9dd04a287c"),
        (40, "dfa66747de9ae63030ca32611497c827"),
        (64, "51f0bebf7e3b9d92fc49741779363cfe"),
    ];
    for (len, tag) in vectors {
        assert_eq!(device.aes_cmac(temp_key(), &message[..len]).unwrap(), array(tag), "{len} bytes");
        assert!(device.aes_cmac_verify(temp_key(), &message[..len], &hex(tag)).unwrap());
        assert!(device.aes_cmac_verify(temp_key(), &message[..len], &hex(tag)[..8]).unwrap());
        assert!(!device.aes_cmac_verify(temp_key(), &message[..len], &[]).unwrap(), "no tag is no proof");
        assert!(!device.aes_cmac_verify(temp_key(), &message[..len], &[0; 17]).unwrap());
    }
}

/// Key, nonce, additional data, data, and the encrypted data with its tag.
type CcmVector = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Of NIST SP 800-38C (examples 1 to 3) and RFC 3610 (packet vectors 1, 2, 4 and 24).
const CCM: [CcmVector; 7] = [
    (
        "404142434445464748494a4b4c4d4e4f",
        "10111213141516",
        "0001020304050607",
        "20212223",
        "7162015b4dac255d",
    ),
    (
        "404142434445464748494a4b4c4d4e4f",
        "1011121314151617",
        "000102030405060708090a0b0c0d0e0f",
        "202122232425262728292a2b2c2d2e2f",
        "d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd",
    ),
    (
        "404142434445464748494a4b4c4d4e4f",
        "101112131415161718191a1b",
        "000102030405060708090a0b0c0d0e0f10111213",
        "202122232425262728292a2b2c2d2e2f3031323334353637",
        "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951",
    ),
    (
        "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
        "00000003020100a0a1a2a3a4a5",
        "0001020304050607",
        "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
        "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0",
    ),
    (
        "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
        "00000004030201a0a1a2a3a4a5",
        "0001020304050607",
        "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916",
    ),
    (
        "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
        "00000006050403a0a1a2a3a4a5",
        "000102030405060708090a0b",
        "0c0d0e0f101112131415161718191a1b1c1d1e",
        "a28c6865939a9a79faaa5c4c2a9d4a91cdac8c96c861b9c9e61ef1",
    ),
    (
        "d7828d13b2b0bdc325a76236df93cc6b",
        "008d493b30ae8b3c9696766cfa",
        "6e37a6ef546d955d34ab6059",
        "abf21c0b02feb88f856df4a37381bce3cc128517d4",
        "f32905b88a641b04b9c9ffb58cc390900f3da12ab16dce9e82efa16da62059",
    ),
];

#[test]
fn the_ccm_vectors_of_sp_800_38c_and_rfc_3610() {
    let (_, mut device) = device();
    for (index, (key, nonce, aad, plain, sealed)) in CCM.into_iter().enumerate() {
        let (nonce, aad, mut data, sealed) = (hex(nonce), hex(aad), hex(plain), hex(sealed));
        let (encrypted, expected) = sealed.split_at(data.len());
        let mut tag = vec![0; expected.len()];
        load(&mut device, &hex(key));
        device.aes_ccm_encrypt(temp_key(), &nonce, &aad, &mut data, &mut tag).unwrap();
        assert_eq!((&data[..], &tag[..]), (encrypted, expected), "vector {index}");
        device.aes_ccm_decrypt(temp_key(), &nonce, &aad, &mut data, &tag).unwrap();
        assert_eq!(data, hex(plain), "vector {index}");
    }
}

/// Of the GCM specification (McGrew and Viega, appendix B): key, IV, additional data, data, encrypted data and tag.
const GCM: [[&str; 6]; 6] = [
    [
        "00000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "",
        "",
        "58e2fccefa7e3061367f1d57a4e7455a",
    ],
    [
        "00000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "0388dace60b6a392f328c2b971b2fe78",
        "ab6e47d42cec13bdf53a67b21257bddf",
    ],
    [
        "feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e\
         21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
        "4d5c2af327cd64a62cf35abd2ba6fab4",
    ],
    [
        "feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e\
         21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
        "5bc94fbc3221a5db94fae95ae7121a47",
    ],
    [
        "feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbad",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423\
         73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
        "3612d2e79e3b0785561be14aaca2fccb",
    ],
    [
        "feffe9928665731c6d6a8f9467308308",
        "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728\
         c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7\
         01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
        "619cc5aefffe0bfa462af43c1699d050",
    ],
];

#[test]
fn the_gcm_vectors_of_its_specification() {
    let (_, mut device) = device();
    for (index, vector) in GCM.into_iter().enumerate() {
        let [key, iv, aad, plain, encrypted, tag] = vector.map(hex);
        let mut data = plain.clone();
        load(&mut device, &key);
        let made = device.aes_gcm_encrypt(temp_key(), &iv, &aad, &mut data).unwrap();
        assert_eq!((&data, &made[..]), (&encrypted, &tag[..]), "vector {index}");
        device.aes_gcm_decrypt(temp_key(), &iv, &aad, &mut data, &tag[..12]).unwrap();
        assert_eq!(data, plain, "vector {index}");
    }
}

#[test]
fn what_is_not_authentic_is_wiped() {
    let (_, mut device) = device();
    let (key, _) = aes_key(0);
    let (nonce, aad) = ([1; 12], [2; 20]);
    let mut sealed = [3; 20];
    let tag = device.aes_gcm_encrypt(key, &nonce, &aad, &mut sealed).unwrap();
    for bit in [0, 127] {
        let (mut data, mut other) = (sealed, tag);
        other[bit / 8] ^= 1 << (bit % 8);
        let outcome = device.aes_gcm_decrypt(key, &nonce, &aad, &mut data, &other);
        assert_eq!((outcome.plain(), data), (Err(Error::NotAuthentic), [0; 20]), "bit {bit} of the tag");
    }
    let mut data = sealed;
    let outcome = device.aes_gcm_decrypt(key, &nonce, &aad[1..], &mut data, &tag);
    assert_eq!((outcome.plain(), data), (Err(Error::NotAuthentic), [0; 20]));

    let (mut sealed, mut tag) = ([3; 20], [0; 8]);
    device.aes_ccm_encrypt(key, &nonce, &aad, &mut sealed, &mut tag).unwrap();
    sealed[19] ^= 1;
    let outcome = device.aes_ccm_decrypt(key, &nonce, &aad, &mut sealed, &tag);
    assert_eq!((outcome.plain(), sealed), (Err(Error::NotAuthentic), [0; 20]));
}

#[test]
fn misuse_is_found_before_the_bus_is_touched() {
    let (chip, mut device) = device();
    let (key, _) = aes_key(0);
    let before = chip.bus_bytes();
    let mut data = [9; 4];
    let nonce = Err(Error::Misuse(Misuse::Nonce));
    let tag = Err(Error::Misuse(Misuse::TagLength));
    assert_eq!(device.aes_gcm_encrypt(key, &[], b"", &mut data).map(|_| ()).plain(), nonce);
    assert_eq!(device.aes_gcm_decrypt(key, &[], b"", &mut data, &[0; 16]).plain(), nonce);
    assert_eq!(device.aes_gcm_encryption(key, &[], b"").map(|_| ()).plain(), nonce);
    assert_eq!(device.aes_gcm_decryption(key, &[], b"").map(|_| ()).plain(), nonce);
    for len in [0, 11, 17] {
        assert_eq!(
            device.aes_gcm_decrypt(key, &[0; 12], b"", &mut data, &vec![0; len]).plain(),
            tag,
            "{len}"
        );
    }
    assert_eq!(device.aes_ccm_encrypt(key, &[0; 6], b"", &mut data, &mut [0; 8]).plain(), nonce);
    assert_eq!(device.aes_ccm_decrypt(key, &[0; 14], b"", &mut data, &[0; 8]).plain(), nonce);
    assert_eq!(device.aes_ccm_encrypt(key, &[0; 7], b"", &mut data, &mut [0; 5]).plain(), tag);
    assert_eq!((data, chip.bus_bytes()), ([9; 4], before), "nothing was done");
}

#[test]
fn a_stream_is_authentic_only_with_its_tag() {
    let (_, mut device) = device();
    let (key, _) = aes_key(0);
    let mut sealed = [3; 50];
    let tag = device.aes_gcm_encrypt(key, &[1; 12], b"aad", &mut sealed).unwrap();
    for wrong in [false, true] {
        let mut stream = device.aes_gcm_decryption(key, &[1; 12], b"aad").unwrap();
        let mut data = sealed;
        data[49] ^= u8::from(wrong);
        for piece in data.chunks_mut(13) {
            device.aes_gcm_decrypt_next(&mut stream, piece).unwrap();
        }
        let outcome = device.aes_gcm_verify(stream, &tag);
        let expected = if wrong { Err(Error::NotAuthentic) } else { Ok(()) };
        assert_eq!(outcome.plain(), expected);
        assert_eq!(data[..49], [3; 49]);
    }
}

/// The longest data whose length still has two bytes, and the shortest whose length has six.
#[test]
fn ccm_with_long_additional_data_is_the_crates() {
    let (_, mut device) = device();
    let (key, bytes) = aes_key(0);
    let cipher = Ccm::<aes::Aes128, U8, U13>::new(&bytes.into());
    for len in [0xFEFF, 0xFF00] {
        let aad = vec![0x5A; len];
        let (mut data, mut expected, mut tag) = ([1; 5], [1; 5], [0; 8]);
        device.aes_ccm_encrypt(key, &[2; 13], &aad, &mut data, &mut tag).unwrap();
        let made =
            cipher.encrypt_inout_detached(&[2; 13].into(), &aad, expected.as_mut_slice().into()).unwrap();
        assert_eq!((data, &tag[..]), (expected, &made[..]), "{len} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cmac_in_any_pieces_is_the_crates(pieces in prop::collection::vec(0..40_usize, 0..6)) {
        let (_, mut device) = device();
        let (key, bytes) = aes_key(3);
        let mut expected = Cmac::<aes::Aes128>::new(&bytes.into());
        let mut stream = CmacStream::new(key);
        for (index, len) in (0_u8..).zip(pieces) {
            let data = vec![index; len];
            expected.update(&data);
            device.aes_cmac_update(&mut stream, &data).unwrap();
        }
        let tag = device.aes_cmac_finish(stream).unwrap();
        prop_assert_eq!(&tag[..], &expected.finalize().into_bytes()[..]);
    }

    #[test]
    fn ccm_of_any_length_is_the_crates(
        data in prop::collection::vec(any::<u8>(), 0..70),
        aad in prop::collection::vec(any::<u8>(), 0..50),
        nonce: [u8; 13],
    ) {
        let (_, mut device) = device();
        let (key, bytes) = aes_key(0);
        let cipher = Ccm::<aes::Aes128, U16, U13>::new(&bytes.into());
        let (mut ours, mut theirs, mut tag) = (data.clone(), data.clone(), [0; 16]);
        device.aes_ccm_encrypt(key, &nonce, &aad, &mut ours, &mut tag).unwrap();
        let made =
            cipher.encrypt_inout_detached(&nonce.into(), &aad, theirs.as_mut_slice().into()).unwrap();
        prop_assert_eq!((&ours, &tag[..]), (&theirs, &made[..]));
        device.aes_ccm_decrypt(key, &nonce, &aad, &mut ours, &tag).unwrap();
        prop_assert_eq!(ours, data);
    }

    #[test]
    fn gcm_of_any_length_in_any_pieces_is_the_crates(
        data in prop::collection::vec(any::<u8>(), 0..70),
        aad in prop::collection::vec(any::<u8>(), 0..50),
        nonce: [u8; 12],
        piece in 1..40_usize,
    ) {
        let (_, mut device) = device();
        let (key, bytes) = aes_key(0);
        let cipher = Aes128Gcm::new(&bytes.into());
        let mut theirs = data.clone();
        let made =
            cipher.encrypt_inout_detached(&nonce.into(), &aad, theirs.as_mut_slice().into()).unwrap();
        let mut ours = data.clone();
        let tag = device.aes_gcm_encrypt(key, &nonce, &aad, &mut ours).unwrap();
        prop_assert_eq!((&ours, &tag[..]), (&theirs, &made[..]));
        device.aes_gcm_decrypt(key, &nonce, &aad, &mut ours, &tag).unwrap();
        prop_assert_eq!(&ours, &data);
        let mut stream = device.aes_gcm_encryption(key, &nonce, &aad).unwrap();
        for part in ours.chunks_mut(piece) {
            device.aes_gcm_encrypt_next(&mut stream, part).unwrap();
        }
        let tag = device.aes_gcm_finish(stream).unwrap();
        prop_assert_eq!((&ours, &tag[..]), (&theirs, &made[..]));
    }
}
