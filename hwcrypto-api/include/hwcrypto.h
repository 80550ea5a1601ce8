/*
 * The table between TLS and a crypto element: what may be asked of it, wherever its driver lives.
 *
 * A table begins with its version, its size in bytes and a context that each entry gets as its first argument. An entry
 * that is null is one that the element does not offer. Entries answer 0, or a negative error code; p256_verify also 1:
 * the signature is not good. Signatures are r then s, public keys X then Y, 32 bytes each, big-endian; digests have 32
 * bytes, ciphers blocks of 16. Entries may be called from any thread and keep no pointer after they return.
 */

#ifndef HWCRYPTO_H
#define HWCRYPTO_H

/* Generated from hwcrypto-api/src by its test `header`; do not edit. */

#include <stddef.h>
#include <stdint.h>

/*
 The kind of a key that is stored in a slot.
 */
#define HWCRYPTO_KEY_SLOT 1

/*
 The kind of a key that was made for one use.
 */
#define HWCRYPTO_KEY_EPHEMERAL 2

/*
 The element, or its table, does not offer the operation.
 */
#define HWCRYPTO_UNSUPPORTED -1

/*
 Somebody else is using the element; try again later.
 */
#define HWCRYPTO_BUSY -2

/*
 A length or an encoding is wrong, or a pointer is null.
 */
#define HWCRYPTO_INVALID_INPUT -3

/*
 There is no such key, or it is of another kind than the operation needs.
 */
#define HWCRYPTO_INVALID_KEY -4

/*
 The element's configuration or its lock state forbids the operation.
 */
#define HWCRYPTO_REFUSED -5

/*
 The element does not answer.
 */
#define HWCRYPTO_NO_RESPONSE -6

/*
 The element lost the volatile state that the operation builds on; start over.
 */
#define HWCRYPTO_STATE_LOST -7

/*
 The element or its driver failed in a way of its own.
 */
#define HWCRYPTO_INTERNAL -8

/*
 The version of the table's layout. It changes only when an entry changes its meaning; new entries are added at the end
 and recognised by the table's size.
 */
#define HWCRYPTO_ABI_VERSION 1

/*
 What every table begins with.
 */
typedef struct HwCryptoHeader {
  /*
   The version of the layout.
   */
  uint32_t abi_version;
  /*
   Bytes of the whole table, this header included.
   */
  uint32_t size;
  /*
   What every entry gets as its first argument.
   */
  void *ctx;
} HwCryptoHeader;

typedef void *HwCryptoContext;

/*
 Names a key inside the element, so that no global says which key an operation means. Passed by value through the table.
 */
typedef struct HwCryptoKey {
  /*
   HWCRYPTO_KEY_SLOT or HWCRYPTO_KEY_EPHEMERAL.
   */
  uint32_t kind;
  /*
   The slot, in the second byte the number of the key within it; or the token of an ephemeral key.
   */
  uint32_t value;
} HwCryptoKey;

typedef int32_t (*HwCryptoPublicKeyFn)(HwCryptoContext, struct HwCryptoKey key, uint8_t *point);

typedef int32_t (*HwCryptoSignFn)(HwCryptoContext,
                                  struct HwCryptoKey key,
                                  const uint8_t *digest,
                                  size_t digest_len,
                                  uint8_t *signature);

typedef int32_t (*HwCryptoSha256Fn)(HwCryptoContext, const uint8_t *data, size_t len, uint8_t *digest);

typedef int32_t (*HwCryptoStreamStartFn)(HwCryptoContext, uint32_t stream);

typedef int32_t (*HwCryptoStreamUpdateFn)(HwCryptoContext, uint32_t stream, const uint8_t *data, size_t len);

typedef int32_t (*HwCryptoStreamFinishFn)(HwCryptoContext, uint32_t stream, uint8_t *digest);

typedef int32_t (*HwCryptoStreamOpenFn)(HwCryptoContext, uint32_t *stream);

typedef void (*HwCryptoStreamCloseFn)(HwCryptoContext, uint32_t stream);

typedef int32_t (*HwCryptoEcdhFn)(HwCryptoContext,
                                  struct HwCryptoKey key,
                                  const uint8_t *peer,
                                  uint8_t *secret);

typedef int32_t (*HwCryptoRandomFn)(HwCryptoContext, uint8_t *out, size_t len);

typedef int32_t (*HwCryptoStreamCloneFn)(HwCryptoContext, uint32_t stream, uint32_t *clone);

typedef int32_t (*HwCryptoVerifyFn)(HwCryptoContext,
                                    const uint8_t *public_key,
                                    const uint8_t *digest,
                                    size_t digest_len,
                                    const uint8_t *signature);

typedef int32_t (*HwCryptoEphemeralKeyFn)(HwCryptoContext, struct HwCryptoKey *key, uint8_t *point);

typedef void (*HwCryptoDiscardKeyFn)(HwCryptoContext, struct HwCryptoKey key);

typedef int32_t (*HwCryptoHmacFn)(HwCryptoContext,
                                  struct HwCryptoKey key,
                                  const uint8_t *data,
                                  size_t len,
                                  uint8_t *mac);

typedef int32_t (*HwCryptoBlockFn)(HwCryptoContext, struct HwCryptoKey key, const uint8_t *block, uint8_t *out);

typedef int32_t (*HwCryptoCounterFn)(HwCryptoContext, uint32_t id, uint64_t *value);

typedef int32_t (*HwCryptoSerialNumberFn)(HwCryptoContext, uint8_t *out, size_t capacity, size_t *len);

/*
 The table of a crypto element: what TLS and its applications may ask of it, wherever its driver lives.

 After its header, the original Zerynth table's eight entries in their order, then ours.
 */
typedef struct HwCrypto {
  struct HwCryptoHeader header;
  /*
   The public half (64 bytes) of a key.
   */
  HwCryptoPublicKeyFn ec_public_key;
  /*
   The ECDSA signature (64 bytes) over a SHA-256 digest, which is not hashed again.
   */
  HwCryptoSignFn ecdsa_p256_sign;
  /*
   The SHA-256 digest of data.
   */
  HwCryptoSha256Fn sha256;
  /*
   Starts a hash, or starts over.
   */
  HwCryptoStreamStartFn sha256_starts;
  /*
   Appends data to a hash.
   */
  HwCryptoStreamUpdateFn sha256_update;
  /*
   Ends a hash and gives its digest.
   */
  HwCryptoStreamFinishFn sha256_finish;
  /*
   Opens a stream for a hash and gives its name, which is never 0.
   */
  HwCryptoStreamOpenFn sha256_ctx_alloc;
  /*
   Closes a stream.
   */
  HwCryptoStreamCloseFn sha256_ctx_free;
  /*
   The X coordinate (32 bytes) of the point that a key shares with a public key.
   */
  HwCryptoEcdhFn ecdh;
  /*
   Fills a buffer with random bytes.
   */
  HwCryptoRandomFn random;
  /*
   Opens a second stream that has come as far as the first.
   */
  HwCryptoStreamCloneFn sha256_clone;
  /*
   Whether a signature over a SHA-256 digest is good for a public key: 0, or 1 if not.
   */
  HwCryptoVerifyFn p256_verify;
  /*
   Makes a key for one key agreement, and gives its name and its public half.
   */
  HwCryptoEphemeralKeyFn ephemeral_key;
  /*
   Gives up a key that is not needed any more.
   */
  HwCryptoDiscardKeyFn ephemeral_key_discard;
  /*
   HMAC-SHA256 (32 bytes) of data with a stored secret.
   */
  HwCryptoHmacFn hmac_sha256;
  /*
   Encrypts a block with a stored key.
   */
  HwCryptoBlockFn aes128_encrypt;
  /*
   Decrypts a block with a stored key.
   */
  HwCryptoBlockFn aes128_decrypt;
  /*
   The value of a counter.
   */
  HwCryptoCounterFn counter;
  /*
   Adds one to a counter, for ever, and gives its new value.
   */
  HwCryptoCounterFn counter_increment;
  /*
   Writes the serial number to a buffer of that capacity, and its length; 32 bytes are always enough.
   */
  HwCryptoSerialNumberFn serial_number;
} HwCrypto;

#endif  /* HWCRYPTO_H */
