//! Certificates made for a test.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, date_time_ymd,
};

/// A certification authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, in PEM.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) chain: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, p256_key()).unwrap())
    }

    /// This authority's own certificate.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for `name`, for both sides of TLS.
    pub(crate) fn issue(&self, name: &str) -> Issued {
        self.issue_between(name, 2020, 2120)
    }

    /// A certificate for a P-384 key.
    pub(crate) fn issue_p384(&self, name: &str) -> Issued {
        self.sign(name, (2020, 2120), &KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap())
    }

    /// A certificate that is valid from the beginning of one year to that of another.
    pub(crate) fn issue_between(&self, name: &str, from: i32, to: i32) -> Issued {
        self.sign(name, (from, to), &p256_key())
    }

    fn sign(&self, name: &str, (from, to): (i32, i32), key: &KeyPair) -> Issued {
        let mut params = CertificateParams::new([name.to_string()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(key, &self.0).unwrap();
        Issued { chain: certificate.pem(), key: key.serialize_pem() }
    }
}

fn p256_key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}
