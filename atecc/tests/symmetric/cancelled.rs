//! Futures that nobody waits for any more, at every point where they wait: no wrong digest, no half-encrypted data, and the
//! next use works.

use core::future::poll_fn;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::aes::{CmacStream, CtrStream};
use atecc::asynch::Atecc;
use atecc::{Config, Error, Sha256Stream};
use atecc_sim::{SimDelay, SimI2c};
use embedded_hal::i2c::{ErrorType, Operation};
use sha2::{Digest, Sha256};

use crate::chip::*;

/// Lets its caller wait once before each transaction, and once after.
struct Waiting(SimI2c);

async fn wait_once() {
    let mut waited = false;
    poll_fn(|_| if core::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl ErrorType for Waiting {
    type Error = <SimI2c as ErrorType>::Error;
}

impl embedded_hal_async::i2c::I2c for Waiting {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Self::Error> {
        wait_once().await;
        let outcome = embedded_hal_async::i2c::I2c::transaction(&mut self.0, address, operations).await;
        wait_once().await;
        outcome
    }
}

type Device = Atecc<Waiting, SimDelay>;

fn device() -> Device {
    let chip = locked(OPTIONS);
    let delay = chip.delay();
    Atecc::new(Waiting(chip), delay, Config::new())
}

/// Polls a future `polls` times at most, and drops it then.
fn poll<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

fn finish<T>(future: impl Future<Output = T>) -> T {
    poll(future, usize::MAX).unwrap()
}

/// Cancels at each point until the operation gets through. `attempt` gives whether it did.
fn at_each_point(mut attempt: impl FnMut(usize) -> bool) {
    let through = (0..200).find(|polls| attempt(*polls)).unwrap();
    assert!(through > 10, "{through} points");
}

#[test]
fn a_stream_is_right_or_lost() {
    let mut device = device();
    let expected = Sha256::digest([7; 300]);
    let (mut right, mut lost) = (0, 0);
    for saved in [false, true] {
        at_each_point(|polls| {
            let mut stream = Sha256Stream::new();
            finish(device.sha256_update(&mut stream, &[7; 100])).unwrap();
            if saved {
                finish(device.sha256_save(&mut stream)).unwrap();
            }
            let through = poll(device.sha256_update(&mut stream, &[7; 200]), polls).is_some();
            if !through {
                // Given again: a stream that was not lost does not know that it was given before.
                match finish(device.sha256_update(&mut stream, &[7; 200])) {
                    Ok(()) => {}
                    Err(Error::StateLost) if !saved => {
                        lost += 1;
                        return false;
                    }
                    Err(error) => panic!("after {polls} polls: {error}"),
                }
            }
            assert_eq!(finish(device.sha256_finish(stream)).unwrap()[..], expected[..], "{polls} polls");
            right += 1;
            through
        });
    }
    assert!(right > 10 && lost > 10, "{right} right, {lost} lost");
}

#[test]
fn an_hmac_is_right_or_lost() {
    let mut device = device();
    let expected = finish(device.hmac_sha256(slot(HMAC_KEY), &[7; 200])).unwrap();
    at_each_point(|polls| {
        let mut stream = finish(device.hmac_sha256_start(slot(HMAC_KEY))).unwrap();
        let through = poll(device.hmac_sha256_update(&mut stream, &[7; 200]), polls).is_some();
        if !through {
            let outcome = finish(device.hmac_sha256_update(&mut stream, &[7; 200]));
            assert!(polls == 0 || matches!(outcome, Err(Error::StateLost)), "{polls} polls: {outcome:?}");
        }
        match finish(device.hmac_sha256_finish(stream)) {
            Ok(tag) => assert!(tag == expected && (through || polls == 0), "{polls} polls"),
            Err(error) => assert!(!through && matches!(error, Error::StateLost), "{polls} polls: {error}"),
        }
        through
    });
}

#[test]
fn data_is_whole_or_wiped_and_streams_are_where_they_were() {
    let mut device = device();
    let (key, _) = aes_key(0);
    let mut expected = [5; 40];
    finish(device.aes_ctr(&mut CtrStream::new(key, &[1; 16]), &mut expected)).unwrap();
    let cmac = finish(device.aes_cmac(key, &[5; 40])).unwrap();
    at_each_point(|polls| {
        let (mut stream, mut data) = (CtrStream::new(key, &[1; 16]), [5; 40]);
        let through = poll(device.aes_ctr(&mut stream, &mut data), polls).is_some();
        if !through {
            assert_eq!(data, if polls == 0 { [5; 40] } else { [0; 40] }, "{polls} polls");
            data = [5; 40];
            finish(device.aes_ctr(&mut stream, &mut data)).unwrap();
        }
        assert_eq!(data, expected, "{polls} polls");
        through
    });
    at_each_point(|polls| {
        let mut stream = CmacStream::new(key);
        let through = poll(device.aes_cmac_update(&mut stream, &[5; 40]), polls).is_some();
        if !through {
            finish(device.aes_cmac_update(&mut stream, &[5; 40])).unwrap();
        }
        assert_eq!(finish(device.aes_cmac_finish(stream)).unwrap(), cmac, "{polls} polls");
        through
    });
}

#[test]
fn what_is_not_authentic_yet_is_wiped() {
    let mut device = device();
    let (key, _) = aes_key(0);
    let mut sealed = [5; 20];
    let tag = finish(device.aes_gcm_encrypt(key, &[1; 12], b"", &mut sealed)).unwrap();
    at_each_point(|polls| {
        let mut data = sealed;
        let outcome = poll(device.aes_gcm_decrypt(key, &[1; 12], b"", &mut data, &tag), polls);
        let through = outcome.is_some();
        let expected = if through {
            [5; 20]
        } else if polls == 0 {
            sealed
        } else {
            [0; 20]
        };
        assert_eq!(data, expected, "{polls} polls");
        through
    });
}
