//! An authority and one identity of it, for both sides.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// As PEM.
pub(crate) struct Pki {
    pub(crate) ca: String,
    pub(crate) chain: String,
    pub(crate) key: String,
}

impl Pki {
    /// For `localhost`.
    pub(crate) fn new() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let ca = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let device = CertificateParams::new(["localhost".into()]).unwrap();
        let chain = device.signed_by(&key, &issuer).unwrap().pem();
        Self { ca, chain, key: key.serialize_pem() }
    }
}
