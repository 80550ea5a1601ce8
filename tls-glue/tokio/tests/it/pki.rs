//! An authority and what it has issued.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256,
};

/// A certificate for `localhost`, for both sides of TLS; all in PEM.
pub(crate) struct Issued {
    pub(crate) authority: String,
    pub(crate) chain: String,
    pub(crate) key: String,
}

pub(crate) fn issue() -> Issued {
    let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "authority");
    let authority = CertifiedIssuer::self_signed(params, key()).unwrap();
    let leaf = key();
    let certificate = CertificateParams::new(["localhost".into()]).unwrap().signed_by(&leaf, &authority);
    Issued { authority: authority.pem(), chain: certificate.unwrap().pem(), key: leaf.serialize_pem() }
}
