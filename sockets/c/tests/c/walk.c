/*
 * Every call of every family over the loopback interface, as it is meant to be used.
 *
 * walk FOLDER: with ca.pem, device.pem and device.key (of both sides, for localhost).
 */

#include <pthread.h>
#include <string.h>

#include "check.h"
#include "family.h"

#define LEN(array) (sizeof(array) / sizeof(array)[0])

static const zsock_timeval PATIENCE = {10, 0};

static zsock_sockaddr loopback(void)
{
    uint32_t address = gzsock_inet_addr("127.0.0.1");
    zsock_sockaddr name = {0};

    name.family = ZSOCK_AF_INET;
    memcpy(name.address, &address, sizeof address);
    return name;
}

/* A client's socket and how its server goes on. */
typedef struct {
    const Family *family;
    int32_t listener;
} Server;

/* Accepts, gives the word back, and reads to the end. */
static void *serve(void *argument)
{
    const Server *server = argument;
    const Family *family = server->family;
    zsock_sockaddr peer;
    char word[5];
    int32_t fd, len, have = 0;

    fd = family->accept(server->listener, &peer);
    EXPECT(fd >= 0);
    EXPECT(peer.family == ZSOCK_AF_INET && peer.port != 0);
    while (have < 5) {
        len = family->recv(fd, word + have, sizeof word - (size_t)have, 0);
        EXPECT(len > 0);
        have += len;
    }
    EXPECT(family->write(fd, word, sizeof word) == 5);
    EXPECT(family->read(fd, word, sizeof word) == 0);
    EXPECT(family->shutdown(fd, ZSOCK_SHUT_WR) == 0);
    EXPECT(family->close(fd) == 0);
    return NULL;
}

static void options(const Family *family, int32_t fd)
{
    zsock_timeval time = {0};
    int32_t value = 1;
    uint32_t len = sizeof value;

    EXPECT(family->setsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_REUSEADDR, &value, sizeof value) == 0);
    value = 0;
    EXPECT(family->getsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_REUSEADDR, &value, &len) == 0);
    EXPECT(value == 1 && len == sizeof value);
    EXPECT(family->getsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_TYPE, &value, &len) == 0);
    EXPECT(value == ZSOCK_SOCK_STREAM);
    EXPECT(family->getsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_ERROR, &value, &len) == 0);
    EXPECT(value == 0);
    EXPECT(family->setsockopt(fd, ZSOCK_IPPROTO_TCP, ZSOCK_TCP_NODELAY, &len, sizeof len) == 0);
    EXPECT(family->setsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_KEEPALIVE, &len, sizeof len) == 0);
    EXPECT(family->setsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_SNDTIMEO, &PATIENCE, sizeof PATIENCE) == 0);
    EXPECT(family->setsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_RCVTIMEO, &PATIENCE, sizeof PATIENCE) == 0);
    len = sizeof time;
    EXPECT(family->getsockopt(fd, ZSOCK_SOL_SOCKET, ZSOCK_SO_RCVTIMEO, &time, &len) == 0);
    EXPECT(time.seconds == 10 && time.microseconds == 0 && len == sizeof time);
    EXPECT_ERROR(family->setsockopt(fd, ZSOCK_SOL_SOCKET, 4242, &value, sizeof value), ZSOCK_ENOPROTOOPT);
}

static void names(const Family *family, int32_t fd, const zsock_sockaddr *server)
{
    zsock_sockaddr name = {0};

    EXPECT(family->getpeername(fd, &name) == 0);
    EXPECT(name.family == ZSOCK_AF_INET && name.port == server->port);
    EXPECT(memcmp(name.address, server->address, sizeof name.address) == 0);
    EXPECT(family->getsockname(fd, &name) == 0);
    EXPECT(name.port != 0 && name.port != server->port);
}

/* The word comes back: waited for, looked at, read. */
static void answer(const Family *family, int32_t fd)
{
    zsock_pollfd ask = {0, ZSOCK_POLLIN, 0};
    zsock_fd_set readable, writable;
    char word[16] = {0};
    int32_t len = 0;

    ask.fd = fd;
    EXPECT(family->poll(&ask, 1, 10000) == 1);
    EXPECT(ask.revents == ZSOCK_POLLIN);
    ZSOCK_FD_ZERO(&readable);
    ZSOCK_FD_ZERO(&writable);
    EXPECT(ZSOCK_FD_SET(fd, &readable) == 0 && ZSOCK_FD_SET(fd, &writable) == 0);
    EXPECT(family->select(fd + 1, &readable, &writable, NULL, &PATIENCE) == 2);
    EXPECT(ZSOCK_FD_ISSET(fd, &readable) && ZSOCK_FD_ISSET(fd, &writable));
    ZSOCK_FD_CLR(fd, &readable);
    EXPECT(!ZSOCK_FD_ISSET(fd, &readable));
    EXPECT(family->recv(fd, word, 1, ZSOCK_MSG_PEEK) == 1);
    EXPECT(family->ioctl(fd, (long)ZSOCK_FIONREAD, &len) == 0);
    EXPECT(len == 5);
    EXPECT(family->read(fd, word, sizeof word) == 5);
    EXPECT(strcmp(word, "hello") == 0);
}

static void without_waiting(const Family *family, int32_t fd)
{
    int32_t on = 1;
    char byte;

    EXPECT(family->fcntl(fd, ZSOCK_F_GETFL, 0) == 0);
    EXPECT(family->ioctl(fd, (long)ZSOCK_FIONBIO, &on) == 0);
    EXPECT(family->fcntl(fd, ZSOCK_F_GETFL, 0) == ZSOCK_O_NONBLOCK);
    EXPECT_ERROR(family->recv(fd, &byte, 1, 0), ZSOCK_EAGAIN);
    EXPECT(family->fcntl(fd, ZSOCK_F_SETFL, 0) == 0);
    EXPECT_ERROR(family->recv(fd, &byte, 1, ZSOCK_MSG_DONTWAIT), ZSOCK_EAGAIN);
}

static void agreement(const Family *family, int32_t fd)
{
    zssl_info info = {0};
    uint8_t certificate[2000];

    info.size = sizeof info;
    if (!family->secure) {
        EXPECT_ERROR(gzsock_tls_info(fd, &info), ZSOCK_EOPNOTSUPP);
        return;
    }
    EXPECT(zssl_handshake(fd) == 0);
    EXPECT(gzsock_tls_info(fd, &info) == 0);
    EXPECT(info.version == 0x0304 && info.verified == 1 && info.resumed == 0);
    EXPECT(strncmp(info.cipher_suite, "TLS_", 4) == 0);
    EXPECT(strcmp(info.alpn, "word/1") == 0);
    EXPECT(strcmp(info.verification, "verified") == 0);
    EXPECT(info.peer_certificates >= 1);
    EXPECT(zssl_peer_certificate(fd, 0, certificate, sizeof certificate) > 100);
    EXPECT(certificate[0] == 0x30);
    EXPECT_ERROR(zssl_peer_certificate(fd, 9, certificate, sizeof certificate), ZSOCK_ENOENT);
}

static void stream(const Family *family)
{
    zsock_sockaddr address = loopback();
    pthread_t thread;
    Server server;
    int32_t fd;
    char byte;

    server.family = family;
    server.listener = family_socket(family, family->server);
    EXPECT(server.listener >= 0);
    options(family, server.listener);
    EXPECT(family->bind(server.listener, &address) == 0);
    EXPECT(family->listen(server.listener, 1) == 0);
    EXPECT(family->getsockname(server.listener, &address) == 0);
    EXPECT(address.port != 0);
    EXPECT(pthread_create(&thread, NULL, serve, &server) == 0);

    fd = family_socket(family, family->client);
    EXPECT(fd >= 0 && fd != server.listener);
    options(family, fd);
    EXPECT(family->connect(fd, &address) == 0);
    names(family, fd, &address);
    agreement(family, fd);
    without_waiting(family, fd);
    EXPECT(family->send(fd, "hel", 3, 0) == 3);
    EXPECT(family->write(fd, "lo", 2) == 2);
    answer(family, fd);
    EXPECT(family->shutdown(fd, ZSOCK_SHUT_WR) == 0);
    EXPECT(family->recv(fd, &byte, 1, 0) == 0);
    EXPECT(pthread_join(thread, NULL) == 0);
    EXPECT(family->close(fd) == 0);
    EXPECT_ERROR(family->close(fd), ZSOCK_EBADF);
    EXPECT(family->close(server.listener) == 0);
    printf("%s: a %s stream\n", family->name, family->secure ? "secure" : "plain");
}

typedef int32_t SendTo(int32_t, const void *, size_t, int32_t, const zsock_sockaddr *);
typedef int32_t RecvFrom(int32_t, void *, size_t, int32_t, zsock_sockaddr *);

static void messages(const Family *family, SendTo *sendto, RecvFrom *recvfrom)
{
    zsock_sockaddr here = loopback(), there = loopback(), from = {0};
    char message[8];
    int32_t one, other;

    one = zsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_DGRAM, ZSOCK_IPPROTO_UDP);
    other = gzsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_DGRAM, 0, ZSSL_PLAIN);
    EXPECT(one >= 0 && other >= 0);
    EXPECT(family->bind(one, &here) == 0 && family->bind(other, &there) == 0);
    EXPECT(family->getsockname(one, &here) == 0 && family->getsockname(other, &there) == 0);
    EXPECT(family->setsockopt(other, ZSOCK_SOL_SOCKET, ZSOCK_SO_RCVTIMEO, &PATIENCE, sizeof PATIENCE) == 0);
    EXPECT(sendto(one, "message", 7, 0, &there) == 7);
    EXPECT(recvfrom(other, message, sizeof message, 0, &from) == 7);
    EXPECT(memcmp(message, "message", 7) == 0 && from.port == here.port);
    EXPECT(family->close(one) == 0 && family->close(other) == 0);
    printf("%s: messages\n", family->name);
}

typedef int32_t LookUp(const char *, const char *, const zsock_addrinfo *, zsock_addrinfo **);

static void look_up(LookUp *getaddrinfo, void (*freeaddrinfo)(zsock_addrinfo *))
{
    zsock_addrinfo *found = NULL, *at;
    int loopbacks = 0;

    EXPECT(getaddrinfo("localhost", "80", NULL, &found) == 0);
    for (at = found; at != NULL; at = at->next) {
        EXPECT(at->address.port == 80);
        loopbacks += at->address.family == ZSOCK_AF_INET && at->address.address[0] == 127;
    }
    EXPECT(loopbacks >= 1);
    freeaddrinfo(found);
    freeaddrinfo(NULL);
    EXPECT(getaddrinfo("localhost", "http!", NULL, &found) == -1);
}

static void addresses(void)
{
    uint32_t address = gzsock_inet_addr("192.0.2.1");

    EXPECT(address == zsock_inet_addr("192.0.2.1"));
    EXPECT(((uint8_t *)&address)[0] == 192 && ((uint8_t *)&address)[3] == 1);
    EXPECT(strcmp(gzsock_inet_ntoa(&address), "192.0.2.1") == 0);
    EXPECT(strcmp(zsock_inet_ntoa(&address), "192.0.2.1") == 0);
    EXPECT(gzsock_inet_addr("192.0.2.1.") == 0xffffffff && zsock_inet_addr("1..2.3") == 0xffffffff);
    EXPECT(zsock_inet_addr("999.0.0.1") == 0xffffffff);
}

/* A file, for as long as the program. */
static zssl_bytes file(const char *folder, const char *name)
{
    static char contents[3][8192];
    static size_t count;
    zssl_bytes bytes;
    char path[500];
    FILE *stream;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    EXPECT(count < LEN(contents) && (stream = fopen(path, "rb")) != NULL);
    bytes.start = contents[count];
    bytes.len = fread(contents[count++], 1, sizeof contents[0], stream);
    fclose(stream);
    return bytes;
}

int main(int argc, char **argv)
{
    static const char *const PROTOCOLS[] = {"word/2", "word/1"};
    zssl_identity identity = {0};
    zssl_settings settings = {0};
    int32_t client, server;
    size_t at;

    EXPECT(argc == 2);
    EXPECT_ERROR(zsock_socket(ZSOCK_AF_INET, ZSOCK_SOCK_STREAM, 0), ZSOCK_EINVAL);
    EXPECT(gzsock_init(NULL, 0) == 0);

    identity.chain = file(argv[1], "device.pem");
    identity.key_kind = ZSSL_KEY_MEMORY;
    identity.key = file(argv[1], "device.key");
    settings.size = sizeof settings;
    settings.trust = file(argv[1], "ca.pem");
    settings.identities = &identity;
    settings.identity_count = 1;
    settings.alpn = PROTOCOLS + 1;
    settings.alpn_count = 1;
    server = zssl_context_server(&settings);
    EXPECT(server > 0);
    settings.server_name = "localhost";
    settings.alpn = PROTOCOLS;
    settings.alpn_count = 2;
    client = zssl_context_client(&settings);
    EXPECT(client > 0 && client != server);

    {
        const Family families[] = {
            FAMILY(zsock, 0, ZSSL_PLAIN, ZSSL_PLAIN),
            FAMILY(gzsock, 0, ZSSL_PLAIN, ZSSL_PLAIN),
            FAMILY(zssl, 1, client, server),
            FAMILY(gzsock, 1, client, server),
        };

        for (at = 0; at < LEN(families); at++) {
            stream(&families[at]);
        }
        messages(&families[0], zsock_sendto, zsock_recvfrom);
        messages(&families[1], gzsock_sendto, gzsock_recvfrom);
    }
    look_up(zsock_getaddrinfo, zsock_freeaddrinfo);
    look_up(gzsock_getaddrinfo, gzsock_freeaddrinfo);
    addresses();
    EXPECT(zssl_context_free(client) == 0 && zssl_context_free(server) == 0);
    EXPECT_ERROR(zssl_context_free(client), ZSOCK_EINVAL);
    return 0;
}
