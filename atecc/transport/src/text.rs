//! Pieces of a device URI that programs also take by themselves.

use crate::UriError;

/// `HOST:PORT`, where an IPv6 address is in brackets.
///
/// # Errors
/// [`UriError::Endpoint`]
pub fn endpoint(text: &str) -> Result<(String, u16), UriError> {
    let wrong = || UriError::Endpoint(text.into());
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let port = port.parse().map_err(|_| wrong())?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() { Err(wrong()) } else { Ok((host.into(), port)) }
}

/// A 7-bit address that an I2C device may have, decimal or with `0x`.
///
/// # Errors
/// [`UriError::Address`]
pub fn address(text: &str) -> Result<u8, UriError> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16),
        None => text.parse(),
    };
    match number {
        Ok(address @ 0x08..=0x77) => Ok(address),
        _ => Err(UriError::Address(text.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        assert_eq!(endpoint("localhost:0"), Ok(("localhost".into(), 0)));
        assert_eq!(endpoint("[::1]:8608"), Ok(("::1".into(), 8608)));
        for wrong in ["", "localhost", ":1", "localhost:", "localhost:65536", "[]:1"] {
            assert_eq!(endpoint(wrong), Err(UriError::Endpoint(wrong.into())));
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(address("0x60"), Ok(0x60));
        assert_eq!(address("53"), Ok(0x35));
        for wrong in ["", "0xC0", "0x07", "0x78", "0x", "-1"] {
            assert_eq!(address(wrong), Err(UriError::Address(wrong.into())));
        }
    }
}
