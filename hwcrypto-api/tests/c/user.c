/* A program in C that uses a table. Its element is that of the tests: a private key in slot 3, the key of RFC 4231 test case 1 in
 * slot 5, the keys of FIPS 197 in slot 9. */

#include <string.h>

#include "hwcrypto.h"

/* The line of the first expectation that was not met. */
#define EXPECT(condition)    \
    do {                     \
        if (!(condition)) {  \
            return __LINE__; \
        }                    \
    } while (0)

static const uint8_t SHA256_ABC[32] = {
    0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE, 0x22, 0x23,
    0xB0, 0x03, 0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD,
};
static const uint8_t HMAC[32] = {
    0xB0, 0x34, 0x4C, 0x61, 0xD8, 0xDB, 0x38, 0x53, 0x5C, 0xA8, 0xAF, 0xCE, 0xAF, 0x0B, 0xF1, 0x2B,
    0x88, 0x1D, 0xC2, 0x00, 0xC9, 0x83, 0x3D, 0xA7, 0x26, 0xE9, 0x37, 0x6C, 0x2E, 0x32, 0xCF, 0xF7,
};
static const uint8_t CLEAR[16] = {
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
};
static const uint8_t CIPHER[16] = {
    0x69, 0xC4, 0xE0, 0xD8, 0x6A, 0x7B, 0x04, 0x30, 0xD8, 0xCD, 0xB7, 0x80, 0x70, 0xB4, 0xC5, 0x5A,
};

static int asymmetric(const HwCrypto *table)
{
    HwCryptoContext ctx = table->header.ctx;
    const HwCryptoKey key = {HWCRYPTO_KEY_SLOT, 3};
    const HwCryptoKey none = {HWCRYPTO_KEY_SLOT, 4};
    uint8_t point[64], signature[64], ours[32], theirs[32], public_key[64];
    HwCryptoKey ephemeral;

    EXPECT(table->ec_public_key(ctx, none, point) == HWCRYPTO_INVALID_KEY);
    EXPECT(table->ec_public_key(ctx, key, point) == 0);
    EXPECT(table->ecdsa_p256_sign(ctx, key, SHA256_ABC, 20, signature) == HWCRYPTO_INVALID_INPUT);
    EXPECT(table->ecdsa_p256_sign(ctx, key, SHA256_ABC, 32, signature) == 0);
    EXPECT(table->p256_verify(ctx, point, SHA256_ABC, 32, signature) == 0);
    signature[63] ^= 1;
    EXPECT(table->p256_verify(ctx, point, SHA256_ABC, 32, signature) == 1);

    EXPECT(table->ephemeral_key(ctx, &ephemeral, public_key) == 0);
    EXPECT(ephemeral.kind == HWCRYPTO_KEY_EPHEMERAL);
    EXPECT(table->ecdh(ctx, ephemeral, point, ours) == 0);
    EXPECT(table->ecdh(ctx, key, public_key, theirs) == 0);
    EXPECT(memcmp(ours, theirs, 32) == 0);
    EXPECT(table->ecdh(ctx, ephemeral, point, ours) == HWCRYPTO_STATE_LOST);
    return 0;
}

static int hashes(const HwCrypto *table)
{
    HwCryptoContext ctx = table->header.ctx;
    uint8_t digest[32];
    uint32_t stream, copy;

    EXPECT(table->sha256(ctx, (const uint8_t *)"abc", 3, digest) == 0);
    EXPECT(memcmp(digest, SHA256_ABC, 32) == 0);
    EXPECT(table->sha256_ctx_alloc(ctx, &stream) == 0);
    EXPECT(table->sha256_starts(ctx, stream) == 0);
    EXPECT(table->sha256_update(ctx, stream, (const uint8_t *)"ab", 2) == 0);
    EXPECT(table->sha256_clone(ctx, stream, &copy) == 0);
    EXPECT(table->sha256_update(ctx, copy, (const uint8_t *)"c", 1) == 0);
    EXPECT(table->sha256_finish(ctx, copy, digest) == 0);
    EXPECT(memcmp(digest, SHA256_ABC, 32) == 0);
    table->sha256_ctx_free(ctx, copy);
    table->sha256_ctx_free(ctx, stream);
    EXPECT(table->sha256_finish(ctx, stream, digest) == HWCRYPTO_INVALID_INPUT);
    return 0;
}

static int symmetric(const HwCrypto *table)
{
    HwCryptoContext ctx = table->header.ctx;
    const HwCryptoKey secret = {HWCRYPTO_KEY_SLOT, 5};
    /* The second key of slot 9. */
    const HwCryptoKey aes = {HWCRYPTO_KEY_SLOT, 9 | 1 << 8};
    uint8_t mac[32], block[16];

    EXPECT(table->hmac_sha256(ctx, secret, (const uint8_t *)"Hi There", 8, mac) == 0);
    EXPECT(memcmp(mac, HMAC, 32) == 0);
    EXPECT(table->aes128_encrypt(ctx, aes, CLEAR, block) == 0);
    EXPECT(memcmp(block, CIPHER, 16) == 0);
    EXPECT(table->aes128_decrypt(ctx, aes, CIPHER, block) == 0);
    EXPECT(memcmp(block, CLEAR, 16) == 0);
    return 0;
}

static int registers(const HwCrypto *table)
{
    HwCryptoContext ctx = table->header.ctx;
    uint64_t value;
    uint8_t serial[32], random[16] = {0}, zeros[16] = {0};
    size_t len;

    EXPECT(table->counter_increment(ctx, 1, &value) == 0);
    EXPECT(value == 1);
    EXPECT(table->counter(ctx, 0, &value) == 0);
    EXPECT(value == 0);
    EXPECT(table->serial_number(ctx, serial, 8, &len) == HWCRYPTO_INVALID_INPUT);
    EXPECT(table->serial_number(ctx, serial, sizeof serial, &len) == 0);
    EXPECT(len == 9 && serial[0] == 0x01 && serial[8] == 0xEE);
    EXPECT(table->random(ctx, random, sizeof random) == 0);
    EXPECT(memcmp(random, zeros, sizeof random) != 0);
    return 0;
}

int use_table(const HwCrypto *table);

/* 0 if all went well, or the line of what did not. */
int use_table(const HwCrypto *table)
{
    int line;

    EXPECT(table->header.abi_version == HWCRYPTO_ABI_VERSION);
    EXPECT(table->header.size == sizeof(HwCrypto));
    if ((line = asymmetric(table)) != 0 || (line = hashes(table)) != 0) {
        return line;
    }
    if ((line = symmetric(table)) != 0) {
        return line;
    }
    return registers(table);
}
