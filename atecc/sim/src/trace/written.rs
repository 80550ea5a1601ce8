use std::io::{self, Write};

use super::{Event, Happening, Sink};

/// How an event is put on a line.
pub trait Format: Default {
    /// Writes the line of `event`; `timed` says whether its time belongs to it.
    ///
    /// # Errors
    /// The error of the writer.
    fn line(&mut self, out: &mut dyn Write, event: &Event, timed: bool) -> io::Result<()>;
}

/// A sink that writes a line per event.
///
/// A writer that fails is not written to again; what it lost must not disturb the bus. [`finish`](Self::finish) tells.
#[derive(Debug)]
pub struct Written<W, F> {
    writer: W,
    format: F,
    failed: Option<io::Error>,
    selection: Selection,
}

/// Which events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Selection {
    All,
    /// What a logic analyser would see.
    Traffic,
    Refusals,
}

impl Selection {
    const fn has(self, event: &Event) -> bool {
        match self {
            Self::All => true,
            Self::Traffic => !matches!(event.happening, Happening::Refused(_)),
            Self::Refusals => matches!(event.happening, Happening::Refused(_)),
        }
    }
}

impl<W: Write, F: Format> Written<W, F> {
    /// Lines for all events, into `writer`.
    pub fn new(writer: W) -> Self {
        Self { writer, format: F::default(), failed: None, selection: Selection::All }
    }

    /// For refusals only, without the time where people read.
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
        self.format.line(&mut self.writer, event, self.selection != Selection::Refusals)?;
        self.writer.flush()
    }
}

impl<W: Write, F: Format> Sink for Written<W, F> {
    fn event(&mut self, event: &Event) {
        if self.failed.is_none() && self.selection.has(event) {
            self.failed = self.line(event).err();
        }
    }
}
