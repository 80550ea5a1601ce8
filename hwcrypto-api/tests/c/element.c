/* An element that lives in C. It does no cryptography: what it gives is easy to recognise. */

#include <string.h>

#include "hwcrypto.h"

/* What the context points to. */
struct state {
    uint64_t counters[2];
    uint32_t keys_made;
    uint32_t key_alive;
    uint8_t random;
};

static int32_t public_key(HwCryptoContext ctx, HwCryptoKey key, uint8_t *point)
{
    (void)ctx;
    if (key.kind != HWCRYPTO_KEY_SLOT || key.value != 2) {
        return HWCRYPTO_INVALID_KEY;
    }
    memset(point, 0x22, 64);
    return 0;
}

/* The digest twice. */
static int32_t sign(HwCryptoContext ctx, HwCryptoKey key, const uint8_t *digest, size_t len, uint8_t *signature)
{
    (void)ctx;
    if (len != 32) {
        return HWCRYPTO_INVALID_INPUT;
    }
    if (key.kind != HWCRYPTO_KEY_SLOT || key.value != 2) {
        return HWCRYPTO_REFUSED;
    }
    memcpy(signature, digest, 32);
    memcpy(signature + 32, digest, 32);
    return 0;
}

static int32_t verify(HwCryptoContext ctx, const uint8_t *key, const uint8_t *digest, size_t len,
                      const uint8_t *signature)
{
    (void)ctx;
    if (len != 32 || key[0] != 0x22) {
        return HWCRYPTO_INVALID_INPUT;
    }
    return memcmp(signature, digest, 32) != 0 || memcmp(signature + 32, digest, 32) != 0;
}

static int32_t random_bytes(HwCryptoContext ctx, uint8_t *out, size_t len)
{
    struct state *state = ctx;
    for (size_t i = 0; i < len; i++) {
        out[i] = ++state->random;
    }
    return 0;
}

static int32_t ephemeral_key(HwCryptoContext ctx, HwCryptoKey *key, uint8_t *point)
{
    struct state *state = ctx;
    if (state->key_alive) {
        return HWCRYPTO_BUSY;
    }
    state->key_alive = ++state->keys_made;
    key->kind = HWCRYPTO_KEY_EPHEMERAL;
    key->value = state->key_alive;
    memset(point, 0x33, 64);
    return 0;
}

static void discard(HwCryptoContext ctx, HwCryptoKey key)
{
    struct state *state = ctx;
    if (key.kind == HWCRYPTO_KEY_EPHEMERAL && key.value == state->key_alive) {
        state->key_alive = 0;
    }
}

/* The first half of the peer. */
static int32_t ecdh(HwCryptoContext ctx, HwCryptoKey key, const uint8_t *peer, uint8_t *secret)
{
    struct state *state = ctx;
    if (key.kind != HWCRYPTO_KEY_EPHEMERAL || key.value != state->key_alive) {
        return HWCRYPTO_STATE_LOST;
    }
    state->key_alive = 0;
    memcpy(secret, peer, 32);
    return 0;
}

static int32_t counter(HwCryptoContext ctx, uint32_t id, uint64_t *value)
{
    struct state *state = ctx;
    if (id > 1) {
        return HWCRYPTO_INVALID_INPUT;
    }
    *value = state->counters[id];
    return 0;
}

static int32_t increment(HwCryptoContext ctx, uint32_t id, uint64_t *value)
{
    struct state *state = ctx;
    if (id > 1) {
        return HWCRYPTO_INVALID_INPUT;
    }
    *value = ++state->counters[id];
    return 0;
}

/* Says that it wrote more than there was room for: a driver that is at fault. */
static int32_t serial_number(HwCryptoContext ctx, uint8_t *out, size_t capacity, size_t *len)
{
    (void)ctx;
    memset(out, 0x44, capacity);
    *len = capacity + 1;
    return 0;
}

static struct state state;

/* A table whose other entries are absent. */
static const HwCrypto table = {
    .header = {.abi_version = HWCRYPTO_ABI_VERSION, .size = sizeof(HwCrypto), .ctx = &state},
    .ec_public_key = public_key,
    .ecdsa_p256_sign = sign,
    .ecdh = ecdh,
    .random = random_bytes,
    .p256_verify = verify,
    .ephemeral_key = ephemeral_key,
    .ephemeral_key_discard = discard,
    .counter = counter,
    .counter_increment = increment,
    .serial_number = serial_number,
};

const HwCrypto *element_in_c(void);

const HwCrypto *element_in_c(void)
{
    return &table;
}
