/* Mbed TLS 2.28, which speaks TLS 1.2. */
#include "peer.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_numbers;
static mbedtls_x509_crt authority, own;
static mbedtls_pk_context key;
static mbedtls_ssl_config config;
static mbedtls_ssl_context session;
static mbedtls_net_context connection;

const char *tls_library(void)
{
    return MBEDTLS_VERSION_STRING_FULL;
}

/* Fails if `status` is an error. */
static void check(const char *what, int status)
{
    if (status < 0) {
        char reason[200];
        mbedtls_strerror(status, reason, sizeof reason);
        fail(what, reason);
    }
}

static void load(const struct settings *settings)
{
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random_numbers);
    check("random", mbedtls_ctr_drbg_seed(&random_numbers, mbedtls_entropy_func, &entropy, NULL, 0));
    mbedtls_x509_crt_init(&authority);
    mbedtls_x509_crt_init(&own);
    mbedtls_pk_init(&key);
    check("authority", mbedtls_x509_crt_parse_file(&authority, settings->ca));
    if (settings->cert) {
        check("certificate", mbedtls_x509_crt_parse_file(&own, settings->cert));
        check("key", mbedtls_pk_parse_keyfile(&key, settings->key, NULL));
    }
}

static int policy(const struct settings *settings)
{
    switch (settings->policy) {
    case POLICY_NONE:
        return MBEDTLS_SSL_VERIFY_NONE;
    case POLICY_OPTIONAL:
        return MBEDTLS_SSL_VERIFY_OPTIONAL;
    default:
        return MBEDTLS_SSL_VERIFY_REQUIRED;
    }
}

void tls_handshake(const struct settings *settings, int socket)
{
    load(settings);
    int side = settings->server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT;
    mbedtls_ssl_config_init(&config);
    check("config", mbedtls_ssl_config_defaults(&config, side, MBEDTLS_SSL_TRANSPORT_STREAM,
                                                MBEDTLS_SSL_PRESET_DEFAULT));
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random_numbers);
    mbedtls_ssl_conf_authmode(&config, policy(settings));
    mbedtls_ssl_conf_ca_chain(&config, &authority, NULL);
    mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    if (settings->cert) {
        check("identity", mbedtls_ssl_conf_own_cert(&config, &own, &key));
    }
    mbedtls_ssl_init(&session);
    check("session", mbedtls_ssl_setup(&session, &config));
    if (!settings->server) {
        check("name", mbedtls_ssl_set_hostname(&session, "localhost"));
    }
    connection.fd = socket;
    mbedtls_ssl_set_bio(&session, &connection, mbedtls_net_send, mbedtls_net_recv, NULL);
    check("handshake", mbedtls_ssl_handshake(&session));
}

const char *tls_peer(void)
{
    static char subject[200];
    const mbedtls_x509_crt *peer = mbedtls_ssl_get_peer_cert(&session);
    /* With an optional certificate a bad one does not end the handshake. */
    if (!peer || mbedtls_ssl_get_verify_result(&session) != 0) {
        return NULL;
    }
    check("subject", mbedtls_x509_dn_gets(subject, sizeof subject, &peer->subject));
    return subject;
}

size_t tls_read(void *buffer, size_t len)
{
    int got = mbedtls_ssl_read(&session, buffer, len);
    if (got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return 0;
    }
    check("read", got);
    if (got == 0) {
        fail("read", "the stream was cut off");
    }
    return (size_t)got;
}

void tls_write(const void *data, size_t len)
{
    const unsigned char *rest = data;
    while (len > 0) {
        int sent = mbedtls_ssl_write(&session, rest, len);
        check("write", sent);
        rest += sent;
        len -= (size_t)sent;
    }
}

void tls_close(void)
{
    check("close", mbedtls_ssl_close_notify(&session));
}
