//! Programs that are written for embedded-io-async.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::io::{Read as _, Write as _};
use std::net;
use std::thread;

use embedded_io_async::{Read, Write};
use sockets::net::{AsyncStream, SecureListener};
use sockets::{Errno, Error};

use super::{anywhere, client_config, rustls_client};
use crate::harness::{Parties, VERSIONS, host};

/// Lets the other tasks run.
async fn pause() {
    let mut paused = false;
    poll_fn(|_| if core::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Runs two tasks in this thread; whoever waited in a call would stop both.
fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        go_on(&mut first, a.as_mut(), &mut context);
        go_on(&mut second, b.as_mut(), &mut context);
        (first, second) = match (first, second) {
            (Some(first), Some(second)) => return (first, second),
            unfinished => unfinished,
        };
    }
}

/// Polls a task that is not done.
fn go_on<F: Future>(output: &mut Option<F::Output>, task: Pin<&mut F>, context: &mut Context<'_>) {
    if output.is_none()
        && let Poll::Ready(done) = task.poll(context)
    {
        *output = Some(done);
    }
}

fn run<F: Future>(task: F) -> F::Output {
    both(task, async {}).0
}

/// Asks and gives the whole answer.
async fn ask<S: Read + Write>(stream: &mut S, question: &[u8]) -> Result<Vec<u8>, S::Error> {
    stream.write_all(question).await?;
    stream.flush().await?;
    let (mut said, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(said),
            len => said.extend_from_slice(&buffer[..len]),
        }
    }
}

#[test]
fn both_ends_of_a_secure_connection_run_in_one_thread() {
    for version in VERSIONS {
        let parties = Parties::new();
        let (sockets, context) = (host(), parties.device().versions(&[version]).build().unwrap());
        let listener =
            SecureListener::bind(&sockets, &parties.server().build().unwrap(), &anywhere()).unwrap();
        let address = listener.local_addr().unwrap();
        // More than the buffers between them hold.
        let question = vec![7; 8 << 20];
        let client = async {
            let client = AsyncStream::connect_secure(&sockets, &context, &address, pause);
            let mut client = client.await.unwrap();
            ask(&mut client, &question).await.unwrap()
        };
        let server = async {
            let mut server = AsyncStream::new(listener.accept().unwrap().0, pause).unwrap();
            server.handshake().await.unwrap();
            assert!(server.stream().info().unwrap().peer_verified);
            let mut got = vec![0; question.len()];
            server.read_exact(&mut got).await.unwrap();
            assert!(got == question);
            server.write_all(b"enough").await.unwrap();
        };
        assert_eq!(both(client, server).0, b"enough");
    }
}

#[test]
fn a_server_task_answers_rustls() {
    let parties = Parties::new();
    let listener =
        SecureListener::bind(&host(), &parties.open_server().build().unwrap(), &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    let config = client_config(&parties);
    let client = thread::spawn(move || {
        let mut theirs = rustls_client(config, address);
        theirs.write_all(b"question").unwrap();
        let mut answer = String::new();
        theirs.read_to_string(&mut answer).map(|_| answer)
    });
    run(async {
        let mut server = AsyncStream::new(listener.accept().unwrap().0, pause).unwrap();
        let mut question = [0; 8];
        server.read_exact(&mut question).await.unwrap();
        server.write_all(b"answer").await.unwrap();
    });
    assert_eq!(client.join().unwrap().unwrap(), "answer");
}

#[test]
fn a_plain_client_task_asks_a_server_of_the_standard_library() {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut theirs, _) = listener.accept().unwrap();
        let mut question = [0; 8];
        theirs.read_exact(&mut question).unwrap();
        theirs.write_all(b"answer").unwrap();
    });
    let sockets = host();
    let answer = run(async {
        let mut client = AsyncStream::connect(&sockets, &address, pause).await.unwrap();
        ask(&mut client, b"question").await
    });
    assert_eq!(answer.unwrap(), b"answer");
    server.join().unwrap();
    let refused = run(AsyncStream::connect(&sockets, &address, pause));
    assert_eq!(refused.unwrap_err(), Error::Io(Errno::ECONNREFUSED));
}
