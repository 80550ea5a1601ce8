//! The server sends back what the client sends.

use super::{large, small};
use crate::ours::{End, Outcome};
use crate::program::Program;

/// Our client and an echoing server, which gives each line back as `returned` makes it.
pub(crate) fn ask(end: &End, returned: fn(&[u8]) -> Vec<u8>) -> Outcome<()> {
    for data in [small(), large()] {
        assert!(end.exchange(&data, data.len())? == returned(&data), "it is not what was sent");
    }
    end.say_goodbye()?;
    end.expect_end()
}

/// Our echoing server and a client.
pub(crate) fn answer(end: &End) -> Outcome<()> {
    loop {
        let piece = end.recv()?;
        if piece.is_empty() {
            return end.say_goodbye();
        }
        end.send(&piece)?;
    }
}

/// A client program that sends its standard input and prints what comes back.
pub(crate) fn drive(program: &mut Program) {
    let (small, large) = (small(), large());
    program.write(&small);
    program.expect_output(small.len());
    program.write(&large);
    let all = [small, large].concat();
    assert!(program.expect_output(all.len()) == all, "it is not what was sent");
    program.end_input();
}

/// As it came.
pub(crate) fn same(text: &[u8]) -> Vec<u8> {
    text.to_vec()
}

/// Each line from its end to its beginning.
pub(crate) fn reversed(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.iter().rev().copied().collect());
    lines.collect::<Vec<Vec<u8>>>().join(&b'\n')
}
