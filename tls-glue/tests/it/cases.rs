//! The gallery of bad certificates: what is wrong, how it is found, what the peer is told.

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa};

use crate::forge::{
    Made, Shown, at_most_below, critical_extension, names, no_authority, only_names_below, valid,
};

/// Who shows the bad certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Server,
    Client,
}

/// In which mode a handshake goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Its certificate cannot be trusted, but its key signs the handshake.
    Chain,
    /// The name is another: clients have none.
    Name,
    /// The handshake is not signed with the certificate's key, as far as can be known: no mode goes on.
    Key,
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) bad: Bad,
    /// The variant of `Diagnosis`.
    pub(crate) diagnosis: &'static str,
    /// What the diagnosis says, in part.
    pub(crate) text: &'static str,
    pub(crate) alert: &'static str,
    pub(crate) show: fn(Side) -> Shown,
}

impl Case {
    pub(crate) fn sides(&self) -> &'static [Side] {
        if self.bad == Bad::Name { &[Side::Server] } else { &[Side::Server, Side::Client] }
    }
}

const fn case(
    name: &'static str,
    bad: Bad,
    [diagnosis, text, alert]: [&'static str; 3],
    show: fn(Side) -> Shown,
) -> Case {
    Case { name, bad, diagnosis, text, alert, show }
}

pub(crate) const CASES: &[Case] = &[
    case(
        "expired",
        Bad::Chain,
        ["Expired", "the peer's certificate has expired on 2002-01-01", "certificate_expired"],
        |_| changed(|peer| valid(peer, 2001, 2002)),
    ),
    case(
        "expired intermediate",
        Bad::Chain,
        ["Expired", "certificate 1 of the peer's chain (0 is its own) has expired", "certificate_expired"],
        |_| through(|authority| valid(authority, 2001, 2002)),
    ),
    case(
        "not yet valid",
        Bad::Chain,
        ["NotYetValid", "is not valid yet, but from 2110-01-01 on", "certificate_expired"],
        |_| changed(|peer| valid(peer, 2110, 2120)),
    ),
    case(
        "wrong name",
        Bad::Name,
        ["WrongName", "is not for `localhost` but for a.example, b.example", "bad_certificate"],
        |_| changed(|peer| names(peer, &["a.example", "b.example"])),
    ),
    case(
        "wrong IP address",
        Bad::Name,
        ["WrongName", "is not for `127.0.0.1` but for localhost", "bad_certificate"],
        |_| changed(|_| ()).expecting("127.0.0.1"),
    ),
    case(
        "name only as common name",
        Bad::Name,
        ["OnlyCommonName", "it names `peer` only as its common name", "bad_certificate"],
        |_| changed(|peer| names(peer, &[])),
    ),
    case(
        "self-signed",
        Bad::Chain,
        ["SelfSigned", "for `peer`, is signed by itself and not trusted here", "unknown_ca"],
        |_| Made::self_signed_peer().shown(&[], &Made::root("root")),
    ),
    case(
        "untrusted, with its root",
        Bad::Chain,
        ["UntrustedRoot", "from the authority `stranger`, which is not trusted here", "unknown_ca"],
        |_| {
            let stranger = Made::root("stranger");
            stranger.peer(|_| ()).shown(&[&stranger], &Made::root("root"))
        },
    ),
    case(
        "untrusted, without its root",
        Bad::Chain,
        ["UnknownIssuer", "comes from `stranger`, an authority that is neither trusted here", "unknown_ca"],
        |_| Made::root("stranger").peer(|_| ()).shown(&[], &Made::root("root")),
    ),
    case(
        "missing intermediate",
        Bad::Chain,
        ["UnknownIssuer", "comes from `middle`, an authority that is neither trusted here", "unknown_ca"],
        |_| {
            let root = Made::root("root");
            root.authority("middle", |_| ()).peer(|_| ()).shown(&[], &root)
        },
    ),
    case(
        "issuer of that name with another key",
        Bad::Chain,
        ["WrongIssuerKey", "with the key that is known here of its issuer `root`", "bad_certificate"],
        |_| Made::root("root").peer(|_| ()).shown(&[], &Made::root("root")),
    ),
    case(
        "issuer that is no authority",
        Bad::Chain,
        ["IssuerIsNoAuthority", "was issued with a certificate that is not an authority's", "unknown_ca"],
        |_| through(no_authority),
    ),
    case(
        "RSA of 1024 bits",
        Bad::Key,
        ["RsaTooSmall", "the peer's certificate has an RSA key of 1024 bits", "bad_certificate"],
        |_| kept(include_str!("fixtures/openssl/rsa1024.pem"), include_str!("fixtures/openssl/rsa1024.key")),
    ),
    case(
        "intermediate with RSA of 1024 bits",
        Bad::Chain,
        ["RsaTooSmall", "certificate 1 of the peer's chain (0 is its own) has an RSA key", "bad_certificate"],
        |_| {
            let chain = concat!(
                include_str!("fixtures/openssl/by-rsa1024.pem"),
                include_str!("fixtures/openssl/authority-rsa1024.pem"),
            );
            kept(chain, include_str!("fixtures/openssl/by-rsa1024.key"))
        },
    ),
    case(
        "SHA-1",
        Bad::Chain,
        ["Sha1", "the peer's certificate is signed with SHA-1", "bad_certificate"],
        |_| {
            let key = include_str!("fixtures/openssl/sha1-ecdsa.key");
            kept(include_str!("fixtures/openssl/sha1-ecdsa.pem"), key)
        },
    ),
    case(
        "signature of an unknown kind",
        Bad::Chain,
        ["UnsupportedSignature", "a signature of a kind (1.2.840.10045.4.3.4)", "unsupported_certificate"],
        |_| {
            let key = include_str!("fixtures/openssl/by-p521.key");
            kept(include_str!("fixtures/openssl/by-p521.pem"), key)
                .trusting(include_str!("fixtures/openssl/root-p521.pem").into())
        },
    ),
    case(
        "wrong key",
        Bad::Key,
        ["WrongKey", "the peer does not hold the key of its certificate", "decrypt_error"],
        |_| {
            let root = Made::root("root");
            let key = root.peer(|_| ()).shown(&[], &root).key;
            Shown { key, ..root.peer(|_| ()).shown(&[], &root) }
        },
    ),
    case(
        "for the other side of TLS",
        Bad::Chain,
        ["WrongPurpose", "is not for this side of TLS", "unsupported_certificate"],
        |side| changed(|peer| peer.extended_key_usages = vec![other_purpose(side)]),
    ),
    case(
        "intermediate for the other side of TLS",
        Bad::Chain,
        [
            "WrongPurpose",
            "certificate 1 of the peer's chain (0 is its own) is not for this side of TLS",
            "unsupported_certificate",
        ],
        |side| through(|authority| authority.extended_key_usages = vec![other_purpose(side)]),
    ),
    case(
        "name constraints",
        Bad::Chain,
        ["NameConstraints", "may not issue certificates for these names", "bad_certificate"],
        |_| through(|authority| only_names_below(authority, "example.org")),
    ),
    case(
        "path length",
        Bad::Chain,
        ["PathLength", "may not have that many authorities below it", "unknown_ca"],
        |_| {
            let root = Made::root("root");
            let first = root.authority("first", |authority| at_most_below(authority, 0));
            let second = first.authority("second", |_| ());
            second.peer(|_| ()).shown(&[&second, &first], &root)
        },
    ),
    case(
        "ten deep",
        Bad::Chain,
        ["TooDeep", "has too many intermediate certificates; at most 6 are followed", "unknown_ca"],
        |_| below(10),
    ),
    case(
        "authorities that vouch for each other",
        Bad::Chain,
        ["TooManyPaths", "vouch for each other in more ways than are looked at", "unknown_ca"],
        |_| {
            let crowd = [(); 4].map(|()| Made::root("crowd"));
            crowd[0].peer(|_| ()).shown(&crowd.each_ref(), &Made::root("root"))
        },
    ),
    case(
        "an authority's own",
        Bad::Chain,
        ["AuthorityAsPeer", "shows the certificate of an authority", "bad_certificate"],
        |_| changed(|peer| peer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
    ),
    case(
        "critical extension that nobody knows",
        Bad::Key,
        ["CriticalExtension", "has a critical extension that is not understood here", "bad_certificate"],
        |_| changed(critical_extension),
    ),
];

const fn other_purpose(side: Side) -> ExtendedKeyUsagePurpose {
    match side {
        Side::Server => ExtendedKeyUsagePurpose::ClientAuth,
        Side::Client => ExtendedKeyUsagePurpose::ServerAuth,
    }
}

/// A certificate that is good but for `change`.
pub(crate) fn changed(change: impl FnOnce(&mut CertificateParams)) -> Shown {
    let root = Made::root("root");
    root.peer(change).shown(&[], &root)
}

/// A good certificate of an intermediate authority that is good but for `change`.
fn through(change: impl FnOnce(&mut CertificateParams)) -> Shown {
    let root = Made::root("root");
    let middle = root.authority("middle", change);
    middle.peer(|_| ()).shown(&[&middle], &root)
}

/// A good certificate below that many intermediate authorities.
pub(crate) fn below(authorities: usize) -> Shown {
    let root = Made::root("root");
    let mut between: Vec<Made> = Vec::new();
    for depth in 0..authorities {
        let next = between.last().unwrap_or(&root).authority(&format!("authority {depth}"), |_| ());
        between.push(next);
    }
    let others: Vec<_> = between.iter().rev().collect();
    between.last().unwrap_or(&root).peer(|_| ()).shown(&others, &root)
}

/// One of those that OpenSSL made, of its P-256 authority.
pub(crate) fn kept(chain: &str, key: &str) -> Shown {
    let roots = include_str!("fixtures/openssl/root-p256.pem").into();
    Shown { chain: chain.into(), key: key.into(), roots, name: "localhost" }
}
