use sockets::ConfigError;
use sockets::gzsock::Gzsock;
use sockets::zssl::{Identity, TlsVersion};

use super::Bytes;
use crate::application;

/// Connects to `localhost`, port `port`, over the installed TCP stack, with the key in slot 0 of the installed
/// element; `ca` is whom to trust and `chain` the certificates to show, both PEM. Gives the version of TLS, 12 or
/// 13; -2 if no element is installed, -3 if no TCP stack is, else -1, all after a line on standard error.
///
/// # Safety
/// `ca` and `chain` are readable.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn firmware_connect(port: u16, ca: Bytes, chain: Bytes) -> i32 {
    // SAFETY: the caller's promise.
    let (ca, chain) = unsafe { (ca.as_slice(), chain.as_slice()) };
    match connect(port, ca, chain) {
        Ok(TlsVersion::Tls12) => 12,
        Ok(_) => 13,
        Err(error) => {
            eprintln!("firmware: {error}");
            match error.downcast_ref() {
                Some(sockets::Error::Config(ConfigError::NoElement)) => -2,
                Some(sockets::Error::Config(ConfigError::NoStack)) => -3,
                _ => -1,
            }
        }
    }
}

fn connect(port: u16, ca: &[u8], chain: &[u8]) -> Result<TlsVersion, Box<dyn core::error::Error>> {
    let context = application::context(ca, Identity::slot(chain, 0))?;
    application::run(&Gzsock::installed()?, &context, port)
}
