//! The standard library's traits, for streams and for references to them: two threads may have one each.

use std::io::{self, Read, Write};

use super::Stream;

impl<K> Read for &Stream<K> {
    /// `Ok(0)` is the proper end of the stream; one that was cut off below TLS is
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof).
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(self.recv(buffer)?)
    }
}

impl<K> Write for &Stream<K> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        Ok(self.send(data)?)
    }

    /// Sends what a write that could not wait left behind.
    fn flush(&mut self) -> io::Result<()> {
        Ok(self.send_queued()?)
    }
}

impl<K> Read for Stream<K> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Read::read(&mut &*self, buffer)
    }
}

impl<K> Write for Stream<K> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        Write::write(&mut &*self, data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut &*self)
    }
}
