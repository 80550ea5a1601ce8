//! rustls' key exchange group over the table.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use hwcrypto_api::{Ecdh, Error as HwError, HwCrypto, KeyRef};
use rustls::crypto::{ActiveKeyExchange, CompletedKeyExchange, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{Error, NamedGroup, PeerMisbehaved};
use zeroize::Zeroizing;

use crate::{ElementFailure, Gate, Operation, Wait, point};

/// The group secp256r1 with ephemeral keys that the element makes and that never leave it.
///
/// An element has one such key at a time. While it lives, starting another exchange fails at once with
/// [`Busy`](HwError::Busy); see [`Gate`] for how to wait outside of rustls.
#[derive(Clone, Copy)]
pub struct HwKeyExchange {
    element: &'static HwCrypto,
    gate: &'static Gate,
    wait: Wait,
}

impl HwKeyExchange {
    /// Exchanges keys with `element`. `wait` says what to do when it is doing something else for somebody else, such as
    /// signing; it is not used to wait for the end of another key exchange.
    #[must_use]
    pub fn new(element: &'static HwCrypto, wait: Wait) -> Self {
        Self { element, gate: Gate::of(element), wait }
    }

    fn make_key(&self) -> Result<Exchange, Error> {
        let (key, point) = self.gate.make_key(self.wait).map_err(failed)?;
        let mut share = Vec::with_capacity(1 + point.len());
        share.push(point::UNCOMPRESSED);
        share.extend_from_slice(&point);
        Ok(Exchange { group: *self, key, share })
    }

    fn agree(&self, key: KeyRef, peer: &[u8; 64]) -> Result<SharedSecret, Error> {
        let agree = || self.wait.until_free(|| { self.element }.ecdh(key, peer).map(Zeroizing::new));
        let secret = self.gate.use_key(key, agree).map_err(|error| match error {
            HwError::InvalidInput => PeerMisbehaved::InvalidKeyShare.into(),
            error => failed(error),
        })?;
        Ok(SharedSecret::from(&secret[..]))
    }
}

fn failed(error: HwError) -> Error {
    ElementFailure::new(Operation::KeyExchange, None, error).into()
}

/// The point in the peer's share. A wrong one is refused before the element is asked for anything.
fn peer_point(share: &[u8]) -> Result<&[u8; 64], Error> {
    point::from_uncompressed(share).ok_or_else(|| PeerMisbehaved::InvalidKeyShare.into())
}

impl SupportedKxGroup for HwKeyExchange {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        Ok(Box::new(self.make_key()?))
    }

    fn start_and_complete(&self, peer_pub_key: &[u8]) -> Result<CompletedKeyExchange, Error> {
        let peer = peer_point(peer_pub_key)?;
        let exchange = self.make_key()?;
        let secret = self.agree(exchange.key, peer)?;
        Ok(CompletedKeyExchange { group: self.name(), pub_key: exchange.share.clone(), secret })
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }
}

impl fmt::Debug for HwKeyExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HwKeyExchange").field("wait", &self.wait).finish_non_exhaustive()
    }
}

/// An exchange whose key lives in the element, until it is completed or dropped.
struct Exchange {
    group: HwKeyExchange,
    key: KeyRef,
    share: Vec<u8>,
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer_pub_key: &[u8]) -> Result<SharedSecret, Error> {
        self.group.agree(self.key, peer_point(peer_pub_key)?)
    }

    fn pub_key(&self) -> &[u8] {
        &self.share
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn group(&self) -> NamedGroup {
        self.group.name()
    }
}

impl Drop for Exchange {
    /// After an agreement there is nothing left to give up.
    fn drop(&mut self) {
        self.group.gate.give_up(self.key);
    }
}
