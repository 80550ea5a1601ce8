//! TLS contexts: who we are, whom we trust, what name we expect.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::c_char;
use core::time::Duration;

use hwcrypto_api::{HwCrypto, KeyRef, installed};
use sockets::Errno;
use sockets::zssl::{Identity, TlsVersion};

use super::input::{self, Bytes, entries, structure, text};
use crate::contexts::{self, Settings, Verify};
use crate::elements;
use crate::failure::{Failure, number};

/// The peer must show a certificate that holds; of a server that is for the name, too. The default.
pub const ZSSL_VERIFY_REQUIRED: u32 = 0;
/// A client goes on with a server whose certificate does not hold: somebody in between may read and change everything,
/// unless the program looks at `verified` of zssl_info and acts on it.
pub const ZSSL_DANGEROUSLY_CONTINUE_WITH_BAD_SERVER: u32 = 1;
/// A client looks at no server's certificate: whoever is in between may read and change everything.
pub const ZSSL_DANGEROUSLY_ACCEPT_ANY_SERVER: u32 = 2;
/// A server asks clients for a certificate, and goes on without one or with a bad one; `verified` of zssl_info tells.
pub const ZSSL_REQUEST_CLIENT_CERTIFICATE: u32 = 3;
/// A server does not ask clients for a certificate.
pub const ZSSL_NO_CLIENT_CERTIFICATE: u32 = 4;

/// The private key is in memory, PEM or DER.
pub const ZSSL_KEY_MEMORY: u32 = 1;
/// The private key is in a slot of the element that zssl_crypto_init installed.
pub const ZSSL_KEY_SLOT: u32 = 2;
/// The private key is in a slot of the element given.
pub const ZSSL_KEY_ELEMENT: u32 = 3;

/// TLS 1.2.
pub const ZSSL_TLS_1_2: u32 = 1;
/// TLS 1.3.
pub const ZSSL_TLS_1_3: u32 = 2;

/// A certificate chain and where its private key is.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct TlsIdentity {
    /// The chain, leaf first: PEM, or DER of a single certificate.
    pub chain: Bytes,
    /// `ZSSL_KEY_MEMORY`, `ZSSL_KEY_SLOT` or `ZSSL_KEY_ELEMENT`.
    pub key_kind: u32,
    /// The slot, unless the key is in memory; up to 255.
    pub slot: u32,
    /// The key in memory.
    pub key: Bytes,
    /// The element's table, which lives as long as the program.
    pub element: *const HwCrypto,
}

/// What a context is made of. Zeros are the defaults, except for `size`.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct TlsSettings {
    /// `sizeof(zssl_settings)`.
    pub size: usize,
    /// The authorities that the peer's certificate must come from: PEM, or DER of one.
    pub trust: Bytes,
    /// Who we are; a client may do without. The peer sees the first that it accepts.
    pub identities: *const TlsIdentity,
    /// How many they are.
    pub identity_count: usize,
    /// A client's: the name or address that the server's certificate must be for, also sent to it (SNI).
    pub server_name: *const c_char,
    /// The application protocols to negotiate (ALPN), best first.
    pub alpn: *const *const c_char,
    /// How many they are.
    pub alpn_count: usize,
    /// How the peer is verified: `ZSSL_VERIFY_REQUIRED`, or what weakens that.
    pub verify: u32,
    /// `ZSSL_TLS_1_2`, `ZSSL_TLS_1_3` or both; 0 is both.
    pub versions: u32,
    /// How long lookup, connection and handshake together may take (ms); 0 is 30 s.
    pub deadline_ms: u32,
    /// How many sessions may go on in later connections, without a signature; 0 is none.
    pub resumable_sessions: u32,
}

// SAFETY: begins with its size; null pointers and zeros are values.
unsafe impl input::Structure for TlsSettings {}

/// Makes a client's context; gives its number, above 0. Everything that can be checked is, the certificate against its key
/// too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_context_client(settings: *const TlsSettings) -> i32 {
    number(|| {
        // SAFETY: the caller's.
        let settings = unsafe { read(&structure(settings)?)? };
        contexts::keep(settings.client()?)
    })
}

/// Makes a server's context; gives its number, above 0. Clients must show a certificate unless `verify` says otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_context_server(settings: *const TlsSettings) -> i32 {
    number(|| {
        // SAFETY: the caller's.
        let settings = unsafe { read(&structure(settings)?)? };
        contexts::keep(settings.server()?)
    })
}

/// Frees a context; sockets that have it keep it.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_context_free(context: i32) -> i32 {
    number(|| contexts::free(context).map(|()| 0))
}

/// Puts an element in use, for contexts made from now on whose identities name a slot; null takes it out of use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_crypto_init(element: *const HwCrypto) -> i32 {
    number(|| {
        if element.is_null() {
            installed::init(None);
            return Ok(0);
        }
        // SAFETY: the caller's.
        installed::init(Some(unsafe { known(element)? }));
        installed::enable();
        Ok(0)
    })
}

/// # Safety
/// As of the module above, while the result lives.
unsafe fn read<'a>(raw: &TlsSettings) -> Result<Settings<'a>, Failure> {
    // SAFETY: the caller's.
    let (identities, alpn) =
        unsafe { (entries(raw.identities, raw.identity_count)?, entries(raw.alpn, raw.alpn_count)?) };
    // SAFETY: the caller's.
    let identities = identities.iter().map(|raw| unsafe { identity(raw) }).collect::<Result<_, _>>()?;
    let alpn = alpn.iter().map(|name| {
        // SAFETY: the caller's.
        let name = unsafe { text(*name) }?.filter(|name| (1..=255).contains(&name.len()));
        name.map(str::as_bytes).ok_or(Failure::argument("a protocol's name has 1 to 255 bytes"))
    });
    Ok(Settings {
        // SAFETY: the caller's.
        trust: unsafe { raw.trust.as_slice()? },
        identities,
        // SAFETY: the caller's.
        server_name: unsafe { text(raw.server_name)? },
        alpn: alpn.collect::<Result<_, _>>()?,
        verify: verify(raw.verify)?,
        versions: versions(raw.versions)?,
        deadline: (raw.deadline_ms != 0).then(|| Duration::from_millis(raw.deadline_ms.into())),
        sessions: raw.resumable_sessions as usize,
    })
}

/// # Safety
/// As of the module above.
unsafe fn identity(raw: &TlsIdentity) -> Result<Identity, Failure> {
    // SAFETY: the caller's.
    let chain = unsafe { raw.chain.as_slice()? };
    let slot =
        || u8::try_from(raw.slot).map_err(|_| Failure::argument("there is no such slot; they end at 255"));
    Ok(match raw.key_kind {
        // SAFETY: the caller's.
        ZSSL_KEY_MEMORY => Identity::pem(chain, unsafe { raw.key.as_slice()? }),
        ZSSL_KEY_SLOT => Identity::slot(chain, slot()?),
        // SAFETY: the caller's.
        ZSSL_KEY_ELEMENT => Identity::element(chain, unsafe { known(raw.element)? }, KeyRef::slot(slot()?)),
        _ => return Err(Failure::argument("the identity does not say where its key is; set key_kind")),
    })
}

/// # Safety
/// `element` is null, or the table of an element, which lives as long as the program.
unsafe fn known(element: *const HwCrypto) -> Result<&'static HwCrypto, Failure> {
    // SAFETY: the caller's.
    elements::known(element.addr(), || unsafe { HwCrypto::import(element) })
        .map_err(|error| Failure::Interface(Errno::EINVAL, format!("the crypto element: {error}").into()))
}

fn verify(code: u32) -> Result<Verify, Failure> {
    match code {
        ZSSL_VERIFY_REQUIRED => Ok(Verify::Required),
        ZSSL_DANGEROUSLY_CONTINUE_WITH_BAD_SERVER => Ok(Verify::AnyoneButTell),
        ZSSL_DANGEROUSLY_ACCEPT_ANY_SERVER => Ok(Verify::Nobody),
        ZSSL_REQUEST_CLIENT_CERTIFICATE => Ok(Verify::Requested),
        ZSSL_NO_CLIENT_CERTIFICATE => Ok(Verify::NotAsked),
        _ => Err(Failure::argument("there is no such way to verify")),
    }
}

fn versions(bits: u32) -> Result<Vec<TlsVersion>, Failure> {
    if bits & !(ZSSL_TLS_1_2 | ZSSL_TLS_1_3) != 0 {
        return Err(Failure::argument("there is no such version of TLS"));
    }
    let known = [(ZSSL_TLS_1_2, TlsVersion::Tls12), (ZSSL_TLS_1_3, TlsVersion::Tls13)];
    Ok(known.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, version)| version).collect())
}
