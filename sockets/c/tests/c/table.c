/* A network stack in C, as far as it shows that its table is read as it was written. */

#include <string.h>

#include "check.h"

/* What the stack gives to its entries. */
static struct {
    int opened, closed;
} stack;

static int32_t open_socket(SocketApiContext ctx, int32_t domain, int32_t sock_type, int32_t protocol)
{
    EXPECT(ctx == &stack);
    EXPECT(sock_type == ZSOCK_SOCK_STREAM && protocol == ZSOCK_IPPROTO_TCP);
    if (domain == ZSOCK_AF_INET6) {
        return -ZSOCK_EAFNOSUPPORT;
    }
    stack.opened++;
    return 7;
}

static int32_t close_socket(SocketApiContext ctx, int32_t fd)
{
    EXPECT(ctx == &stack && fd == 7);
    stack.closed++;
    return 0;
}

static int32_t shut_down(SocketApiContext ctx, int32_t fd, int32_t how)
{
    EXPECT(ctx == &stack && fd == 7 && how == ZSOCK_SHUT_RDWR);
    return 0;
}

static int32_t name(SocketApiContext ctx, int32_t fd, zsock_sockaddr *address)
{
    EXPECT(ctx == &stack && fd == 7);
    memset(address, 0, sizeof *address);
    address->family = ZSOCK_AF_INET;
    address->port = 443;
    address->address[3] = 9;
    return 0;
}

static int32_t connect_socket(SocketApiContext ctx, int32_t fd, const zsock_sockaddr *address)
{
    EXPECT(ctx == &stack && fd == 7 && address->port == 80);
    return -ZSOCK_ECONNREFUSED;
}

/* Claims to have sent more than there was. */
static int32_t boast(SocketApiContext ctx, int32_t fd, const void *data, size_t len, int32_t flags)
{
    EXPECT(ctx == &stack && fd == 7 && memcmp(data, "abc", 3) == 0 && flags == 0);
    return (int32_t)len + 1;
}

int main(void)
{
    static SocketApi table;
    zsock_sockaddr address = {0};
    int32_t fd;

    table.header.abi_version = ZSOCK_ABI_VERSION;
    table.header.size = sizeof table;
    table.header.ctx = &stack;
    table.socket = open_socket;
    table.close = close_socket;
    table.shutdown = shut_down;
    table.getsockname = name;
    table.connect = connect_socket;
    table.send = boast;
    EXPECT(gzsock_init(&table, 0) == 0);

    EXPECT_ERROR(gzsock_socket(ZSOCK_AF_INET6, ZSOCK_SOCK_STREAM, ZSOCK_IPPROTO_TCP, ZSSL_PLAIN),
                 ZSOCK_EAFNOSUPPORT);
    fd = gzsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_STREAM, ZSOCK_IPPROTO_TCP, ZSSL_PLAIN);
    EXPECT(fd > 7 && stack.opened == 1);
    EXPECT(gzsock_getsockname(fd, &address) == 0);
    EXPECT(address.port == 443 && address.address[3] == 9);
    address.port = 80;
    EXPECT_ERROR(gzsock_connect(fd, &address), ZSOCK_ECONNREFUSED);
    EXPECT_ERROR(gzsock_send(fd, "abc", 3, 0), ZSOCK_EIO);
    EXPECT_ERROR(gzsock_listen(fd, 1), ZSOCK_ENOSYS);

    table.header.abi_version = 99;
    EXPECT_ERROR(gzsock_init(&table, 1), ZSOCK_EINVAL);
    table.header.abi_version = ZSOCK_ABI_VERSION;
    EXPECT_ERROR(gzsock_init(&table, 0), ZSOCK_EBUSY);
    EXPECT(gzsock_init(&table, 1) == 0);
    EXPECT(stack.closed == 1);
    EXPECT_ERROR(gzsock_close(fd), ZSOCK_EBADF);
    return 0;
}
