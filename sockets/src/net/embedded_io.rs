//! The traits of embedded-io, for streams and for references to them. They are about calls that wait: a non-blocking
//! stream fails with [`TimedOut`](embedded_io::ErrorKind::TimedOut) where it is not ready.

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};

use super::Stream;
use crate::Error;
use crate::zsock::Events;

impl<K> ErrorType for &Stream<K> {
    type Error = Error;
}

impl<K> Read for &Stream<K> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.recv(buffer)
    }
}

impl<K> Write for &Stream<K> {
    fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        self.send(data)
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.send_queued()
    }
}

impl<K> ReadReady for &Stream<K> {
    /// Decrypted bytes count, and the end of the stream. `ENOSYS` if the driver has no
    /// [`poll`](crate::zsock::SocketDriver::poll).
    fn read_ready(&mut self) -> Result<bool, Error> {
        self.handle.is_ready(Events::IN)
    }
}

impl<K> WriteReady for &Stream<K> {
    fn write_ready(&mut self) -> Result<bool, Error> {
        self.handle.is_ready(Events::OUT)
    }
}

impl<K> ErrorType for Stream<K> {
    type Error = Error;
}

impl<K> Read for Stream<K> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        Read::read(&mut &*self, buffer)
    }
}

impl<K> Write for Stream<K> {
    fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        Write::write(&mut &*self, data)
    }

    fn flush(&mut self) -> Result<(), Error> {
        Write::flush(&mut &*self)
    }
}

impl<K> ReadReady for Stream<K> {
    fn read_ready(&mut self) -> Result<bool, Error> {
        ReadReady::read_ready(&mut &*self)
    }
}

impl<K> WriteReady for Stream<K> {
    fn write_ready(&mut self) -> Result<bool, Error> {
        WriteReady::write_ready(&mut &*self)
    }
}
