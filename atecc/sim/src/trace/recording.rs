use std::io::{self, Write};

use super::hex::Hex;
use super::{Event, Happening, Sink, Tracer, Transfer, outcome_name};

/// The first line of a recording.
pub(super) const MAGIC: &str = "i2c-recording 1";
/// The line of a wake pulse that was no transaction.
pub(super) const WAKE: &str = "wake";
/// The line of a power cycle.
pub(super) const POWER_CYCLE: &str = "power-cycle";

/// Round any `I2c`: writes down what goes over it, for [`Replay`](super::Replay).
pub type Recorder<I2C, W> = Tracer<I2C, Recording<W>>;

/// A sink that writes a recording: text, one transaction a line.
///
/// ```text
/// i2c-recording 1
/// # comments and empty lines mean nothing
/// 00 w: nack-address
/// 60 r4:04113343 ok
/// 60 w:030730000000035d ok
/// 60 r7: nack-address
/// 60 w:00 r1:07 ok
/// ```
///
/// First the 7-bit address, two hexadecimal digits. Then the operations: `w:` with the bytes written, `rN:` with the
/// N bytes read, or with none if the transaction failed. Last how it ended: `ok`, `nack-address`, `nack-data`, `nack`,
/// `bus`, `arbitration-loss`, `overrun`, `other`. The lines `wake` and `power-cycle` stand for what is no transaction.
/// Time is not recorded; refusals are comments.
#[derive(Debug)]
pub struct Recording<W> {
    writer: W,
    begun: bool,
    failed: Option<io::Error>,
}

impl<W: Write> Recording<W> {
    /// A recording into `writer`.
    pub const fn new(writer: W) -> Self {
        Self { writer, begun: false, failed: None }
    }

    /// The writer, with the whole recording.
    ///
    /// # Errors
    /// The error that ended the writing.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.begin()?;
        self.writer.flush()?;
        Ok(self.writer)
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.begun {
            writeln!(self.writer, "{MAGIC}")?;
            self.begun = true;
        }
        Ok(())
    }

    fn line(&mut self, event: &Event) -> io::Result<()> {
        self.begin()?;
        let transaction = match &event.happening {
            Happening::Transaction(transaction) => transaction,
            Happening::WakePulse => return writeln!(self.writer, "{WAKE}"),
            Happening::PowerCycle => return writeln!(self.writer, "{POWER_CYCLE}"),
            Happening::Refused(refused) => return writeln!(self.writer, "# {refused}"),
        };
        write!(self.writer, "{:02x}", transaction.address)?;
        for transfer in &transaction.transfers {
            match transfer {
                Transfer::Write(bytes) => write!(self.writer, " w:{}", Hex(bytes))?,
                Transfer::Read(bytes) => {
                    let seen: &[u8] = if transaction.outcome.is_ok() { bytes } else { &[] };
                    write!(self.writer, " r{}:{}", bytes.len(), Hex(seen))?;
                }
            }
        }
        writeln!(self.writer, " {}", outcome_name(transaction.outcome))
    }
}

impl<W: Write> Sink for Recording<W> {
    fn event(&mut self, event: &Event) {
        if self.failed.is_none() {
            self.failed = self.line(event).err();
        }
    }
}
