use std::io::{self, Write};

use super::{Decoder, Event, Format, Happening, Transaction, Transfer, Written, outcome_name};

/// A sink that writes a line for people per event.
pub type Lines<W> = Written<W, Text>;

/// The format of [`Lines`].
#[derive(Debug, Default)]
pub struct Text {
    decoder: Decoder,
}

impl Format for Text {
    fn line(&mut self, out: &mut dyn Write, event: &Event, timed: bool) -> io::Result<()> {
        if let Some(at) = event.at.filter(|_| timed) {
            write!(out, "{:>12.3} ms  ", at.as_secs_f64() * 1_000.0)?;
        }
        let text = match &event.happening {
            Happening::Transaction(transaction) => self.transaction(transaction),
            Happening::WakePulse => "wake pulse".to_owned(),
            Happening::PowerCycle => "power cycle".to_owned(),
            Happening::Refused(refused) => refused.to_string(),
        };
        writeln!(out, "{text}")
    }
}

impl Text {
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
