use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::decode::Name;
use super::hex::Hex;
use super::{Decoder, Event, Format, Happening, Meaning, Transaction, Transfer, Written, outcome_name};
use crate::refused::Refused;

/// A sink that writes a JSON object per event and line.
///
/// Each object has `"event"`: `"transaction"`, `"wake"`, `"power-cycle"` or `"refused"`, and `"ns"` where the clock is
/// known. A transaction has `"address"`, `"outcome"` (`"ok"`, `"nack-address"`, …) and `"transfers"`; each of these has
/// `"write"` or `"read"` (hexadecimal), `"means"`, and for a command `"command"`, `"param1"`, `"param2"`, `"data"`; for
/// a reply `"status"` or `"data"`. A refusal has `"command"`, `"param1"`, `"param2"`, `"status"` and `"reason"`.
pub type JsonLines<W> = Written<W, Json>;

/// The format of [`JsonLines`].
#[derive(Debug, Default)]
pub struct Json {
    decoder: Decoder,
}

impl Format for Json {
    fn line(&mut self, out: &mut dyn Write, event: &Event, _: bool) -> io::Result<()> {
        let mut object = Map::new();
        if let Some(at) = event.at {
            object.insert("ns".into(), json!(u64::try_from(at.as_nanos()).unwrap_or(u64::MAX)));
        }
        match &event.happening {
            Happening::Transaction(transaction) => self.transaction(&mut object, transaction),
            Happening::WakePulse => drop(object.insert("event".into(), json!("wake"))),
            Happening::PowerCycle => drop(object.insert("event".into(), json!("power-cycle"))),
            Happening::Refused(refused) => Self::refused(&mut object, refused),
        }
        writeln!(out, "{}", Value::Object(object))
    }
}

impl Json {
    fn transaction(&mut self, object: &mut Map<String, Value>, transaction: &Transaction) {
        let meanings = self.decoder.meanings(transaction);
        let transfers = transaction.transfers.iter().zip(meanings);
        let transfers: Vec<_> = transfers
            .map(|(transfer, meaning)| Self::transfer(transfer, &meaning, transaction.outcome.is_ok()))
            .collect();
        object.insert("event".into(), json!("transaction"));
        object.insert("address".into(), json!(transaction.address));
        object.insert("outcome".into(), json!(outcome_name(transaction.outcome)));
        object.insert("transfers".into(), Value::Array(transfers));
    }

    fn transfer(transfer: &Transfer, meaning: &Meaning, done: bool) -> Value {
        let mut object = Map::new();
        let (direction, bytes) = match transfer {
            Transfer::Write(bytes) => ("write", bytes.as_slice()),
            Transfer::Read(bytes) => ("read", if done { bytes.as_slice() } else { &[] }),
        };
        object.insert(direction.into(), json!(Hex(bytes).to_string()));
        object.insert("means".into(), json!(meaning.to_string()));
        match meaning {
            Meaning::Command { opcode, param1, param2, data } => {
                object.insert("command".into(), json!(Name(*opcode).to_string()));
                object.insert("param1".into(), json!(param1));
                object.insert("param2".into(), json!(param2));
                object.insert("data".into(), json!(Hex(data).to_string()));
            }
            Meaning::Status(status) => drop(object.insert("status".into(), json!(status.to_byte()))),
            Meaning::Data { data, .. } => drop(object.insert("data".into(), json!(Hex(data).to_string()))),
            _ => {}
        }
        Value::Object(object)
    }

    fn refused(object: &mut Map<String, Value>, refused: &Refused) {
        object.insert("event".into(), json!("refused"));
        object.insert("command".into(), json!(Name(refused.opcode).to_string()));
        object.insert("param1".into(), json!(refused.param1));
        object.insert("param2".into(), json!(refused.param2));
        object.insert("status".into(), json!(refused.status.to_byte()));
        object.insert("reason".into(), json!(refused.reason.to_string()));
    }
}
