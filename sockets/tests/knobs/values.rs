//! What the variables say is what the program was built with.

use core::fmt::Debug;
use core::str::FromStr;

use tls_glue::{Clock, VerifyPolicy, knobs};

/// The value of a variable when this test was built, or the default.
fn expected<T: FromStr<Err: Debug>>(variable: Option<&str>, default: T) -> T {
    variable.map_or(default, |text| text.parse().unwrap())
}

#[test]
fn each_variable_is_read() {
    assert_eq!(knobs::MAX_CONTENT_LEN, expected(option_env!("ZERYNTH_SSL_MAX_CONTENT_LEN"), 8192));
    assert_eq!(knobs::IN_CONTENT_LEN, expected(option_env!("ZERYNTH_SSL_IN_CONTENT_LEN"), 16384));
    assert_eq!(knobs::DEBUG, expected(option_env!("ZERYNTH_SSL_DEBUG"), 0));
    let bits = expected(option_env!("ZERYNTH_SSL_PROFILE_RSA_MIN_BITS"), 2048);
    assert_eq!((knobs::PROFILE_RSA_MIN_BITS, VerifyPolicy::new().rsa_min_bits), (bits, bits));
    let sha1 = expected(option_env!("ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES"), 0);
    assert_eq!(knobs::ALLOW_SHA1_IN_CERTIFICATES, sha1 == 1);
}

/// What a policy does to certificates is tested with policies of every kind in `tls-glue`.
#[test]
fn certificates_are_judged_as_the_build_says() {
    let policy = VerifyPolicy::new();
    assert_eq!(policy.rsa_min_bits, knobs::PROFILE_RSA_MIN_BITS);
    assert_eq!(policy.sha1_in_certificates, knobs::ALLOW_SHA1_IN_CERTIFICATES);
    assert_eq!(policy.clock, Clock::Trusted, "no variable makes the time unknown");
}
