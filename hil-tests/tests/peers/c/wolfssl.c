/* wolfSSL, TLS 1.2 and 1.3. */
#include "peer.h"

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/version.h>

static WOLFSSL_CTX *context;
static WOLFSSL *session;

const char *tls_library(void)
{
    return "wolfSSL " LIBWOLFSSL_VERSION_STRING;
}

/* Fails unless `status` says success. */
static void check(const char *what, int status)
{
    if (status != WOLFSSL_SUCCESS) {
        char reason[WOLFSSL_MAX_ERROR_SZ];
        fail(what, wolfSSL_ERR_error_string((unsigned long)wolfSSL_get_error(session, status), reason));
    }
}

static WOLFSSL_METHOD *method(const struct settings *settings)
{
    if (settings->server) {
        return settings->version == 13 ? wolfTLSv1_3_server_method() : wolfTLSv1_2_server_method();
    }
    return settings->version == 13 ? wolfTLSv1_3_client_method() : wolfTLSv1_2_client_method();
}

static int policy(const struct settings *settings)
{
    switch (settings->policy) {
    case POLICY_NONE:
        return WOLFSSL_VERIFY_NONE;
    case POLICY_OPTIONAL:
        return WOLFSSL_VERIFY_PEER;
    default:
        return WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    }
}

void tls_handshake(const struct settings *settings, int socket)
{
    wolfSSL_Init();
    context = wolfSSL_CTX_new(method(settings));
    if (!context) {
        fail("config", "no memory");
    }
    check("authority", wolfSSL_CTX_load_verify_locations(context, settings->ca, NULL));
    wolfSSL_CTX_set_verify(context, policy(settings), NULL);
    if (settings->cert) {
        check("certificate", wolfSSL_CTX_use_certificate_chain_file(context, settings->cert));
        check("key", wolfSSL_CTX_use_PrivateKey_file(context, settings->key, WOLFSSL_FILETYPE_PEM));
    }
    session = wolfSSL_new(context);
    check("session", wolfSSL_set_fd(session, socket));
    if (settings->server) {
        check("handshake", wolfSSL_accept(session));
    } else {
        check("name", wolfSSL_check_domain_name(session, "localhost"));
        check("name", wolfSSL_UseSNI(session, WOLFSSL_SNI_HOST_NAME, "localhost", 9));
        check("handshake", wolfSSL_connect(session));
    }
}

const char *tls_peer(void)
{
    static char subject[200];
    WOLFSSL_X509 *peer = wolfSSL_get_peer_certificate(session);
    if (!peer) {
        return NULL;
    }
    wolfSSL_X509_NAME_oneline(wolfSSL_X509_get_subject_name(peer), subject, sizeof subject);
    wolfSSL_X509_free(peer);
    return subject;
}

size_t tls_read(void *buffer, size_t len)
{
    int got = wolfSSL_read(session, buffer, (int)len);
    if (got > 0) {
        return (size_t)got;
    }
    if (wolfSSL_get_error(session, got) != WOLFSSL_ERROR_ZERO_RETURN) {
        check("read", got);
    }
    return 0;
}

void tls_write(const void *data, size_t len)
{
    /* All or nothing, unless partial writes are asked for. */
    int sent = wolfSSL_write(session, data, (int)len);
    check("write", sent == (int)len ? WOLFSSL_SUCCESS : sent);
}

void tls_close(void)
{
    int status = wolfSSL_shutdown(session);
    check("close", status == WOLFSSL_SHUTDOWN_NOT_DONE ? WOLFSSL_SUCCESS : status);
}
