/*
 * What the feature `external-tcp-stack` of the Rust crate `hwcrypto-sockets` needs of a program: a TCP stack with
 * the socket calls of lwIP 2.1 or later, under its names and with its layouts, and one function more. lwIP itself
 * provides the calls (with LWIP_SOCKET, LWIP_SOCKET_POLL, LWIP_DNS and LWIP_SO_RCVBUF); so may anybody else who
 * includes this file.
 *
 * Calls answer -1 where they fail, and zsock_lwip_errno() tells why. Whether errno is a variable, a macro or one
 * per thread depends on the port of lwIP, so this function is left to the program, where lwIP's headers are:
 *
 *     #include "lwip/errno.h"
 *     int zsock_lwip_errno(void) { return errno; }
 *
 * Its numbers are those of lwip/errno.h, which are Linux'; a port that takes others from its C library translates
 * them there.
 */
#ifndef ZSOCK_LWIP_H
#define ZSOCK_LWIP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZSOCK_LWIP_AF_UNSPEC 0
#define ZSOCK_LWIP_AF_INET 2
#define ZSOCK_LWIP_AF_INET6 10

#define ZSOCK_LWIP_SOCK_STREAM 1
#define ZSOCK_LWIP_SOCK_DGRAM 2

#define ZSOCK_LWIP_IPPROTO_IP 0
#define ZSOCK_LWIP_IPPROTO_TCP 6
#define ZSOCK_LWIP_IPPROTO_UDP 17

#define ZSOCK_LWIP_SHUT_RD 0
#define ZSOCK_LWIP_SHUT_WR 1
#define ZSOCK_LWIP_SHUT_RDWR 2

#define ZSOCK_LWIP_SOL_SOCKET 0xfff
#define ZSOCK_LWIP_SO_REUSEADDR 0x0004
#define ZSOCK_LWIP_SO_KEEPALIVE 0x0008
#define ZSOCK_LWIP_SO_ERROR 0x1007
#define ZSOCK_LWIP_TCP_NODELAY 0x01

#define ZSOCK_LWIP_MSG_PEEK 0x01
#define ZSOCK_LWIP_MSG_DONTWAIT 0x08

#define ZSOCK_LWIP_F_SETFL 4
#define ZSOCK_LWIP_O_NONBLOCK 1
/* The argument is an int. */
#define ZSOCK_LWIP_FIONREAD ((long)(0x4000667fUL | (sizeof(unsigned long) << 16)))

#define ZSOCK_LWIP_POLLIN 0x1
#define ZSOCK_LWIP_POLLOUT 0x2
#define ZSOCK_LWIP_POLLERR 0x4
#define ZSOCK_LWIP_POLLNVAL 0x8
#define ZSOCK_LWIP_POLLHUP 0x200

/* What lwip_getaddrinfo answers instead of -1. */
#define ZSOCK_LWIP_EAI_NONAME 200
#define ZSOCK_LWIP_EAI_SERVICE 201
#define ZSOCK_LWIP_EAI_FAIL 202
#define ZSOCK_LWIP_EAI_MEMORY 203
#define ZSOCK_LWIP_EAI_FAMILY 204

/* What all addresses begin with. */
struct zsock_lwip_sockaddr {
    uint8_t len; /* of the whole address, in bytes */
    uint8_t family;
};

struct zsock_lwip_sockaddr_in {
    uint8_t len;
    uint8_t family;
    uint16_t port;   /* big-endian */
    uint8_t addr[4]; /* big-endian, aligned to 4 */
    uint8_t zero[8];
};

struct zsock_lwip_sockaddr_in6 {
    uint8_t len;
    uint8_t family;
    uint16_t port;     /* big-endian */
    uint32_t flowinfo; /* big-endian */
    uint8_t addr[16];
    uint32_t scope_id;
};

struct zsock_lwip_pollfd {
    int fd;
    short events;
    short revents;
};

struct zsock_lwip_addrinfo {
    int flags;
    int family;
    int socktype;
    int protocol;
    uint32_t addrlen;
    struct zsock_lwip_sockaddr *addr;
    char *canonname;
    struct zsock_lwip_addrinfo *next;
};

/* Beside lwIP's own headers the calls are declared already. */
#ifndef ZSOCK_LWIP_NO_CALLS

int lwip_socket(int domain, int type, int protocol);
int lwip_bind(int s, const struct zsock_lwip_sockaddr *name, uint32_t namelen);
int lwip_listen(int s, int backlog);
int lwip_accept(int s, struct zsock_lwip_sockaddr *addr, uint32_t *addrlen);
int lwip_connect(int s, const struct zsock_lwip_sockaddr *name, uint32_t namelen);
ptrdiff_t lwip_send(int s, const void *data, size_t size, int flags);
ptrdiff_t lwip_recv(int s, void *mem, size_t len, int flags);
ptrdiff_t lwip_sendto(int s, const void *data, size_t size, int flags, const struct zsock_lwip_sockaddr *to,
                      uint32_t tolen);
ptrdiff_t lwip_recvfrom(int s, void *mem, size_t len, int flags, struct zsock_lwip_sockaddr *from,
                        uint32_t *fromlen);
int lwip_shutdown(int s, int how);
int lwip_close(int s);
int lwip_getpeername(int s, struct zsock_lwip_sockaddr *name, uint32_t *namelen);
int lwip_getsockname(int s, struct zsock_lwip_sockaddr *name, uint32_t *namelen);
int lwip_getsockopt(int s, int level, int optname, void *optval, uint32_t *optlen);
int lwip_setsockopt(int s, int level, int optname, const void *optval, uint32_t optlen);
int lwip_ioctl(int s, long cmd, void *argp);
int lwip_fcntl(int s, int cmd, int val);
int lwip_poll(struct zsock_lwip_pollfd *fds, unsigned int nfds, int timeout);
int lwip_getaddrinfo(const char *nodename, const char *servname, const struct zsock_lwip_addrinfo *hints,
                     struct zsock_lwip_addrinfo **res);
void lwip_freeaddrinfo(struct zsock_lwip_addrinfo *ai);
/* Milliseconds since anything; it wraps. */
uint32_t sys_now(void);
void sys_msleep(uint32_t ms);

/* The program's own: why the last call of this thread failed. */
int zsock_lwip_errno(void);

#endif

#ifdef __cplusplus
}
#endif

#endif
