/*
 * An ATECC608 as the crypto element of TLS.
 */

#ifndef ATECC_H
#define ATECC_H

/* Generated from atecc/c/src by its test `header`; do not edit. */

#include <stddef.h>
#include <stdint.h>
#include "hwcrypto.h"

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Opens the chip that a device URI names (`sim:PATH`, `i2c:/dev/i2c-1@0x60`, `tcp:HOST:PORT`): its table, which lives as long
 as the program. Null if that fails; then `reason` gets a line that says why, with a NUL, as much as `room` allows (bytes).
 */
const HwCrypto *atecc_open(const char *uri,
                           char *reason,
                           size_t room);

/*
 Lets the chip of a table go: for whoever still uses the table it does not answer any more. 0, `HWCRYPTO_BUSY` while
 somebody is using it, or `HWCRYPTO_INVALID_INPUT` if this is not the table of a chip that is open.
 */
int32_t atecc_close(const HwCrypto *table);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ATECC_H */
