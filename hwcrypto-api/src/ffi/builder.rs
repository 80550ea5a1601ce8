use core::{fmt, marker::PhantomData, ptr};

use lock_api::RawMutex;

use super::thunk;
use crate::{
    Aes128, Ecdh, EphemeralKey, HmacSha256, HwCrypto, Identity, MonotonicCounter, P256Sign, P256Verify,
    PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, Shared,
};

/// Builds a table from a driver, one method per capability: Rust cannot ask a type which traits it has, so
/// the one who knows the driver names them. Usable in a `static`.
pub struct Builder<R: 'static, D: 'static> {
    table: HwCrypto,
    driver: PhantomData<&'static Shared<R, D>>,
}

impl HwCrypto {
    /// Starts a table over `driver`; capabilities that are not added stay unsupported.
    pub const fn builder<R: RawMutex + Sync, D: Send>(driver: &'static Shared<R, D>) -> Builder<R, D> {
        let ctx = ptr::from_ref(driver).cast_mut().cast();
        Builder { table: Self::empty(ctx), driver: PhantomData }
    }
}

impl<R: RawMutex + Sync, D: Send> Builder<R, D> {
    /// Adds [`PublicKey`].
    #[must_use]
    pub const fn public_key(mut self) -> Self
    where
        D: PublicKey,
    {
        self.table.ec_public_key = Some(thunk::public_key::<R, D>);
        self
    }

    /// Adds [`P256Sign`].
    #[must_use]
    pub const fn p256_sign(mut self) -> Self
    where
        D: P256Sign,
    {
        self.table.ecdsa_p256_sign = Some(thunk::sign::<R, D>);
        self
    }

    /// Adds [`Ecdh`].
    #[must_use]
    pub const fn ecdh(mut self) -> Self
    where
        D: Ecdh,
    {
        self.table.ecdh = Some(thunk::ecdh::<R, D>);
        self
    }

    /// Adds [`Random`].
    #[must_use]
    pub const fn random(mut self) -> Self
    where
        D: Random,
    {
        self.table.random = Some(thunk::random::<R, D>);
        self
    }

    /// Adds [`Sha256`].
    #[must_use]
    pub const fn sha256(mut self) -> Self
    where
        D: Sha256,
    {
        self.table.sha256 = Some(thunk::sha256::<R, D>);
        self
    }

    /// Adds [`Sha256Stream`].
    #[must_use]
    pub const fn sha256_stream(mut self) -> Self
    where
        D: Sha256Stream,
    {
        self.table.sha256_ctx_alloc = Some(thunk::stream_open::<R, D>);
        self.table.sha256_starts = Some(thunk::stream_start::<R, D>);
        self.table.sha256_update = Some(thunk::stream_update::<R, D>);
        self.table.sha256_finish = Some(thunk::stream_finish::<R, D>);
        self.table.sha256_ctx_free = Some(thunk::stream_close::<R, D>);
        self
    }

    /// Adds [`Sha256Clone`].
    #[must_use]
    pub const fn sha256_clone(mut self) -> Self
    where
        D: Sha256Clone,
    {
        self.table.sha256_clone = Some(thunk::stream_clone::<R, D>);
        self
    }

    /// Adds [`P256Verify`].
    #[must_use]
    pub const fn p256_verify(mut self) -> Self
    where
        D: P256Verify,
    {
        self.table.p256_verify = Some(thunk::verify::<R, D>);
        self
    }

    /// Adds [`EphemeralKey`].
    #[must_use]
    pub const fn ephemeral_key(mut self) -> Self
    where
        D: EphemeralKey,
    {
        self.table.ephemeral_key = Some(thunk::ephemeral_key::<R, D>);
        self.table.ephemeral_key_discard = Some(thunk::discard_key::<R, D>);
        self
    }

    /// Adds [`HmacSha256`].
    #[must_use]
    pub const fn hmac_sha256(mut self) -> Self
    where
        D: HmacSha256,
    {
        self.table.hmac_sha256 = Some(thunk::hmac::<R, D>);
        self
    }

    /// Adds [`Aes128`].
    #[must_use]
    pub const fn aes128(mut self) -> Self
    where
        D: Aes128,
    {
        self.table.aes128_encrypt = Some(thunk::encrypt::<R, D>);
        self.table.aes128_decrypt = Some(thunk::decrypt::<R, D>);
        self
    }

    /// Adds [`MonotonicCounter`].
    #[must_use]
    pub const fn counter(mut self) -> Self
    where
        D: MonotonicCounter,
    {
        self.table.counter = Some(thunk::counter::<R, D>);
        self.table.counter_increment = Some(thunk::increment_counter::<R, D>);
        self
    }

    /// Adds [`Identity`].
    #[must_use]
    pub const fn serial_number(mut self) -> Self
    where
        D: Identity,
    {
        self.table.serial_number = Some(thunk::serial_number::<R, D>);
        self
    }

    /// The finished table.
    #[must_use]
    pub const fn build(self) -> HwCrypto {
        self.table
    }
}

impl<R, D> fmt::Debug for Builder<R, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Builder").field(&self.table).finish()
    }
}
