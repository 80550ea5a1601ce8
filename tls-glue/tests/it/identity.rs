//! What is wrong with an identity is known when it is made, and said in words that help.

use hwcrypto_api::{Error as HwError, HwCrypto, KeyRef};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tls_glue::{Error, Wait, certified_key};

use crate::element::{Element, SLOT};
use crate::pki::{Authority, Issued};

fn chain(issued: &Issued) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(issued.chain.as_bytes()).map(Result::unwrap).collect()
}

#[test]
fn a_certificate_of_another_key_is_refused() {
    let authority = Authority::new("authority");
    let (ours, theirs) = (authority.issue("device"), authority.issue("device"));
    let element = Element::holding(&ours.key);
    let error = certified_key(element.table, KeyRef::slot(SLOT), chain(&theirs), Wait::NONE).unwrap_err();
    assert_eq!(error, Error::KeyMismatch(KeyRef::slot(SLOT)));
    assert!(error.to_string().contains("does not belong to the key in slot 2"), "{error}");
    certified_key(element.table, KeyRef::slot(SLOT), chain(&ours), Wait::NONE).unwrap();
}

#[test]
fn an_empty_chain_and_a_broken_certificate_are_told_apart() {
    let ours = Authority::new("authority").issue("device");
    let element = Element::holding(&ours.key);
    let make = |chain| certified_key(element.table, KeyRef::slot(SLOT), chain, Wait::NONE).unwrap_err();
    assert_eq!(make(vec![]), Error::EmptyChain);
    let mut broken = chain(&ours);
    broken.push(CertificateDer::from(vec![0x30, 3, 2, 1]));
    assert!(matches!(make(broken), Error::Certificate { position: 1, .. }));
}

#[test]
fn an_element_without_the_key_is_named() {
    let ours = Authority::new("authority").issue("device");
    let element = Element::holding(&ours.key);
    let key = KeyRef::slot(SLOT + 1);
    let error = certified_key(element.table, key, chain(&ours), Wait::NONE).unwrap_err();
    assert_eq!(error, Error::Element { key, error: HwError::InvalidKey });
    let empty: &'static HwCrypto = Box::leak(Box::new(element_without_entries()));
    let error = certified_key(empty, key, chain(&ours), Wait::NONE).unwrap_err();
    assert_eq!(error, Error::Element { key, error: HwError::Unsupported });
}

fn element_without_entries() -> HwCrypto {
    static NOTHING: hwcrypto_api::Shared<parking_lot::RawMutex, ()> = hwcrypto_api::Shared::new(());
    HwCrypto::builder(&NOTHING).build()
}

#[test]
fn a_busy_element_is_waited_for_if_the_caller_allows_it() {
    let ours = Authority::new("authority").issue("device");
    let element = Element::holding(&ours.key);
    let make = |wait| certified_key(element.table, KeyRef::slot(SLOT), chain(&ours), wait);
    let error = element.busy_while(|| make(Wait::NONE)).unwrap_err();
    assert_eq!(error, Error::Element { key: KeyRef::slot(SLOT), error: HwError::Busy });
    make(Wait::NONE).unwrap();
}
