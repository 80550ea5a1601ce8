//! NIST's vectors, and one that Python's `hmac` computed after it had reproduced those.

use alloc::vec::Vec;

use super::*;

/// CAVS 14.3, HMAC_DRBG, SHA-256, PredictionResistance = True.
struct Vector {
    personalization: &'static str,
    /// 32 bytes and a nonce of 16 to begin with, then 32 for each of two requests.
    entropy: &'static str,
    additional: [&'static str; 2],
    /// Of the second request.
    output: &'static str,
}

/// COUNT = 0 of the sections without any additional text, with additional input, and with a personalization string too.
const VECTORS: [Vector; 3] = [
    Vector {
        personalization: "",
        entropy: "9969e54b4703ff31785b879a7e5c0eae0d3e309559e9fe96b0676d49d591ea4d07d20d46d064757d\
             3023cac2376127abc60f2999100f738c10f74792676a3fc4a262d13721798046e29a295181569f54\
             c11d4524c9071bd3096015fcf7bc24a607f22fa065c937658a2a77a8699089f4",
        additional: ["", ""],
        output: "abc015856094803a938dffd20da94843870ef935b82cfec17706b8f551b8385044235dd44b599f94\
             b39be78dd476e0cf11309c995a7334e0a78b37bc9586235086fa3b637ba91cf8fb65efa22a589c13\
             7531aa7b2d4e2607aac27292b01c698e6e01ae679eb87c01a89c7422d4372d6d754ababb4bf896fc\
             b1cd09d692d0283f",
    },
    Vector {
        personalization: "",
        entropy: "2cad88b2b6a06e703de46185ccb2ddcf5e0ee030995ebdf95cc4fbc38441f17f32310770e04172c0\
             cf91f6590cce44a4448bfbc5ce9e3b9da3e9642daecd994dfe373e75253e8eb585141224eca7ad7b\
             afb57f69799c0b892b3015990e133698d543aa87829ace868e4a5e9525d62357",
        additional: [
            "ef6da5e6530e0d621749ab192e06327e995c3ac0c3963ab8c8cd2df2839ab5df",
            "44278b31ed853f0a510bd14650ac4b4971d8b426799a43511d016be68dedbb8d",
        ],
        output: "4c7dfbe509dc5a3ac26998723c6a44cad20b197fc86117c778d1568ab828923862885e97198f77a1\
             cb45113f5d78726a0f120aec94afc45f57c8dcc1cb092b343480012858ef5bc559f5702344220932\
             6ec4a54d91ca3a77dfdf9e75f117cef50e6fd2dc9af6ddce8e6515b4a97357a97b6cd274f68a042f\
             a41bbd7b7261b034",
    },
    Vector {
        personalization: "63bc769ae1d95a98bde870e4db7776297041d37c8a5c688d4e024b78d83f4d78",
        entropy: "4294671d493dc085b5184607d7de2ff2b6aceb734a1b026f6cfee7c5a90f03dad071544e599235d5\
             eb38b64b551d2a6edb9b4790b62336fbb9a684b82947065393eeef8f57bd2477141ad17e776dac34\
             4a9abe80f6f522f29878bedf8245b27940a76471006fb4a4110beb4decb6c341",
        additional: [
            "28848becd3f47696f124f4b14853a456156f69be583a7d4682cff8d44b39e1d3",
            "8bfce0b7132661c3cd78175d83926f643e36f7608eec2c5dac3ddcbacc8c2182",
        ],
        output: "e580dc969194b2b18a97478aef9d1a72390aff14562747bf080d741527a6655ce7fc135325b45748\
             3a9f9c70f91165a811cf4524b50d51199a0df3bd60d12abac27d0bf6618e6b114e05420352e23f36\
             03dfe8a225dc19b3d1fff1dc245dc6b1df24c741744bec3f9437dbbf222df84881a457a589e7815e\
             f132f686b760f012",
    },
];

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |digit: &u8| u8::try_from(char::from(*digit).to_digit(16).unwrap()).unwrap();
    hex.as_bytes().as_chunks().0.iter().map(|[high, low]| digit(high) << 4 | digit(low)).collect()
}

#[test]
fn nists_vectors() {
    for vector in VECTORS {
        let entropy = bytes(vector.entropy);
        let (first, requests) = entropy.split_at(48);
        let mut drbg = HmacDrbg::new(&[first, &bytes(vector.personalization)]);
        let output = bytes(vector.output);
        let mut out = alloc::vec![0; output.len()];
        for (fresh, additional) in requests.chunks(32).zip(vector.additional) {
            drbg.reseed(&[fresh, &bytes(additional)]);
            drbg.generate(&mut out, &[]);
        }
        assert_eq!(out, output);
    }
}

#[test]
fn additional_input_goes_in_before_and_after() {
    let counting: Vec<u8> = (0..48).collect();
    let mut drbg = HmacDrbg::new(&[&counting]);
    let (mut first, mut second) = ([0; 80], [0; 33]);
    drbg.generate(&mut first, &counting[..32]);
    drbg.generate(&mut second, &[]);
    let expected = "c7e30101fe9a5acd04b2cded385fb2cd41817382aa4195d1ac649e6ee4b53f5fb32ab3ec0380b89e\
                    b8dd02c522eb1fe11477ce6cf7517dfe8c12c195891fb2d44c2323c7ae461de36e1cefaaa6d6f3de";
    assert_eq!(first[..], bytes(expected));
    assert_eq!(second[..], bytes("0c286d3d44a297ceb7a9acd7cbc4cad1cadf16cea24ce3ed735b248da09c3efb69"));
}

#[test]
fn more_than_a_request_may_have_is_several_requests() {
    let mut long = alloc::vec![0; MAX_REQUEST + 7];
    HmacDrbg::new(&[b"seed"]).generate(&mut long, b"more");
    let (mut drbg, mut parts) = (HmacDrbg::new(&[b"seed"]), alloc::vec![0; MAX_REQUEST + 7]);
    let (first, second) = parts.split_at_mut(MAX_REQUEST);
    drbg.generate(first, b"more");
    drbg.generate(second, b"more");
    assert_eq!(long, parts);
}
