//! Drivers round a driver: what they have in common, written once.

use crate::{Error, Operation};

/// A driver round another one, which decides what happens round each call.
pub(crate) trait Around {
    /// The driver inside.
    type Driver;

    /// Does `operation`, which `call` does with the driver inside.
    fn around<T>(
        &mut self,
        operation: Operation,
        call: impl FnOnce(&mut Self::Driver) -> Result<T, Error>,
    ) -> Result<T, Error>;
}

/// Gives a type that is [`Around`] a driver `D` every capability that `D` has. After the type come its other parameters,
/// with their bounds.
macro_rules! every_capability {
    ($wrapper:ty $(, $parameter:ident: $bound:path)*) => {
        impl<D: PublicKey $(, $parameter: $bound)*> PublicKey for $wrapper {
            fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
                self.around(Operation::PublicKey(key), |driver| driver.public_key(key))
            }
        }

        impl<D: P256Sign $(, $parameter: $bound)*> P256Sign for $wrapper {
            fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
                self.around(Operation::P256Sign(key), |driver| driver.p256_sign(key, digest))
            }
        }

        impl<D: P256Verify $(, $parameter: $bound)*> P256Verify for $wrapper {
            fn p256_verify(
                &mut self,
                public_key: &[u8; 64],
                digest: &[u8; 32],
                signature: &[u8; 64],
            ) -> Result<bool, Error> {
                self.around(Operation::P256Verify, |driver| driver.p256_verify(public_key, digest, signature))
            }
        }

        impl<D: Ecdh $(, $parameter: $bound)*> Ecdh for $wrapper {
            fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
                self.around(Operation::Ecdh(key), |driver| driver.ecdh(key, peer))
            }
        }

        impl<D: EphemeralKey $(, $parameter: $bound)*> EphemeralKey for $wrapper {
            fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
                self.around(Operation::EphemeralKey, D::ephemeral_key)
            }

            fn discard_ephemeral_key(&mut self, key: KeyRef) {
                _ = self.around(Operation::DiscardEphemeralKey(key), |driver| {
                    driver.discard_ephemeral_key(key);
                    Ok(())
                });
            }
        }

        impl<D: Random $(, $parameter: $bound)*> Random for $wrapper {
            fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
                self.around(Operation::Random(out.len()), |driver| driver.random(out))
            }
        }

        impl<D: Sha256 $(, $parameter: $bound)*> Sha256 for $wrapper {
            fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
                self.around(Operation::Sha256(data.len()), |driver| driver.sha256(data))
            }
        }

        impl<D: Sha256Stream $(, $parameter: $bound)*> Sha256Stream for $wrapper {
            fn sha256_open(&mut self) -> Result<StreamId, Error> {
                self.around(Operation::Sha256Open, D::sha256_open)
            }

            fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
                self.around(Operation::Sha256Start(stream), |driver| driver.sha256_start(stream))
            }

            fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error> {
                let operation = Operation::Sha256Update(stream, data.len());
                self.around(operation, |driver| driver.sha256_update(stream, data))
            }

            fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error> {
                self.around(Operation::Sha256Finish(stream), |driver| driver.sha256_finish(stream))
            }

            fn sha256_close(&mut self, stream: StreamId) {
                _ = self.around(Operation::Sha256Close(stream), |driver| {
                    driver.sha256_close(stream);
                    Ok(())
                });
            }
        }

        impl<D: Sha256Clone $(, $parameter: $bound)*> Sha256Clone for $wrapper {
            fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error> {
                self.around(Operation::Sha256Clone(stream), |driver| driver.sha256_clone(stream))
            }
        }

        impl<D: HmacSha256 $(, $parameter: $bound)*> HmacSha256 for $wrapper {
            fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
                let operation = Operation::HmacSha256(key, data.len());
                self.around(operation, |driver| driver.hmac_sha256(key, data))
            }
        }

        impl<D: Aes128 $(, $parameter: $bound)*> Aes128 for $wrapper {
            fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
                self.around(Operation::Aes128Encrypt(key), |driver| driver.aes128_encrypt(key, block))
            }

            fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
                self.around(Operation::Aes128Decrypt(key), |driver| driver.aes128_decrypt(key, block))
            }
        }

        impl<D: MonotonicCounter $(, $parameter: $bound)*> MonotonicCounter for $wrapper {
            fn counter(&mut self, id: u32) -> Result<u64, Error> {
                self.around(Operation::Counter(id), |driver| driver.counter(id))
            }

            fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
                self.around(Operation::IncrementCounter(id), |driver| driver.increment_counter(id))
            }
        }

        impl<D: Identity $(, $parameter: $bound)*> Identity for $wrapper {
            fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
                self.around(Operation::SerialNumber, |driver| driver.serial_number(out))
            }
        }
    };
}

/// The types for which the macro writes, in a place where every trait is in scope.
mod wrappers {
    use super::Around;
    use crate::tracing::Observer;
    use crate::{
        Aes128, Counting, Ecdh, EphemeralKey, Error, HmacSha256, Identity, KeyRef, MonotonicCounter,
        Operation, P256Sign, P256Verify, PublicKey, Random, Restricted, Sha256, Sha256Clone, Sha256Stream,
        StreamId, Tracing,
    };

    every_capability!(Option<D>);
    every_capability!(Counting<D>);
    every_capability!(Restricted<D>);
    every_capability!(Tracing<D, O>, O: Observer);
}
