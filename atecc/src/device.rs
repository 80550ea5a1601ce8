//! The only code that touches a bus: thin flows over the link layer, written once as async text and emitted twice.

/// The driver over `embedded-hal`.
#[cfg(feature = "blocking")]
#[path = "device"]
#[expect(clippy::duplicate_mod, reason = "one text, two flavours")]
pub mod blocking {
    use atecc_macros::without_async as flavour;
    use embedded_hal::delay::DelayNs;
    use embedded_hal::i2c::{Error as BusError, ErrorKind, I2c};
    #[cfg(feature = "swi")]
    use embedded_io::{Read, Write};

    mod aes;
    mod attest;
    mod authorise;
    mod bus;
    mod ccm;
    mod certificate;
    mod certify;
    mod cmac;
    mod counter;
    mod ctr;
    mod derive_key;
    mod driver;
    mod ecdh;
    mod encrypted;
    mod ephemeral;
    #[cfg(feature = "explain")]
    mod explain;
    mod extra;
    mod gcm;
    mod gcm_stream;
    mod hmac;
    mod identity;
    mod kdf;
    mod key;
    mod latch;
    mod lock;
    mod memory;
    mod part;
    mod priv_write;
    mod random;
    mod secure_boot;
    mod self_test;
    mod session;
    mod session_key;
    mod sha;
    mod sign;
    mod slot;
    #[cfg(feature = "swi")]
    mod swi;
    mod temp_key;
    mod validate;
    mod verify;

    pub use bus::Bus;
    // What the operations call an I2C bus may have other users too.
    pub use driver::Atecc;
    pub use session::Session;

    impl<I2C: Bus, D: DelayNs> Drop for Session<'_, I2C, D> {
        fn drop(&mut self) {
            self.close();
        }
    }
}

/// The driver over `embedded-hal-async`.
#[cfg(feature = "async")]
#[path = "device"]
#[expect(clippy::duplicate_mod, reason = "one text, two flavours")]
pub mod asynch {
    use atecc_macros::as_written as flavour;
    use embedded_hal_async::delay::DelayNs;
    use embedded_hal_async::i2c::{Error as BusError, ErrorKind, I2c};
    #[cfg(feature = "swi")]
    use embedded_io_async::{Read, Write};

    mod aes;
    mod attest;
    mod authorise;
    #[expect(async_fn_in_trait, reason = "as in embedded-hal-async: no future is promised to be Send")]
    mod bus;
    mod ccm;
    mod certificate;
    mod certify;
    mod cmac;
    mod counter;
    mod ctr;
    mod derive_key;
    mod driver;
    mod ecdh;
    mod encrypted;
    mod ephemeral;
    #[cfg(feature = "explain")]
    mod explain;
    mod extra;
    mod gcm;
    mod gcm_stream;
    mod hmac;
    mod identity;
    mod kdf;
    mod key;
    mod latch;
    mod lock;
    mod memory;
    mod part;
    mod priv_write;
    mod random;
    mod secure_boot;
    mod self_test;
    mod session;
    mod session_key;
    mod sha;
    mod sign;
    mod slot;
    #[cfg(feature = "swi")]
    mod swi;
    mod temp_key;
    mod validate;
    mod verify;

    pub use bus::Bus;
    // What the operations call an I2C bus may have other users too.
    pub use driver::Atecc;
    pub use session::Session;

    impl<I2C: Bus, D: DelayNs> Drop for Session<'_, I2C, D> {
        /// Cannot wait for the bus: the next operation puts the chip to rest, or its watchdog does.
        fn drop(&mut self) {
            self.abandon();
        }
    }
}
