use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::Info;
use crate::{Error, Misuse, Part, Status};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Asks the chip which part it is, and takes note. An unknown part is taken for an ATECC608.
    pub(super) async fn detect_part(&mut self) -> Result<Part, Error<I2C::Error>> {
        let part = self.command(&Info).await?.part().unwrap_or(Part::Atecc608);
        self.link.detect(part);
        Ok(self.link.part().unwrap_or(part))
    }

    /// Whether this is known to be an ATECC508A.
    pub(super) fn is_508a(&self) -> bool {
        self.link.part() == Some(Part::Atecc508A)
    }

    /// Whether an operation failed because it took an ATECC508A for an ATECC608: nothing else refuses an ATECC608's modes
    /// as illegal. It can then be done in the other way.
    pub(super) async fn mistook_part<T>(&mut self, outcome: &Result<T, Error<I2C::Error>>) -> bool {
        matches!(outcome, Err(Error::Status(Status::ParseError)))
            && self.link.part().is_none()
            && matches!(self.detect_part().await, Ok(Part::Atecc508A))
    }

    /// For what only an ATECC608 has: the error says so, instead of a parse error.
    pub(super) fn require_608(&self) -> Result<(), Error<I2C::Error>> {
        if self.is_508a() { Err(Misuse::Part.into()) } else { Ok(()) }
    }
}
