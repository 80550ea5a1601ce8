use core::net::IpAddr;
use core::time::Duration;
use std::time::SystemTime;

use x509_cert::builder::{self, profile::BuilderProfile};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::asn1::Ia5String;
use x509_cert::der::oid::db::rfc5280::{ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoRef;
use x509_cert::time::{Time, Validity};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a certificate may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Signing certificates.
    Authority,
    /// TLS servers.
    Server,
    /// TLS clients and servers: a device may be either.
    Device,
}

/// What an authority puts into a certificate beside the key.
#[derive(Debug, Clone)]
pub struct Template {
    /// What it is for.
    pub usage: Usage,
    /// The DNS names and IP addresses of its subject.
    pub names: Vec<String>,
    /// When it begins.
    pub not_before: SystemTime,
    /// When it ends.
    pub not_after: SystemTime,
}

impl Template {
    /// For `names`, from a day ago (clocks differ) for `days` from now.
    #[must_use]
    pub fn new(usage: Usage, names: &[&str], days: u32) -> Self {
        let now = SystemTime::now();
        Self {
            usage,
            names: names.iter().map(ToString::to_string).collect(),
            not_before: now - DAY,
            not_after: now + DAY * days,
        }
    }

    pub(crate) fn validity(&self) -> Result<Validity, builder::Error> {
        Ok(Validity::new(Time::try_from(self.not_before)?, Time::try_from(self.not_after)?))
    }

    fn alternative_names(&self) -> Result<Option<SubjectAltName>, builder::Error> {
        let names = self.names.iter().map(|name| {
            Ok(match name.parse::<IpAddr>() {
                Ok(address) => address.into(),
                Err(_) => GeneralName::DnsName(Ia5String::new(name)?),
            })
        });
        let names = names.collect::<Result<Vec<_>, builder::Error>>()?;
        Ok((!names.is_empty()).then_some(SubjectAltName(names)))
    }
}

/// A template with the names of both sides, as the certificate builder wants it.
pub(crate) struct Certified<'a> {
    pub(crate) template: &'a Template,
    pub(crate) subject: Name,
    pub(crate) issuer: Name,
}

impl BuilderProfile for Certified<'_> {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let mut extensions = Vec::new();
        let mut add = |extension: &dyn Fn(&[Extension]) -> builder::Result<Extension>| {
            let extension = extension(&extensions)?;
            extensions.push(extension);
            builder::Result::Ok(())
        };
        let subject = tbs.subject();
        let ca = self.template.usage == Usage::Authority;
        let path_len_constraint = ca.then_some(0);
        add(&|done| Ok(BasicConstraints { ca, path_len_constraint }.to_extension(subject, done)?))?;
        let usage = if ca {
            KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign)
        } else {
            KeyUsage(KeyUsages::DigitalSignature.into())
        };
        add(&|done| Ok(usage.to_extension(subject, done)?))?;
        let purposes = match self.template.usage {
            Usage::Authority => vec![],
            Usage::Server => vec![ID_KP_SERVER_AUTH],
            Usage::Device => vec![ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH],
        };
        if !purposes.is_empty() {
            add(&|done| Ok(ExtendedKeyUsage(purposes.clone()).to_extension(subject, done)?))?;
        }
        if let Some(names) = self.template.alternative_names()? {
            add(&|done| Ok(names.to_extension(subject, done)?))?;
        }
        let key = SubjectKeyIdentifier::try_from(key)?;
        add(&|done| Ok(key.to_extension(subject, done)?))?;
        let authority = AuthorityKeyIdentifier::try_from(issuer_key)?;
        add(&|done| Ok(authority.to_extension(subject, done)?))?;
        Ok(extensions)
    }
}
