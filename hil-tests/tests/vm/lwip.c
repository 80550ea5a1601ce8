/*
 * lwIP's socket calls over those of the system, laid out and numbered as lwIP's: what a TCP stack of the VM's looks
 * like to a firmware.
 */

#include "zsock_lwip.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

union system_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* How long the system's form is; 0 with errno for what is no address of lwIP's. */
static socklen_t to_system(const struct zsock_lwip_sockaddr *name, uint32_t len, union system_address *out) {
    memset(out, 0, sizeof *out);
    if (len == sizeof(struct zsock_lwip_sockaddr_in) && name->family == ZSOCK_LWIP_AF_INET && name->len == len) {
        const struct zsock_lwip_sockaddr_in *v4 = (const void *)name;
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = v4->port;
        memcpy(&out->v4.sin_addr, v4->addr, sizeof v4->addr);
        return sizeof out->v4;
    }
    if (len == sizeof(struct zsock_lwip_sockaddr_in6) && name->family == ZSOCK_LWIP_AF_INET6 && name->len == len) {
        const struct zsock_lwip_sockaddr_in6 *v6 = (const void *)name;
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = v6->port;
        out->v6.sin6_flowinfo = v6->flowinfo;
        memcpy(&out->v6.sin6_addr, v6->addr, sizeof v6->addr);
        out->v6.sin6_scope_id = v6->scope_id;
        return sizeof out->v6;
    }
    errno = EINVAL;
    return 0;
}

static void from_system(const union system_address *in, void *name, uint32_t *len) {
    struct zsock_lwip_sockaddr_in v4 = {.len = sizeof v4, .family = ZSOCK_LWIP_AF_INET};
    struct zsock_lwip_sockaddr_in6 v6 = {.len = sizeof v6, .family = ZSOCK_LWIP_AF_INET6};
    const void *from = &v4;
    uint32_t size = sizeof v4;
    if (in->any.sa_family == AF_INET6) {
        v6.port = in->v6.sin6_port;
        v6.flowinfo = in->v6.sin6_flowinfo;
        memcpy(v6.addr, &in->v6.sin6_addr, sizeof v6.addr);
        v6.scope_id = in->v6.sin6_scope_id;
        from = &v6;
        size = sizeof v6;
    } else {
        v4.port = in->v4.sin_port;
        memcpy(v4.addr, &in->v4.sin_addr, sizeof v4.addr);
    }
    if (!name) {
        return;
    }
    memcpy(name, from, *len < size ? *len : size);
    *len = size;
}

int lwip_socket(int domain, int type, int protocol) {
    /* Types and protocols have the same numbers. */
    return socket(domain == ZSOCK_LWIP_AF_INET6 ? AF_INET6 : AF_INET, type, protocol);
}

int lwip_bind(int s, const struct zsock_lwip_sockaddr *name, uint32_t namelen) {
    union system_address address;
    socklen_t len = to_system(name, namelen, &address);
    return len ? bind(s, &address.any, len) : -1;
}

int lwip_listen(int s, int backlog) {
    return listen(s, backlog);
}

int lwip_accept(int s, struct zsock_lwip_sockaddr *addr, uint32_t *addrlen) {
    union system_address address;
    socklen_t len = sizeof address;
    int accepted = accept(s, &address.any, &len);
    if (accepted >= 0) {
        from_system(&address, addr, addrlen);
    }
    return accepted;
}

int lwip_connect(int s, const struct zsock_lwip_sockaddr *name, uint32_t namelen) {
    union system_address address, peer;
    socklen_t len = to_system(name, namelen, &address), peer_len = sizeof peer;
    int type = 0;
    socklen_t type_len = sizeof type;
    /* Of a connect that did not wait, the system tells the outcome once more before it is EISCONN. */
    if (getsockopt(s, SOL_SOCKET, SO_TYPE, &type, &type_len) == 0 && type == SOCK_STREAM &&
        getpeername(s, &peer.any, &peer_len) == 0) {
        errno = EISCONN;
        return -1;
    }
    return len ? connect(s, &address.any, len) : -1;
}

static int flags_of(int flags) {
    return MSG_NOSIGNAL | (flags & ZSOCK_LWIP_MSG_PEEK ? MSG_PEEK : 0) |
           (flags & ZSOCK_LWIP_MSG_DONTWAIT ? MSG_DONTWAIT : 0);
}

ptrdiff_t lwip_send(int s, const void *data, size_t size, int flags) {
    return send(s, data, size, flags_of(flags));
}

ptrdiff_t lwip_recv(int s, void *mem, size_t len, int flags) {
    return recv(s, mem, len, flags_of(flags));
}

ptrdiff_t lwip_sendto(int s, const void *data, size_t size, int flags, const struct zsock_lwip_sockaddr *to,
                      uint32_t tolen) {
    union system_address address;
    socklen_t len = to_system(to, tolen, &address);
    return len ? sendto(s, data, size, flags_of(flags), &address.any, len) : -1;
}

ptrdiff_t lwip_recvfrom(int s, void *mem, size_t len, int flags, struct zsock_lwip_sockaddr *from,
                        uint32_t *fromlen) {
    union system_address address;
    socklen_t room = sizeof address;
    ssize_t moved = recvfrom(s, mem, len, flags_of(flags), &address.any, &room);
    if (moved >= 0 && room) {
        from_system(&address, from, fromlen);
    }
    return moved;
}

int lwip_shutdown(int s, int how) {
    return shutdown(s, how);
}

int lwip_close(int s) {
    return close(s);
}

static int name_of(int (*ask)(int, struct sockaddr *, socklen_t *), int s, void *name, uint32_t *namelen) {
    union system_address address;
    socklen_t len = sizeof address;
    int result = ask(s, &address.any, &len);
    if (result == 0) {
        from_system(&address, name, namelen);
    }
    return result;
}

int lwip_getpeername(int s, struct zsock_lwip_sockaddr *name, uint32_t *namelen) {
    return name_of(getpeername, s, name, namelen);
}

int lwip_getsockname(int s, struct zsock_lwip_sockaddr *name, uint32_t *namelen) {
    return name_of(getsockname, s, name, namelen);
}

/* -1 with errno for an option that nobody needs here. */
static int option(int level, int optname, int *system_level) {
    *system_level = level == ZSOCK_LWIP_SOL_SOCKET ? SOL_SOCKET : IPPROTO_TCP;
    if (level == ZSOCK_LWIP_SOL_SOCKET) {
        switch (optname) {
        case ZSOCK_LWIP_SO_REUSEADDR: return SO_REUSEADDR;
        case ZSOCK_LWIP_SO_KEEPALIVE: return SO_KEEPALIVE;
        case ZSOCK_LWIP_SO_ERROR: return SO_ERROR;
        }
    } else if (level == ZSOCK_LWIP_IPPROTO_TCP && optname == ZSOCK_LWIP_TCP_NODELAY) {
        return TCP_NODELAY;
    }
    errno = ENOPROTOOPT;
    return -1;
}

int lwip_getsockopt(int s, int level, int optname, void *optval, uint32_t *optlen) {
    int system_level, name = option(level, optname, &system_level);
    return name < 0 ? -1 : getsockopt(s, system_level, name, optval, optlen);
}

int lwip_setsockopt(int s, int level, int optname, const void *optval, uint32_t optlen) {
    int system_level, name = option(level, optname, &system_level);
    return name < 0 ? -1 : setsockopt(s, system_level, name, optval, optlen);
}

int lwip_ioctl(int s, long cmd, void *argp) {
    if (cmd != ZSOCK_LWIP_FIONREAD) {
        errno = ENOSYS;
        return -1;
    }
    return ioctl(s, FIONREAD, argp);
}

int lwip_fcntl(int s, int cmd, int val) {
    if (cmd != ZSOCK_LWIP_F_SETFL || (val & ~ZSOCK_LWIP_O_NONBLOCK)) {
        errno = ENOSYS;
        return -1;
    }
    return fcntl(s, F_SETFL, val ? O_NONBLOCK : 0);
}

static const struct {
    short lwip, system;
} EVENTS[] = {
    {ZSOCK_LWIP_POLLIN, POLLIN},   {ZSOCK_LWIP_POLLOUT, POLLOUT},   {ZSOCK_LWIP_POLLERR, POLLERR},
    {ZSOCK_LWIP_POLLHUP, POLLHUP}, {ZSOCK_LWIP_POLLNVAL, POLLNVAL},
};

int lwip_poll(struct zsock_lwip_pollfd *fds, unsigned int nfds, int timeout) {
    struct pollfd *asked = calloc(nfds + 1, sizeof *asked);
    if (!asked) {
        errno = ENOMEM;
        return -1;
    }
    for (unsigned int i = 0; i < nfds; i++) {
        asked[i].fd = fds[i].fd;
        for (size_t e = 0; e < sizeof EVENTS / sizeof *EVENTS; e++) {
            asked[i].events |= fds[i].events & EVENTS[e].lwip ? EVENTS[e].system : 0;
        }
    }
    int ready = poll(asked, nfds, timeout);
    for (unsigned int i = 0; i < nfds; i++) {
        fds[i].revents = 0;
        for (size_t e = 0; e < sizeof EVENTS / sizeof *EVENTS; e++) {
            fds[i].revents |= asked[i].revents & EVENTS[e].system ? EVENTS[e].lwip : 0;
        }
    }
    free(asked);
    return ready;
}

/* As lwIP: one address, IPv4 if there is one. */
int lwip_getaddrinfo(const char *nodename, const char *servname, const struct zsock_lwip_addrinfo *hints,
                     struct zsock_lwip_addrinfo **res) {
    struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    if (servname || hints || getaddrinfo(nodename, 0, &wanted, &found)) {
        return ZSOCK_LWIP_EAI_FAIL;
    }
    struct both {
        struct zsock_lwip_addrinfo info;
        struct zsock_lwip_sockaddr_in address;
    } *both = calloc(1, sizeof *both);
    if (both) {
        union system_address address;
        memcpy(&address, found->ai_addr, sizeof address.v4);
        both->info.addrlen = sizeof both->address;
        from_system(&address, &both->address, &both->info.addrlen);
        both->info.family = ZSOCK_LWIP_AF_INET;
        both->info.addr = (void *)&both->address;
        *res = &both->info;
    }
    freeaddrinfo(found);
    return both ? 0 : ZSOCK_LWIP_EAI_MEMORY;
}

void lwip_freeaddrinfo(struct zsock_lwip_addrinfo *ai) {
    free(ai);
}

/* Wraps soon, so that whoever measures has to cope. */
uint32_t sys_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    static uint32_t start;
    uint32_t milliseconds = (uint32_t)now.tv_sec * 1000 + (uint32_t)(now.tv_nsec / 1000000);
    if (!start) {
        start = milliseconds;
    }
    return milliseconds - start - 200;
}

void sys_msleep(uint32_t ms) {
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, 0);
}

int zsock_lwip_errno(void) {
    return errno;
}
