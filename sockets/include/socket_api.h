/*
 * The table of a network stack: BSD sockets, wherever their driver lives; and the data of their calls.
 *
 * A table begins with its version, its size in bytes and a context that each entry gets as its first argument. An entry
 * that is null is one that the stack does not offer. Entries answer 0 or more, or a negative error number, -EBADF say: the
 * numbers are those of Linux and lwIP. Entries may be called from any thread, also several on one socket: while one
 * receives, another sends, and a third closes it, which makes the others return. They keep no pointer after they return.
 */

#ifndef SOCKET_API_H
#define SOCKET_API_H

/* Generated from sockets/src by the test `header` of sockets/c; do not edit. */

#include <stddef.h>
#include <stdint.h>
/* Flags of recv and send: leaves what was received in the queue; does not wait. */
#define ZSOCK_MSG_PEEK 1
#define ZSOCK_MSG_DONTWAIT 8

/* Events of poll: a receive or an accept would not wait; a send would not; the last three are told unasked. */
#define ZSOCK_POLLIN 1
#define ZSOCK_POLLOUT 2
#define ZSOCK_POLLERR 4
#define ZSOCK_POLLHUP 8
#define ZSOCK_POLLNVAL 16

/*
 IPv4.
 */
#define ZSOCK_AF_INET 2

/*
 IPv6.
 */
#define ZSOCK_AF_INET6 10

/*
 A stream of bytes.
 */
#define ZSOCK_SOCK_STREAM 1

/*
 Single messages.
 */
#define ZSOCK_SOCK_DGRAM 2

/*
 TCP for streams, UDP for messages.
 */
#define ZSOCK_IPPROTO_DEFAULT 0

/*
 TCP; as the level of an option, its own.
 */
#define ZSOCK_IPPROTO_TCP 6

/*
 UDP.
 */
#define ZSOCK_IPPROTO_UDP 17

/*
 Nothing more is received.
 */
#define ZSOCK_SHUT_RD 0

/*
 Nothing more is sent.
 */
#define ZSOCK_SHUT_WR 1

/*
 Both.
 */
#define ZSOCK_SHUT_RDWR 2

/*
 The level of the options that are called `SO`.
 */
#define ZSOCK_SOL_SOCKET 65535

/*
 Whether an address that was in use a moment ago may be bound (`int`).
 */
#define ZSOCK_SO_REUSEADDR 4

/*
 Whether a silent connection is probed (`int`).
 */
#define ZSOCK_SO_KEEPALIVE 8

/*
 How long a send or a connect waits (`zsock_timeval`); zero is for ever.
 */
#define ZSOCK_SO_SNDTIMEO 4101

/*
 How long a receive or an accept waits (`zsock_timeval`); zero is for ever.
 */
#define ZSOCK_SO_RCVTIMEO 4102

/*
 What the socket failed with since this was read last, 0 if nothing (`int`, only read).
 */
#define ZSOCK_SO_ERROR 4103

/*
 The type of the socket (`int`, only read).
 */
#define ZSOCK_SO_TYPE 4104

/*
 Whether small pieces are sent at once (`int`).
 */
#define ZSOCK_TCP_NODELAY 1

/*
 `fcntl`: reads the flags.
 */
#define ZSOCK_F_GETFL 3

/*
 `fcntl`: sets the flags.
 */
#define ZSOCK_F_SETFL 4

/*
 The flag of a socket that does not wait.
 */
#define ZSOCK_O_NONBLOCK 1

/*
 A flag that says nothing of a socket.
 */
#define ZSOCK_O_RDWR 6

/*
 `ioctl`: how many bytes wait to be received.
 */
#define ZSOCK_FIONREAD 1074030207

/*
 `ioctl`: whether the socket does not wait.
 */
#define ZSOCK_FIONBIO 2147772030

/*
 How many sockets one set of `select` holds.
 */
#define ZSOCK_FD_SETSIZE 64

/*
 The version of the table's layout. It changes only when an entry changes its meaning; new entries are
 added at the end and recognised by the table's size.
 */
#define ZSOCK_ABI_VERSION 1

/*
 What every table begins with.
 */
typedef struct SocketApiHeader {
  /*
   The version of the layout.
   */
  uint32_t abi_version;
  /*
   Bytes of the whole table, this header included.
   */
  uint32_t size;
  /*
   What every entry gets as its first argument.
   */
  void *ctx;
} SocketApiHeader;

typedef void *SocketApiContext;

/*
 An address and port.

 One layout for every family and system, since the `sockaddr` of systems differ.
 */
typedef struct zsock_sockaddr {
  /*
   `AF_INET` is 2, `AF_INET6` is 10, as in lwIP.
   */
  uint16_t family;
  /*
   The port, in the byte order of the machine.
   */
  uint16_t port;
  /*
   IPv6 only.
   */
  uint32_t flow_info;
  /*
   IPv6 only.
   */
  uint32_t scope_id;
  /*
   The address in network order; an IPv4 address takes the first four bytes.
   */
  uint8_t address[16];
} zsock_sockaddr;

typedef int32_t (*ZSOCK_AddressOutFn)(SocketApiContext, int32_t fd, struct zsock_sockaddr *address);

typedef int32_t (*ZSOCK_AddressInFn)(SocketApiContext, int32_t fd, const struct zsock_sockaddr *address);

typedef int32_t (*ZSOCK_NumberFn)(SocketApiContext, int32_t fd, int32_t number);

typedef int32_t (*ZSOCK_OptionOutFn)(SocketApiContext,
                                     int32_t fd,
                                     int32_t level,
                                     int32_t name,
                                     void *value,
                                     uint32_t *len);

typedef int32_t (*ZSOCK_OptionInFn)(SocketApiContext,
                                    int32_t fd,
                                    int32_t level,
                                    int32_t name,
                                    const void *value,
                                    uint32_t len);

typedef int32_t (*ZSOCK_CloseFn)(SocketApiContext, int32_t fd);

typedef int32_t (*ZSOCK_RecvFn)(SocketApiContext, int32_t fd, void *buffer, size_t len, int32_t flags);

typedef int32_t (*ZSOCK_ReadFn)(SocketApiContext, int32_t fd, void *buffer, size_t len);

typedef int32_t (*ZSOCK_RecvfromFn)(SocketApiContext,
                                    int32_t fd,
                                    void *buffer,
                                    size_t len,
                                    int32_t flags,
                                    struct zsock_sockaddr *from);

typedef int32_t (*ZSOCK_SendFn)(SocketApiContext, int32_t fd, const void *data, size_t len, int32_t flags);

typedef int32_t (*ZSOCK_SendtoFn)(SocketApiContext,
                                  int32_t fd,
                                  const void *data,
                                  size_t len,
                                  int32_t flags,
                                  const struct zsock_sockaddr *to);

typedef int32_t (*ZSOCK_SocketFn)(SocketApiContext, int32_t domain, int32_t sock_type, int32_t protocol);

typedef int32_t (*ZSOCK_WriteFn)(SocketApiContext, int32_t fd, const void *data, size_t len);

/*
 A set of sockets for `select`. It lists them, since numbers that carry a generation make no bits of a short field.
 */
typedef struct zsock_fd_set {
  /*
   How many of `fds` are in the set, at most `FD_SETSIZE`.
   */
  uint32_t count;
  /*
   The sockets, in any order.
   */
  int32_t fds[ZSOCK_FD_SETSIZE];
} zsock_fd_set;

/*
 A span of time. As the value of a timeout option zero is "for ever", as in BSD; in `select`, where null is "for ever",
 zero only looks.
 */
typedef struct zsock_timeval {
  /*
   Whole seconds.
   */
  int64_t seconds;
  /*
   Below one million.
   */
  int64_t microseconds;
} zsock_timeval;

typedef int32_t (*ZSOCK_SelectFn)(SocketApiContext,
                                  int32_t count,
                                  struct zsock_fd_set *read,
                                  struct zsock_fd_set *write,
                                  struct zsock_fd_set *except,
                                  const struct zsock_timeval *timeout);

typedef int32_t (*ZSOCK_IoctlFn)(SocketApiContext, int32_t fd, long command, void *argument);

typedef int32_t (*ZSOCK_FcntlFn)(SocketApiContext, int32_t fd, int32_t command, int32_t value);

/*
 One answer of a name lookup, linked to the next.
 */
typedef struct zsock_addrinfo {
  /*
   The address; its port is the service's.
   */
  struct zsock_sockaddr address;
  /*
   The type of socket to open, 0 for any.
   */
  int32_t sock_type;
  /*
   The protocol to open it with, 0 for the usual one.
   */
  int32_t protocol;
  /*
   The next answer, or null.
   */
  struct zsock_addrinfo *next;
} zsock_addrinfo;

typedef int32_t (*ZSOCK_GetaddrinfoFn)(SocketApiContext,
                                       const char *node,
                                       const char *service,
                                       const struct zsock_addrinfo *hints,
                                       struct zsock_addrinfo **found);

typedef void (*ZSOCK_FreeaddrinfoFn)(SocketApiContext, struct zsock_addrinfo *found);

typedef uint32_t (*ZSOCK_InetAddrFn)(SocketApiContext, const char *text);

typedef const char *(*ZSOCK_InetNtoaFn)(SocketApiContext, const uint32_t *address);

typedef int32_t (*ZSOCK_MonotonicFn)(SocketApiContext, struct zsock_timeval *now);

typedef void (*ZSOCK_RelaxFn)(SocketApiContext);

/*
 One socket in a `poll`, laid out as `struct pollfd`. The bits are in 1, out 2, error 4, hang-up 8,
 no such socket 16.
 */
typedef struct zsock_pollfd {
  /*
   The socket.
   */
  int32_t fd;
  /*
   What is asked for.
   */
  int16_t events;
  /*
   What it is ready for.
   */
  int16_t revents;
} zsock_pollfd;

typedef int32_t (*ZSOCK_PollFn)(SocketApiContext,
                                struct zsock_pollfd *fds,
                                uint32_t count,
                                int32_t milliseconds);

/*
 The table of a network stack: BSD sockets, wherever their driver lives.

 After its header, the original Zerynth table's 24 entries in their order, then ours.
 */
typedef struct SocketApi {
  struct SocketApiHeader header;
  /*
   Waits for a connection; gives its socket, and the peer's address unless `address` is null.
   */
  ZSOCK_AddressOutFn accept;
  /*
   Gives the socket a local address; port 0 lets the stack choose.
   */
  ZSOCK_AddressInFn bind;
  /*
   Ends one or both directions (`ZSOCK_SHUT_`) and wakes who waits in them.
   */
  ZSOCK_NumberFn shutdown;
  /*
   The peer's address.
   */
  ZSOCK_AddressOutFn getpeername;
  /*
   The local address.
   */
  ZSOCK_AddressOutFn getsockname;
  /*
   Reads an option; `len` is the room there is, and then what was written (bytes).
   */
  ZSOCK_OptionOutFn getsockopt;
  /*
   Sets an option.
   */
  ZSOCK_OptionInFn setsockopt;
  /*
   Closes the socket and wakes who waits in it; closed again it is `EBADF`.
   */
  ZSOCK_CloseFn close;
  /*
   Connects, within the socket's send timeout.
   */
  ZSOCK_AddressInFn connect;
  /*
   Makes the socket accept connections, of which up to so many wait.
   */
  ZSOCK_NumberFn listen;
  /*
   Receives; gives how many bytes, 0 at the end of the stream and then only.
   */
  ZSOCK_RecvFn recv;
  /*
   As recv, without flags.
   */
  ZSOCK_ReadFn read;
  /*
   Receives one message, and its sender's address unless `from` is null.
   */
  ZSOCK_RecvfromFn recvfrom;
  /*
   Sends; gives how many bytes were taken. Raises no signal.
   */
  ZSOCK_SendFn send;
  /*
   Sends one message to an address.
   */
  ZSOCK_SendtoFn sendto;
  /*
   Opens a socket; gives its number.
   */
  ZSOCK_SocketFn socket;
  /*
   As send, without flags.
   */
  ZSOCK_WriteFn write;
  /*
   Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets
   and gives how many.
   */
  ZSOCK_SelectFn select;
  /*
   `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
   */
  ZSOCK_IoctlFn ioctl;
  /*
   `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
   */
  ZSOCK_FcntlFn fcntl;
  /*
   Looks a name up; the list is for freeaddrinfo.
   */
  ZSOCK_GetaddrinfoFn getaddrinfo;
  /*
   Frees a list, once.
   */
  ZSOCK_FreeaddrinfoFn freeaddrinfo;
  /*
   The IPv4 address that a text says, in network order; `0xffffffff` if it is none.
   */
  ZSOCK_InetAddrFn inet_addr;
  /*
   An IPv4 address in network order as text, which stays until the next call.
   */
  ZSOCK_InetNtoaFn inet_ntoa;
  /*
   A clock that never goes back; its zero is anywhere.
   */
  ZSOCK_MonotonicFn monotonic;
  /*
   Lets other threads run for a moment.
   */
  ZSOCK_RelaxFn relax;
  /*
   Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how
   many are.
   */
  ZSOCK_PollFn poll;
} SocketApi;

/* Sets of sockets for select, as FD_ZERO and the others of BSD. */
static inline void ZSOCK_FD_ZERO(zsock_fd_set *set)
{
    set->count = 0;
}

/* Whether the socket is in the set: 1 or 0. */
static inline int ZSOCK_FD_ISSET(int32_t fd, const zsock_fd_set *set)
{
    uint32_t at;

    for (at = 0; at < set->count && at < ZSOCK_FD_SETSIZE; at++) {
        if (set->fds[at] == fd) {
            return 1;
        }
    }
    return 0;
}

/* Adds the socket; 0, or -1 if the set is full. */
static inline int ZSOCK_FD_SET(int32_t fd, zsock_fd_set *set)
{
    if (ZSOCK_FD_ISSET(fd, set)) {
        return 0;
    }
    if (set->count >= ZSOCK_FD_SETSIZE) {
        return -1;
    }
    set->fds[set->count++] = fd;
    return 0;
}

/* Takes the socket out. */
static inline void ZSOCK_FD_CLR(int32_t fd, zsock_fd_set *set)
{
    uint32_t at;

    for (at = 0; at < set->count && at < ZSOCK_FD_SETSIZE; at++) {
        if (set->fds[at] == fd) {
            set->fds[at] = set->fds[--set->count];
            return;
        }
    }
}

#endif  /* SOCKET_API_H */
