"""A configuration of our own that has a slot for each rule, and what its slots hold."""

from hashlib import sha256

CONFIG_SIZE = 128
SLOTS = range(16)
BLOCK = 32

# What each slot is for.
SIGNER = 0  # signs digests, agrees on secrets, makes keys
ATTESTER = 1  # signs only what the chip says about itself
AGREER = 2  # its ECDH secret stays inside, in the next slot
AGREED = 3
IO_KEY = 4  # protects outputs, encrypts reads and writes; never readable
AES_KEY = 5
MAC_KEY = 6
IMPORTED = 7  # a private key that came in through PrivWrite
CLEAR = 8
ROLLED = 9  # DeriveKey from itself
CREATED = 10  # DeriveKey from the IO key, with a MAC
DERIVED = 11  # where KDF may write
SEALED = 12  # encrypted both ways
VALIDATED = 13  # a public key that the authority has to validate
AUTHORITY = 14
PUBLIC = 15

PRIVATE_SLOTS = (SIGNER, ATTESTER, AGREER, IMPORTED)

# SlotConfig.
_IS_SECRET = 0x0080
_ENCRYPT_READ = 0x0040
LIMITED_USE = 0x0020
NO_MAC = 0x0010
_NO_READ_KEY = 0x000F
_WRITE_ALWAYS = 0x0000
_WRITE_IF_INVALID = 0x1000
_WRITE_NEVER = 0x8000
_WRITE_ENCRYPTED = 0x4000
_MAKE_KEY = 0x2000
_ROLL = 0x2000
_CREATE_WITH_MAC = 0xB000
EXTERNAL_SIGN, INTERNAL_SIGN, ECDH, ECDH_KEEPS = 1, 2, 4, 8

# KeyConfig.
_PRIVATE = 0x0001
PUB_INFO = 0x0002
_P256 = 4 << 2
_AES = 6 << 2
_OTHER = 7 << 2
LOCKABLE = 0x0020
REQ_RANDOM = 0x0040
REQ_AUTH = 0x0080
PERSISTENT_DISABLE = 0x1000

# ChipOptions.
_IO_KEY_ENABLE = 0x0002
_KDF_AES_ENABLE = 0x0004

# Where fields are.
COUNT_MATCH = 18
CHIP_MODE = 19
_SLOT_CONFIG = 20
COUNTER = (52, 60)
VOLATILE_KEY_PERMISSION = 69
SECURE_BOOT = 70
KDF_IV_LOC = 72
KDF_IV_STR = 73
USER_EXTRA = 84
LOCK_VALUE, LOCK_CONFIG = 86, 87
SLOT_LOCKED = 88
_CHIP_OPTIONS = 90
_KEY_CONFIG = 96

KDF_IV_AT, KDF_IV = 9, b"ok"


def _private_key(use: int, write: int = _MAKE_KEY, write_key: int = 0) -> int:
    return _IS_SECRET | use | write | write_key << 8


def _sealed(key: int) -> int:
    return _IS_SECRET | _ENCRYPT_READ | key | _WRITE_ENCRYPTED | key << 8


_HIDDEN = _IS_SECRET | _NO_READ_KEY
_PRIVATE_KEY = _PRIVATE | PUB_INFO | _P256 | LOCKABLE
_DATA = _OTHER | LOCKABLE

_SLOT_TABLE = {
    SIGNER: (_private_key(EXTERNAL_SIGN | ECDH), _PRIVATE_KEY),
    ATTESTER: (_private_key(INTERNAL_SIGN), _PRIVATE_KEY),
    AGREER: (_private_key(ECDH | ECDH_KEEPS), _PRIVATE_KEY),
    AGREED: (_sealed(IO_KEY), _DATA),
    IO_KEY: (_HIDDEN | _WRITE_NEVER, _DATA),
    AES_KEY: (_HIDDEN | _WRITE_NEVER, _AES | LOCKABLE),
    MAC_KEY: (_HIDDEN | _WRITE_NEVER, _DATA),
    IMPORTED: (_private_key(EXTERNAL_SIGN, _WRITE_ENCRYPTED | _MAKE_KEY, IO_KEY), _PRIVATE_KEY),
    CLEAR: (_WRITE_ALWAYS, _DATA),
    ROLLED: (_HIDDEN | _ROLL | IO_KEY << 8, _DATA),
    CREATED: (_HIDDEN | _CREATE_WITH_MAC | IO_KEY << 8, _DATA),
    DERIVED: (_sealed(IO_KEY), _DATA | PUB_INFO),
    SEALED: (_sealed(IO_KEY), _DATA),
    VALIDATED: (_WRITE_IF_INVALID | AUTHORITY, _P256 | PUB_INFO | LOCKABLE),
    AUTHORITY: (_WRITE_ALWAYS, _P256 | LOCKABLE),
    PUBLIC: (_WRITE_ALWAYS, _P256 | LOCKABLE),
}


def put(config: bytearray, at: int, value: int, size: int = 2) -> None:
    config[at : at + size] = value.to_bytes(size, "little")


def slot_config(config: bytes, slot: int) -> int:
    return int.from_bytes(config[_SLOT_CONFIG + 2 * slot :][:2], "little")


def key_config(config: bytes, slot: int) -> int:
    return int.from_bytes(config[_KEY_CONFIG + 2 * slot :][:2], "little")


def set_slot_config(config: bytearray, slot: int, value: int) -> None:
    put(config, _SLOT_CONFIG + 2 * slot, value)


def set_key_config(config: bytearray, slot: int, value: int) -> None:
    put(config, _KEY_CONFIG + 2 * slot, value)


def change_slot(slot: int, access: int = 0, key: int = 0):
    """A change for `custom`: the bits of SlotConfig and KeyConfig that are flipped."""

    def change(config: bytearray) -> None:
        set_slot_config(config, slot, slot_config(config, slot) ^ access)
        set_key_config(config, slot, key_config(config, slot) ^ key)

    return change


def configured(factory: bytes) -> bytearray:
    """The zone of a blank part with our fields put in."""
    config = bytearray(factory)
    for slot, (access, key) in _SLOT_TABLE.items():
        set_slot_config(config, slot, access)
        set_key_config(config, slot, key)
    put(config, _CHIP_OPTIONS, _IO_KEY_ENABLE | _KDF_AES_ENABLE | IO_KEY << 12)
    config[KDF_IV_LOC] = KDF_IV_AT
    config[KDF_IV_STR : KDF_IV_STR + 2] = KDF_IV
    return config


def slot_size(slot: int) -> int:
    return 36 if slot < CLEAR else 416 if slot == CLEAR else 72


def secret(slot: int) -> bytes:
    """The 32 bytes at the start of a slot that holds a key or data."""
    return sha256(b"slot %d" % slot).digest()


KEY_SLOTS = (AGREED, IO_KEY, AES_KEY, MAC_KEY, CLEAR, ROLLED, CREATED, DERIVED, SEALED)
