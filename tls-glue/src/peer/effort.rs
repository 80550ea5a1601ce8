//! How much there is to look at on the ways from a peer's certificate to an authority.

use alloc::vec::Vec;

use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::EndEntityCert;

/// The most steps from a certificate to one whose name is that of its issuer. A chain takes one for each certificate in it
/// and one to the authority; some more for certificates that were issued twice, by an old and by a new authority. Each may
/// cost a signature, for which an element takes its time.
const MAX_STEPS: usize = 32;
/// The most certificates in a row: webpki follows no more.
const MAX_LENGTH: usize = 8;

/// Whether there are few enough ways to an authority to look at all of them. There are as many as a peer likes: each of a
/// crowd of authorities of one name may have issued each of the others, and webpki would try all rows of them for a while.
pub(super) fn is_bounded(
    own: &EndEntityCert<'_>,
    others: &[CertificateDer<'_>],
    roots: &[TrustAnchor<'_>],
) -> bool {
    // One that webpki cannot read is on no way.
    let others: Vec<_> = others.iter().filter_map(|der| EndEntityCert::try_from(der).ok()).collect();
    let mut search = Search { others: &others, roots, row: Vec::new(), left: MAX_STEPS };
    search.follow(own.issuer()).is_some()
}

struct Search<'a> {
    others: &'a [EndEntityCert<'a>],
    roots: &'a [TrustAnchor<'a>],
    /// Which of the others are on the present way.
    row: Vec<usize>,
    /// Steps.
    left: usize,
}

impl Search<'_> {
    /// Goes all ways on from a certificate that `issuer` has issued; `None` if they are too many.
    fn follow(&mut self, issuer: &[u8]) -> Option<()> {
        let anchors = self.roots.iter().filter(|root| root.subject.as_ref() == issuer).count();
        self.left = self.left.checked_sub(anchors)?;
        if self.row.len() >= MAX_LENGTH {
            return Some(());
        }
        for (index, other) in self.others.iter().enumerate() {
            if other.subject() == issuer && !self.row.contains(&index) {
                self.left = self.left.checked_sub(1)?;
                self.row.push(index);
                self.follow(other.issuer())?;
                self.row.pop();
            }
        }
        Some(())
    }
}
