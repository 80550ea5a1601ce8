//! The element behind the table, and its twin that is asked directly.

use core::cell::Cell;

use hwcrypto_api::{Error, Event, HwCrypto, KeyRef, Shared, Software, Tracing};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::ffi::{self, Out};

pub(crate) type Element = Software<ChaCha20Rng>;
type Driver = Option<Tracing<Element, fn(Event)>>;

static DRIVER: Shared<parking_lot::RawMutex, Driver> = Shared::new(None);
pub(crate) static TABLE: HwCrypto = HwCrypto::builder(&DRIVER)
    .public_key()
    .p256_sign()
    .sha256()
    .sha256_stream()
    .ecdh()
    .random()
    .sha256_clone()
    .p256_verify()
    .ephemeral_key()
    .hmac_sha256()
    .aes128()
    .counter()
    .serial_number()
    .build();

thread_local! {
    /// Whether the next operation calls the table from inside.
    static REENTER: Cell<bool> = const { Cell::new(false) };
}

/// An element with a private key in slot 3, a secret in slot 5 and two keys for AES in slot 9.
fn element() -> Element {
    Software::new(ChaCha20Rng::from_seed([1; 32]), b"\x01\x23serial")
        .with_private_key(3, &[7; 32])
        .and_then(|element| element.with_secret(5, &[5; 32]))
        .and_then(|element| element.with_secret(9, &[9; 32]))
        .expect("slots, and a scalar below the order")
}

/// Called in the middle of an operation: whatever the table is asked now, it is busy and leaves everything alone.
fn observe(event: Event) {
    if !matches!(event, Event::Before(_)) || !REENTER.take() {
        return;
    }
    let raw = ffi::raw(&TABLE);
    let mut out = Out::new(64, 0);
    assert_eq!(raw.public_key(KeyRef::slot(3), out.ptr()), Error::Busy.code());
    assert_eq!(raw.random(out.ptr(), 64), Error::Busy.code());
    assert_eq!(raw.sha256_open(out.ptr()), Error::Busy.code());
    raw.discard_key(KeyRef::ephemeral(1));
    raw.sha256_close(1);
    out.check(None);
}

/// How the element is found by a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Ready,
    /// Ready, and the operation calls the table again from inside.
    Reentrant,
    /// Somebody else is using it.
    InUse,
    /// It was taken away.
    Absent,
    /// The context is null.
    NoContext,
}

/// Two elements that are asked the same.
pub(crate) struct Twins {
    pub(crate) direct: Element,
}

impl Twins {
    pub(crate) fn new() -> Self {
        let fresh = Some(Tracing::new(element(), observe as fn(Event)));
        exchange(fresh);
        Self { direct: element() }
    }

    /// Calls the table with the element in `state`.
    pub(crate) fn call<T>(state: State, call: impl FnOnce(ffi::Raw) -> T) -> T {
        let raw = ffi::raw(&TABLE);
        match state {
            State::Ready => call(raw),
            State::Reentrant => {
                REENTER.set(true);
                let outcome = call(raw);
                REENTER.set(false);
                outcome
            }
            State::InUse => DRIVER.with(|_| Ok::<_, Error>(call(raw))).expect("it was free"),
            State::Absent => {
                let driver = exchange(None);
                let outcome = call(raw);
                exchange(driver);
                outcome
            }
            State::NoContext => call(raw.without_context()),
        }
    }

    /// What a call has to answer; `good` tells whether its arguments are.
    pub(crate) fn expected<T>(
        &mut self,
        state: State,
        good: bool,
        direct: impl FnOnce(&mut Element) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match state {
            State::NoContext => Err(Error::InvalidInput),
            State::InUse => Err(Error::Busy),
            _ if !good => Err(Error::InvalidInput),
            State::Absent => Err(Error::NoResponse),
            State::Ready | State::Reentrant => direct(&mut self.direct),
        }
    }
}

fn exchange(driver: Driver) -> Driver {
    DRIVER.with(|place| Ok::<_, Error>(core::mem::replace(place, driver))).expect("nobody else is here")
}
