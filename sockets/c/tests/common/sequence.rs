//! Calls in any order, with any arguments that C can hand over: numbers of sockets that are open, closed, or were never given
//! out, pointers that are null or good, lengths, options. Sockets talk to each other over the loopback interface and never
//! wait. A finding is a panic, or what a sanitizer finds.

use core::ffi::c_long;
use core::ptr;
use std::sync::LazyLock;

use gzsock::ffi::context::*;
use gzsock::ffi::errno::*;
use gzsock::ffi::gzsock::*;
use gzsock::ffi::info::{SessionInfo, gzsock_tls_info, zssl_peer_certificate};
use gzsock::ffi::init::{gzsock_connect_name, gzsock_init};
use gzsock::ffi::input::Bytes;
use gzsock::ffi::text::{GZSOCK_LAST_ERROR, gzsock_errno, gzsock_error_text};
use gzsock::ffi::zsock::*;
use gzsock::ffi::zssl::*;
use sockets::{RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime};

use crate::input::Input;
use crate::memory::{In, Out};
use crate::pki::Pki;

const FIONBIO: c_long = 0x8004_667e;

/// A client's context and a server's.
static CONTEXTS: LazyLock<[i32; 2]> = LazyLock::new(|| {
    let pki = Pki::new();
    let bytes = |text: &str| Bytes { start: text.as_ptr().cast(), len: text.len() };
    let identity = TlsIdentity {
        chain: bytes(&pki.chain),
        key_kind: ZSSL_KEY_MEMORY,
        slot: 0,
        key: bytes(&pki.key),
        element: ptr::null(),
    };
    let mut settings = TlsSettings {
        size: size_of::<TlsSettings>(),
        trust: bytes(&pki.ca),
        identities: &raw const identity,
        identity_count: 1,
        server_name: c"localhost".as_ptr(),
        alpn: ptr::null(),
        alpn_count: 0,
        verify: ZSSL_VERIFY_REQUIRED,
        versions: 0,
        deadline_ms: 1000,
        resumable_sessions: 0,
    };
    // SAFETY: what the settings point to is there.
    unsafe {
        let client = zssl_context_client(&raw const settings);
        settings.server_name = ptr::null();
        [client, zssl_context_server(&raw const settings)]
    }
});

/// What one sequence knows.
#[derive(Default)]
struct World {
    /// Sockets that were opened, closed ones too.
    fds: Vec<i32>,
    /// Where somebody listens, or listened.
    ports: Vec<u16>,
}

/// Makes the calls that `data` says; `alone` if nobody else does so meanwhile.
pub(crate) fn run(data: &[u8], alone: bool) {
    let (mut input, mut world) = (Input::new(data), World::default());
    // SAFETY: no table.
    check(unsafe { gzsock_init(ptr::null(), 0) });
    while !input.is_empty() {
        world.step(&mut input, alone);
    }
    for fd in world.fds {
        gzsock_close(fd);
        assert_eq!(gzsock_close(fd), -1, "closed for good");
        if alone {
            assert_eq!(gzsock_errno(), ZSOCK_EBADF);
        }
    }
}

/// That a result is one of those there may be.
#[track_caller]
fn check(result: i32) -> i32 {
    assert!(result >= -1, "{result}");
    if result == -1 {
        assert!(gzsock_errno() > 0);
        let mut text = Out::new(24, 0);
        // SAFETY: writable for 24 bytes.
        let len = unsafe { gzsock_error_text(GZSOCK_LAST_ERROR, text.ptr().cast(), 24) };
        assert!(len > 0, "no words");
        text.check();
    }
    result
}

/// That no more was received than there was room for.
#[track_caller]
fn received(result: i32, buffer: &Out) {
    assert!(check(result) <= i32::try_from(buffer.len()).unwrap());
    buffer.check();
}

impl World {
    fn step(&mut self, input: &mut Input<'_>, alone: bool) {
        match input.byte() % 32 {
            0..=2 => self.open(input),
            3 => self.pair(input),
            4 => _ = check(gzsock_close(self.fd(input))),
            5 => _ = check(zssl_handshake(self.fd(input))),
            6..=9 => self.transmit(input),
            10..=13 => self.receive(input),
            14..=16 => self.names(input),
            17..=19 => self.options(input),
            20 => self.flags(input),
            21 => self.poll(input),
            22 => self.select(input),
            23 => self.info(input),
            24 => self.look_up(input),
            25 => self.accept(input),
            26 => _ = check(gzsock_listen(self.fd(input), i32::from(input.byte()) - 3)),
            27 => _ = check(gzsock_shutdown(self.fd(input), i32::from(input.byte() % 5) - 1)),
            28 => _ = check(zssl_shutdown(self.fd(input), i32::from(input.byte() % 5) - 1)),
            29 => _ = check(zsock_close(self.fd(input))),
            // SAFETY: no table.
            30 if alone => _ = check(unsafe { gzsock_init(ptr::null(), i32::from(input.byte() % 8 == 0)) }),
            // The contexts that are in use have small numbers.
            _ => _ = check(zssl_context_free([0, -1, i32::MAX, i32::MIN][usize::from(input.byte() % 4)])),
        }
    }

    /// The number of a socket: mostly one of the last that were opened.
    fn fd(&self, input: &mut Input<'_>) -> i32 {
        let choice = usize::from(input.byte());
        let recent = self.fds.get(self.fds.len().saturating_sub(6)..).unwrap_or_default();
        match choice {
            0..=149 if !recent.is_empty() => recent[choice % recent.len()],
            0..=199 if !self.fds.is_empty() => self.fds[choice % self.fds.len()],
            200..=229 => 1 << 14 | i32::from(input.byte() % 16),
            _ => i32::from_le_bytes(core::array::from_fn(|_| input.byte())),
        }
    }

    /// Keeps a socket, which never waits.
    fn keep(&mut self, fd: i32) {
        if check(fd) >= 0 {
            let mut on = 1_i32;
            // SAFETY: an `int`.
            unsafe { gzsock_ioctl(fd, FIONBIO, ptr::from_mut(&mut on).cast()) };
            self.fds.push(fd);
        }
    }

    fn open(&mut self, input: &mut Input<'_>) {
        let domain = [2, 2, 2, 10, 0, i32::MIN][usize::from(input.byte() % 6)];
        let sock_type = [1, 1, 1, 2, 0, i32::MAX][usize::from(input.byte() % 6)];
        let protocol = [0, 0, 6, 17, -1, 255][usize::from(input.byte() % 6)];
        let context = match input.byte() % 8 {
            0..=2 => ZSSL_PLAIN,
            3 => i32::from(input.byte()) - 128,
            choice => CONTEXTS[usize::from(choice % 2)],
        };
        self.keep(match input.byte() % 4 {
            0 => zsock_socket(domain, sock_type, protocol),
            1 => zssl_socket(domain, sock_type, protocol, context),
            _ => gzsock_socket(domain, sock_type, protocol, context),
        });
    }

    /// A connection, its two ends in this sequence; as far as they come.
    fn pair(&mut self, input: &mut Input<'_>) {
        let [client, server] = if input.byte() % 2 == 0 { [ZSSL_PLAIN; 2] } else { *CONTEXTS };
        let (listener, fd) = (gzsock_socket(2, 1, 0, server), gzsock_socket(2, 1, 0, client));
        self.keep(listener);
        self.keep(fd);
        let mut name = loopback(0);
        // SAFETY: every pointer is good.
        unsafe {
            check(gzsock_bind(listener, &raw const name));
            check(gzsock_listen(listener, 4));
            check(gzsock_getsockname(listener, &raw mut name));
            self.ports.push(name.port);
            check(gzsock_connect(fd, &raw const name));
            let accepted = gzsock_accept(listener, ptr::null_mut());
            self.keep(accepted);
            for _ in 0..input.byte() % 8 {
                check(zssl_handshake(fd));
                check(zssl_handshake(accepted));
            }
            check(gzsock_send(fd, c"to the server".as_ptr().cast(), 13, 0));
            check(gzsock_send(accepted, c"to the client".as_ptr().cast(), 13, 0));
        }
    }

    fn accept(&mut self, input: &mut Input<'_>) {
        let (fd, mut from) = (self.fd(input), Out::new(size_of::<RawSocketAddr>(), 0));
        let place = if input.byte() % 2 == 0 { ptr::null_mut() } else { from.ptr().cast() };
        // SAFETY: null or good.
        self.keep(unsafe { gzsock_accept(fd, place) });
        from.check();
    }

    fn transmit(&self, input: &mut Input<'_>) {
        let (fd, choice) = (self.fd(input), input.byte());
        let flags = [0, 0, 0, 8, 1, -1][usize::from(input.byte() % 6)];
        let len = usize::from(input.byte());
        let data = if choice.is_multiple_of(7) { In::null(len) } else { In::new(input.bytes(len)) };
        let (place, len, to) = (data.ptr(), data.len(), self.address(input));
        let to = if choice.is_multiple_of(5) { ptr::null() } else { &raw const to };
        // SAFETY: null or good.
        check(unsafe {
            match choice % 8 {
                0 => gzsock_write(fd, place, len),
                1 => zsock_send(fd, place, len, flags),
                2 => zssl_send(fd, place, len, flags),
                3 => gzsock_sendto(fd, place, len, flags, to),
                4 => zsock_sendto(fd, place, len, flags, to),
                _ => gzsock_send(fd, place, len, flags),
            }
        });
    }

    fn receive(&self, input: &mut Input<'_>) {
        let (fd, choice) = (self.fd(input), input.byte());
        let flags = [0, 0, 8, 1, 9, 64][usize::from(input.byte() % 6)];
        let (mut buffer, mut from) = (
            Out::new(usize::from(input.byte()), usize::from(choice % 8)),
            Out::new(size_of::<RawSocketAddr>(), 0),
        );
        let (place, len) =
            (if choice.is_multiple_of(9) { ptr::null_mut() } else { buffer.ptr() }, buffer.len());
        let name = if choice.is_multiple_of(2) { ptr::null_mut() } else { from.ptr().cast() };
        // SAFETY: null or good.
        let result = unsafe {
            match choice % 8 {
                0 => gzsock_read(fd, place, len),
                1 => zsock_recv(fd, place, len, flags),
                2 => zssl_recv(fd, place, len, flags),
                3 => gzsock_recvfrom(fd, place, len, flags, name),
                4 => zsock_recvfrom(fd, place, len, flags, name),
                _ => gzsock_recv(fd, place, len, flags),
            }
        };
        received(result, &buffer);
        from.check();
    }

    /// An address on this host, or one that is malformed.
    fn address(&self, input: &mut Input<'_>) -> RawSocketAddr {
        let choice = usize::from(input.byte());
        let port = if self.ports.is_empty() { 1 } else { self.ports[choice % self.ports.len()] };
        let mut name = loopback(port);
        if choice.is_multiple_of(11) {
            name.family = u16::from(input.byte());
            name.address[15] = 1;
        }
        name
    }

    fn names(&self, input: &mut Input<'_>) {
        let (fd, choice, name) = (self.fd(input), input.byte(), self.address(input));
        let mut place = Out::new(size_of::<RawSocketAddr>(), 0);
        let (from, to) = if choice.is_multiple_of(9) {
            (ptr::null(), ptr::null_mut())
        } else {
            (&raw const name, place.ptr().cast())
        };
        let local = RawSocketAddr { port: 0, ..name };
        // SAFETY: null or good.
        check(unsafe {
            match choice % 6 {
                0 => gzsock_getpeername(fd, to),
                1 => gzsock_getsockname(fd, to),
                2 => gzsock_bind(fd, if from.is_null() { from } else { &raw const local }),
                3 => zssl_connect(fd, from),
                4 => zsock_connect(fd, from),
                _ => gzsock_connect(fd, from),
            }
        });
        place.check();
    }

    fn options(&self, input: &mut Input<'_>) {
        let (fd, choice) = (self.fd(input), input.byte());
        let level = [0xffff, 0xffff, 6, 77][usize::from(input.byte() % 4)];
        let name = [4, 8, 0x1005, 0x1006, 0x1007, 0x1008, 1, -1][usize::from(input.byte() % 8)];
        let len = usize::from(input.byte() % 24);
        let value = if choice.is_multiple_of(7) { In::null(len) } else { In::new(input.bytes(len)) };
        let mut place = Out::new(len, usize::from(choice % 4));
        let mut room = u32::try_from(len).unwrap();
        // SAFETY: null or good.
        check(unsafe {
            match choice % 3 {
                0 => gzsock_setsockopt(fd, level, name, value.ptr(), u32::try_from(value.len()).unwrap()),
                1 => gzsock_getsockopt(fd, level, name, place.ptr(), &raw mut room),
                _ => gzsock_getsockopt(fd, level, name, ptr::null_mut(), ptr::null_mut()),
            }
        });
        place.check();
    }

    /// Flags of all kinds, but never that a socket waits.
    fn flags(&self, input: &mut Input<'_>) {
        let (fd, choice) = (self.fd(input), input.byte());
        let mut number = 1_i32;
        let place =
            if choice.is_multiple_of(5) { ptr::null_mut() } else { ptr::from_mut(&mut number).cast() };
        // SAFETY: null or good.
        check(unsafe {
            match choice % 5 {
                0 => gzsock_fcntl(fd, 3, 0),
                1 => gzsock_fcntl(fd, 4, i32::from(choice) | 1),
                2 => gzsock_ioctl(fd, FIONBIO, place),
                3 => gzsock_ioctl(fd, 0x4004_667f, place),
                _ => gzsock_ioctl(fd, c_long::from(choice), place),
            }
        });
    }

    fn poll(&self, input: &mut Input<'_>) {
        let mut asked: Vec<_> = (0..input.byte() % 5)
            .map(|_| RawPollFd { fd: self.fd(input), events: i16::from(input.byte() % 40), revents: -1 })
            .collect();
        let (count, choice) = (u32::try_from(asked.len()).unwrap(), input.byte());
        let place = if choice.is_multiple_of(9) { ptr::null_mut() } else { asked.as_mut_ptr() };
        // SAFETY: null or good.
        let ready = check(unsafe {
            match choice % 3 {
                0 => zsock_poll(place, count, i32::from(choice % 2)),
                1 => zssl_poll(place, count, i32::from(choice % 2)),
                _ => gzsock_poll(place, count, i32::from(choice % 2)),
            }
        });
        assert!(ready <= i32::from(u16::try_from(count).unwrap()));
    }

    fn select(&self, input: &mut Input<'_>) {
        let choice = input.byte();
        let mut sets = [RawFdSet::default(); 3];
        for set in &mut sets {
            let count = input.byte();
            set.count = if count > 250 { u32::MAX } else { u32::from(count % 4) };
            set.fds.iter_mut().take(4).for_each(|place| *place = self.fd(input));
        }
        let [read, write, except] = &mut sets;
        let except = if choice.is_multiple_of(2) { ptr::null_mut() } else { ptr::from_mut(except) };
        let time = RawTime { seconds: 0, microseconds: i64::from(choice) - 2 };
        // SAFETY: null or good.
        check(unsafe { gzsock_select(i32::from(choice) - 3, read, write, except, &raw const time) });
    }

    fn info(&self, input: &mut Input<'_>) {
        let (fd, choice) = (self.fd(input), input.byte());
        let mut info = Out::new(size_of::<SessionInfo>(), 0);
        let size = [size_of::<SessionInfo>(), 8, 20, 0, usize::MAX][usize::from(choice % 5)];
        let mut certificate = Out::new(usize::from(choice), 3);
        // SAFETY: good, for no more than it says; a size beyond any structure is refused.
        unsafe {
            info.ptr().cast::<usize>().write(size);
            check(gzsock_tls_info(fd, info.ptr().cast()));
            check(zssl_peer_certificate(
                fd,
                u32::from(choice % 3),
                certificate.ptr().cast(),
                certificate.len(),
            ));
            gzsock_error_text(fd, certificate.ptr().cast(), certificate.len());
        }
        info.check();
        certificate.check();
    }

    fn look_up(&mut self, input: &mut Input<'_>) {
        let texts = [c"127.0.0.1".as_ptr(), c"::1".as_ptr(), c"".as_ptr(), c"\xff".as_ptr(), ptr::null()];
        let services = [c"80".as_ptr(), c"-1".as_ptr(), c"http".as_ptr(), ptr::null()];
        let (node, service) = (texts[usize::from(input.byte() % 5)], services[usize::from(input.byte() % 4)]);
        let mut found = ptr::null_mut::<RawAddrInfo>();
        // SAFETY: null or good; a list is freed once.
        unsafe {
            if check(gzsock_getaddrinfo(node, service, ptr::null(), &raw mut found)) == 0 {
                gzsock_freeaddrinfo(found);
            }
            let address = gzsock_inet_addr(node);
            assert!(!gzsock_inet_ntoa(&raw const address).is_null());
            // Nobody listens there.
            self.keep(gzsock_connect_name(node, 1, ZSSL_PLAIN));
        }
    }
}

fn loopback(port: u16) -> RawSocketAddr {
    let mut name = RawSocketAddr { family: 2, port, ..RawSocketAddr::default() };
    name.address[..4].copy_from_slice(&[127, 0, 0, 1]);
    name
}
