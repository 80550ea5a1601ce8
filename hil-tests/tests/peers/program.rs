//! A program of somebody else's, with what it prints.

use core::time::Duration;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;

use parking_lot::{Condvar, Mutex};

/// A program that is silent for so long hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of its output is told: the last characters.
const TOLD: usize = 2_000;

/// What a program has printed so far.
#[derive(Default)]
pub(crate) struct Output {
    out: Vec<u8>,
    err: Vec<u8>,
    /// How many of the two have ended.
    ended: u8,
}

impl Output {
    /// All of it, as text.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.out), String::from_utf8_lossy(&self.err))
    }
}

#[derive(Default)]
struct Shared {
    output: Mutex<Output>,
    changed: Condvar,
}

impl Shared {
    /// Keeps what comes from `source` until it ends.
    fn drain(&self, mut source: impl Read, place: fn(&mut Output) -> &mut Vec<u8>) {
        let mut chunk = [0; 4096];
        while let Ok(len @ 1..) = source.read(&mut chunk) {
            place(&mut self.output.lock()).extend(&chunk[..len]);
            self.changed.notify_all();
        }
        self.output.lock().ended += 1;
        self.changed.notify_all();
    }
}

/// A running program; ended when dropped. When a test fails, the end of its output is told.
pub(crate) struct Program {
    command: String,
    child: Child,
    stdin: Option<ChildStdin>,
    shared: Arc<Shared>,
}

impl Program {
    pub(crate) fn start(command: &mut Command) -> Self {
        let text = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let shared = Arc::new(Shared::default());
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (first, second) = (shared.clone(), shared.clone());
        thread::spawn(move || first.drain(out, |output| &mut output.out));
        thread::spawn(move || second.drain(err, |output| &mut output.err));
        Self { command: text, stdin: child.stdin.take(), child, shared }
    }

    /// Writes to its standard input. A program that has ended takes nothing, which shows elsewhere.
    pub(crate) fn write(&mut self, data: &[u8]) {
        _ = self.stdin.as_mut().unwrap().write_all(data);
    }

    /// Ends its standard input.
    pub(crate) fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Waits until `look` finds what it looks for in what was printed; `None` if the program ends without it.
    pub(crate) fn find<T>(&self, look: impl Fn(&Output) -> Option<T>) -> Option<T> {
        let mut output = self.shared.output.lock();
        loop {
            if let Some(found) = look(&output) {
                return Some(found);
            }
            if output.ended == 2 {
                return None;
            }
            let waited = self.shared.changed.wait_for(&mut output, PATIENCE);
            assert!(!waited.timed_out(), "it hangs: {}", self.command);
        }
    }

    /// What it has printed, on either output.
    pub(crate) fn text(&self) -> String {
        self.shared.output.lock().text()
    }

    /// Waits for this much on its standard output.
    pub(crate) fn expect_output(&self, len: usize) -> Vec<u8> {
        let complete = |output: &Output| (output.out.len() >= len).then(|| output.out.clone());
        self.find(complete).expect("it ended before it had printed everything")
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.find(|_| None::<()>);
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        if thread::panicking() {
            let text = self.text();
            let start = text.char_indices().rev().nth(TOLD).map_or(0, |(start, _)| start);
            println!("--- {}\n{}\n---", self.command, &text[start..]);
        }
    }
}
