use embedded_io::ErrorKind;

use super::shared_kind;
use crate::{Errno, Error};

impl embedded_io::Error for Error {
    /// `EAGAIN` is [`ErrorKind::TimedOut`]: to these traits, a call that does not wait has waited as long as it may.
    fn kind(&self) -> ErrorKind {
        match self.errno() {
            Errno::EAGAIN => ErrorKind::TimedOut,
            errno => shared_kind!(errno, ErrorKind),
        }
    }
}
