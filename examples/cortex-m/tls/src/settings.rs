use alloc::vec;
use core::ffi::CStr;

use cortex_m_examples::host;
use sockets::zssl::TlsVersion;

use crate::Failure;

/// Bytes that a file with certificates, or all arguments, may have.
const ROOM: usize = 4096;

/// What a firmware has in its flash. Here it comes from QEMU's computer, so that the tests can make certificates.
#[derive(Debug)]
pub struct Settings {
    /// Whom we trust: the file `authorities.pem`.
    pub(crate) authorities: &'static [u8],
    /// The chain of the key in the chip, leaf first: the file `identity.pem`.
    pub(crate) identity: &'static [u8],
    /// The only version to be negotiated: the first argument, `1.2` or `1.3`.
    pub(crate) version: TlsVersion,
    /// The second argument. For a client, the name that the server must have; for a server, [`REQUIRED`] if clients must
    /// show a certificate and [`OPEN`] if not.
    pub(crate) word: &'static str,
}

pub(crate) const REQUIRED: &str = "required";
pub(crate) const OPEN: &str = "open";

impl Settings {
    /// Reads them, into memory that is never given back.
    pub(crate) fn read() -> Result<Self, Failure> {
        let arguments = host::arguments(vec![0; ROOM].leak()).ok_or(Failure::Settings("arguments"))?;
        let (version, word) = arguments.split_once(' ').ok_or(Failure::Settings("two arguments"))?;
        let version = match version {
            "1.2" => TlsVersion::Tls12,
            "1.3" => TlsVersion::Tls13,
            _ => return Err(Failure::Settings("version 1.2 or 1.3")),
        };
        Ok(Self { authorities: file(c"authorities.pem")?, identity: file(c"identity.pem")?, version, word })
    }
}

fn file(name: &'static CStr) -> Result<&'static [u8], Failure> {
    host::read(name, vec![0; ROOM].leak()).ok_or(Failure::Settings("authorities.pem and identity.pem"))
}
