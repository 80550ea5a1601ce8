/* Our declarations of lwIP's layouts and numbers, held against those of lwIP's own headers. */

#include "lwip/errno.h"
#include "lwip/netdb.h"
#include "lwip/sockets.h"
#include "lwip/sys.h"

#define ZSOCK_LWIP_NO_CALLS
#include "zsock_lwip.h"

#define SAME(ours, theirs) _Static_assert((ours) == (theirs), #ours " is not " #theirs)
#define SAME_PLACE(ours, our_field, theirs, their_field)                                                               \
    SAME(offsetof(struct ours, our_field), offsetof(struct theirs, their_field));                                      \
    SAME(sizeof(((struct ours *)0)->our_field), sizeof(((struct theirs *)0)->their_field))

SAME(sizeof(struct zsock_lwip_sockaddr_in), sizeof(struct sockaddr_in));
SAME_PLACE(zsock_lwip_sockaddr_in, len, sockaddr_in, sin_len);
SAME_PLACE(zsock_lwip_sockaddr_in, family, sockaddr_in, sin_family);
SAME_PLACE(zsock_lwip_sockaddr_in, port, sockaddr_in, sin_port);
SAME_PLACE(zsock_lwip_sockaddr_in, addr, sockaddr_in, sin_addr);

SAME(sizeof(struct zsock_lwip_sockaddr_in6), sizeof(struct sockaddr_in6));
SAME_PLACE(zsock_lwip_sockaddr_in6, len, sockaddr_in6, sin6_len);
SAME_PLACE(zsock_lwip_sockaddr_in6, family, sockaddr_in6, sin6_family);
SAME_PLACE(zsock_lwip_sockaddr_in6, port, sockaddr_in6, sin6_port);
SAME_PLACE(zsock_lwip_sockaddr_in6, flowinfo, sockaddr_in6, sin6_flowinfo);
SAME_PLACE(zsock_lwip_sockaddr_in6, addr, sockaddr_in6, sin6_addr);
SAME_PLACE(zsock_lwip_sockaddr_in6, scope_id, sockaddr_in6, sin6_scope_id);

SAME(sizeof(struct zsock_lwip_pollfd), sizeof(struct pollfd));
SAME_PLACE(zsock_lwip_pollfd, fd, pollfd, fd);
SAME_PLACE(zsock_lwip_pollfd, events, pollfd, events);
SAME_PLACE(zsock_lwip_pollfd, revents, pollfd, revents);

SAME(sizeof(struct zsock_lwip_addrinfo), sizeof(struct addrinfo));
SAME_PLACE(zsock_lwip_addrinfo, addrlen, addrinfo, ai_addrlen);
SAME_PLACE(zsock_lwip_addrinfo, addr, addrinfo, ai_addr);
SAME_PLACE(zsock_lwip_addrinfo, next, addrinfo, ai_next);

SAME(ZSOCK_LWIP_AF_UNSPEC, AF_UNSPEC);
SAME(ZSOCK_LWIP_AF_INET, AF_INET);
SAME(ZSOCK_LWIP_AF_INET6, AF_INET6);
SAME(ZSOCK_LWIP_SOCK_STREAM, SOCK_STREAM);
SAME(ZSOCK_LWIP_SOCK_DGRAM, SOCK_DGRAM);
SAME(ZSOCK_LWIP_IPPROTO_IP, IPPROTO_IP);
SAME(ZSOCK_LWIP_IPPROTO_TCP, IPPROTO_TCP);
SAME(ZSOCK_LWIP_IPPROTO_UDP, IPPROTO_UDP);
SAME(ZSOCK_LWIP_SHUT_RD, SHUT_RD);
SAME(ZSOCK_LWIP_SHUT_WR, SHUT_WR);
SAME(ZSOCK_LWIP_SHUT_RDWR, SHUT_RDWR);
SAME(ZSOCK_LWIP_SOL_SOCKET, SOL_SOCKET);
SAME(ZSOCK_LWIP_SO_REUSEADDR, SO_REUSEADDR);
SAME(ZSOCK_LWIP_SO_KEEPALIVE, SO_KEEPALIVE);
SAME(ZSOCK_LWIP_SO_ERROR, SO_ERROR);
SAME(ZSOCK_LWIP_TCP_NODELAY, TCP_NODELAY);
SAME(ZSOCK_LWIP_MSG_PEEK, MSG_PEEK);
SAME(ZSOCK_LWIP_MSG_DONTWAIT, MSG_DONTWAIT);
SAME(ZSOCK_LWIP_F_SETFL, F_SETFL);
SAME(ZSOCK_LWIP_O_NONBLOCK, O_NONBLOCK);
SAME(ZSOCK_LWIP_FIONREAD, FIONREAD);
SAME(ZSOCK_LWIP_POLLIN, POLLIN);
SAME(ZSOCK_LWIP_POLLOUT, POLLOUT);
SAME(ZSOCK_LWIP_POLLERR, POLLERR);
SAME(ZSOCK_LWIP_POLLNVAL, POLLNVAL);
SAME(ZSOCK_LWIP_POLLHUP, POLLHUP);
SAME(ZSOCK_LWIP_EAI_NONAME, EAI_NONAME);
SAME(ZSOCK_LWIP_EAI_SERVICE, EAI_SERVICE);
SAME(ZSOCK_LWIP_EAI_FAIL, EAI_FAIL);
SAME(ZSOCK_LWIP_EAI_MEMORY, EAI_MEMORY);
SAME(ZSOCK_LWIP_EAI_FAMILY, EAI_FAMILY);

/* The numbers by which the driver knows what it waits for, and lwIP's own errno.h is the same everywhere. */
SAME(EAGAIN, 11);
SAME(EWOULDBLOCK, EAGAIN);
SAME(EINPROGRESS, 115);

/* The calls take what ours are declared to take. */
int (*const socket_call)(int, int, int) = lwip_socket;
int (*const poll_call)(struct pollfd *, unsigned int, int) = lwip_poll;
ssize_t (*const send_call)(int, const void *, size_t, int) = lwip_send;
int (*const getaddrinfo_call)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
    lwip_getaddrinfo;
u32_t (*const now)(void) = sys_now;
void (*const pause_call)(u32_t) = sys_msleep;
