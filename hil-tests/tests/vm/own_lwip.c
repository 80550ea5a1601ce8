/*
 * The calls of lwip.c over lwIP itself, as Debian builds it: with the system's layouts, which lwip.c translates,
 * and without name lookup. It has one interface, 10.0.0.1, which reaches nobody but itself.
 */

#include <dlfcn.h>
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

/* lwIP has an own one. */
#undef TCP_MSS
#include "lwip/netif.h"
#include "lwip/tcpip.h"

static struct {
    __typeof__(socket) *socket;
    __typeof__(bind) *bind;
    __typeof__(listen) *listen;
    __typeof__(accept) *accept;
    __typeof__(connect) *connect;
    __typeof__(send) *send;
    __typeof__(recv) *recv;
    __typeof__(sendto) *sendto;
    __typeof__(recvfrom) *recvfrom;
    __typeof__(shutdown) *shutdown;
    __typeof__(close) *close;
    __typeof__(getpeername) *getpeername;
    __typeof__(getsockname) *getsockname;
    __typeof__(getsockopt) *getsockopt;
    __typeof__(setsockopt) *setsockopt;
    int (*ioctl)(int, long, void *);
    int (*fcntl)(int, int, int);
    __typeof__(poll) *poll;
} own;

static err_t lose(struct netif *netif, struct pbuf *p, const ip4_addr_t *to) {
    (void)netif, (void)p, (void)to;
    return ERR_OK;
}

static err_t lose_ip6(struct netif *netif, struct pbuf *p, const ip6_addr_t *to) {
    (void)netif, (void)p, (void)to;
    return ERR_OK;
}

static err_t prepare(struct netif *netif) {
    netif->name[0] = 'l';
    netif->name[1] = 'o';
    netif->mtu = 1500;
    netif->output = lose;
    netif->output_ip6 = lose_ip6;
    return ERR_OK;
}

/* Its own calls must not find those of lwip.c: hence RTLD_DEEPBIND. */
__attribute__((constructor)) static void start(void) {
    void *lwip = dlopen("liblwip.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (!lwip) {
        abort();
    }
#define FIND(name) own.name = (__typeof__(own.name))dlsym(lwip, "lwip_" #name)
    FIND(socket);
    FIND(bind);
    FIND(listen);
    FIND(accept);
    FIND(connect);
    FIND(send);
    FIND(recv);
    FIND(sendto);
    FIND(recvfrom);
    FIND(shutdown);
    FIND(close);
    FIND(getpeername);
    FIND(getsockname);
    FIND(getsockopt);
    FIND(setsockopt);
    FIND(ioctl);
    FIND(fcntl);
    FIND(poll);
#define OF_LWIP(name) ((__typeof__(name) *)dlsym(lwip, #name))
    OF_LWIP(tcpip_init)(0, 0);
    static struct netif netif;
    ip4_addr_t address, mask, gateway;
    IP4_ADDR(&address, 10, 0, 0, 1);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 0, 1);
    OF_LWIP(sys_lock_tcpip_core)();
    OF_LWIP(netif_add)(&netif, &address, &mask, &gateway, 0, prepare, OF_LWIP(tcpip_input));
    OF_LWIP(netif_set_default)(&netif);
    OF_LWIP(netif_set_up)(&netif);
    OF_LWIP(netif_set_link_up)(&netif);
    OF_LWIP(sys_unlock_tcpip_core)();
}

#define socket own.socket
#define bind own.bind
#define listen own.listen
#define accept own.accept
#define connect own.connect
#define send own.send
#define recv own.recv
#define sendto own.sendto
#define recvfrom own.recvfrom
#define shutdown own.shutdown
#define close own.close
#define getpeername own.getpeername
#define getsockname own.getsockname
#define getsockopt own.getsockopt
#define setsockopt own.setsockopt
#define ioctl own.ioctl
#define fcntl own.fcntl
#define poll own.poll

#include "lwip.c"
