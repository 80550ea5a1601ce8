use core::ffi::{c_char, c_long, c_void};
use core::{fmt, ptr};

use hwcrypto_api::abi::{self, Header, ImportError, Table};

use super::raw::{RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime};
use super::thunk;
use crate::zsock::SocketDriver;

/// The version of the table's layout. It changes only when an entry changes its meaning; new entries are
/// added at the end and recognised by the table's size.
pub const ABI_VERSION: u32 = 1;

pub(super) type Ctx = *mut c_void;
pub(super) type AddressOutFn = unsafe extern "C" fn(Ctx, fd: i32, address: *mut RawSocketAddr) -> i32;
pub(super) type AddressInFn = unsafe extern "C" fn(Ctx, fd: i32, address: *const RawSocketAddr) -> i32;
pub(super) type NumberFn = unsafe extern "C" fn(Ctx, fd: i32, number: i32) -> i32;
pub(super) type OptionOutFn =
    unsafe extern "C" fn(Ctx, fd: i32, level: i32, name: i32, value: *mut c_void, len: *mut u32) -> i32;
pub(super) type OptionInFn =
    unsafe extern "C" fn(Ctx, fd: i32, level: i32, name: i32, value: *const c_void, len: u32) -> i32;
pub(super) type CloseFn = unsafe extern "C" fn(Ctx, fd: i32) -> i32;
pub(super) type RecvFn =
    unsafe extern "C" fn(Ctx, fd: i32, buffer: *mut c_void, len: usize, flags: i32) -> i32;
pub(super) type ReadFn = unsafe extern "C" fn(Ctx, fd: i32, buffer: *mut c_void, len: usize) -> i32;
pub(super) type RecvfromFn = unsafe extern "C" fn(
    Ctx,
    fd: i32,
    buffer: *mut c_void,
    len: usize,
    flags: i32,
    from: *mut RawSocketAddr,
) -> i32;
pub(super) type SendFn =
    unsafe extern "C" fn(Ctx, fd: i32, data: *const c_void, len: usize, flags: i32) -> i32;
pub(super) type SendtoFn = unsafe extern "C" fn(
    Ctx,
    fd: i32,
    data: *const c_void,
    len: usize,
    flags: i32,
    to: *const RawSocketAddr,
) -> i32;
pub(super) type SocketFn = unsafe extern "C" fn(Ctx, domain: i32, sock_type: i32, protocol: i32) -> i32;
pub(super) type WriteFn = unsafe extern "C" fn(Ctx, fd: i32, data: *const c_void, len: usize) -> i32;
pub(super) type SelectFn = unsafe extern "C" fn(
    Ctx,
    count: i32,
    read: *mut RawFdSet,
    write: *mut RawFdSet,
    except: *mut RawFdSet,
    timeout: *const RawTime,
) -> i32;
pub(super) type IoctlFn = unsafe extern "C" fn(Ctx, fd: i32, command: c_long, argument: *mut c_void) -> i32;
pub(super) type FcntlFn = unsafe extern "C" fn(Ctx, fd: i32, command: i32, value: i32) -> i32;
pub(super) type GetaddrinfoFn = unsafe extern "C" fn(
    Ctx,
    node: *const c_char,
    service: *const c_char,
    hints: *const RawAddrInfo,
    found: *mut *mut RawAddrInfo,
) -> i32;
pub(super) type FreeaddrinfoFn = unsafe extern "C" fn(Ctx, found: *mut RawAddrInfo);
pub(super) type InetAddrFn = unsafe extern "C" fn(Ctx, text: *const c_char) -> u32;
pub(super) type InetNtoaFn = unsafe extern "C" fn(Ctx, address: *const u32) -> *const c_char;
pub(super) type MonotonicFn = unsafe extern "C" fn(Ctx, now: *mut RawTime) -> i32;
pub(super) type RelaxFn = unsafe extern "C" fn(Ctx);
pub(super) type PollFn = unsafe extern "C" fn(Ctx, fds: *mut RawPollFd, count: u32, milliseconds: i32) -> i32;

/// The table of a network stack: BSD sockets, wherever their driver lives.
///
/// A header (version, size, context), then the original Zerynth table's 24 entries in their order, then ours. Each
/// entry takes the context first and returns 0 or more, or a negative error number. An absent entry is `ENOSYS`.
///
/// Numbers are lwIP's where it has some, on every machine: `fcntl` knows F_GETFL 3 and F_SETFL 4 with O_NONBLOCK 1,
/// `ioctl` FIONREAD 0x4004667f and FIONBIO 0x8004667e, whose argument is an `int`; SO_ERROR is 0x1007, SO_TYPE 0x1008.
/// `select` takes sets of [`RawFdSet`] and, like `poll`, waits for ever without a time: null there, negative here.
/// `inet_addr` gives INADDR_NONE, all ones, for what is no address, and `inet_ntoa` a text that stays until the same
/// thread asks for another.
///
/// Get one from a driver with [`SocketApi::new`], or from C with [`SocketApi::import`]; `&SocketApi` is a
/// [`SocketDriver`] again, which waits by `poll`, or by `select` where a shorter table has only that.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SocketApi {
    pub(super) header: Header,
    // The original's 24, in its order.
    pub(super) accept: Option<AddressOutFn>,
    pub(super) bind: Option<AddressInFn>,
    pub(super) shutdown: Option<NumberFn>,
    pub(super) getpeername: Option<AddressOutFn>,
    pub(super) getsockname: Option<AddressOutFn>,
    pub(super) getsockopt: Option<OptionOutFn>,
    pub(super) setsockopt: Option<OptionInFn>,
    pub(super) close: Option<CloseFn>,
    pub(super) connect: Option<AddressInFn>,
    pub(super) listen: Option<NumberFn>,
    pub(super) recv: Option<RecvFn>,
    pub(super) read: Option<ReadFn>,
    pub(super) recvfrom: Option<RecvfromFn>,
    pub(super) send: Option<SendFn>,
    pub(super) sendto: Option<SendtoFn>,
    pub(super) socket: Option<SocketFn>,
    pub(super) write: Option<WriteFn>,
    pub(super) select: Option<SelectFn>,
    pub(super) ioctl: Option<IoctlFn>,
    pub(super) fcntl: Option<FcntlFn>,
    pub(super) getaddrinfo: Option<GetaddrinfoFn>,
    pub(super) freeaddrinfo: Option<FreeaddrinfoFn>,
    pub(super) inet_addr: Option<InetAddrFn>,
    pub(super) inet_ntoa: Option<InetNtoaFn>,
    // Ours.
    pub(super) monotonic: Option<MonotonicFn>,
    pub(super) relax: Option<RelaxFn>,
    pub(super) poll: Option<PollFn>,
}

// SAFETY: the entries are plain functions, and whoever makes a table (`new` from a driver that is `Sync`, or the
// caller of the unsafe `import`) vouches that `ctx` may be used from any thread.
unsafe impl Send for SocketApi {}
// SAFETY: as for `Send`; the table itself is never changed through a shared reference.
unsafe impl Sync for SocketApi {}

// SAFETY: a header, then entries.
unsafe impl Table for SocketApi {
    const ABI_VERSION: u32 = ABI_VERSION;

    fn empty(ctx: Ctx) -> Self {
        Self::empty(ctx)
    }
}

impl SocketApi {
    const fn empty(ctx: Ctx) -> Self {
        Self {
            header: Header::of::<Self>(ctx),
            accept: None,
            bind: None,
            shutdown: None,
            getpeername: None,
            getsockname: None,
            getsockopt: None,
            setsockopt: None,
            close: None,
            connect: None,
            listen: None,
            recv: None,
            read: None,
            recvfrom: None,
            send: None,
            sendto: None,
            socket: None,
            write: None,
            select: None,
            ioctl: None,
            fcntl: None,
            getaddrinfo: None,
            freeaddrinfo: None,
            inet_addr: None,
            inet_ntoa: None,
            monotonic: None,
            relax: None,
            poll: None,
        }
    }

    /// The table of `driver`; usable in a `static`. What the driver lacks answers `ENOSYS` by itself.
    pub const fn new<D: SocketDriver>(driver: &'static D) -> Self {
        Self {
            accept: Some(thunk::accept::<D>),
            bind: Some(thunk::bind::<D>),
            shutdown: Some(thunk::shutdown::<D>),
            getpeername: Some(thunk::getpeername::<D>),
            getsockname: Some(thunk::getsockname::<D>),
            getsockopt: Some(thunk::getsockopt::<D>),
            setsockopt: Some(thunk::setsockopt::<D>),
            close: Some(thunk::close::<D>),
            connect: Some(thunk::connect::<D>),
            listen: Some(thunk::listen::<D>),
            recv: Some(thunk::recv::<D>),
            read: Some(thunk::read::<D>),
            recvfrom: Some(thunk::recvfrom::<D>),
            send: Some(thunk::send::<D>),
            sendto: Some(thunk::sendto::<D>),
            socket: Some(thunk::socket::<D>),
            write: Some(thunk::write::<D>),
            select: Some(thunk::select::<D>),
            ioctl: Some(thunk::ioctl::<D>),
            fcntl: Some(thunk::fcntl::<D>),
            getaddrinfo: Some(thunk::getaddrinfo::<D>),
            freeaddrinfo: Some(thunk::freeaddrinfo),
            inet_addr: Some(thunk::inet_addr),
            inet_ntoa: Some(thunk::inet_ntoa),
            monotonic: Some(thunk::monotonic::<D>),
            relax: Some(thunk::relax::<D>),
            poll: Some(thunk::poll::<D>),
            header: Header::of::<Self>(ptr::from_ref(driver).cast_mut().cast()),
        }
    }

    /// Copies a table that came through C. A shorter (older) one lacks entries, a longer (newer) one loses
    /// those that this version does not know.
    ///
    /// # Errors
    /// [`ImportError`] if the pointer or the header cannot be right.
    ///
    /// # Safety
    /// If not null, `table` points to a table laid out as above whose header tells its true size; its
    /// entries keep to their contracts, from any thread, for as long as the copy is used.
    pub unsafe fn import(table: *const Self) -> Result<Self, ImportError> {
        // SAFETY: the caller's promise.
        unsafe { abi::import(table) }
    }
}

impl fmt::Debug for SocketApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketApi").field("abi_version", &self.header.abi_version).finish_non_exhaustive()
    }
}
