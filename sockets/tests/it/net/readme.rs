//! The table of types in the README is what they implement.

use core::future::Ready;

use sockets::Error;
use sockets::net::{
    AsyncStream, Listener, NalStack, Secure, SecureListener, SecureStream, Stream, TcpListener, TcpStream,
};

const README: &str = include_str!("../../../README.md");

/// The traits that the row of a type names, and what it has beside them.
fn named(row: &str) -> &'static str {
    let table = README.split_once("| type | as in `std::net` | traits |").unwrap().1;
    let row = table.lines().find(|line| line.starts_with(row)).unwrap_or_else(|| panic!("no row {row}"));
    row.split('|').nth(3).unwrap().trim()
}

/// Does not compile unless `T` is what the row of a stream says.
fn stream<T>(_: fn(T)) -> &'static str
where
    T: std::io::Read + std::io::Write,
    T: embedded_io::Read + embedded_io::Write + embedded_io::ReadReady + embedded_io::WriteReady,
{
    "`std::io` and `embedded_io`: `Read`, `Write`; `ReadReady`, `WriteReady`"
}

/// Does not compile unless `T` is what the row of the stream for tasks says.
fn task<T: embedded_io_async::Read + embedded_io_async::Write>(_: fn(T)) -> &'static str {
    "`embedded_io_async`: `Read`, `Write`"
}

/// Does not compile unless `T` is what the row of the stack says.
fn stack<T>(_: fn(T)) -> &'static str
where
    T: embedded_nal::TcpClientStack + embedded_nal::TcpFullStack,
    T: embedded_nal::UdpClientStack + embedded_nal::UdpFullStack + embedded_nal::Dns,
{
    "`embedded_nal`: `TcpClientStack`, `TcpFullStack`, `UdpClientStack`, `UdpFullStack`, `Dns`"
}

fn iterates<K, I: Iterator<Item = Result<Stream<K>, Error>>>(_: fn(&'static Listener<K>) -> I) {}

#[test]
fn each_type_implements_what_its_row_says() {
    let traits = stream(drop::<TcpStream>);
    assert_eq!(stream(drop::<&TcpStream>), traits);
    assert_eq!(named("| [`TcpStream`](net::TcpStream) | `TcpStream` |"), traits);
    assert_eq!((stream(drop::<SecureStream>), stream(drop::<&SecureStream>)), (traits, traits));
    assert_eq!(
        named("| [`SecureStream`](net::SecureStream) | `TcpStream` |"),
        "the same; `handshake`, `info`"
    );
    iterates(TcpListener::incoming);
    iterates(SecureListener::incoming);
    let iterator = "`incoming` is an iterator";
    assert_eq!(named("| [`TcpListener`](net::TcpListener) | `TcpListener` |"), iterator);
    assert_eq!(named("| [`SecureListener`](net::SecureListener) | `TcpListener` |"), "the same");
    assert_eq!(named("| [`UdpSocket`](net::UdpSocket) | `UdpSocket` |"), "");
    let of_task = task(drop::<AsyncStream<Secure, fn() -> Ready<()>>>);
    assert_eq!(named("| `net::AsyncStream` |"), of_task);
    assert_eq!(named("| `net::NalStack` |"), stack(drop::<NalStack>));
}
