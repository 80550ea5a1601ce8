/* A TLS client and server for tests: what the program (peer.c) and a TLS library (mbedtls.c, wolfssl.c) know of each
 * other. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

/* Whether a server wants a certificate of its client. */
enum policy { POLICY_NONE, POLICY_OPTIONAL, POLICY_REQUIRED };

/* What one connection is made with. Files are PEM; `cert` and `key` are null for a client that shows no certificate. */
struct settings {
    int server;
    enum policy policy;
    int version; /* 12 or 13 */
    const char *ca;
    const char *cert;
    const char *key;
};

/* Prints `what` and a reason, and ends the program with status 1. */
_Noreturn void fail(const char *what, const char *reason);

/* The version of the library. */
const char *tls_library(void);

/* Shakes hands over a connected socket; fails unless the peer proves who it is, where that is wanted. A client expects
 * the name `localhost`. */
void tls_handshake(const struct settings *settings, int socket);

/* The subject of the peer's verified certificate, or null if it showed none. */
const char *tls_peer(void);

/* Receives up to `len` bytes; 0 at the peer's close_notify. A stream that ends without one is a failure. */
size_t tls_read(void *buffer, size_t len);

/* Sends all of it. */
void tls_write(const void *data, size_t len);

/* Sends close_notify. */
void tls_close(void);

#endif
