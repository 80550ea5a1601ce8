//! Which certificate is to blame, and for what: webpki says the same of several causes and never says where.

use alloc::{format, string::ToString, vec::Vec};

use rustls_pki_types::{IpAddr, ServerName};
use webpki::{EndEntityCert, Error};

use super::certificate::{Certificate, common_name, display_name};
use super::check::{Bench, Chain};
use super::path::{Issuer, Step, follow};
use super::text::{algorithm, dotted, printable};
use super::{Diagnosis, Position};

/// Signatures that are looked at again, to find the one that does not verify: webpki follows no more.
const MAX_SIGNATURES: usize = 8;

/// The content of AlgorithmIdentifiers with SHA-1: their OID.
const SHA1_SIGNATURES: [&[u8]; 3] = [
    // sha1WithRSAEncryption (RFC 3279 2.2.1)
    &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05],
    // ecdsa-with-SHA1 (RFC 3279 2.2.3)
    &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01],
    // id-dsa-with-sha1 (RFC 3279 2.2.2)
    &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x03],
];

/// Says what webpki's `error` about `chain` comes from.
pub(super) fn explain(error: &Error, chain: Chain<'_>, bench: &Bench<'_>) -> Diagnosis {
    let all = chain.all();
    let steps = follow(&all, bench.roots);
    match error {
        Error::CertExpired { not_after, .. } => Diagnosis::Expired {
            position: position(&steps, |step| step.certificate.not_after == *not_after),
            not_after: *not_after,
        },
        // Its end lies before its beginning: it was never valid, and never will be.
        Error::InvalidCertValidity => {
            let never = |step: &&Step<'_>| step.certificate.not_before > step.certificate.not_after;
            match steps.iter().find(never) {
                Some(step) => Diagnosis::Expired {
                    position: Position::at(step.index),
                    not_after: step.certificate.not_after,
                },
                None => unreadable(error, chain),
            }
        }
        Error::CertNotValidYet { not_before, .. } => Diagnosis::NotYetValid {
            position: position(&steps, |step| step.certificate.not_before == *not_before),
            not_before: *not_before,
        },
        Error::CertNotValidForName(context) => wrong_name(&context.expected, &context.presented, chain),
        Error::UnknownIssuer => unknown_issuer(&steps),
        Error::InvalidSignatureForPublicKey => wrong_signature(&steps, bench),
        Error::UnsupportedSignatureAlgorithmContext(context) => {
            unsupported(&steps, &context.signature_algorithm_id, None)
        }
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(context) => {
            unsupported(&steps, &context.signature_algorithm_id, Some(&context.public_key_algorithm_id))
        }
        Error::CaUsedAsEndEntity => match steps.first().map(|step| step.issuer) {
            Some(Issuer::Itself) => unknown_issuer(&steps),
            _ => Diagnosis::AuthorityAsPeer,
        },
        Error::EndEntityUsedAsCa => Diagnosis::IssuerIsNoAuthority {
            position: position(
                &steps,
                |step| matches!(step.issuer, Issuer::Sent(_, by) if !by.is_authority()),
            ),
        },
        Error::RequiredEkuNotFoundContext(context) => {
            let purpose = dotted(context.required.oid_values());
            Diagnosis::WrongPurpose { position: position(&steps, |step| !step.certificate.is_for(&purpose)) }
        }
        Error::NameConstraintViolation => Diagnosis::NameConstraints,
        Error::PathLenConstraintViolated => Diagnosis::PathLength,
        Error::MaximumPathDepthExceeded => Diagnosis::TooDeep,
        error => unreadable(error, chain),
    }
}

/// Where the first certificate is that `is` it.
fn position(steps: &[Step<'_>], is: impl Fn(&Step<'_>) -> bool) -> Position {
    steps.iter().find(|step| is(step)).map_or(Position::Own, |step| Position::at(step.index))
}

fn wrong_name(expected: &ServerName<'_>, presented: &[alloc::string::String], chain: Chain<'_>) -> Diagnosis {
    let expected = match expected {
        ServerName::IpAddress(IpAddr::V4(ip)) => format!("{}", core::net::Ipv4Addr::from(*ip.as_ref())),
        ServerName::IpAddress(IpAddr::V6(ip)) => format!("{}", core::net::Ipv6Addr::from(*ip.as_ref())),
        ServerName::DnsName(name) => printable(name.as_ref()),
        name => printable(&format!("{name:?}")),
    };
    let own = Certificate::parse(chain.own);
    let old = own.filter(|own| !own.has_alternative_names()).and_then(|own| common_name(own.subject));
    if let Some(common_name) = old {
        return Diagnosis::OnlyCommonName { expected, common_name };
    }
    // webpki gives them as `DnsName("example.org")`.
    let inner = |name: &str| {
        let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        printable(inner.trim_matches('"'))
    };
    let presented = presented.iter().map(|name| inner(name)).collect();
    Diagnosis::WrongName { expected, presented }
}

fn unknown_issuer(steps: &[Step<'_>]) -> Diagnosis {
    match steps.last() {
        Some(Step { index: 0, certificate, issuer: Issuer::Itself }) => {
            Diagnosis::SelfSigned { subject: display_name(certificate.subject) }
        }
        Some(Step { certificate, issuer: Issuer::Itself, .. }) => {
            Diagnosis::UntrustedRoot { root: display_name(certificate.subject) }
        }
        Some(Step { index, certificate, .. }) => Diagnosis::UnknownIssuer {
            position: Position::at(*index),
            issuer: display_name(certificate.issuer),
        },
        None => Diagnosis::Malformed { position: Position::Own },
    }
}

/// Finds the signature that does not verify.
fn wrong_signature(steps: &[Step<'_>], bench: &Bench<'_>) -> Diagnosis {
    if let Some(failure) = bench.failure() {
        // It may not be wrong at all.
        return Diagnosis::Other(failure.to_string());
    }
    let verifies = |step: &&Step<'_>| {
        let Some(key) = step.issuer_key() else { return true };
        bench
            .algorithms
            .iter()
            .filter(|algorithm| {
                algorithm.signature_alg_id().as_ref() == step.certificate.signature_algorithm
                    && algorithm.public_key_alg_id().as_ref() == key.algorithm
            })
            .any(|algorithm| {
                algorithm
                    .verify_signature(key.bits, step.certificate.signed, step.certificate.signature)
                    .is_ok()
            })
    };
    let Some(step) = steps.iter().take(MAX_SIGNATURES).find(|step| !verifies(step)) else {
        return Diagnosis::Other("a signature does not verify".into());
    };
    let minimum = bench.policy.rsa_minimum();
    let small = step.issuer_key().and_then(|key| key.rsa_bits()).filter(|bits| *bits < minimum);
    match (small, step.issuer) {
        (Some(bits), Issuer::Trusted(name, _)) => {
            Diagnosis::RsaTooSmall { position: Position::Root(display_name(name)), bits, minimum }
        }
        (Some(bits), Issuer::Sent(index, _)) => {
            Diagnosis::RsaTooSmall { position: Position::at(index), bits, minimum }
        }
        _ => Diagnosis::WrongIssuerKey {
            position: Position::at(step.index),
            issuer: display_name(step.certificate.issuer),
        },
    }
}

/// `key` is the algorithm of the issuer's key, if that is what does not fit.
fn unsupported(steps: &[Step<'_>], signature: &[u8], key: Option<&[u8]>) -> Diagnosis {
    let position = position(steps, |step| {
        step.certificate.signature_algorithm == signature
            && key.is_none_or(|key| step.issuer_key().is_some_and(|issuer| issuer.algorithm == key))
    });
    if SHA1_SIGNATURES.iter().any(|sha1| signature.starts_with(sha1)) {
        return Diagnosis::Sha1 { position };
    }
    Diagnosis::UnsupportedSignature { position, signature: algorithm(signature), key: key.map(algorithm) }
}

/// Of certificates that webpki does not get through, the first.
pub(super) fn unreadable(error: &Error, chain: Chain<'_>) -> Diagnosis {
    let found: Vec<_> = chain.all().iter().map(|der| EndEntityCert::try_from(*der).err()).collect();
    match found.iter().position(Option::is_some).map(|index| (index, found.get(index))) {
        Some((index, Some(Some(Error::UnsupportedCriticalExtension)))) => {
            Diagnosis::CriticalExtension { position: Position::at(index) }
        }
        Some((index, _)) => Diagnosis::Malformed { position: Position::at(index) },
        None => Diagnosis::Other(printable(&format!("{error:?}"))),
    }
}
