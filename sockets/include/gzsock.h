/*
 * Plain and secure sockets behind the calls of BSD.
 *
 * zsock_ calls are for plain sockets, zssl_ for secure ones, gzsock_ for all: each goes where the socket belongs. All have
 * the same numbers of sockets, and none reaches past TLS: the wrong family is EOPNOTSUPP. Call gzsock_init first.
 *
 * A call that fails gives -1; gzsock_errno says which error number, gzsock_error_text what is wrong, in words. Null
 * pointers, numbers of sockets that are closed or never were, unknown options and families, and malformed addresses are
 * errors like any other. A pointer that is not null must be good for as many bytes as the call is told. All calls may be
 * made from any thread: one may receive on a socket while another sends and a third closes it.
 */

#ifndef GZSOCK_H
#define GZSOCK_H

/* Generated from sockets/c/src by its test `header`; do not edit. */

#include <stddef.h>
#include <stdint.h>
#include "hwcrypto.h"
#include "socket_api.h"

/*
 The system does not permit this.
 */
#define ZSOCK_EPERM 1

/*
 There is no such name.
 */
#define ZSOCK_ENOENT 2

/*
 A signal interrupted the call.
 */
#define ZSOCK_EINTR 4

/*
 The network stack failed.
 */
#define ZSOCK_EIO 5

/*
 There is no such socket; it is closed already or was never opened.
 */
#define ZSOCK_EBADF 9

/*
 Nothing happened within the socket's timeout; try again.
 */
#define ZSOCK_EAGAIN 11

/*
 There is not enough memory.
 */
#define ZSOCK_ENOMEM 12

/*
 Access is denied.
 */
#define ZSOCK_EACCES 13

/*
 It is in use.
 */
#define ZSOCK_EBUSY 16

/*
 The argument or the state of the socket does not allow this.
 */
#define ZSOCK_EINVAL 22

/*
 Too many sockets are open; close some.
 */
#define ZSOCK_EMFILE 24

/*
 The connection no longer takes data: it was shut down for writing.
 */
#define ZSOCK_EPIPE 32

/*
 The socket driver does not offer this call.
 */
#define ZSOCK_ENOSYS 38

/*
 The peer broke the protocol.
 */
#define ZSOCK_EPROTO 71

/*
 The number is out of range.
 */
#define ZSOCK_EDOM 33

/*
 The message is too long.
 */
#define ZSOCK_EMSGSIZE 90

/*
 The protocol does not fit this type of socket.
 */
#define ZSOCK_EPROTOTYPE 91

/*
 The socket has no such option.
 */
#define ZSOCK_ENOPROTOOPT 92

/*
 The protocol is not supported.
 */
#define ZSOCK_EPROTONOSUPPORT 93

/*
 This kind of socket does not do that.
 */
#define ZSOCK_EOPNOTSUPP 95

/*
 The address family is not supported.
 */
#define ZSOCK_EAFNOSUPPORT 97

/*
 The address is in use.
 */
#define ZSOCK_EADDRINUSE 98

/*
 The address is not one of this host's.
 */
#define ZSOCK_EADDRNOTAVAIL 99

/*
 The network is down.
 */
#define ZSOCK_ENETDOWN 100

/*
 The network cannot be reached.
 */
#define ZSOCK_ENETUNREACH 101

/*
 The connection broke off.
 */
#define ZSOCK_ECONNABORTED 103

/*
 The peer reset the connection.
 */
#define ZSOCK_ECONNRESET 104

/*
 The network stack is out of buffers.
 */
#define ZSOCK_ENOBUFS 105

/*
 The socket is connected already.
 */
#define ZSOCK_EISCONN 106

/*
 The socket is not connected.
 */
#define ZSOCK_ENOTCONN 107

/*
 The time for this ran out.
 */
#define ZSOCK_ETIMEDOUT 110

/*
 Nobody listens at that address and port.
 */
#define ZSOCK_ECONNREFUSED 111

/*
 The host cannot be reached.
 */
#define ZSOCK_EHOSTUNREACH 113

/*
 The same is under way already.
 */
#define ZSOCK_EALREADY 114

/*
 The connection is still being made.
 */
#define ZSOCK_EINPROGRESS 115

/*
 Instead of a socket: the last call that failed on this thread.
 */
#define GZSOCK_LAST_ERROR -1

/*
 The peer must show a certificate that holds; of a server that is for the name, too. The default.
 */
#define ZSSL_VERIFY_REQUIRED 0

/*
 A client goes on with a server whose certificate does not hold: somebody in between may read and change everything,
 unless the program looks at `verified` of zssl_info and acts on it.
 */
#define ZSSL_DANGEROUSLY_CONTINUE_WITH_BAD_SERVER 1

/*
 A client looks at no server's certificate: whoever is in between may read and change everything.
 */
#define ZSSL_DANGEROUSLY_ACCEPT_ANY_SERVER 2

/*
 A server asks clients for a certificate, and goes on without one or with a bad one; `verified` of zssl_info tells.
 */
#define ZSSL_REQUEST_CLIENT_CERTIFICATE 3

/*
 A server does not ask clients for a certificate.
 */
#define ZSSL_NO_CLIENT_CERTIFICATE 4

/*
 The private key is in memory, PEM or DER.
 */
#define ZSSL_KEY_MEMORY 1

/*
 The private key is in a slot of the element that zssl_crypto_init installed.
 */
#define ZSSL_KEY_SLOT 2

/*
 The private key is in a slot of the element given.
 */
#define ZSSL_KEY_ELEMENT 3

/*
 TLS 1.2.
 */
#define ZSSL_TLS_1_2 1

/*
 TLS 1.3.
 */
#define ZSSL_TLS_1_3 2

/*
 In the place of a context: no TLS.
 */
#define ZSSL_PLAIN 0

/*
 A piece of memory: `start` may be null if `len` is 0.
 */
typedef struct zssl_bytes {
  /*
   Where it begins.
   */
  const void *start;
  /*
   How long it is (bytes).
   */
  size_t len;
} zssl_bytes;

/*
 A certificate chain and where its private key is.
 */
typedef struct zssl_identity {
  /*
   The chain, leaf first: PEM, or DER of a single certificate.
   */
  struct zssl_bytes chain;
  /*
   `ZSSL_KEY_MEMORY`, `ZSSL_KEY_SLOT` or `ZSSL_KEY_ELEMENT`.
   */
  uint32_t key_kind;
  /*
   The slot, unless the key is in memory; up to 255.
   */
  uint32_t slot;
  /*
   The key in memory.
   */
  struct zssl_bytes key;
  /*
   The element's table, which lives as long as the program.
   */
  const HwCrypto *element;
} zssl_identity;

/*
 What a context is made of. Zeros are the defaults, except for `size`.
 */
typedef struct zssl_settings {
  /*
   `sizeof(zssl_settings)`.
   */
  size_t size;
  /*
   The authorities that the peer's certificate must come from: PEM, or DER of one.
   */
  struct zssl_bytes trust;
  /*
   Who we are; a client may do without. The peer sees the first that it accepts.
   */
  const struct zssl_identity *identities;
  /*
   How many they are.
   */
  size_t identity_count;
  /*
   A client's: the name or address that the server's certificate must be for, also sent to it (SNI).
   */
  const char *server_name;
  /*
   The application protocols to negotiate (ALPN), best first.
   */
  const char *const *alpn;
  /*
   How many they are.
   */
  size_t alpn_count;
  /*
   How the peer is verified: `ZSSL_VERIFY_REQUIRED`, or what weakens that.
   */
  uint32_t verify;
  /*
   `ZSSL_TLS_1_2`, `ZSSL_TLS_1_3` or both; 0 is both.
   */
  uint32_t versions;
  /*
   How long lookup, connection and handshake together may take (ms); 0 is 30 s.
   */
  uint32_t deadline_ms;
  /*
   How many sessions may go on in later connections, without a signature; 0 is none.
   */
  uint32_t resumable_sessions;
} zssl_settings;

/*
 What a handshake has agreed on. Texts end with a NUL.
 */
typedef struct zssl_info {
  /*
   `sizeof(zssl_info)`, set before the call.
   */
  size_t size;
  /*
   As on the wire: `0x0303` is TLS 1.2, `0x0304` is 1.3.
   */
  uint32_t version;
  /*
   1 if the peer proved who it is, else 0.
   */
  uint32_t verified;
  /*
   1 if this goes on with an earlier session, else 0.
   */
  uint32_t resumed;
  /*
   How many certificates the peer showed, for zssl_peer_certificate.
   */
  uint32_t peer_certificates;
  /*
   The cipher suite's IANA name.
   */
  char cipher_suite[64];
  /*
   The application protocol (ALPN), empty if there is none.
   */
  char alpn[256];
  /*
   What the verification of the peer came to, in words.
   */
  char verification[256];
} zssl_info;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Puts a network stack below all sockets: a table, which lives as long as the program, or null for the host's own
 sockets. Called once before all else. Later it is `EBUSY` while sockets are open, unless `force` is not 0, which closes
 them, tells the peers of secure ones, and makes calls that wait in them return. Numbers of sockets from before stay dead.
 */
int32_t gzsock_init(const SocketApi *table,
                    int32_t force);

/*
 Looks `host` up (a name, or an address as text), opens a socket under `context` or `ZSSL_PLAIN`, connects it to the first
 address that answers and does the handshake; gives the socket. All of it together has the context's deadline, or 30 s.
 The name that the server must prove is the context's, not `host`.
 */
int32_t gzsock_connect_name(const char *host,
                            uint16_t port,
                            int32_t context);

/*
 The number of what the last call that failed on this thread failed with, a `ZSOCK_E` constant; 0 if none has. A call that
 succeeds does not change it.
 */
int32_t gzsock_errno(void);

/*
 Writes what went wrong last on a socket (whichever thread met it), or on this thread (`GZSOCK_LAST_ERROR`), to `text` with
 a NUL, as much as `room` allows (bytes); gives its whole length without the NUL, 0 if nothing has. -1 if the socket is
 not open or `text` is null while `room` is not 0. It never changes what it tells of.
 */
int32_t gzsock_error_text(int32_t fd,
                          char *text,
                          size_t room);

/*
 Makes a client's context; gives its number, above 0. Everything that can be checked is, the certificate against its key
 too.
 */
int32_t zssl_context_client(const struct zssl_settings *settings);

/*
 Makes a server's context; gives its number, above 0. Clients must show a certificate unless `verify` says otherwise.
 */
int32_t zssl_context_server(const struct zssl_settings *settings);

/*
 Frees a context; sockets that have it keep it.
 */
int32_t zssl_context_free(int32_t context);

/*
 Puts an element in use, for contexts made from now on whose identities name a slot; null takes it out of use.
 */
int32_t zssl_crypto_init(const HwCrypto *element);

/*
 What the handshake of a secure socket has agreed on; `ENOTCONN` before it is done, `EOPNOTSUPP` for a plain socket. `size`
 says how much of it the program knows, and is not changed.
 */
int32_t gzsock_tls_info(int32_t fd,
                        struct zssl_info *info);

/*
 Copies the peer's certificate `index` (0 is its own, what follows leads to its authority) in DER to `place`, as much as
 `room` allows; gives its whole length. `ENOENT` if there is none of that index.
 */
int32_t zssl_peer_certificate(int32_t fd,
                              uint32_t index,
                              uint8_t *place,
                              size_t room);

/*
 Waits for a connection; gives its socket, and the peer's address unless `peer` is null. What a secure listener
 accepts is secure; its handshake is done by its first send or recv, or by zssl_handshake, so that a slow peer keeps
 nobody waiting.
 */
int32_t gzsock_accept(int32_t fd,
                      zsock_sockaddr *peer);

/*
 Gives the socket a local address; port 0 lets the stack choose.
 */
int32_t gzsock_bind(int32_t fd, const zsock_sockaddr *address);

/*
 Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`). Ending the sending one of a secure socket tells the
 peer.
 */
int32_t gzsock_shutdown(int32_t fd,
                        int32_t how);

/*
 The peer's address.
 */
int32_t gzsock_getpeername(int32_t fd, zsock_sockaddr *name);

/*
 The local address.
 */
int32_t gzsock_getsockname(int32_t fd, zsock_sockaddr *name);

/*
 Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
 (bytes).
 */
int32_t gzsock_getsockopt(int32_t fd,
                          int32_t level,
                          int32_t name,
                          void *value,
                          uint32_t *len);

/*
 Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
 */
int32_t gzsock_setsockopt(int32_t fd, int32_t level, int32_t name, const void *value, uint32_t len);

/*
 Closes the socket and wakes who waits in it. The peer of a secure one is told.
 */
int32_t gzsock_close(int32_t fd);

/*
 Connects to `address`; a secure socket has done its handshake then.
 */
int32_t gzsock_connect(int32_t fd, const zsock_sockaddr *address);

/*
 Makes the socket accept connections, of which up to `backlog` wait.
 */
int32_t gzsock_listen(int32_t fd, int32_t backlog);

/*
 Receives up to `len` bytes; gives how many, 0 for the proper end of the stream and nothing else. A secure socket
 takes no flags: `EOPNOTSUPP`.
 */
int32_t gzsock_recv(int32_t fd,
                    void *buffer,
                    size_t len,
                    int32_t flags);

/*
 As recv, without flags.
 */
int32_t gzsock_read(int32_t fd, void *buffer, size_t len);

/*
 Receives one message, and its sender's address unless `from` is null; gives how many bytes.
 */
int32_t gzsock_recvfrom(int32_t fd, void *buffer, size_t len, int32_t flags, zsock_sockaddr *from);

/*
 Sends up to `len` bytes; gives how many were taken. A secure socket takes no flags: `EOPNOTSUPP`.
 */
int32_t gzsock_send(int32_t fd, const void *data, size_t len, int32_t flags);

/*
 Sends one message to an address; gives how many bytes were taken. `EOPNOTSUPP` for a secure socket, as of recvfrom.
 */
int32_t gzsock_sendto(int32_t fd,
                      const void *data,
                      size_t len,
                      int32_t flags,
                      const zsock_sockaddr *to);

/*
 Opens a socket; gives its number, which is never negative. It is a plain one if `context` is `ZSSL_PLAIN`, else a
 secure one under that context. What making a context has failed with is no context: `EINVAL`.
 */
int32_t gzsock_socket(int32_t domain,
                      int32_t sock_type,
                      int32_t protocol,
                      int32_t context);

/*
 As send, without flags.
 */
int32_t gzsock_write(int32_t fd, const void *data, size_t len);

/*
 Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
 gives how many. `nfds` may be any number but a negative one.
 */
int32_t gzsock_select(int32_t nfds,
                      zsock_fd_set *read,
                      zsock_fd_set *write,
                      zsock_fd_set *except,
                      const zsock_timeval *timeout);

/*
 `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
 */
int32_t gzsock_ioctl(int32_t fd, long command, void *argument);

/*
 `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
 */
int32_t gzsock_fcntl(int32_t fd, int32_t command, int32_t value);

/*
 Looks up the addresses of `node`, a name or an address as text; `service` is a port as text, or null. `hints` is
 null. The list is for freeaddrinfo.
 */
int32_t gzsock_getaddrinfo(const char *node,
                           const char *service,
                           const zsock_addrinfo *hints,
                           zsock_addrinfo **found);

/*
 Frees a list that getaddrinfo gave; once.
 */
void gzsock_freeaddrinfo(zsock_addrinfo *found);

/*
 The IPv4 address that a text says, in network order; `0xffffffff` if it is none, or null.
 */
uint32_t gzsock_inet_addr(const char *text);

/*
 An IPv4 address in network order as text, which stays until this thread's next call; null for null.
 */
const char *gzsock_inet_ntoa(const uint32_t *address);

/*
 Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
 are.
 */
int32_t gzsock_poll(zsock_pollfd *fds,
                    uint32_t count,
                    int32_t milliseconds);

/*
 Waits for a connection; gives its socket, and the peer's address unless `peer` is null.
 */
int32_t zsock_accept(int32_t fd, zsock_sockaddr *peer);

/*
 Gives the socket a local address; port 0 lets the stack choose.
 */
int32_t zsock_bind(int32_t fd, const zsock_sockaddr *address);

/*
 Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`).
 */
int32_t zsock_shutdown(int32_t fd, int32_t how);

/*
 The peer's address.
 */
int32_t zsock_getpeername(int32_t fd, zsock_sockaddr *name);

/*
 The local address.
 */
int32_t zsock_getsockname(int32_t fd, zsock_sockaddr *name);

/*
 Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
 (bytes).
 */
int32_t zsock_getsockopt(int32_t fd,
                         int32_t level,
                         int32_t name,
                         void *value,
                         uint32_t *len);

/*
 Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
 */
int32_t zsock_setsockopt(int32_t fd, int32_t level, int32_t name, const void *value, uint32_t len);

/*
 Closes the socket and wakes who waits in it.
 */
int32_t zsock_close(int32_t fd);

/*
 Connects to `address`.
 */
int32_t zsock_connect(int32_t fd, const zsock_sockaddr *address);

/*
 Makes the socket accept connections, of which up to `backlog` wait.
 */
int32_t zsock_listen(int32_t fd, int32_t backlog);

/*
 Receives up to `len` bytes; gives how many, 0 for the proper end of the stream and nothing else.
 */
int32_t zsock_recv(int32_t fd, void *buffer, size_t len, int32_t flags);

/*
 As recv, without flags.
 */
int32_t zsock_read(int32_t fd, void *buffer, size_t len);

/*
 Receives one message, and its sender's address unless `from` is null; gives how many bytes.
 */
int32_t zsock_recvfrom(int32_t fd, void *buffer, size_t len, int32_t flags, zsock_sockaddr *from);

/*
 Sends up to `len` bytes; gives how many were taken.
 */
int32_t zsock_send(int32_t fd, const void *data, size_t len, int32_t flags);

/*
 Sends one message to an address; gives how many bytes were taken.
 */
int32_t zsock_sendto(int32_t fd, const void *data, size_t len, int32_t flags, const zsock_sockaddr *to);

/*
 Opens a socket; gives its number, which is never negative.
 */
int32_t zsock_socket(int32_t domain, int32_t sock_type, int32_t protocol);

/*
 As send, without flags.
 */
int32_t zsock_write(int32_t fd, const void *data, size_t len);

/*
 Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
 gives how many. `nfds` may be any number but a negative one.
 */
int32_t zsock_select(int32_t nfds,
                     zsock_fd_set *read,
                     zsock_fd_set *write,
                     zsock_fd_set *except,
                     const zsock_timeval *timeout);

/*
 `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
 */
int32_t zsock_ioctl(int32_t fd, long command, void *argument);

/*
 `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
 */
int32_t zsock_fcntl(int32_t fd, int32_t command, int32_t value);

/*
 Looks up the addresses of `node`, a name or an address as text; `service` is a port as text, or null. `hints` is
 null. The list is for freeaddrinfo.
 */
int32_t zsock_getaddrinfo(const char *node,
                          const char *service,
                          const zsock_addrinfo *hints,
                          zsock_addrinfo **found);

/*
 Frees a list that getaddrinfo gave; once.
 */
void zsock_freeaddrinfo(zsock_addrinfo *found);

/*
 The IPv4 address that a text says, in network order; `0xffffffff` if it is none, or null.
 */
uint32_t zsock_inet_addr(const char *text);

/*
 An IPv4 address in network order as text, which stays until this thread's next call; null for null.
 */
const char *zsock_inet_ntoa(const uint32_t *address);

/*
 Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
 are.
 */
int32_t zsock_poll(zsock_pollfd *fds,
                   uint32_t count,
                   int32_t milliseconds);

/*
 Waits for a connection; gives its secure socket, and the peer's address unless `peer` is null. The handshake is
 done by its first send or recv, or by zssl_handshake.
 */
int32_t zssl_accept(int32_t fd,
                    zsock_sockaddr *peer);

/*
 Gives the socket a local address; port 0 lets the stack choose.
 */
int32_t zssl_bind(int32_t fd, const zsock_sockaddr *address);

/*
 Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`). Ending the sending one tells the peer.
 */
int32_t zssl_shutdown(int32_t fd, int32_t how);

/*
 The peer's address.
 */
int32_t zssl_getpeername(int32_t fd, zsock_sockaddr *name);

/*
 The local address.
 */
int32_t zssl_getsockname(int32_t fd, zsock_sockaddr *name);

/*
 Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
 (bytes).
 */
int32_t zssl_getsockopt(int32_t fd,
                        int32_t level,
                        int32_t name,
                        void *value,
                        uint32_t *len);

/*
 Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
 */
int32_t zssl_setsockopt(int32_t fd, int32_t level, int32_t name, const void *value, uint32_t len);

/*
 Closes the socket, tells the peer, and wakes who waits in it.
 */
int32_t zssl_close(int32_t fd);

/*
 Connects to `address` and does the handshake, within the context's deadline.
 */
int32_t zssl_connect(int32_t fd, const zsock_sockaddr *address);

/*
 Makes the socket accept connections, of which up to `backlog` wait.
 */
int32_t zssl_listen(int32_t fd, int32_t backlog);

/*
 Receives up to `len` decrypted bytes; gives how many, 0 if the peer has closed the session properly. A stream that
 was cut off is `ECONNABORTED`. `flags` are 0.
 */
int32_t zssl_recv(int32_t fd,
                  void *buffer,
                  size_t len,
                  int32_t flags);

/*
 As recv, without flags.
 */
int32_t zssl_read(int32_t fd, void *buffer, size_t len);

/*
 Sends up to `len` bytes; gives how many were taken. `flags` are 0.
 */
int32_t zssl_send(int32_t fd, const void *data, size_t len, int32_t flags);

/*
 Opens a secure socket under `context`: a client's connects, a server's listens. There is no secure socket without a
 context: `EINVAL`.
 */
int32_t zssl_socket(int32_t domain,
                    int32_t sock_type,
                    int32_t protocol,
                    int32_t context);

/*
 As send, without flags.
 */
int32_t zssl_write(int32_t fd, const void *data, size_t len);

/*
 Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
 gives how many. `nfds` may be any number but a negative one.
 */
int32_t zssl_select(int32_t nfds,
                    zsock_fd_set *read,
                    zsock_fd_set *write,
                    zsock_fd_set *except,
                    const zsock_timeval *timeout);

/*
 `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
 */
int32_t zssl_ioctl(int32_t fd, long command, void *argument);

/*
 `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
 */
int32_t zssl_fcntl(int32_t fd, int32_t command, int32_t value);

/*
 Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
 are.
 */
int32_t zssl_poll(zsock_pollfd *fds,
                  uint32_t count,
                  int32_t milliseconds);

/*
 Does the handshake unless that is done already.
 */
int32_t zssl_handshake(int32_t fd);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GZSOCK_H */
