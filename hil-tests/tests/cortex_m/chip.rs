use std::net::TcpListener;
use std::thread;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc_sim::{Options, Part, SimI2c, Time, i2ct};

use crate::locked;

/// A locked chip that makes keys in slot 0, in real time, and where it is served.
pub(crate) struct Chip {
    pub(crate) bus: SimI2c,
    pub(crate) port: u16,
    /// The key in slot 0: X and Y.
    pub(crate) key: [u8; 64],
}

impl Chip {
    pub(crate) fn new() -> Self {
        let mut options = Options::default();
        options.time = Time::Real;
        let bus = SimI2c::with_options(Part::Atecc608B, None, options).unwrap();
        let mut atecc = Atecc::new(bus.clone(), bus.delay(), Config::new());
        locked::lock(&mut atecc);
        let key = atecc.public_key(crate::life::slot(0)).unwrap().0;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = bus.clone();
        thread::spawn(move || i2ct::serve(&listener, &served));
        Self { bus, port, key }
    }
}
