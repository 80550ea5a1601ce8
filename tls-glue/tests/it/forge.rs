//! Certificates that are wrong on purpose.

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, Issuer, KeyPair, NameConstraints, PKCS_ECDSA_P256_SHA256, SanType, date_time_ymd,
};

/// What a peer shows.
pub(crate) struct Shown {
    /// PEM, the peer's own certificate first.
    pub(crate) chain: String,
    /// PEM.
    pub(crate) key: String,
    /// Whom the other side trusts, PEM.
    pub(crate) roots: String,
    /// The name that the other side expects of a server.
    pub(crate) name: &'static str,
}

impl Shown {
    pub(crate) fn expecting(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    pub(crate) fn trusting(self, roots: String) -> Self {
        Self { roots, ..self }
    }
}

/// A certificate and its key.
pub(crate) struct Made {
    pub(crate) pem: String,
    key: KeyPair,
    params: CertificateParams,
}

impl Made {
    /// `issuer` issues a certificate with `params` for a new key; without an issuer it is self-signed.
    fn new(params: CertificateParams, issuer: Option<&Self>) -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = match issuer {
            Some(issuer) => {
                params.signed_by(&key, &Issuer::from_params(&issuer.params, &issuer.key)).unwrap()
            }
            None => params.self_signed(&key).unwrap(),
        };
        Self { pem: certificate.pem(), key, params }
    }

    pub(crate) fn root(name: &str) -> Self {
        Self::new(authority(name), None)
    }

    /// An authority below this one.
    pub(crate) fn authority(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = authority(name);
        change(&mut params);
        Self::new(params, Some(self))
    }

    /// A peer's certificate, which would be good but for `change`.
    pub(crate) fn peer(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = peer();
        change(&mut params);
        Self::new(params, Some(self))
    }

    pub(crate) fn self_signed_peer() -> Self {
        Self::new(peer(), None)
    }

    /// Shows this certificate and those of `others`; whoever looks trusts `root`.
    pub(crate) fn shown(&self, others: &[&Self], root: &Self) -> Shown {
        let others = others.iter().map(|other| other.pem.as_str());
        let chain = core::iter::once(self.pem.as_str()).chain(others).collect();
        Shown { chain, key: self.key.serialize_pem(), roots: root.pem.clone(), name: "localhost" }
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    valid(&mut params, 2020, 2120);
    params
}

fn peer() -> CertificateParams {
    let mut params = CertificateParams::new(["localhost".to_string()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "peer");
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    valid(&mut params, 2020, 2120);
    params
}

/// From the beginning of one year to that of another.
pub(crate) fn valid(params: &mut CertificateParams, from: i32, to: i32) {
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
}

pub(crate) fn names(params: &mut CertificateParams, names: &[&str]) {
    let name = |name: &&str| SanType::DnsName(Ia5String::try_from(*name).unwrap());
    params.subject_alt_names = names.iter().map(name).collect();
}

pub(crate) fn only_names_below(params: &mut CertificateParams, domain: &str) {
    let permitted_subtrees = vec![GeneralSubtree::DnsName(domain.into())];
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: vec![] });
}

pub(crate) fn at_most_below(params: &mut CertificateParams, authorities: u8) {
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(authorities));
}

pub(crate) fn no_authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::ExplicitNoCa;
}

/// With an extension that nobody knows and everybody must.
pub(crate) fn critical_extension(params: &mut CertificateParams) {
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 55555, 1], vec![5, 0]);
    extension.set_criticality(true);
    params.custom_extensions.push(extension);
}
