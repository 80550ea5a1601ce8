//! Settings that are fixed when a program is built: environment variables with the names that Zerynth gave its macros.
//!
//! ```sh
//! ZERYNTH_SSL_MAX_CONTENT_LEN=4096 ZERYNTH_SSL_DEBUG=2 cargo build
//! ```
//!
//! Cargo builds anew whatever reads a variable that has changed. A value that makes no sense does not compile. They are
//! variables and not features, since any library of a program can turn a feature on, and only who builds it sets these.
//! Everything here is a default: a program can choose otherwise for each context.

/// The smallest RSA key (bits) that a peer's certificates may have, 2048 to 8192: `ZERYNTH_SSL_PROFILE_RSA_MIN_BITS`.
#[expect(clippy::cast_possible_truncation, reason = "at most 8192")]
pub const PROFILE_RSA_MIN_BITS: u16 = number(
    option_env!("ZERYNTH_SSL_PROFILE_RSA_MIN_BITS"),
    (2048, 2048, 8192),
    "ZERYNTH_SSL_PROFILE_RSA_MIN_BITS must be a number of bits from 2048 to 8192",
) as u16;

/// Whether signatures in certificates may use SHA-1, 0 or 1: `ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES`. Signatures of
/// handshakes never may.
pub const ALLOW_SHA1_IN_CERTIFICATES: bool = number(
    option_env!("ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES"),
    (0, 0, 1),
    "ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES must be 0 or 1",
) == 1;

/// The most plaintext (bytes) in a record that we send, 64 to 16384: `ZERYNTH_SSL_MAX_CONTENT_LEN`.
pub const MAX_CONTENT_LEN: usize = number(
    option_env!("ZERYNTH_SSL_MAX_CONTENT_LEN"),
    (8192, CONTENT_LEN_MIN, PROTOCOL_CONTENT_LEN),
    "ZERYNTH_SSL_MAX_CONTENT_LEN must be a number of bytes from 64 to 16384",
);

/// The most plaintext (bytes) in a record that we accept, 64 to 16384: `ZERYNTH_SSL_IN_CONTENT_LEN`. A peer cannot be told
/// of less than the protocol's 16384: lower it only where every peer is known to send less.
pub const IN_CONTENT_LEN: usize = number(
    option_env!("ZERYNTH_SSL_IN_CONTENT_LEN"),
    (PROTOCOL_CONTENT_LEN, CONTENT_LEN_MIN, PROTOCOL_CONTENT_LEN),
    "ZERYNTH_SSL_IN_CONTENT_LEN must be a number of bytes from 64 to 16384",
);

/// How much TLS says about itself, from 0, nothing, to 4, everything: `ZERYNTH_SSL_DEBUG`; see [`debug`](crate::debug).
pub const DEBUG: usize =
    number(option_env!("ZERYNTH_SSL_DEBUG"), (0, 0, 4), "ZERYNTH_SSL_DEBUG must be a number from 0 to 4");

/// The least and the most that [`MAX_CONTENT_LEN`] and [`IN_CONTENT_LEN`] can be.
pub const CONTENT_LEN_MIN: usize = 64;
/// The most plaintext that a record of TLS can have (RFC 8446, 5.1).
pub const PROTOCOL_CONTENT_LEN: usize = 1 << 14;

/// The value of a variable within `least` and `most`, or the default.
#[expect(clippy::panic, reason = "while the program is built, not while it runs")]
const fn number(
    variable: Option<&str>,
    (default, least, most): (usize, usize, usize),
    complaint: &str,
) -> usize {
    match variable {
        None => default,
        Some(text) => match parse(text) {
            Some(value) if least <= value && value <= most => value,
            _ => panic!("{}", complaint),
        },
    }
}

/// A decimal number.
const fn parse(text: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return None;
    }
    let mut value = 0_usize;
    while let [digit @ b'0'..=b'9', others @ ..] = rest {
        let Some(tens) = value.checked_mul(10) else { return None };
        let Some(sum) = tens.checked_add((*digit - b'0') as usize) else { return None };
        (value, rest) = (sum, others);
    }
    if rest.is_empty() { Some(value) } else { None }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn a_number_is_decimal_digits_and_nothing_else() {
        assert_eq!((parse("0"), parse("0017"), parse("16384")), (Some(0), Some(17), Some(16384)));
        for nonsense in ["", "abc", "-1", "+1", " 1", "1 ", "1k", "0x10", "99999999999999999999999"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_variable_that_is_not_set_leaves_the_default() {
        assert_eq!(number(None, (5, 1, 9), "complaint"), 5);
        assert_eq!((number(Some("1"), (5, 1, 9), ""), number(Some("9"), (5, 1, 9), "")), (1, 9));
    }

    #[test]
    fn a_value_out_of_range_does_not_pass() {
        for value in ["0", "10", "abc"] {
            let outcome = std::panic::catch_unwind(|| number(Some(value), (5, 1, 9), "from 1 to 9"));
            assert_eq!(outcome.unwrap_err().downcast_ref::<String>().unwrap(), "from 1 to 9");
        }
    }
}
