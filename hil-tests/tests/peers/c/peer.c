/* A TLS client or server over one TCP connection on 127.0.0.1.
 *
 *     peer library
 *     peer server none|optional|required VERSION CA CERT KEY
 *     peer client PORT                   VERSION CA [CERT KEY]
 *
 * VERSION is 1.2 or 1.3. The first prints the version of the library. The server prints `PORT n`, serves one client, and
 * sends everything back. The client sends each piece of its standard input, and prints as many bytes as it sent once they
 * have come back. Both print `PEER subject` or `PEER none` on the standard error after the handshake, and `CLOSED` once
 * the other side has closed properly. */
#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 4096 };

/* The TCP connection, once there is one. */
static int connection = -1;

void fail(const char *what, const char *reason)
{
    char rest[PIECE];
    fprintf(stderr, "FAILED %s: %s\n", what, reason);
    /* Unread bytes would make the system answer with a reset, which could overtake an alert. */
    shutdown(connection, SHUT_WR);
    while (read(connection, rest, sizeof rest) > 0) {
    }
    exit(1);
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void accept_one(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0) {
        fail("socket", "cannot listen");
    }
    printf("PORT %d\n", ntohs(address.sin_port));
    fflush(stdout);
    connection = accept(listener, NULL, NULL);
    close(listener);
}

static void connect_to(int port)
{
    struct sockaddr_in address = loopback(port);
    connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
        fail("socket", "cannot connect");
    }
}

/* Sends everything back until the client closes. */
static void echo(void)
{
    char piece[PIECE];
    size_t len;
    while ((len = tls_read(piece, sizeof piece)) > 0) {
        tls_write(piece, len);
    }
    tls_close();
}

/* Sends the standard input piece by piece and prints what comes back; then closes and waits for the server to close. */
static void pipe_through(void)
{
    char piece[PIECE];
    ssize_t len;
    while ((len = read(STDIN_FILENO, piece, sizeof piece)) > 0) {
        tls_write(piece, (size_t)len);
        for (size_t left = (size_t)len; left > 0;) {
            size_t got = tls_read(piece, left);
            if (got == 0) {
                fail("echo", "the server closed early");
            }
            fwrite(piece, 1, got, stdout);
            left -= got;
        }
        fflush(stdout);
    }
    tls_close();
    if (tls_read(piece, sizeof piece) != 0) {
        fail("echo", "more came back than was sent");
    }
}

static enum policy policy_of(const char *name)
{
    if (strcmp(name, "required") == 0) {
        return POLICY_REQUIRED;
    }
    return strcmp(name, "optional") == 0 ? POLICY_OPTIONAL : POLICY_NONE;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "library") == 0) {
        puts(tls_library());
        return 0;
    }
    if (argc != 5 && argc != 7) {
        fail("usage", "see peer.c");
    }
    struct settings settings = {
        .server = strcmp(argv[1], "server") == 0,
        .version = strcmp(argv[3], "1.3") == 0 ? 13 : 12,
        .ca = argv[4],
        .cert = argc == 7 ? argv[5] : NULL,
        .key = argc == 7 ? argv[6] : NULL,
    };
    settings.policy = settings.server ? policy_of(argv[2]) : POLICY_REQUIRED;
    if (settings.server) {
        accept_one();
    } else {
        connect_to(atoi(argv[2]));
    }
    tls_handshake(&settings, connection);
    const char *peer = tls_peer();
    fprintf(stderr, "PEER %s\n", peer ? peer : "none");
    if (settings.server) {
        echo();
    } else {
        pipe_through();
    }
    fputs("CLOSED\n", stderr);
    return 0;
}
