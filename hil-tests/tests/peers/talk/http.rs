//! HTTP/1.1, as much as is needed to carry bytes both ways.

use super::{large, small};
use crate::ours::{End, Outcome};

/// What stands before the body, and the body.
struct Message {
    head: String,
    body: Vec<u8>,
}

/// The next message; `None` if the peer has closed.
fn recv(end: &End) -> Outcome<Option<Message>> {
    let mut data = Vec::new();
    let start = loop {
        if let Some(start) = data.windows(4).position(|window| window == b"\r\n\r\n") {
            break start + 4;
        }
        match end.recv()? {
            piece if piece.is_empty() => return Ok(None),
            piece => data.extend(piece),
        }
    };
    let head = String::from_utf8(data.drain(..start).collect()).unwrap();
    let length = |line: &str| line.strip_prefix("content-length: ")?.parse::<usize>().ok();
    let len = head.to_ascii_lowercase().lines().find_map(length).unwrap_or(0);
    let missing = end.recv_exactly(len.saturating_sub(data.len()))?;
    data.extend(missing);
    assert_eq!(data.len(), len, "one message at a time");
    Ok(Some(Message { head, body: data }))
}

/// What our client gets back; a status that says no is a failure.
fn request(end: &End, what: &str, connection: &str, body: &[u8]) -> Outcome<Vec<u8>> {
    let head = format!("{what} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n");
    let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
    end.send(&[head.as_bytes(), body].concat())?;
    let answer = recv(end)?.ok_or("it closed without an answer")?;
    let status = answer.head.lines().next().unwrap().trim_start_matches("HTTP/1.1 ");
    if status.starts_with('2') { Ok(answer.body) } else { Err(status.into()) }
}

/// Our client and a server that keeps files: each is put there and fetched. The server is asked to close, since nginx
/// does not answer a close_notify with its own.
pub(crate) fn ask(end: &End) -> Outcome<()> {
    for (name, data, connection) in [("small", small(), "keep-alive"), ("large", large(), "close")] {
        request(end, &format!("PUT /{name}"), "keep-alive", &data)?;
        assert!(request(end, &format!("GET /{name}"), connection, b"")? == data, "it is not what was sent");
    }
    end.expect_end()?;
    end.say_goodbye()
}

/// Our server, which answers each request with the body that came, and a client.
pub(crate) fn answer(end: &End) -> Outcome<()> {
    while let Some(Message { body, .. }) = recv(end)? {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        end.send(&[head.as_bytes(), &body].concat())?;
    }
    end.say_goodbye()
}
