//! The settings of secure sockets, with the key in the chip.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::time::Duration;

use cortex_m_examples::host;
use hwcrypto_api::HwCrypto;
use rustls::crypto::CryptoProvider;
use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;
use sockets::ConfigError;
use sockets::zssl::{Identity, TlsContext};
use tls_glue::{SeededRandom, Wait};

use crate::element::KEY;
use crate::settings::{REQUIRED, Settings};

/// The board has no clock: QEMU's computer knows the time.
#[derive(Debug)]
struct HostTime;

impl TimeProvider for HostTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(host::seconds().into())))
    }
}

/// The RustCrypto crates, with random numbers that the chip seeds.
fn provider(element: &'static HwCrypto) -> CryptoProvider {
    tls_glue::rustcrypto::provider(Box::leak(Box::new(SeededRandom::new(element, Wait::NONE))))
}

fn identity(settings: &Settings, element: &'static HwCrypto) -> Identity {
    Identity::element(settings.identity, element, KEY)
}

// What these need of the stack is free again after them, unless they become part of a function that goes on.
#[inline(never)]
pub(crate) fn client(settings: &Settings, element: &'static HwCrypto) -> Result<TlsContext, ConfigError> {
    TlsContext::client(provider(element))
        .trust(settings.authorities)
        .identity(identity(settings, element))
        .server_name(settings.word)
        .versions(&[settings.version])
        .time(Arc::new(HostTime))
        .build()
}

#[inline(never)]
pub(crate) fn server(settings: &Settings, element: &'static HwCrypto) -> Result<TlsContext, ConfigError> {
    let context = TlsContext::server(provider(element))
        .trust(settings.authorities)
        .identity(identity(settings, element))
        .versions(&[settings.version])
        .time(Arc::new(HostTime));
    if settings.word == REQUIRED { context.require_client_certificate() } else { context }.build()
}
