//! Drivers round a driver: all pass on what they are asked unchanged, and each does its own thing beside.

#[path = "common/element.rs"]
mod element;

use element::{driver, element, table};
use hwcrypto_api::{
    Aes128, Capability, Counting, Counts, Ecdh, EphemeralKey, Error, Event, HmacSha256, HwCrypto, Identity,
    KeyRef, MonotonicCounter, Operation, P256Sign, P256Verify, Permission, PublicKey, Random, Restricted,
    Sha256, Sha256Clone, Shared, StreamId, Tracing,
};

const PRIVATE: KeyRef = KeyRef::slot(3);
const SECRET: KeyRef = KeyRef::slot(5);
const AES: KeyRef = KeyRef::slot(9);
const DATA: &[u8] = b"what nobody need know";

/// Everything that an element can be asked, once and in an order in which all succeeds; gives what came out.
fn ask_everything<D>(mut element: D) -> Vec<Result<Vec<u8>, Error>>
where
    D: PublicKey + P256Sign + P256Verify + EphemeralKey + Random + Sha256 + Sha256Clone + HmacSha256,
    D: Aes128 + MonotonicCounter + Identity,
{
    let mut bytes = [0; 40];
    let mut answers = vec![
        element.public_key(PRIVATE).map(Vec::from),
        element.p256_sign(PRIVATE, &[1; 32]).map(Vec::from),
        element.p256_verify(&POINT, &[1; 32], &[2; 64]).map(|good| vec![good.into()]),
        element.ecdh(PRIVATE, &POINT).map(Vec::from),
        element.random(&mut bytes).map(|()| bytes.to_vec()),
        element.sha256(DATA).map(Vec::from),
        element.hmac_sha256(SECRET, DATA).map(Vec::from),
        element.aes128_encrypt(AES, &[3; 16]).map(Vec::from),
        element.aes128_decrypt(AES, &[3; 16]).map(Vec::from),
        element.counter(1).map(|value| value.to_le_bytes().to_vec()),
        element.increment_counter(1).map(|value| value.to_le_bytes().to_vec()),
        element.serial_number(&mut bytes).map(|len| bytes[..len].to_vec()),
    ];
    let (key, point) = element.ephemeral_key().unwrap_or((KeyRef::ephemeral(1), POINT));
    answers.push(Ok(point.to_vec()));
    answers.push(element.ecdh(key, &POINT).map(Vec::from));
    element.discard_ephemeral_key(key);
    let stream = element.sha256_open().unwrap_or(StreamId(1));
    answers.push(element.sha256_start(stream).map(|()| Vec::new()));
    answers.push(element.sha256_update(stream, DATA).map(|()| Vec::new()));
    answers.push(element.sha256_clone(stream).map(|copy| copy.0.to_le_bytes().to_vec()));
    answers.push(element.sha256_finish(stream).map(Vec::from));
    element.sha256_close(stream);
    answers
}

/// The public key of RFC 6979 A.2.5.
const POINT: [u8; 64] = [
    0x60, 0xFE, 0xD4, 0xBA, 0x25, 0x5A, 0x9D, 0x31, 0xC9, 0x61, 0xEB, 0x74, 0xC6, 0x35, 0x6D, 0x68, 0xC0,
    0x49, 0xB8, 0x92, 0x3B, 0x61, 0xFA, 0x6C, 0xE6, 0x69, 0x62, 0x2E, 0x60, 0xF2, 0x9F, 0xB6, 0x79, 0x03,
    0xFE, 0x10, 0x08, 0xB8, 0xBC, 0x99, 0xA4, 0x1A, 0xE9, 0xE9, 0x56, 0x28, 0xBC, 0x64, 0xF2, 0xF1, 0xB2,
    0x0C, 0x2D, 0x7E, 0x9F, 0x51, 0x77, 0xA3, 0xC2, 0x94, 0xD4, 0x46, 0x22, 0x99,
];

const EVERYTHING: &[Permission] = &[
    Permission::Any(Capability::PublicKey),
    Permission::Any(Capability::P256Sign),
    Permission::Any(Capability::P256Verify),
    Permission::Any(Capability::Ecdh),
    Permission::Any(Capability::EphemeralKey),
    Permission::Any(Capability::Random),
    Permission::Any(Capability::Sha256),
    Permission::Any(Capability::Sha256Stream),
    Permission::Any(Capability::Sha256Clone),
    Permission::Any(Capability::HmacSha256),
    Permission::Any(Capability::Aes128),
    Permission::Any(Capability::MonotonicCounter),
    Permission::Any(Capability::Identity),
];

#[test]
fn what_passes_through_a_wrapper_is_not_changed() {
    let plain = ask_everything(element());
    assert_eq!(plain.iter().position(Result::is_err), None);
    assert_eq!(ask_everything(Some(element())), plain);
    assert_eq!(ask_everything(Counting::new(element())), plain);
    assert_eq!(ask_everything(Tracing::new(element(), |_: Event| ())), plain);
    assert_eq!(ask_everything(Restricted::new(element(), EVERYTHING)), plain);
    let nested = Restricted::new(Counting::new(Tracing::new(Some(element()), |_: Event| ())), EVERYTHING);
    assert_eq!(ask_everything(nested), plain);
    assert_eq!(ask_everything(&table(driver())), plain, "and neither is what passes through a table");
}

#[test]
fn a_count_is_of_what_was_asked() {
    let driver = driver();
    ask_everything(&table(driver));
    let counts = driver.with(|driver| Ok::<_, Error>(driver.counts())).unwrap();
    let Counts { public_key, p256_sign, p256_verify, ecdh, ephemeral_key, random, sha256, .. } = counts;
    assert_eq!((public_key, p256_sign, p256_verify, ecdh, ephemeral_key), (1, 1, 1, 2, 1));
    assert_eq!((random, sha256), (1, 2));
    let Counts { hmac_sha256, aes128, counter, serial_number, .. } = counts;
    assert_eq!((hmac_sha256, aes128, counter, serial_number), (1, 2, 2, 1));
}

#[test]
fn an_observer_hears_of_each_operation_twice_and_of_no_data() {
    let mut events = Vec::new();
    let answers = ask_everything(Tracing::new(element(), |event| events.push(event)));
    // 18 with an answer that was kept, and the opening and closing of the stream; the discarded key.
    assert_eq!((answers.len(), events.len()), (18, 2 * 21));
    for pair in events.chunks(2) {
        let [Event::Before(before), Event::After(after, outcome)] = pair else { panic!("{pair:?}") };
        assert_eq!((before, outcome), (after, &Ok(())));
    }
    let text = events.iter().map(|event| format!("{event}; {event:?}\n")).collect::<String>();
    assert!(text.contains("signature with slot 3: done"), "{text}");
    assert!(text.contains("HMAC of 21 bytes with slot 5: begins"), "{text}");
    assert!(text.contains("key agreement with ephemeral key 1: done"), "{text}");
    // What came out is in no event, in no form, and neither is what went in.
    let data = DATA.to_vec();
    let secrets = answers.iter().flatten().chain([&data]).filter(|bytes| bytes.len() >= 8);
    for secret in secrets {
        let hex: String = secret[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("{:?}", &secret[..8]);
        let list = list.trim_matches(['[', ']']);
        assert!(!text.to_lowercase().contains(&hex) && !text.contains(list), "{text}");
    }
    assert!(!text.contains("nobody"));
}

#[test]
fn an_observer_hears_of_failures() {
    let mut events = Vec::new();
    let mut traced = Tracing::new(element(), |event| events.push(event));
    assert_eq!(traced.p256_sign(KeyRef::slot(4), &[0; 32]), Err(Error::InvalidKey));
    drop(traced);
    let operation = Operation::P256Sign(KeyRef::slot(4));
    assert_eq!(events, [Event::Before(operation), Event::After(operation, Err(Error::InvalidKey))]);
    assert_eq!(
        events[1].to_string(),
        "signature with slot 4: the crypto element has no such key, or it is of another kind"
    );
}

#[test]
fn what_is_not_permitted_is_refused() {
    let answers = ask_everything(Restricted::new(element(), &[]));
    let asked = answers.iter().filter(|answer| **answer != Ok(POINT.to_vec()));
    assert_eq!(asked.filter(|answer| **answer != Err(Error::Refused)).count(), 0);
    let view: &'static Shared<parking_lot::RawMutex, _> =
        Box::leak(Box::new(Shared::new(Restricted::new(element(), &[]))));
    let table = HwCrypto::builder(view).public_key().p256_sign().random().build();
    let mut element = &table;
    assert_eq!(element.p256_sign(PRIVATE, &[0; 32]), Err(Error::Refused));
    assert_eq!(element.public_key(PRIVATE), Err(Error::Refused));
    assert_eq!(element.random(&mut [0; 4]), Err(Error::Refused));
}

#[test]
fn a_driver_behind_a_view_is_not_asked_for_what_is_refused() {
    let mut view =
        Restricted::new(Counting::new(element()), &[Permission::Key(Capability::P256Sign, PRIVATE)]);
    assert!(view.p256_sign(PRIVATE, &[1; 32]).is_ok());
    assert_eq!(view.p256_sign(SECRET, &[1; 32]), Err(Error::Refused), "another key");
    assert_eq!(view.p256_sign(KeyRef::slot_block(3, 1), &[1; 32]), Err(Error::Refused), "another block");
    assert_eq!(view.ecdh(PRIVATE, &POINT), Err(Error::Refused), "another use of the same key");
    assert_eq!(view.public_key(PRIVATE), Err(Error::Refused));
    assert_eq!(view.random(&mut [0; 8]), Err(Error::Refused));
    let asked = Counts { p256_sign: 1, ..Counts::default() };
    assert_eq!(view.into_inner().counts(), asked);
}

#[test]
fn whoever_may_make_ephemeral_keys_may_agree_with_them_and_with_no_others() {
    let mut view = Restricted::new(element(), &[Permission::Any(Capability::EphemeralKey)]);
    let (key, _) = view.ephemeral_key().unwrap();
    assert!(view.ecdh(key, &POINT).is_ok());
    assert_eq!(view.ecdh(PRIVATE, &POINT), Err(Error::Refused));
    let (key, _) = view.ephemeral_key().unwrap();
    view.discard_ephemeral_key(key);
    assert!(view.ephemeral_key().is_ok(), "the discarded one made room");
}

#[test]
fn a_counter_is_permitted_by_its_number() {
    let mut view = Restricted::new(element(), &[Permission::Counter(1)]);
    assert_eq!((view.counter(1), view.increment_counter(1)), (Ok(0), Ok(1)));
    assert_eq!((view.counter(0), view.increment_counter(0)), (Err(Error::Refused), Err(Error::Refused)));
}
