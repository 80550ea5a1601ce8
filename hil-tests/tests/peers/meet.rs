//! One row: we and the peer meet.

use std::thread;

use crate::chip::Chip;
use crate::files::Files;
use crate::ours::{self, End};
use crate::program::Output;
use crate::rows::{Row, Side, Work};

/// Runs a row and checks everything that is expected of it.
pub(crate) fn run(files: &Files, row: &Row) {
    let chip = Chip::of(files, row.parts);
    meet(&chip, files, row);
    assert_eq!(Work::of(&chip.counts()), row.work(), "what the chip did");
}

/// The same, whatever the chip does for it.
pub(crate) fn meet(chip: &Chip, files: &Files, row: &Row) {
    match row.ours {
        Side::Client => connect(chip, files, row),
        Side::Server => serve(chip, files, row),
    }
}

/// Our client and their server.
fn connect(chip: &Chip, files: &Files, row: &Row) {
    let peer = row.entry.peer;
    let server = peer.serve(files, row);
    let outcome = End::connect(&ours::client(chip, files, row), server.port).and_then(|end| {
        check(&end, row, true);
        peer.ask(&end)
    });
    if row.is_refused() {
        assert_eq!(outcome, Err(row.refusal().into()));
    } else {
        outcome.unwrap();
    }
    let seen = row.entry.server.as_ref().unwrap().sees;
    let found = |output: &Output| output.text().contains(seen).then_some(());
    if row.shown() {
        server.program.find(found).expect("it does not say that it has verified us");
    } else {
        assert!(!server.program.text().contains(seen), "it has verified a certificate that nobody showed");
    }
}

/// What we know of the peer.
fn check(end: &End, row: &Row, verified: bool) {
    let info = end.info();
    assert_eq!(info.version, row.version);
    assert_eq!(info.peer_verified, verified);
}

/// Our server and their client.
fn serve(chip: &Chip, files: &Files, row: &Row) {
    let peer = row.entry.peer;
    let (listener, port) = End::listen(&ours::server(chip, files, row));
    let (outcome, client) = thread::scope(|scope| {
        let serve = || {
            let end = listener.accept()?;
            check(&end, row, row.shown());
            peer.answer(&end)
        };
        // Told, since the client may find out first that something is wrong.
        let served = scope.spawn(move || serve().inspect_err(|error| println!("our server: {error}")));
        let mut client = peer.connect(files, row, port);
        if row.is_refused() {
            client.write(b"hello\n");
        } else {
            peer.drive(&mut client);
        }
        let status = client.wait();
        assert_eq!(status.success(), !row.is_refused(), "{status}");
        (served.join().unwrap(), client)
    });
    if row.is_refused() {
        assert_eq!(outcome, Err("the peer showed no certificate, but one is required".into()));
        assert!(client.text().contains(row.refusal()), "what it says is not: {}", row.refusal());
    } else {
        outcome.unwrap();
    }
}
