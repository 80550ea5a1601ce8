use core::time::Duration;

use embedded_hal::i2c::{Error, Operation};

use super::{BusError, SharedChip, lock};
use crate::trace::{Event, Happening, Sink, Transaction};

/// Who is told what happens on the bus; nobody at first.
#[derive(Default)]
pub(crate) struct Observer(Option<Box<dyn Sink + Send>>);

impl Observer {
    pub(crate) fn set(&mut self, sink: Box<dyn Sink + Send>) {
        self.0 = Some(sink);
    }

    pub(super) fn transaction(
        &mut self,
        at_ns: u64,
        address: u8,
        operations: &[Operation<'_>],
        result: &Result<(), BusError>,
    ) {
        if self.0.is_some() {
            let outcome = result.as_ref().map_err(Error::kind);
            let transaction = Transaction::of(address, operations, outcome.copied());
            self.tell(at_ns, Happening::Transaction(transaction));
        }
    }

    pub(super) fn wake_pulse(&mut self, at_ns: u64) {
        self.tell(at_ns, Happening::WakePulse);
    }

    pub(super) fn power_cycle(&mut self, at_ns: u64) {
        self.tell(at_ns, Happening::PowerCycle);
    }

    /// What the chips refused since the last call.
    pub(super) fn refusals(&mut self, at_ns: u64, chips: &[SharedChip]) {
        if self.0.is_none() {
            return;
        }
        for chip in chips {
            let refused = lock(chip).take_unreported_refusal();
            if let Some(refused) = refused {
                self.tell(at_ns, Happening::Refused(refused));
            }
        }
    }

    fn tell(&mut self, at_ns: u64, happening: Happening) {
        if let Some(sink) = &mut self.0 {
            sink.event(&Event { at: Some(Duration::from_nanos(at_ns)), happening });
        }
    }
}
