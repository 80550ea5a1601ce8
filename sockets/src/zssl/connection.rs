//! rustls' unbuffered connection of either side, taken one step at a time.

use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use core::{fmt, iter};

use rustls::CommonState;
use rustls::client::UnbufferedClientConnection;
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::{
    ConnectionState, EncodeError, EncryptError, InsufficientSizeError, UnbufferedStatus, WriteTraffic,
};
use tls_glue::{Verification, VerificationRecord};

pub(super) struct Connection {
    side: Box<dyn Unbuffered>,
    finding: Finding,
}

/// Where it stands who the peer is.
pub(super) enum Finding {
    /// Nowhere: it is not asked.
    Unasked,
    /// Whoever comes through is verified; why somebody does not is noted there, unless peers are known by their keys.
    Required(Option<VerificationRecord>),
    /// There, and anybody may come through.
    Noted(VerificationRecord),
}

/// What rustls' connections of both sides have in common.
pub(super) trait Unbuffered: Send + Sync {
    fn state(&self) -> &CommonState;

    fn step(
        &mut self,
        incoming: &mut [u8],
        outputs: &mut Outputs,
        want: Want<'_>,
    ) -> (usize, Result<Step, rustls::Error>);
}

impl Unbuffered for UnbufferedClientConnection {
    fn state(&self) -> &CommonState {
        self
    }

    fn step(
        &mut self,
        incoming: &mut [u8],
        outputs: &mut Outputs,
        want: Want<'_>,
    ) -> (usize, Result<Step, rustls::Error>) {
        absorb(self.process_tls_records(incoming), outputs, want)
    }
}

impl Unbuffered for UnbufferedServerConnection {
    fn state(&self) -> &CommonState {
        self
    }

    fn step(
        &mut self,
        incoming: &mut [u8],
        outputs: &mut Outputs,
        want: Want<'_>,
    ) -> (usize, Result<Step, rustls::Error>) {
        absorb(self.process_tls_records(incoming), outputs, want)
    }
}

/// What to do once the connection may send.
#[derive(Debug, Clone, Copy)]
pub(super) enum Want<'a> {
    Nothing,
    Encrypt(&'a [u8]),
    CloseNotify,
}

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There may be more to do at once.
    Again,
    /// The peer closed its direction; there may be more to do at once.
    PeerClosed,
    /// The connection may send, and what was wanted is done.
    Writable,
    /// Nothing goes on without the peer.
    Blocked,
    /// Both directions are closed.
    Closed,
}

/// What comes out of the connection.
#[derive(Debug)]
pub(super) struct Outputs {
    /// Decrypted, not read yet.
    pub(super) plaintext: VecDeque<u8>,
    /// Records to send.
    pub(super) records: Vec<u8>,
}

impl Outputs {
    pub(super) const fn new() -> Self {
        Self { plaintext: VecDeque::new(), records: Vec::new() }
    }

    /// Copies the first bytes of the plaintext, which stays; gives how many.
    pub(super) fn copy_plaintext(&self, buffer: &mut [u8]) -> usize {
        let (front, back) = self.plaintext.as_slices();
        let (first, second) = buffer.split_at_mut(front.len().min(buffer.len()));
        // By slices: an iterator over both goes byte by byte, which takes longer than to decrypt them.
        for (places, bytes) in [(&mut *first, front), (&mut *second, back)] {
            for (place, byte) in iter::zip(places, bytes) {
                *place = *byte;
            }
        }
        first.len() + second.len().min(back.len())
    }
}

impl Connection {
    pub(super) fn new(connection: impl Unbuffered + 'static, finding: Finding) -> Self {
        Self { side: Box::new(connection), finding }
    }

    pub(super) fn state(&self) -> &CommonState {
        self.side.state()
    }

    /// What is known about who the peer is.
    pub(super) fn verification(&self) -> Verification {
        match &self.finding {
            Finding::Unasked => Verification::Unchecked,
            // Also if it was verified in an earlier session, with which this one goes on.
            Finding::Required(_) if !self.state().is_handshaking() => Verification::Verified,
            Finding::Required(None) => Verification::Absent,
            Finding::Required(Some(record)) | Finding::Noted(record) => record.verification(),
        }
    }

    /// One step. Gives how many bytes of `incoming` are used up, whatever else happened.
    pub(super) fn step(
        &mut self,
        incoming: &mut [u8],
        outputs: &mut Outputs,
        want: Want<'_>,
    ) -> (usize, Result<Step, rustls::Error>) {
        self.side.step(incoming, outputs, want)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

fn absorb<D>(
    status: UnbufferedStatus<'_, '_, D>,
    outputs: &mut Outputs,
    want: Want<'_>,
) -> (usize, Result<Step, rustls::Error>) {
    let mut discard = status.discard;
    let step = status.state.and_then(|state| match state {
        ConnectionState::ReadTraffic(mut traffic) => {
            while let Some(record) = traffic.next_record() {
                let record = record?;
                discard = discard.saturating_add(record.discard);
                outputs.plaintext.extend(record.payload);
            }
            Ok(Step::Again)
        }
        ConnectionState::EncodeTlsData(mut data) => {
            append(&mut outputs.records, |room| match data.encode(room) {
                Err(EncodeError::InsufficientSize(size)) => Err(Some(size)),
                outcome => outcome.map_err(|_| None),
            })?;
            Ok(Step::Again)
        }
        // The records are on their way: whoever sends takes them in order.
        ConnectionState::TransmitTlsData(data) => {
            data.done();
            Ok(Step::Again)
        }
        ConnectionState::WriteTraffic(traffic) => write(traffic, &mut outputs.records, want),
        ConnectionState::BlockedHandshake => Ok(Step::Blocked),
        ConnectionState::PeerClosed => Ok(Step::PeerClosed),
        ConnectionState::Closed => Ok(Step::Closed),
        state => Err(rustls::Error::General(alloc::format!("unexpected state {state:?}"))),
    });
    (discard, step)
}

fn write<D>(
    mut traffic: WriteTraffic<'_, D>,
    records: &mut Vec<u8>,
    want: Want<'_>,
) -> Result<Step, rustls::Error> {
    let insufficient = |error| match error {
        EncryptError::InsufficientSize(size) => Some(size),
        EncryptError::EncryptExhausted => None,
    };
    match want {
        Want::Nothing => {}
        Want::Encrypt(data) => append(records, |room| traffic.encrypt(data, room).map_err(insufficient))?,
        Want::CloseNotify => append(records, |room| traffic.queue_close_notify(room).map_err(insufficient))?,
    }
    Ok(Step::Writable)
}

/// Lets `fill` append to `records`, with as much room as it says that it needs.
fn append(
    records: &mut Vec<u8>,
    mut fill: impl FnMut(&mut [u8]) -> Result<usize, Option<InsufficientSizeError>>,
) -> Result<(), rustls::Error> {
    let start = records.len();
    let mut room = 0;
    loop {
        records.reserve_exact(room);
        records.resize(start.saturating_add(room), 0);
        let outcome = fill(records.get_mut(start..).unwrap_or_default());
        records.truncate(start.saturating_add(*outcome.as_ref().unwrap_or(&0)));
        match outcome {
            Ok(_) => return Ok(()),
            Err(Some(InsufficientSizeError { required_size })) if required_size > room => {
                room = required_size;
            }
            Err(_) => return Err(rustls::Error::EncryptError),
        }
    }
}
