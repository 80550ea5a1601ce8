#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod apply;
mod authority;
mod csr;
mod plan;
mod profile;
mod template;

pub use apply::{ApplyError, Provisioned, apply};
pub use authority::{AuthorityError, CertificateAuthority, KeyPair};
pub use csr::{CsrError, request};
pub use plan::{Inspection, Plan, Refusal, Step, inspect};
pub use profile::Profile;
pub use template::{Template, Usage};
