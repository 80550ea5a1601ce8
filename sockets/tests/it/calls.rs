//! The table's calls beside transfer: `select`, `poll`, `ioctl`, `fcntl`, `inet_addr`, `inet_ntoa`; from Rust through
//! the table and back, as C sees them, and over tables that lack some.
#![expect(unsafe_code, reason = "plays the C side of the table")]

use core::ffi::{CStr, c_char, c_long, c_void};
use core::net::Ipv4Addr;
use core::time::Duration;
use core::{mem, ptr};

use sockets::driver::host::HostSockets;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, SockType, SocketDriver, SocketOption,
};
use sockets::{Errno, FD_SETSIZE, RawFdSet, RawPollFd, RawTime, SocketApi};

/// Long enough to be taken for ever if a wait did not end by itself.
const LONG: Option<Duration> = Some(Duration::from_secs(3600));
const INVALID: i32 = -22;
const BAD_SOCKET: i32 = -9;

fn table() -> SocketApi {
    let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
    SocketApi::new(driver)
}

fn leak(api: SocketApi) -> &'static SocketApi {
    Box::leak(Box::new(api))
}

type Ctx = *mut c_void;

/// The table as C sees it, the entries that are called here by name.
#[derive(Clone, Copy)]
#[repr(C)]
struct Raw {
    abi_version: u32,
    size: u32,
    ctx: Ctx,
    before_select: [usize; 17],
    select: Option<
        unsafe extern "C" fn(Ctx, i32, *mut RawFdSet, *mut RawFdSet, *mut RawFdSet, *const RawTime) -> i32,
    >,
    ioctl: Option<unsafe extern "C" fn(Ctx, i32, c_long, *mut c_void) -> i32>,
    fcntl: Option<unsafe extern "C" fn(Ctx, i32, i32, i32) -> i32>,
    lookup: [usize; 2],
    inet_addr: Option<unsafe extern "C" fn(Ctx, *const c_char) -> u32>,
    inet_ntoa: Option<unsafe extern "C" fn(Ctx, *const u32) -> *const c_char>,
    monotonic_relax: [usize; 2],
    poll: Option<unsafe extern "C" fn(Ctx, *mut RawPollFd, u32, i32) -> i32>,
}

const _: () = assert!(size_of::<Raw>() == size_of::<SocketApi>());

fn raw(api: &SocketApi) -> Raw {
    // SAFETY: `Raw` is laid out as the table is, which the assertion above and the use of every entry below hold.
    unsafe { ptr::from_ref(api).cast::<Raw>().read() }
}

/// The table that C would hand in.
fn import(raw: Raw) -> &'static SocketApi {
    // SAFETY: a table with entries of a driver's table, or absent ones.
    leak(unsafe { SocketApi::import(ptr::from_ref(&raw).cast()) }.unwrap())
}

fn stream(api: &&'static SocketApi) -> Fd {
    api.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
}

fn listener(api: &&'static SocketApi) -> Fd {
    let fd = stream(api);
    api.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
    api.listen(fd, 4).unwrap();
    fd
}

fn poll(api: &&'static SocketApi, asked: &[(Fd, Events)], timeout: Option<Duration>) -> Vec<Events> {
    let mut fds: Vec<_> = asked.iter().map(|(fd, events)| PollFd::new(*fd, *events)).collect();
    let ready = api.poll(&mut fds, timeout).unwrap();
    assert_eq!(ready, fds.iter().filter(|fd| !fd.revents.is_empty()).count());
    fds.iter().map(|fd| fd.revents).collect()
}

/// A connection is made, used and refused, without ever waiting in another call than `poll`.
fn exercise(api: &'static SocketApi) {
    let waiting = listener(&api);
    api.set_option(waiting, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(api.accept(waiting), Err(Errno::EAGAIN));
    assert_eq!(poll(&api, &[(waiting, Events::IN)], Some(Duration::ZERO)), [Events::NONE]);

    let client = stream(&api);
    api.set_option(client, SocketOption::Nonblocking(true)).unwrap();
    let address = api.getsockname(waiting).unwrap();
    assert_eq!(api.connect(client, &address), Err(Errno::EINPROGRESS));
    assert_eq!(poll(&api, &[(client, Events::OUT)], LONG), [Events::OUT]);
    assert_eq!(api.option(client, OptionName::Error), Ok(SocketOption::Error(None)));
    assert_eq!(poll(&api, &[(waiting, Events::IN)], LONG), [Events::IN]);
    let (server, _) = api.accept(waiting).unwrap();

    assert_eq!(api.recv(client, &mut [0; 1], MsgFlags::NONE), Err(Errno::EAGAIN));
    api.send(server, b"abc", MsgFlags::NONE).unwrap();
    let both = [(server, Events::IN), (client, Events::IN | Events::OUT)];
    let in_and_out = Events::IN | Events::OUT;
    while poll(&api, &both, LONG) != [Events::NONE, in_and_out] {}
    assert_eq!(api.option(client, OptionName::Available), Ok(SocketOption::Available(3)));
    assert_eq!(api.option(client, OptionName::Type), Ok(SocketOption::Type(SockType::Stream)));

    api.close(server).unwrap();
    assert_eq!(
        poll(&api, &[(server, Events::IN), (client, Events::NONE)], None),
        [Events::NVAL, Events::NONE],
        "a socket that is not there ends the wait"
    );
}

#[test]
fn waiting_passes_through_the_table() {
    exercise(leak(table()));
}

#[test]
fn a_table_without_poll_waits_by_select() {
    exercise(import(Raw { poll: None, ..raw(&table()) }));
    // A shorter one: of the time before there was a `poll`.
    let size = u32::try_from(mem::offset_of!(Raw, poll)).unwrap();
    exercise(import(Raw { size, ..raw(&table()) }));
}

#[test]
fn a_refused_connection_is_told_by_so_error() {
    for api in [leak(table()), import(Raw { poll: None, ..raw(&table()) })] {
        let gone = listener(&api);
        let address = api.getsockname(gone).unwrap();
        api.close(gone).unwrap();
        let client = stream(&api);
        api.set_option(client, SocketOption::Nonblocking(true)).unwrap();
        match api.connect(client, &address) {
            Err(Errno::EINPROGRESS) => {}
            outcome => assert_eq!(outcome, Err(Errno::ECONNREFUSED)),
        }
        let told = poll(&api, &[(client, Events::OUT)], LONG)[0];
        assert!(told.contains(Events::OUT | Events::ERR), "{told:?}");
        let refused = SocketOption::Error(Some(Errno::ECONNREFUSED));
        assert_eq!(api.option(client, OptionName::Error), Ok(refused));
    }
}

#[test]
fn what_a_table_lacks_is_not_supported() {
    let full = raw(&table());
    let none = import(Raw { poll: None, select: None, fcntl: None, ioctl: None, ..full });
    let fd = stream(&none);
    assert_eq!(none.poll(&mut [PollFd::new(fd, Events::IN)], None), Err(Errno::ENOSYS));
    for option in [SocketOption::Nonblocking(true), SocketOption::Nonblocking(false)] {
        assert_eq!(none.set_option(fd, option), Err(Errno::ENOSYS));
    }
    assert_eq!(none.option(fd, OptionName::Nonblocking), Err(Errno::ENOSYS));
    assert_eq!(none.option(fd, OptionName::Available), Err(Errno::ENOSYS));
    let text = import(Raw { inet_addr: None, inet_ntoa: None, ..full });
    assert_eq!(text.inet_addr("1.2.3.4"), Err(Errno::ENOSYS));
    assert_eq!(text.inet_ntoa(Ipv4Addr::LOCALHOST), Err(Errno::ENOSYS));
    // `ioctl` can do what `fcntl` could, but not tell it.
    let no_fcntl = import(Raw { fcntl: None, ..full });
    let fd = listener(&no_fcntl);
    no_fcntl.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(no_fcntl.accept(fd), Err(Errno::EAGAIN));
    assert_eq!(no_fcntl.option(fd, OptionName::Nonblocking), Err(Errno::ENOSYS));
}

#[test]
fn non_blocking_is_read_back_as_it_was_set() {
    let api = leak(table());
    let fd = stream(&api);
    for on in [true, false] {
        api.set_option(fd, SocketOption::Nonblocking(on)).unwrap();
        assert_eq!(api.option(fd, OptionName::Nonblocking), Ok(SocketOption::Nonblocking(on)));
    }
    for option in
        [SocketOption::Available(1), SocketOption::Error(None), SocketOption::Type(SockType::Datagram)]
    {
        assert_eq!(api.set_option(fd, option), Err(Errno::ENOPROTOOPT), "can only be read");
    }
}

#[test]
fn c_controls_sockets_by_fcntl_and_ioctl() {
    let api = leak(table());
    let (raw, fd) = (raw(api), listener(&api).0);
    let fcntl = |fd, command, value| {
        // SAFETY: there are no pointers but the context.
        unsafe { raw.fcntl.unwrap()(raw.ctx, fd, command, value) }
    };
    let ioctl = |fd, command, argument: *mut i32| {
        // SAFETY: the argument is null or a number.
        unsafe { raw.ioctl.unwrap()(raw.ctx, fd, command, argument.cast()) }
    };
    let (get, set, nonblocking) = (3, 4, 1);
    assert_eq!(fcntl(fd, get, 0), 0);
    assert_eq!(fcntl(fd, set, nonblocking), 0);
    assert_eq!(fcntl(fd, get, 0), nonblocking);
    assert_eq!(api.accept(Fd(fd)), Err(Errno::EAGAIN));
    assert_eq!(fcntl(fd, set, 0x40), INVALID, "no such flag");
    assert_eq!(fcntl(fd, 99, 0), INVALID, "no such command");
    assert_eq!(fcntl(1, get, 0), BAD_SOCKET);
    assert_eq!(fcntl(fd, set, 6), 0, "how it is opened is no matter");

    let (fionread, fionbio): (c_long, c_long) = (0x4004_667f, 0x8004_667e);
    assert_eq!(ioctl(fd, fionbio, &mut 1), 0);
    assert_eq!(fcntl(fd, get, 0), nonblocking);
    // As a compiler passes a negative `int` on.
    let extended = c_long::from(0x8004_667e_u32.cast_signed());
    assert_eq!(ioctl(fd, extended, &mut 0), 0);
    assert_eq!(fcntl(fd, get, 0), 0);
    let datagrams = api.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    api.bind(datagrams, &"127.0.0.1:0".parse().unwrap()).unwrap();
    api.sendto(datagrams, b"four", MsgFlags::NONE, &api.getsockname(datagrams).unwrap()).unwrap();
    let mut available = -1;
    assert_eq!((ioctl(datagrams.0, fionread, &mut available), available), (0, 4));
    for command in [fionread, fionbio] {
        assert_eq!(ioctl(fd, command, ptr::null_mut()), INVALID);
        assert_eq!(ioctl(1, command, &mut 0), BAD_SOCKET);
    }
    assert_eq!(ioctl(fd, 7, &mut 0), INVALID, "no such command");
}

fn set(fds: &[Fd]) -> RawFdSet {
    let mut set = RawFdSet::default();
    for (place, fd) in set.fds.iter_mut().zip(fds) {
        *place = fd.0;
    }
    RawFdSet { count: u32::try_from(fds.len()).unwrap(), ..set }
}

#[test]
fn c_selects_among_sets() {
    let api = leak(table());
    let raw = raw(api);
    let select = |[read, write, except]: [*mut RawFdSet; 3], time: *const RawTime| {
        // SAFETY: sets and time are null or valid.
        unsafe { raw.select.unwrap()(raw.ctx, 0, read, write, except, time) }
    };
    let now = RawTime::default();
    let null = ptr::null_mut();
    let (waiting, idle) = (listener(&api), listener(&api));
    let client = stream(&api);
    api.connect(client, &api.getsockname(waiting).unwrap()).unwrap();
    let (mut read, mut write, mut except) =
        (set(&[idle, waiting, client]), set(&[client]), set(&[client, waiting]));
    assert_eq!(select([&mut read, &mut write, &mut except], ptr::null()), 2);
    assert_eq!((read.count, read.fds[0]), (1, waiting.0), "only the ready ones are left");
    assert_eq!((write.count, write.fds[0], except.count), (1, client.0, 0));

    let mut read = set(&[idle]);
    assert_eq!((select([&mut read, null, null], &now), read.count), (0, 0), "nobody is ready");
    let mut unchanged = set(&[idle, Fd(1)]);
    assert_eq!(select([&mut unchanged, null, null], ptr::null()), BAD_SOCKET);
    assert_eq!(unchanged, set(&[idle, Fd(1)]));
    let mut doubled = set(&[waiting, waiting]);
    assert_eq!((select([&mut doubled, null, null], &now), doubled.count), (1, 1), "a set has each once");

    assert_eq!(select([null; 3], &now), INVALID);
    let mut too_many = RawFdSet { count: u32::try_from(FD_SETSIZE).unwrap() + 1, ..set(&[idle]) };
    assert_eq!(select([&mut too_many, null, null], &now), INVALID);
    let endless = RawTime { seconds: -1, microseconds: 0 };
    assert_eq!(select([&mut set(&[idle]), null, null], &endless), -Errno::EDOM.code());
    // SAFETY: as above.
    let negative = unsafe { raw.select.unwrap()(raw.ctx, -1, &mut set(&[idle]), null, null, &now) };
    assert_eq!(negative, INVALID);
}

#[test]
fn c_polls_an_array() {
    let api = leak(table());
    let raw = raw(api);
    let poll = |fds: *mut RawPollFd, count, milliseconds| {
        // SAFETY: `fds` is null or an array with at least so many.
        unsafe { raw.poll.unwrap()(raw.ctx, fds, count, milliseconds) }
    };
    let waiting = listener(&api);
    let client = stream(&api);
    api.connect(client, &api.getsockname(waiting).unwrap()).unwrap();
    let asks = |fd: Fd, events| RawPollFd { fd: fd.0, events, revents: 0x7f };
    let mut fds = [asks(waiting, 1), asks(client, 1), asks(client, 2), asks(Fd(1), 0)];
    assert_eq!(poll(fds.as_mut_ptr(), 4, -1), 3);
    assert_eq!(fds.map(|fd| fd.revents), [1, 0, 2, 16]);
    assert_eq!(poll(fds[1..].as_mut_ptr(), 1, 0), 0);
    assert_eq!(poll(ptr::null_mut(), 0, 0), 0);
    assert_eq!(poll(ptr::null_mut(), 1, 0), INVALID);
    assert_eq!(poll(fds.as_mut_ptr(), u32::MAX, 0), INVALID);
    assert_eq!(poll([asks(client, 0x40)].as_mut_ptr(), 1, 0), INVALID, "no such event");
}

#[test]
fn addresses_are_read_strictly_and_written_without_a_shared_buffer() {
    let api = leak(table());
    for text in ["0.0.0.0", "1.2.3.4", "127.0.0.1", "255.255.255.254"] {
        let address = api.inet_addr(text).unwrap();
        assert_eq!(address, text.parse::<Ipv4Addr>().unwrap());
        assert_eq!(api.inet_ntoa(address).unwrap(), text);
    }
    assert_eq!(api.inet_ntoa(Ipv4Addr::BROADCAST).unwrap(), "255.255.255.255");
    // All of these the original took, or read as something else.
    for text in [
        "",
        "999.1.1.1",
        "256.0.0.1",
        "1..2.3",
        "1.2.3",
        "1.2.3.4.",
        "1.2.3.4 ",
        "01.2.3.4",
        "0x1.2.3.4",
        "1",
    ] {
        assert_eq!(api.inet_addr(text), Err(Errno::EINVAL), "{text}");
    }
    let raw = raw(api);
    let (inet_addr, inet_ntoa) = (raw.inet_addr.unwrap(), raw.inet_ntoa.unwrap());
    // SAFETY: texts end with a NUL; null is what is tried.
    unsafe {
        assert_eq!(inet_addr(ptr::null_mut(), ptr::null()), u32::MAX);
        assert_eq!(inet_addr(ptr::null_mut(), c"\xff".as_ptr()), u32::MAX);
        assert_eq!(inet_addr(ptr::null_mut(), c"10.0.0.1".as_ptr()).to_ne_bytes(), [10, 0, 0, 1]);
        assert!(inet_ntoa(ptr::null_mut(), ptr::null()).is_null());
        let text = move |bytes: [u8; 4]| inet_ntoa(ptr::null_mut(), &u32::from_ne_bytes(bytes));
        let mine = text([255, 254, 253, 252]);
        std::thread::spawn(move || _ = text([1, 1, 1, 1])).join().unwrap();
        assert_eq!(CStr::from_ptr(mine), c"255.254.253.252", "another thread does not write over it");
        assert_eq!(CStr::from_ptr(text([1, 2, 3, 4])), c"1.2.3.4", "nothing of the longer one is left");
    }
}
