//! What programs consist of, and what comes of each call.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use proptest::prelude::*;
use sockets::Errno;
use sockets::zsock::{Domain, OptionName, Protocol, Shutdown, SockType, SocketOption};

/// Which socket of the program, by the order of their making; may be one that was closed or never made.
pub(crate) type Place = usize;

#[derive(Debug, Clone)]
pub(crate) enum Op {
    Socket(Domain, SockType, Protocol),
    /// To the loopback address of a family and a port of the system's choice.
    Bind(Place, Domain),
    /// To the address that another one has.
    BindTaken(Place, Place),
    Listen(Place),
    /// To the address of another one.
    Connect(Place, Place),
    Accept(Place),
    Send(Place, usize),
    Recv(Place, usize, bool),
    SendTo(Place, Place, usize),
    RecvFrom(Place, usize),
    Shutdown(Place, Shutdown),
    Close(Place),
    Name(Place),
    PeerName(Place),
    Set(Place, SocketOption),
    Get(Place, OptionName),
    Poll(Place),
    /// Listens, connects and accepts: three places.
    Pair(Domain),
}

/// What comes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// So many bytes went out.
    Sent(usize),
    /// These came in.
    Received(Vec<u8>),
    /// An address, and whether it has a port: its number is anybody's guess.
    Address(IpAddr, bool),
    Value(SocketOption),
    /// The bits of the events.
    Ready(u32),
    Failed(Errno),
}

impl Outcome {
    /// Whether asking again may give something else, without harm.
    pub(crate) fn may_change(&self, op: &Op) -> bool {
        match op {
            Op::Poll(_) | Op::Get(_, OptionName::Available | OptionName::Error) => true,
            Op::Recv(_, _, peek) => *peek || *self == Self::Failed(Errno::EAGAIN),
            _ => *self == Self::Failed(Errno::EAGAIN),
        }
    }

    pub(crate) fn of(outcome: Result<Self, Errno>) -> Self {
        outcome.unwrap_or_else(Self::Failed)
    }

    pub(crate) fn address(address: &SocketAddr) -> Self {
        Self::Address(address.ip(), address.port() != 0)
    }
}

pub(crate) fn loopback(domain: Domain) -> SocketAddr {
    match domain {
        Domain::Inet6 => (Ipv6Addr::LOCALHOST, 0).into(),
        _ => (Ipv4Addr::LOCALHOST, 0).into(),
    }
}

/// What a send sends.
pub(crate) fn bytes(len: usize) -> Vec<u8> {
    (0..=250_u8).cycle().take(len).collect()
}

fn domain() -> impl Strategy<Value = Domain> {
    prop_oneof![3 => Just(Domain::Inet), 1 => Just(Domain::Inet6)]
}

fn length() -> impl Strategy<Value = usize> {
    prop_oneof![Just(0), Just(1), 2..2000_usize]
}

fn option() -> impl Strategy<Value = SocketOption> {
    let limit = (1..5000_u64).prop_map(|limit| Some(core::time::Duration::from_millis(limit * 4)));
    prop_oneof![
        any::<bool>().prop_map(SocketOption::ReuseAddress),
        any::<bool>().prop_map(SocketOption::NoDelay),
        any::<bool>().prop_map(SocketOption::KeepAlive),
        limit.clone().prop_map(SocketOption::ReceiveTimeout),
        limit.prop_map(SocketOption::SendTimeout),
        Just(SocketOption::ReceiveTimeout(None)),
    ]
}

fn name() -> impl Strategy<Value = OptionName> {
    prop::sample::select(vec![
        OptionName::ReceiveTimeout,
        OptionName::SendTimeout,
        OptionName::ReuseAddress,
        OptionName::NoDelay,
        OptionName::KeepAlive,
        OptionName::Available,
        OptionName::Error,
        OptionName::Type,
    ])
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let place = || 0..8_usize;
    let kind = prop_oneof![Just(SockType::Stream), Just(SockType::Datagram)];
    let protocol = prop_oneof![
        2 => Just(Protocol::Default),
        1 => Just(Protocol::Tcp),
        1 => Just(Protocol::Udp)
    ];
    let how = prop_oneof![Just(Shutdown::Read), Just(Shutdown::Write), Just(Shutdown::Both)];
    let making = prop_oneof![
        3 => (domain(), kind, protocol).prop_map(|(domain, kind, protocol)| Op::Socket(domain, kind, protocol)),
        2 => domain().prop_map(Op::Pair),
    ];
    let naming = prop_oneof![
        3 => (place(), domain()).prop_map(|(place, domain)| Op::Bind(place, domain)),
        1 => (place(), place()).prop_map(|(place, other)| Op::BindTaken(place, other)),
        1 => place().prop_map(Op::Listen),
        2 => (place(), place()).prop_map(|(place, to)| Op::Connect(place, to)),
        1 => place().prop_map(Op::Accept),
        1 => place().prop_map(Op::Name),
        1 => place().prop_map(Op::PeerName),
    ];
    let moving = prop_oneof![
        3 => (place(), length()).prop_map(|(place, len)| Op::Send(place, len)),
        4 => (place(), length(), any::<bool>()).prop_map(|(place, len, peek)| Op::Recv(place, len, peek)),
        2 => (place(), place(), length()).prop_map(|(place, to, len)| Op::SendTo(place, to, len)),
        2 => (place(), length()).prop_map(|(place, len)| Op::RecvFrom(place, len)),
        1 => place().prop_map(Op::Poll),
    ];
    let ending = prop_oneof![
        2 => (place(), how).prop_map(|(place, how)| Op::Shutdown(place, how)),
        2 => place().prop_map(Op::Close),
        1 => (place(), option()).prop_map(|(place, option)| Op::Set(place, option)),
        1 => (place(), name()).prop_map(|(place, name)| Op::Get(place, name)),
    ];
    prop_oneof![2 => making, 3 => naming, 4 => moving, 3 => ending]
}
