/* One of the families of calls, which are alike. */

#ifndef FAMILY_H
#define FAMILY_H

#include "gzsock.h"

typedef struct Family {
    const char *name;
    int secure;
    /* The contexts of secure ones. */
    int32_t client, server;
    int32_t (*accept)(int32_t, zsock_sockaddr *);
    int32_t (*bind)(int32_t, const zsock_sockaddr *);
    int32_t (*shutdown)(int32_t, int32_t);
    int32_t (*getpeername)(int32_t, zsock_sockaddr *);
    int32_t (*getsockname)(int32_t, zsock_sockaddr *);
    int32_t (*getsockopt)(int32_t, int32_t, int32_t, void *, uint32_t *);
    int32_t (*setsockopt)(int32_t, int32_t, int32_t, const void *, uint32_t);
    int32_t (*close)(int32_t);
    int32_t (*connect)(int32_t, const zsock_sockaddr *);
    int32_t (*listen)(int32_t, int32_t);
    int32_t (*recv)(int32_t, void *, size_t, int32_t);
    int32_t (*read)(int32_t, void *, size_t);
    int32_t (*send)(int32_t, const void *, size_t, int32_t);
    int32_t (*write)(int32_t, const void *, size_t);
    int32_t (*select)(int32_t, zsock_fd_set *, zsock_fd_set *, zsock_fd_set *, const zsock_timeval *);
    int32_t (*ioctl)(int32_t, long, void *);
    int32_t (*fcntl)(int32_t, int32_t, int32_t);
    int32_t (*poll)(zsock_pollfd *, uint32_t, int32_t);
} Family;

/* The calls with this prefix. */
#define FAMILY(prefix, secure, client, server)                                                                   \
    {                                                                                                            \
        #prefix, secure, client, server, prefix##_accept, prefix##_bind, prefix##_shutdown, prefix##_getpeername, \
            prefix##_getsockname, prefix##_getsockopt, prefix##_setsockopt, prefix##_close, prefix##_connect,     \
            prefix##_listen, prefix##_recv, prefix##_read, prefix##_send, prefix##_write, prefix##_select,        \
            prefix##_ioctl, prefix##_fcntl, prefix##_poll                                                         \
    }

/* A stream socket of the family, for the side whose context this is. */
static inline int32_t family_socket(const Family *family, int32_t context)
{
    switch (family->name[0]) {
    case 'g':
        return gzsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_STREAM, ZSOCK_IPPROTO_TCP, context);
    default:
        return family->secure ? zssl_socket(ZSOCK_AF_INET, ZSOCK_SOCK_STREAM, 0, context)
                              : zsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_STREAM, 0);
    }
}

#endif
