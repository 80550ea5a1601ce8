use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::aes::{CtrStream, InPlace, Keystream};
use crate::command::AesKey;

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Encrypts or decrypts the next piece of a stream in place with AES-CTR: one command per 16 bytes. The key stream
    /// crosses the bus in clear.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt); then `data` is wiped, and the stream is where it was.
    pub async fn aes_ctr(
        &mut self,
        stream: &mut CtrStream,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut next = stream.clone();
        let mut data = InPlace::new(data);
        let outcome = self.xor_keystream(next.key, &mut next.keystream, data.data()).await;
        data.end(self.settle(outcome).await)?;
        *stream = next;
        Ok(())
    }

    pub(super) async fn xor_keystream(
        &mut self,
        key: AesKey,
        keystream: &mut Keystream,
        mut data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        while !data.is_empty() {
            if keystream.is_spent() {
                let block = self.encrypt_block(key, keystream.counter()).await?;
                keystream.refill(block);
            }
            data = keystream.apply(data);
        }
        Ok(())
    }
}
