//! A configuration that comes from outside the program: `ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE`.

use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::TlsVersion;
use super::sizes::Sizes;

/// What a custom configuration sees of a context that is being built, after the program has chosen and before anything is
/// checked.
///
/// `ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE` names a Rust file, by its absolute path, that becomes part of this library when it is
/// built. It defines
///
/// ```
/// # use sockets::zssl::CustomConfig;
/// use core::time::Duration;
///
/// pub fn custom_config(config: &mut CustomConfig<'_>) {
///     config.alpn(["mqtt"]).handshake_deadline(Duration::from_secs(10));
///     if config.is_server() {
///         config.max_content_len(4096);
///     }
/// }
/// ```
///
/// with `CustomConfig` in scope. For a path relative to a project, Cargo has `.cargo/config.toml`:
///
/// ```toml
/// [env]
/// ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE = { value = "tls_config.rs", relative = true }
/// ```
///
/// It can change what is listed here, for every context. It has no way to whom is trusted, whose name is expected, whether
/// and how the peer is verified, by which clock, nor to keys: a file that somebody sets from outside must not open a program
/// to others.
pub struct CustomConfig<'a> {
    pub(super) server: bool,
    pub(super) versions: &'a mut Option<Vec<TlsVersion>>,
    pub(super) alpn: &'a mut Vec<Vec<u8>>,
    pub(super) deadline: &'a mut Duration,
    pub(super) sizes: &'a mut Sizes,
}

impl CustomConfig<'_> {
    /// Whether this is a server's context.
    #[must_use]
    pub const fn is_server(&self) -> bool {
        self.server
    }

    /// As [`ContextBuilder::versions`](super::ContextBuilder::versions).
    pub fn versions(&mut self, versions: &[TlsVersion]) -> &mut Self {
        *self.versions = Some(versions.to_vec());
        self
    }

    /// As [`ContextBuilder::alpn`](super::ContextBuilder::alpn).
    pub fn alpn<P: AsRef<[u8]>>(&mut self, protocols: impl IntoIterator<Item = P>) -> &mut Self {
        *self.alpn = protocols.into_iter().map(|protocol| protocol.as_ref().to_vec()).collect();
        self
    }

    /// As [`ContextBuilder::handshake_deadline`](super::ContextBuilder::handshake_deadline).
    pub const fn handshake_deadline(&mut self, limit: Duration) -> &mut Self {
        *self.deadline = limit;
        self
    }

    /// As [`ContextBuilder::max_content_len`](super::ContextBuilder::max_content_len).
    pub const fn max_content_len(&mut self, len: usize) -> &mut Self {
        self.sizes.send = len;
        self
    }

    /// As [`ContextBuilder::max_received_len`](super::ContextBuilder::max_received_len).
    pub const fn max_received_len(&mut self, len: usize) -> &mut Self {
        self.sizes.receive = len;
        self
    }
}

impl fmt::Debug for CustomConfig<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, versions, alpn, deadline, sizes } = self;
        f.debug_struct("CustomConfig")
            .field("server", server)
            .field("versions", versions)
            .field("alpn", alpn)
            .field("handshake_deadline", deadline)
            .field("sizes", sizes)
            .finish()
    }
}

/// Lets the custom configuration change `config`, if this build has one.
#[cfg(custom_config)]
pub(super) fn apply(config: &mut CustomConfig<'_>) {
    included::custom_config(config);
}

/// Lets the custom configuration change `config`, if this build has one.
#[cfg(not(custom_config))]
pub(super) const fn apply(_config: &mut CustomConfig<'_>) {}

#[cfg(custom_config)]
#[expect(unreachable_pub, reason = "it is somebody else's text")]
mod included {
    use super::CustomConfig;

    include!(env!("ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE"));
}
