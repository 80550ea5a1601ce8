use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc_sim::{Part, SimI2c};
use embedded_hal_async::delay::DelayNs;
use embedded_hal_async::i2c::I2c;

use crate::host::*;

/// The simulated bus never waits for anything outside: one poll is enough.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the simulated bus waited"),
    }
}

async fn talk(mut bus: SimI2c) -> (Vec<u8>, u64, u64) {
    let mut delay = bus.delay();
    assert!(bus.write(0x00, &[]).await.is_err());
    delay.delay_us(1_500).await;
    bus.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).await.unwrap();
    assert!(bus.write(ADDRESS, &[0x00]).await.is_err(), "busy");
    delay.delay_ms(15).await;
    let mut reply = [0; 35];
    bus.write_read(ADDRESS, &[0x00], &mut reply).await.unwrap();
    bus.write(ADDRESS, &[0x01]).await.unwrap();
    (reply.to_vec(), bus.bus_bytes(), bus.now())
}

fn talk_blocking(mut bus: SimI2c) -> (Vec<u8>, u64, u64) {
    use embedded_hal::delay::DelayNs;
    use embedded_hal::i2c::I2c;
    let mut delay = bus.delay();
    assert!(I2c::write(&mut bus, 0x00, &[]).is_err());
    DelayNs::delay_us(&mut delay, 1_500);
    I2c::write(&mut bus, ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
    assert!(I2c::write(&mut bus, ADDRESS, &[0x00]).is_err(), "busy");
    DelayNs::delay_ms(&mut delay, 15);
    let mut reply = [0; 35];
    I2c::write_read(&mut bus, ADDRESS, &[0x00], &mut reply).unwrap();
    I2c::write(&mut bus, ADDRESS, &[0x01]).unwrap();
    (reply.to_vec(), bus.bus_bytes(), bus.now())
}

#[test]
fn both_flavours_see_the_same_chip_at_the_same_time() {
    let bus = || SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
    assert_eq!(now(talk(bus())), talk_blocking(bus()));
}
