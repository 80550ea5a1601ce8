use std::io::{self, Write};

use super::{Decoder, Event, Happening, Selection, Sink, Transaction, Transfer, outcome_name};

/// A sink that writes a line for people per event.
///
/// A writer that fails is not written to again; what it lost must not disturb the bus. [`Lines::finish`] tells.
#[derive(Debug)]
pub struct Lines<W> {
    writer: W,
    decoder: Decoder,
    failed: Option<io::Error>,
    selection: Selection,
}

impl<W: Write> Lines<W> {
    /// Lines for all events.
    pub fn new(writer: W) -> Self {
        Self { writer, decoder: Decoder::new(), failed: None, selection: Selection::All }
    }

    /// For refusals only, without the time.
    #[must_use]
    pub fn only_refusals(self) -> Self {
        Self { selection: Selection::Refusals, ..self }
    }

    /// For all but refusals.
    #[must_use]
    pub fn without_refusals(self) -> Self {
        Self { selection: Selection::Traffic, ..self }
    }

    /// The writer.
    ///
    /// # Errors
    /// The error that ended the writing.
    pub fn finish(self) -> io::Result<W> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.writer),
        }
    }

    fn line(&mut self, event: &Event) -> io::Result<()> {
        if let Some(at) = event.at.filter(|_| self.selection != Selection::Refusals) {
            write!(self.writer, "{:>12.3} ms  ", at.as_secs_f64() * 1_000.0)?;
        }
        let text = match &event.happening {
            Happening::Transaction(transaction) => self.transaction(transaction),
            Happening::WakePulse => "wake pulse".to_owned(),
            Happening::PowerCycle => "power cycle".to_owned(),
            Happening::Refused(refused) => refused.to_string(),
        };
        writeln!(self.writer, "{text}")?;
        self.writer.flush()
    }

    fn transaction(&mut self, transaction: &Transaction) -> String {
        let meanings = self.decoder.meanings(transaction);
        let mut text = format!("{:#04x}", transaction.address);
        for (transfer, meaning) in transaction.transfers.iter().zip(meanings) {
            let direction = match transfer {
                Transfer::Write(_) => "write",
                Transfer::Read(_) => "read",
            };
            text.push_str(&format!(" {direction}: {meaning};"));
        }
        let text = text.trim_end_matches(';').to_owned();
        match transaction.outcome {
            Ok(()) => text,
            Err(embedded_hal::i2c::ErrorKind::NoAcknowledge(_)) => text + ", not acknowledged",
            Err(_) => text + ", failed: " + outcome_name(transaction.outcome),
        }
    }
}

impl<W: Write> Sink for Lines<W> {
    fn event(&mut self, event: &Event) {
        if self.failed.is_none() && self.selection.has(event) {
            self.failed = self.line(event).err();
        }
    }
}
