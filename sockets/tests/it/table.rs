//! A driver, the table made from it, and the table used again as a driver: what goes in must come out, and
//! whatever a C caller does wrong must come back as an error.
#![expect(unsafe_code, reason = "plays the C side of the table")]

use alloc::sync::Arc;
use core::ffi::{CStr, c_void};
use core::net::IpAddr;
use core::time::Duration;
use core::{mem, ptr};

use hwcrypto_api::abi::ImportError;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Fd, MsgFlags, OptionName, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};
use sockets::{Errno, RawAddrInfo, RawSocketAddr, RawTime, SocketApi, installed};

use crate::harness::{Parties, meet};

fn table() -> &'static SocketApi {
    let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
    Box::leak(Box::new(SocketApi::new(driver)))
}

#[test]
fn every_call_passes_through_the_table() {
    let api = table();
    let listener = api.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap();
    api.set_option(listener, SocketOption::ReuseAddress(true)).unwrap();
    api.bind(listener, &"127.0.0.1:0".parse().unwrap()).unwrap();
    api.listen(listener, 1).unwrap();
    let address = api.getsockname(listener).unwrap();
    let client = api.socket(Domain::Inet, SockType::Stream, Protocol::Default).unwrap();
    api.connect(client, &address).unwrap();
    let (server, peer) = api.accept(listener).unwrap();
    assert_eq!(peer, api.getsockname(client).unwrap());
    assert_eq!(api.getpeername(client).unwrap(), address);

    assert_eq!(api.send(client, b"hello", MsgFlags::NONE).unwrap(), 5);
    let mut buffer = [0; 8];
    assert_eq!(api.recv(server, &mut buffer, MsgFlags::PEEK).unwrap(), 5);
    assert_eq!(api.recv(server, &mut buffer, MsgFlags::NONE).unwrap(), 5);
    assert_eq!(&buffer[..5], b"hello");
    assert_eq!(api.recv(server, &mut buffer, MsgFlags::DONTWAIT), Err(Errno::EAGAIN));
    api.shutdown(client, Shutdown::Write).unwrap();
    assert_eq!(api.recv(server, &mut buffer, MsgFlags::NONE), Ok(0));
    api.close(client).unwrap();
    assert_eq!(api.close(client), Err(Errno::EBADF));
    assert!(api.monotonic().unwrap() <= api.monotonic().unwrap());
}

#[test]
fn datagrams_and_options_pass_through_the_table() {
    let api = table();
    let fd = api.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
    api.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
    let own = api.getsockname(fd).unwrap();
    assert_eq!(api.sendto(fd, b"note", MsgFlags::NONE, &own).unwrap(), 4);
    let mut buffer = [0; 8];
    assert_eq!(api.recvfrom(fd, &mut buffer, MsgFlags::NONE).unwrap(), (4, own));

    let stream = api.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap();
    for option in [
        SocketOption::ReceiveTimeout(Some(Duration::from_millis(1500))),
        SocketOption::SendTimeout(None),
        SocketOption::NoDelay(true),
        SocketOption::KeepAlive(true),
        SocketOption::ReuseAddress(false),
    ] {
        api.set_option(stream, option).unwrap();
        assert_eq!(api.option(stream, option.name()).unwrap(), option);
    }
}

#[test]
fn names_are_resolved_through_the_table() {
    let api = table();
    let mut found: Vec<IpAddr> = Vec::new();
    api.resolve("127.0.0.1", &mut |ip| found.push(ip)).unwrap();
    assert_eq!(found, ["127.0.0.1".parse::<IpAddr>().unwrap()]);
    found.clear();
    api.resolve("localhost", &mut |ip| found.push(ip)).unwrap();
    assert!(!found.is_empty() && found.iter().all(IpAddr::is_loopback), "{found:?}");
    assert_eq!(api.resolve("no-such-host.invalid", &mut |_| ()), Err(Errno::ENOENT));
    assert_eq!(api.resolve("nul\0inside", &mut |_| ()), Err(Errno::EINVAL));
}

#[test]
fn secure_sockets_work_over_the_table() {
    let parties = Parties::new();
    let through_table = Arc::new(Gzsock::new(Arc::new(table())));
    let client = parties.device().build().unwrap();
    let server = parties.server().build().unwrap();
    let (client, server) = meet((&through_table, &client), (&through_table, &server));
    let (client, server) = (client.unwrap(), server.unwrap());
    client.send_all(b"through").unwrap();
    assert_eq!(server.recv_exactly(7).unwrap(), b"through");
    client.close();
    assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0);
}

/// A driver that has nothing.
struct Nothing;

impl SocketDriver for Nothing {}

#[test]
fn what_a_driver_lacks_is_not_supported() {
    static NOTHING: SocketApi = SocketApi::new(&Nothing);
    let api = &NOTHING;
    let (fd, address) = (Fd(3), "127.0.0.1:1".parse().unwrap());
    assert_eq!(api.socket(Domain::Inet, SockType::Stream, Protocol::Tcp), Err(Errno::ENOSYS));
    assert_eq!(api.connect(fd, &address), Err(Errno::ENOSYS));
    assert_eq!(api.send(fd, b"x", MsgFlags::NONE), Err(Errno::ENOSYS));
    assert_eq!(api.option(fd, OptionName::NoDelay), Err(Errno::ENOSYS));
    assert_eq!(api.resolve("name", &mut |_| ()), Err(Errno::ENOSYS));
    assert_eq!(api.monotonic(), None);
    api.relax();
}

/// The table as C sees it: the header, and the first entries of the original's order.
#[repr(C)]
struct Raw {
    abi_version: u32,
    size: u32,
    ctx: *mut c_void,
    accept: unsafe extern "C" fn(*mut c_void, i32, *mut RawSocketAddr) -> i32,
    bind: unsafe extern "C" fn(*mut c_void, i32, *const RawSocketAddr) -> i32,
    shutdown: unsafe extern "C" fn(*mut c_void, i32, i32) -> i32,
    getpeername: unsafe extern "C" fn(*mut c_void, i32, *mut RawSocketAddr) -> i32,
    getsockname: unsafe extern "C" fn(*mut c_void, i32, *mut RawSocketAddr) -> i32,
    getsockopt: unsafe extern "C" fn(*mut c_void, i32, i32, i32, *mut c_void, *mut u32) -> i32,
    setsockopt: unsafe extern "C" fn(*mut c_void, i32, i32, i32, *const c_void, u32) -> i32,
    close: unsafe extern "C" fn(*mut c_void, i32) -> i32,
    connect: unsafe extern "C" fn(*mut c_void, i32, *const RawSocketAddr) -> i32,
    listen: unsafe extern "C" fn(*mut c_void, i32, i32) -> i32,
    recv: unsafe extern "C" fn(*mut c_void, i32, *mut c_void, usize, i32) -> i32,
    read: unsafe extern "C" fn(*mut c_void, i32, *mut c_void, usize) -> i32,
    recvfrom: usize,
    send: unsafe extern "C" fn(*mut c_void, i32, *const c_void, usize, i32) -> i32,
    sendto: usize,
    socket: unsafe extern "C" fn(*mut c_void, i32, i32, i32) -> i32,
    write: unsafe extern "C" fn(*mut c_void, i32, *const c_void, usize) -> i32,
    select_ioctl_fcntl: [usize; 3],
    getaddrinfo: unsafe extern "C" fn(
        *mut c_void,
        *const i8,
        *const i8,
        *const RawAddrInfo,
        *mut *mut RawAddrInfo,
    ) -> i32,
    freeaddrinfo: unsafe extern "C" fn(*mut c_void, *mut RawAddrInfo),
    inet_addr_inet_ntoa: [usize; 2],
}

fn raw(api: &'static SocketApi) -> &'static Raw {
    // SAFETY: `Raw` is a prefix of the table; the entries that it calls are present in a table made from a driver.
    unsafe { &*ptr::from_ref(api).cast::<Raw>() }
}

#[test]
fn the_order_is_the_originals() {
    let entry = |n: usize| 2 * size_of::<u32>() + (1 + n) * size_of::<usize>();
    assert_eq!(mem::offset_of!(Raw, accept), entry(0));
    assert_eq!(mem::offset_of!(Raw, close), entry(7));
    assert_eq!(mem::offset_of!(Raw, read), entry(11));
    assert_eq!(mem::offset_of!(Raw, socket), entry(15));
    assert_eq!(mem::offset_of!(Raw, freeaddrinfo), entry(21));
    assert_eq!(size_of::<Raw>(), entry(24));
    let raw = raw(table());
    assert_eq!(raw.abi_version, sockets::ABI_VERSION);
    assert_eq!(raw.size as usize, size_of::<SocketApi>());
}

#[test]
fn what_c_does_wrong_is_an_error() {
    let raw = raw(table());
    let negative = |errno: Errno| -errno.code();
    let invalid = negative(Errno::EINVAL);
    // SAFETY: each call breaks a rule that the thunks promise to check, or none.
    unsafe {
        assert_eq!((raw.socket)(raw.ctx, 99, 1, 0), negative(Errno::EAFNOSUPPORT));
        assert_eq!((raw.socket)(raw.ctx, -1, 1, 0), negative(Errno::EAFNOSUPPORT));
        assert_eq!((raw.socket)(raw.ctx, 2, 9, 0), negative(Errno::EPROTOTYPE));
        assert_eq!((raw.socket)(raw.ctx, 2, 1, 255), negative(Errno::EPROTONOSUPPORT));
        assert_eq!((raw.socket)(ptr::null_mut(), 2, 1, 0), invalid);
        let fd = (raw.socket)(raw.ctx, 2, 1, 0);
        assert!(fd > 2, "{fd}");
        assert_eq!((raw.bind)(raw.ctx, fd, ptr::null()), invalid);
        let alien = RawSocketAddr { family: 1, ..RawSocketAddr::default() };
        assert_eq!((raw.connect)(raw.ctx, fd, &alien), negative(Errno::EAFNOSUPPORT));
        assert_eq!((raw.getsockname)(raw.ctx, fd, ptr::null_mut()), invalid);
        assert_eq!((raw.shutdown)(raw.ctx, fd, 3), invalid);
        assert_eq!((raw.recv)(raw.ctx, fd, ptr::null_mut(), 1, 0), invalid);
        assert_eq!((raw.read)(raw.ctx, fd, ptr::null_mut(), 1), invalid);
        assert_eq!((raw.send)(raw.ctx, fd, ptr::null(), 1, 0), invalid);
        assert_eq!((raw.write)(raw.ctx, fd, ptr::null(), 1), invalid);
        assert_eq!((raw.recv)(raw.ctx, fd, [0_u8].as_mut_ptr().cast(), 1, 64), negative(Errno::EOPNOTSUPP));
        assert_eq!((raw.close)(raw.ctx, fd), 0);
        assert_eq!((raw.close)(raw.ctx, fd), negative(Errno::EBADF));
        assert_eq!((raw.accept)(raw.ctx, fd, ptr::null_mut()), negative(Errno::EBADF));
        assert_eq!((raw.listen)(raw.ctx, fd, -1), negative(Errno::EBADF));
        assert_eq!((raw.getpeername)(raw.ctx, fd, &mut RawSocketAddr::default()), negative(Errno::EBADF));
    }
}

#[test]
fn options_from_c_are_checked_for_name_and_length() {
    let raw = raw(table());
    let (level, timeout, unknown) = (0xffff, 0x1006, 0x7777);
    // SAFETY: each call breaks a rule that the thunks promise to check, or none.
    unsafe {
        let fd = (raw.socket)(raw.ctx, 2, 1, 0);
        let set = |name, value: *const c_void, len| (raw.setsockopt)(raw.ctx, fd, level, name, value, len);
        let time = RawTime { seconds: 1, microseconds: 500_000 };
        let (time_at, time_len) = (ptr::from_ref(&time).cast(), u32::try_from(size_of::<RawTime>()).unwrap());
        assert_eq!(set(timeout, time_at, time_len), 0);
        assert_eq!(set(timeout, time_at, time_len - 1), -Errno::EINVAL.code());
        assert_eq!(set(timeout, ptr::null(), time_len), -Errno::EINVAL.code());
        assert_eq!(set(unknown, time_at, time_len), -Errno::ENOPROTOOPT.code());
        let negative = RawTime { seconds: -1, microseconds: 0 };
        let negative = ptr::from_ref(&negative).cast();
        assert_eq!(set(timeout, negative, time_len), -Errno::EDOM.code());

        let (mut back, mut len) = (RawTime::default(), time_len + 9);
        let place = ptr::from_mut(&mut back).cast();
        assert_eq!((raw.getsockopt)(raw.ctx, fd, level, timeout, place, &mut len), 0);
        assert_eq!((back, len), (time, time_len));
        let mut short = time_len - 1;
        let outcome = (raw.getsockopt)(raw.ctx, fd, level, timeout, place, &mut short);
        assert_eq!(outcome, -Errno::EINVAL.code());
        let outcome = (raw.getsockopt)(raw.ctx, fd, level, timeout, place, ptr::null_mut());
        assert_eq!(outcome, -Errno::EINVAL.code());
    }
}

#[test]
fn lookups_from_c_give_a_list_and_take_it_back() {
    let raw = raw(table());
    let lookup = |node: Option<&CStr>, service: Option<&CStr>, found: &mut *mut RawAddrInfo| {
        let text = |text: Option<&CStr>| text.map_or(ptr::null(), |text| text.as_ptr().cast());
        // SAFETY: texts end with a NUL or are null, and `found` is writable.
        unsafe { (raw.getaddrinfo)(raw.ctx, text(node), text(service), ptr::null(), found) }
    };
    let mut found = ptr::null_mut();
    assert_eq!(lookup(Some(c"127.0.0.1"), Some(c"443"), &mut found), 0);
    // SAFETY: a success gives a list, which is given back once.
    unsafe {
        let address = (*found).address;
        assert_eq!((address.port, address.family), (443, 2));
        assert_eq!(address.address[..4], [127, 0, 0, 1]);
        assert!((*found).next.is_null());
        (raw.freeaddrinfo)(raw.ctx, found);
        (raw.freeaddrinfo)(raw.ctx, ptr::null_mut());
    }
    let mut found = ptr::null_mut();
    assert_eq!(lookup(None, None, &mut found), -Errno::EINVAL.code());
    assert_eq!(lookup(Some(c"127.0.0.1"), Some(c"https"), &mut found), -Errno::EINVAL.code());
    assert_eq!(lookup(Some(c"\xff"), None, &mut found), -Errno::EINVAL.code());
    assert_eq!(lookup(Some(c"no-such-host.invalid"), None, &mut found), -Errno::ENOENT.code());
    assert!(found.is_null(), "a failure gives nothing");
}

#[test]
fn a_foreign_table_is_checked_before_it_is_read() {
    let api = table();
    let mut words = [0_u64; 64];
    let len = size_of::<SocketApi>();
    // SAFETY: copies the table into a larger, aligned buffer, in which the header is then spoilt.
    let import = |words: &mut [u64; 64], version: u32, size: u32| unsafe {
        ptr::copy_nonoverlapping(ptr::from_ref(api).cast::<u8>(), words.as_mut_ptr().cast(), len);
        let header = words.as_mut_ptr().cast::<u32>();
        header.write(version);
        header.add(1).write(size);
        SocketApi::import(words.as_ptr().cast())
            .map(|table| -> &'static SocketApi { Box::leak(Box::new(table)) })
    };
    let full = u32::try_from(len).unwrap();
    assert_eq!(import(&mut words, 2, full).err(), Some(ImportError::Version { found: 2, expected: 1 }));
    assert_eq!(import(&mut words, 1, 8).err(), Some(ImportError::Size(8)));
    let open = |api: &&'static SocketApi| api.socket(Domain::Inet, SockType::Stream, Protocol::Tcp);
    assert!(open(&import(&mut words, 1, full + 64).unwrap()).is_ok());
    // A table that ends after `shutdown`, and one that ends in the middle of the entry behind it.
    let pointer = u32::try_from(size_of::<usize>()).unwrap();
    for size in [8 + 4 * pointer, 8 + 4 * pointer + 3] {
        let short = import(&mut words, 1, size).unwrap();
        assert_eq!(short.shutdown(Fd(1), Shutdown::Both), Err(Errno::EBADF), "present");
        assert_eq!(short.getpeername(Fd(1)), Err(Errno::ENOSYS), "absent");
        assert_eq!(open(&short), Err(Errno::ENOSYS));
    }
    // SAFETY: both pointers are what `import` promises to refuse.
    unsafe {
        assert_eq!(SocketApi::import(ptr::null()).err(), Some(ImportError::Null));
        let odd = ptr::without_provenance(3);
        assert_eq!(SocketApi::import(odd).err(), Some(ImportError::Misaligned));
    }
}

#[test]
fn the_installed_table_stays_under_the_sockets_that_were_made_with_it() {
    assert!(Gzsock::installed().unwrap_err().to_string().contains("no socket table is installed"));
    let (first, second) = (table(), table());
    assert!(installed::init(Some(first)).is_none());
    let sockets = Gzsock::installed().unwrap();
    let fd = sockets.socket(Domain::Inet, SockType::Stream, Protocol::Tcp, None).unwrap();
    assert!(ptr::eq(installed::init(Some(second)).unwrap(), first));
    assert!(ptr::eq(installed::current().unwrap(), second));
    sockets.getsockname(fd).unwrap();
    assert!(installed::init(None).is_some());
    assert!(installed::current().is_none());
}
