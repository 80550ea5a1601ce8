//! rustls' verifiers of both sides, with modes and a record.

use alloc::{borrow::Cow, sync::Arc, vec::Vec};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime};
use webpki::EndEntityCert;

use super::certificate::Certificate;
use super::check::{Bench, Chain, Purpose};
use super::explain::unreadable;
use super::{Clock, Diagnosis, Position, Verification, VerificationRecord, VerifyMode, VerifyPolicy};
use crate::Provider;
#[cfg(feature = "sha1")]
use crate::rustcrypto;

/// Verifies the peer's certificates: rustls' verifier for either side.
///
/// The check is webpki's. What is added: [modes](VerifyMode), a [policy](VerifyPolicy), and a [record](Self::record)
/// of what was found, with the [cause](Diagnosis) told apart where webpki says the same of several. The handshake
/// fails with an error that rustls turns into the right alert, and that says less than the record.
#[derive(Debug, Clone)]
pub struct PeerVerifier {
    trusted: Arc<Trusted>,
    provider: Provider,
    mode: VerifyMode,
    policy: VerifyPolicy,
    record: VerificationRecord,
}

#[derive(Debug)]
struct Trusted {
    roots: Arc<RootCertStore>,
    /// Their names, for a server to tell its clients.
    names: Vec<DistinguishedName>,
}

impl PeerVerifier {
    /// Requires a peer of one of the authorities `roots`, with the signature algorithms of `provider` and the limits of
    /// `policy`. Without roots, nobody is good enough.
    #[must_use]
    pub fn new(roots: Arc<RootCertStore>, provider: &Provider, policy: VerifyPolicy) -> Self {
        let names = roots.subjects();
        Self {
            trusted: Arc::new(Trusted { roots, names }),
            provider: provider.clone(),
            mode: VerifyMode::Required,
            policy,
            record: VerificationRecord::default(),
        }
    }

    /// Does this with a peer whose certificates do not hold.
    #[must_use]
    pub const fn mode(mut self, mode: VerifyMode) -> Self {
        self.mode = mode;
        self
    }

    /// Whether a handshake succeeds only with a peer that was verified.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(self.mode, VerifyMode::Required)
    }

    /// The same verifier with a record of its own, so that handshakes which go on at once can be told apart. This
    /// costs next to nothing.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { record: VerificationRecord::default(), ..self.clone() }
    }

    /// Where this verifier notes what it finds.
    #[must_use]
    pub fn record(&self) -> VerificationRecord {
        self.record.clone()
    }

    /// Checks the certificate `own` of a peer and the `others` that it sent along, at the time `now`. Without a time,
    /// the chain is judged as [`Clock::Unknown`] says. Neither the mode nor the record matter.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        purpose: Purpose<'_>,
        now: Option<UnixTime>,
    ) -> Result<(), Diagnosis> {
        self.bench().check(Chain { own, others }, purpose, now)
    }

    fn bench(&self) -> Bench<'_> {
        Bench {
            roots: &self.trusted.roots.roots,
            algorithms: self.chain_algorithms(),
            policy: self.policy,
            provider: &self.provider,
            since: self.provider.mark(),
        }
    }

    /// For signatures of handshakes.
    fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.provider.signature_verification_algorithms
    }

    /// For signatures of certificates.
    fn chain_algorithms(&self) -> Cow<'static, [&'static dyn SignatureVerificationAlgorithm]> {
        #[cfg(feature = "sha1")]
        if self.policy.sha1_in_certificates {
            return Cow::Owned([self.algorithms().all, rustcrypto::SHA1].concat());
        }
        Cow::Borrowed(self.algorithms().all)
    }

    fn verify(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        purpose: Purpose<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.mode == VerifyMode::None {
            self.record.note(Verification::Unchecked);
            return Ok(());
        }
        let bench = self.bench();
        let now = (self.policy.clock == Clock::Trusted).then_some(now);
        let outcome = bench.check(Chain { own, others }, purpose, now);
        if let (Err(_), Some(failure)) = (&outcome, bench.failure()) {
            // Nothing is known about the peer, so no mode goes on.
            return Err(failure.into());
        }
        match outcome {
            Ok(()) => {
                self.record.note(Verification::Verified);
                Ok(())
            }
            Err(diagnosis) => {
                let error = diagnosis.to_rustls();
                self.record.note(Verification::Failed(diagnosis));
                if self.mode == VerifyMode::Optional { Ok(()) } else { Err(error) }
            }
        }
    }

    /// What a refused signature of the handshake says about the peer's certificate.
    fn signature(
        &self,
        own: &CertificateDer<'_>,
        outcome: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        outcome.map_err(|error| {
            if !matches!(error, Error::InvalidCertificate(_)) {
                return error;
            }
            let minimum = usize::from(VerifyPolicy::RSA_FLOOR);
            let bits = Certificate::parse(own).and_then(|own| own.key.rsa_bits());
            let diagnosis = match (EndEntityCert::try_from(own), bits) {
                (Err(error), _) => unreadable(&error, Chain { own, others: &[] }),
                (Ok(_), Some(bits)) if bits < minimum => {
                    Diagnosis::RsaTooSmall { position: Position::Own, bits, minimum }
                }
                (Ok(_), _) => Diagnosis::WrongKey,
            };
            let error = diagnosis.to_rustls();
            self.record.note(Verification::Failed(diagnosis));
            error
        })
    }
}

impl ServerCertVerifier for PeerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verify(end_entity, intermediates, Purpose::Server(server_name), now)
            .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(cert, verify_tls12_signature(message, cert, dss, self.algorithms()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(cert, verify_tls13_signature(message, cert, dss, self.algorithms()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}

impl ClientCertVerifier for PeerVerifier {
    fn offer_client_auth(&self) -> bool {
        self.mode != VerifyMode::None
    }

    fn client_auth_mandatory(&self) -> bool {
        self.mode == VerifyMode::Required
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.trusted.names
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.verify(end_entity, intermediates, Purpose::Client, now).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        ServerCertVerifier::verify_tls12_signature(self, message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        ServerCertVerifier::verify_tls13_signature(self, message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}
