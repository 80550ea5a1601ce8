/* Where a VM keeps its crypto element. */

#include "hwcrypto.h"

const HwCrypto *hwcrypto_stored;
const HwCrypto *hwcrypto_active;
