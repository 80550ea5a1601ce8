/*
 * A TLS client in C whose key is in a chip: sends its standard input, prints what comes back.
 *
 *     mtls_client DEVICE SLOT HOST PORT SERVER-NAME CA.PEM CHAIN.PEM
 *
 * DEVICE is a device URI, sim:chip.sim say; CHAIN.PEM is the certificate of the key in SLOT.
 */

#include <stdio.h>
#include <stdlib.h>

#include "atecc.h"
#include "gzsock.h"

/* The largest file that is read (bytes). */
#define FILE_MAX_LEN 65536

/* Says what went wrong, in the words of the library; the status of a program that failed. */
static int failed(const char *what)
{
    char text[300];

    gzsock_error_text(GZSOCK_LAST_ERROR, text, sizeof text);
    fprintf(stderr, "error: %s: %s\n", what, text);
    return 1;
}

/* The contents of a file, for as long as the program. */
static int read_file(const char *path, zssl_bytes *bytes)
{
    char *contents = malloc(FILE_MAX_LEN);
    FILE *file = fopen(path, "rb");

    if (contents == NULL || file == NULL) {
        fprintf(stderr, "error: cannot read %s\n", path);
        return -1;
    }
    bytes->len = fread(contents, 1, FILE_MAX_LEN, file);
    bytes->start = contents;
    fclose(file);
    return 0;
}

/* Sends standard input, and then its end. */
static int send_input(int32_t fd)
{
    char buffer[4096];
    size_t len, sent;
    int32_t taken;

    while ((len = fread(buffer, 1, sizeof buffer, stdin)) > 0) {
        for (sent = 0; sent < len; sent += (size_t)taken) {
            taken = gzsock_send(fd, buffer + sent, len - sent, 0);
            if (taken < 0) {
                return -1;
            }
        }
    }
    return gzsock_shutdown(fd, ZSOCK_SHUT_WR);
}

/* Prints what comes until the server closes the session. */
static int print_answer(int32_t fd)
{
    char buffer[4096];
    int32_t len;

    while ((len = gzsock_recv(fd, buffer, sizeof buffer, 0)) > 0) {
        fwrite(buffer, 1, (size_t)len, stdout);
    }
    return len;
}

static int talk(int32_t fd)
{
    zssl_info info = {0};

    info.size = sizeof info;
    if (gzsock_tls_info(fd, &info) != 0) {
        return failed("session");
    }
    fprintf(stderr, "TLS %s, %s, the server is %s\n", info.version == 0x0304 ? "1.3" : "1.2", info.cipher_suite,
            info.verification);
    if (send_input(fd) != 0) {
        return failed("send");
    }
    if (print_answer(fd) != 0) {
        return failed("receive");
    }
    return gzsock_close(fd) == 0 ? 0 : failed("close");
}

int main(int argc, char **argv)
{
    zssl_identity identity = {0};
    zssl_settings settings = {0};
    char reason[300];
    int32_t context, fd;
    int status;

    if (argc != 8) {
        fprintf(stderr, "usage: %s DEVICE SLOT HOST PORT SERVER-NAME CA.PEM CHAIN.PEM\n", argv[0]);
        return 2;
    }
    identity.element = atecc_open(argv[1], reason, sizeof reason);
    if (identity.element == NULL) {
        fprintf(stderr, "error: %s\n", reason);
        return 1;
    }
    identity.key_kind = ZSSL_KEY_ELEMENT;
    identity.slot = (uint32_t)strtoul(argv[2], NULL, 10);
    settings.size = sizeof settings;
    settings.identities = &identity;
    settings.identity_count = 1;
    settings.server_name = argv[5];
    if (read_file(argv[6], &settings.trust) != 0 || read_file(argv[7], &identity.chain) != 0) {
        return 1;
    }

    if (gzsock_init(NULL, 0) != 0) {
        return failed("sockets");
    }
    context = zssl_context_client(&settings);
    if (context < 0) {
        return failed("context");
    }
    fd = gzsock_connect_name(argv[3], (uint16_t)strtoul(argv[4], NULL, 10), context);
    status = fd < 0 ? failed("connect") : talk(fd);
    atecc_close(identity.element);
    return status;
}
