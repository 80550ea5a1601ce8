use alloc::vec::Vec;
use core::net::IpAddr;
use core::time::Duration;

/// What a network interface is and how much its sockets may take.
///
/// All buffers are allocated when the driver is made and used again and again afterwards, so that a device that has
/// come up does not run out of memory later: `tcp_sockets * (tcp_receive_buffer + tcp_send_buffer)` bytes for TCP,
/// `udp_sockets * (udp_receive_buffer + udp_send_buffer)` for UDP.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where sequence numbers, port numbers and identifiers of lookups come from: never the same twice, and not for
    /// others to guess.
    pub random_seed: u64,
    /// The hardware address, for a device with Ethernet frames.
    pub ethernet: Option<[u8; 6]>,
    /// The addresses with the lengths of their networks' prefixes in bits.
    pub addresses: Vec<(IpAddr, u8)>,
    /// The routers for everything beyond, at most one of each family.
    pub gateways: Vec<IpAddr>,
    /// The servers that are asked for names.
    pub dns_servers: Vec<IpAddr>,
    /// Whether a DHCP server is asked for an IPv4 address, a router and DNS servers, which replace those above.
    pub dhcp: bool,
    /// How many TCP sockets there may be at once (8): open ones, those that a listener keeps for connections to come,
    /// and closed ones that still say good-bye.
    pub tcp_sockets: usize,
    /// Bytes that a TCP socket holds for its reader (4096).
    pub tcp_receive_buffer: usize,
    /// Bytes that a TCP socket holds until the peer has them (4096).
    pub tcp_send_buffer: usize,
    /// How long a peer may leave data or a connect unanswered before the connection is given up (75 s).
    pub tcp_timeout: Duration,
    /// How long a closed connection may take for what is left to send and for the peer's end (60 s).
    pub tcp_linger: Duration,
    /// How long a connection with the option is silent before it is probed (30 s). One that leaves probes unanswered is
    /// given up after [`tcp_timeout`](Self::tcp_timeout), which has to be longer.
    pub tcp_keep_alive: Duration,
    /// How many UDP sockets there may be at once (4).
    pub udp_sockets: usize,
    /// Bytes that a UDP socket holds for its reader (4096), in at most [`udp_datagrams`](Self::udp_datagrams) messages.
    pub udp_receive_buffer: usize,
    /// Bytes that a UDP socket holds until they are sent (2048).
    pub udp_send_buffer: usize,
    /// How many messages wait in each of a UDP socket's buffers (8).
    pub udp_datagrams: usize,
}

impl Config {
    /// An interface without addresses, with the numbers that are in the fields' descriptions.
    #[must_use]
    pub const fn new(random_seed: u64) -> Self {
        Self {
            random_seed,
            ethernet: None,
            addresses: Vec::new(),
            gateways: Vec::new(),
            dns_servers: Vec::new(),
            dhcp: false,
            tcp_sockets: 8,
            tcp_receive_buffer: 4096,
            tcp_send_buffer: 4096,
            tcp_timeout: Duration::from_secs(75),
            tcp_linger: Duration::from_secs(60),
            tcp_keep_alive: Duration::from_secs(30),
            udp_sockets: 4,
            udp_receive_buffer: 4096,
            udp_send_buffer: 2048,
            udp_datagrams: 8,
        }
    }
}
