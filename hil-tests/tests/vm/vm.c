/* Where a VM keeps its crypto element and its TCP stack. */

#include "hwcrypto.h"

const HwCrypto *hwcrypto_stored;
const HwCrypto *hwcrypto_active;

/* A SocketApi, which nothing looks into here. */
const void *zsock_installed;
