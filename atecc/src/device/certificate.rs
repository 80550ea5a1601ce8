use super::{Atecc, Bus, DelayNs, flavour};
use crate::cert::{
    CertError, CompressedCertificate, Element, Facts, KeptCertificate, KeyId, KeyPlace, Known, Place, Stored,
    Value, key_id,
};
use crate::command::GenKey;
use crate::span::Span;
use crate::{Error, Misuse, PublicKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// The compressed certificate in the chip.
    ///
    /// # Errors
    /// [`Error::Certificate`] if the slot holds none; a status if it is not readable in clear.
    pub async fn read_compressed(
        &mut self,
        kept: &KeptCertificate<'_>,
    ) -> Result<CompressedCertificate, Error<I2C::Error>> {
        let outcome = self.compressed(kept).await;
        self.settle(outcome).await
    }

    /// Rebuilds a certificate in DER, byte for byte as its authority signed it, at the beginning of `out`, and
    /// tells how many bytes it has; [`max_certificate_size`](crate::cert::Template::max_certificate_size) of its
    /// template is enough. `authority` is the identifier of the authority's key. The signature is not verified.
    ///
    /// Reads the compressed certificate, the key, and what else the template names.
    ///
    /// # Errors
    /// [`Error::Certificate`] if the slot holds no certificate of this template, or `out` is too small; a status if
    /// one of the places is not readable in clear.
    pub async fn read_certificate(
        &mut self,
        kept: &KeptCertificate<'_>,
        authority: &KeyId,
        out: &mut [u8],
    ) -> Result<usize, Error<I2C::Error>> {
        let outcome = self.chain(&[*kept], authority, out).await;
        self.settle(outcome).await.map(|[size]| size)
    }

    /// Rebuilds a chain of certificates in DER, one behind the other in `out`, and tells how many bytes each has.
    /// The first is the device's; each further one is that of the authority of the one before it; `root` is the
    /// identifier of the key of the last one's authority, which is not in the chip.
    ///
    /// # Errors
    /// As [`read_certificate`](Self::read_certificate).
    pub async fn read_chain<const N: usize>(
        &mut self,
        chain: &[KeptCertificate<'_>; N],
        root: &KeyId,
        out: &mut [u8],
    ) -> Result<[usize; N], Error<I2C::Error>> {
        let outcome = self.chain(chain, root, out).await;
        self.settle(outcome).await
    }

    /// Compresses a certificate in DER and writes it where it is to be kept: first what its template names as
    /// stored, then its key if it is kept as a public key, at last the 72 bytes, so that a certificate that is half
    /// written shows. `authority` is the identifier of the authority's key.
    ///
    /// # Errors
    /// [`Error::Certificate`] if the certificate is not of the template, or certifies another key than the private
    /// one in the chip; nothing is written then. As [`write_slot`](Self::write_slot) if one of the places cannot be
    /// written.
    pub async fn write_certificate(
        &mut self,
        kept: &KeptCertificate<'_>,
        authority: &KeyId,
        der: &[u8],
    ) -> Result<CompressedCertificate, Error<I2C::Error>> {
        let outcome = self.write_compressed(kept, authority, der).await;
        self.settle(outcome).await
    }

    async fn compressed(
        &mut self,
        kept: &KeptCertificate<'_>,
    ) -> Result<CompressedCertificate, Error<I2C::Error>> {
        let mut bytes = [0; CompressedCertificate::SIZE];
        let span = Span::new(kept.slot, kept.offset.into(), bytes.len())?;
        self.read_pieces(kept.slot, span, &mut bytes).await?;
        Ok(CompressedCertificate::from_bytes(&bytes)?)
    }

    async fn kept_key(&mut self, place: KeyPlace) -> Result<PublicKey, Error<I2C::Error>> {
        match place {
            KeyPlace::Private(slot) => self.command(&GenKey::public(slot)).await,
            KeyPlace::Public { slot, offset } => {
                let mut bytes = [0; PublicKey::SLOT_SIZE];
                let span = Span::new(slot, offset.into(), bytes.len())?;
                self.read_pieces(slot, span, &mut bytes).await?;
                Ok(PublicKey::from_slot(&bytes))
            }
        }
    }

    async fn chain<const N: usize>(
        &mut self,
        chain: &[KeptCertificate<'_>; N],
        root: &KeyId,
        mut out: &mut [u8],
    ) -> Result<[usize; N], Error<I2C::Error>> {
        let mut sizes = [0; N];
        let mut authorities = chain.iter().skip(1);
        let Some(leaf) = chain.first() else { return Ok(sizes) };
        let mut key = self.kept_key(leaf.public_key).await?;
        for (kept, size) in chain.iter().zip(&mut sizes) {
            let (authority, next) = match authorities.next() {
                Some(authority) => {
                    let key = self.kept_key(authority.public_key).await?;
                    (key_id(&key), key)
                }
                None => (*root, key),
            };
            *size = self.rebuild(kept, &key, authority, out).await?;
            out = out.get_mut(*size..).unwrap_or_default();
            key = next;
        }
        Ok(sizes)
    }

    async fn rebuild(
        &mut self,
        kept: &KeptCertificate<'_>,
        public_key: &PublicKey,
        authority: KeyId,
        out: &mut [u8],
    ) -> Result<usize, Error<I2C::Error>> {
        let compressed = self.compressed(kept).await?;
        let device_serial =
            if kept.template.uses_device_serial() { Some(self.serial().await?) } else { None };
        let facts = Facts {
            compressed: &compressed,
            public_key,
            authority_key_id: Some(authority),
            device_serial,
            stored: &[],
        };
        let mut draft = kept.template.draft(&facts, out)?;
        for element in kept.template.elements {
            let mut bytes = [0; Place::MAX_LEN];
            if let Value::Stored(place) = element.value {
                let data = bytes.get_mut(..place.len.into()).ok_or(Misuse::Range)?;
                let span = Span::new(place.slot, place.offset.into(), data.len())?;
                self.read_pieces(place.slot, span, data).await?;
                draft.write(*element, &[Stored { place, data }])?;
            } else {
                draft.write(*element, &[])?;
            }
        }
        Ok(draft.seal()?)
    }

    async fn write_compressed(
        &mut self,
        kept: &KeptCertificate<'_>,
        authority: &KeyId,
        der: &[u8],
    ) -> Result<CompressedCertificate, Error<I2C::Error>> {
        let template = kept.template;
        let device_serial = if template.uses_device_serial() { Some(self.serial().await?) } else { None };
        let known = Known { authority_key_id: Some(*authority), device_serial };
        let compressed = template.compress(der, &known)?;
        if matches!(kept.public_key, KeyPlace::Private(_))
            && self.kept_key(kept.public_key).await? != compressed.public_key
        {
            return Err(CertError::OtherKey.into());
        }
        for element in template.elements {
            self.write_stored(kept, *element, der).await?;
        }
        if let KeyPlace::Public { slot, offset } = kept.public_key {
            let bytes = compressed.public_key.to_slot();
            self.write_pieces(slot, Span::new(slot, offset.into(), bytes.len())?, &bytes).await?;
        }
        let bytes = compressed.certificate.to_bytes();
        let span = Span::new(kept.slot, kept.offset.into(), bytes.len())?;
        self.write_pieces(kept.slot, span, &bytes).await?;
        Ok(compressed.certificate)
    }

    async fn write_stored(
        &mut self,
        kept: &KeptCertificate<'_>,
        element: Element,
        der: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        if let Value::Stored(place) = element.value {
            let mut bytes = [0; Place::MAX_LEN];
            let data = kept.template.stored(element, der, &mut bytes)?;
            let span = Span::new(place.slot, place.offset.into(), data.len())?;
            self.write_pieces(place.slot, span, data).await?;
        }
        Ok(())
    }
}
