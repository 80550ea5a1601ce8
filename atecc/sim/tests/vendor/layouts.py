"""What the host computes for itself, with hashlib and `cryptography` alone, from the data sheet's tables."""

import hmac
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

_CURVE = ec.SECP256R1()
_PREHASHED = ec.ECDSA(utils.Prehashed(hashes.SHA256()))


def crc16(data: bytes) -> int:
    """Polynomial 0x8005, bits of a byte from the lowest up."""
    crc = 0
    for byte in data:
        for bit in range(8):
            top = crc >> 15
            crc = crc << 1 & 0xFFFF
            if top != byte >> bit & 1:
                crc ^= 0x8005
    return crc


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """From X and Y; raises if they are not on the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\x04" + point)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def scalar_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(32, "big")


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(_CURVE)


def sign(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(digest, _PREHASHED))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def is_signed(point: bytes, digest: bytes, signature: bytes) -> bool:
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    try:
        public_key(point).verify(utils.encode_dss_signature(r, s), digest, _PREHASHED)
    except InvalidSignature:
        return False
    return True


def agree(key: ec.EllipticCurvePrivateKey, point: bytes) -> bytes:
    return key.exchange(ec.ECDH(), public_key(point))


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def le16(value: int) -> bytes:
    return value.to_bytes(2, "little")


def nonce(random: bytes, num_in: bytes, mode: int) -> bytes:
    """What Nonce leaves in TempKey."""
    return sha256(random + num_in + bytes([0x16, mode, 0])).digest()


def unprotect(out: bytes, io_key: bytes, out_nonce: bytes) -> bytes:
    """An output that the IO protection key encrypts; each block takes 16 bytes of the nonce."""
    clear = b""
    for index in range(len(out) // 32):
        pad = sha256(io_key + out_nonce[16 * index : 16 * index + 16]).digest()
        clear += xor(out[32 * index : 32 * index + 32], pad)
    return clear


def mac(key: bytes, challenge: bytes, mode: int, slot: int, serial: bytes) -> bytes:
    full = bool(mode & 0x40)
    return sha256(
        key
        + challenge
        + bytes([0x08, mode])
        + le16(slot)
        + bytes(11)
        + serial[8:9]
        + (serial[4:8] if full else bytes(4))
        + serial[0:2]
        + (serial[2:4] if full else bytes(2))
    ).digest()


def check_mac(key: bytes, challenge: bytes, other: bytes, serial: bytes) -> bytes:
    """What a client answers; `other` is OtherData, 13 bytes."""
    return sha256(
        key
        + challenge
        + other[0:4]
        + bytes(8)
        + other[4:7]
        + serial[8:9]
        + other[7:11]
        + serial[0:2]
        + other[11:13]
    ).digest()


def _frame(first: bytes, head: bytes, serial: bytes, last: bytes, tail: bytes = b"") -> bytes:
    """The 96 bytes that GenDig, DeriveKey and the MAC of Write share."""
    return sha256(first + head + serial[8:9] + serial[0:2] + tail.ljust(25, b"\0") + last).digest()


def gen_dig(zone: int, param2: int, value: bytes, temp_key: bytes, serial: bytes, tail: bytes = b"") -> bytes:
    return _frame(value, bytes([0x15, zone]) + le16(param2), serial, temp_key, tail)


def derived_key(parent: bytes, mode: int, target: int, temp_key: bytes, serial: bytes) -> bytes:
    return _frame(parent, bytes([0x1C, mode]) + le16(target), serial, temp_key)


def derive_key_mac(key: bytes, mode: int, target: int, serial: bytes) -> bytes:
    return sha256(key + bytes([0x1C, mode]) + le16(target) + serial[8:9] + serial[0:2]).digest()


def tls12_prf(secret: bytes, seed: bytes, length: int) -> bytes:
    """P_SHA256 of RFC 5246; the seed is label and seed in one."""
    out, a = b"", seed
    while len(out) < length:
        a = hmac.digest(secret, a, "sha256")
        out += hmac.digest(secret, a + seed, "sha256")
    return out[:length]


def gen_key_digest(temp_key: bytes, mode_and_slot: bytes, point: bytes, serial: bytes) -> bytes:
    """What GenKey leaves in TempKey; for a stored key the three bytes come from the host."""
    return sha256(temp_key + b"\x40" + mode_and_slot + serial[8:9] + serial[0:2] + bytes(25) + point).digest()


class Internal:
    """The message of Sign(internal), 55 bytes, and the parts of it that Verify(validate) is told."""

    KEY, GEN_DIG, GEN_KEY, NO_MAC = 0x00, 0x20, 0x40, 0x80

    def __init__(self, temp_key: bytes, mode: int, slot: int, config: bytes, source: int, flags: int):
        """`source` is the slot that TempKey was made from, `flags` its flags."""
        serial = config[0:4] + config[8:13]
        full = bool(mode & 0x40)
        access, key = config[20 + 2 * source :][:2], config[96 + 2 * source :][:2]
        is_unlocked = int.from_bytes(config[88:90], "little") >> source & 1
        self.bytes = (
            temp_key
            + bytes([0x41, mode])
            + le16(slot)
            + access
            + key
            + bytes([flags | source, 0, 0])
            + serial[8:9]
            + (serial[4:8] if full else bytes(4))
            + serial[0:2]
            + (serial[2:4] if full else bytes(2))
            + bytes([is_unlocked, mode & 1, 0])
        )

    @property
    def digest(self) -> bytes:
        return sha256(self.bytes).digest()

    @property
    def other_data(self) -> bytes:
        """19 bytes: all that the chip cannot know by itself."""
        return self.bytes[33:43] + self.bytes[44:48] + self.bytes[50:55]
