//! Chains of more than one certificate: who was certified may not certify others.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256,
};
use sockets::Error;
use sockets::zssl::{TlsContext, TlsError};

use crate::harness::{VERSIONS, crypto, host, in_memory, meet};
use crate::pki::Issued;

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

fn params(name: &str, is_ca: IsCa) -> CertificateParams {
    let mut params = CertificateParams::new([name.to_string()]).unwrap();
    params.is_ca = is_ca;
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// The root, in PEM, and a certificate for localhost that the holder of another one below the root has made.
fn certified_by(holder: IsCa) -> (String, Issued) {
    let authority = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(params("root", authority), key()).unwrap();
    let holder = CertifiedIssuer::signed_by(params("holder", holder), key(), &root).unwrap();
    let server = key();
    let certificate = params("localhost", IsCa::NoCa).signed_by(&server, &holder).unwrap();
    let chain = certificate.pem() + &holder.pem();
    (root.pem(), Issued { chain, key: server.serialize_pem() })
}

#[test]
fn a_device_that_was_certified_is_no_authority() {
    for (holder, allowed) in
        [(IsCa::Ca(BasicConstraints::Constrained(0)), true), (IsCa::ExplicitNoCa, false), (IsCa::NoCa, false)]
    {
        let (root, issued) = certified_by(holder);
        for version in VERSIONS {
            let client = TlsContext::client(crypto()).trust(root.clone()).server_name("localhost");
            let client = client.versions(&[version]).build().unwrap();
            let server = TlsContext::server(crypto()).identity(in_memory(&issued)).build().unwrap();
            let (client, _server) = meet((&host(), &client), (&host(), &server));
            match client {
                Ok(_) => assert!(allowed, "TLS {version}"),
                Err(Error::Tls(TlsError::Certificate(_))) => assert!(!allowed, "TLS {version}"),
                Err(error) => panic!("TLS {version}: {error}"),
            }
        }
    }
}
