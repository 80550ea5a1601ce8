"""What the host computes for itself, with hashlib and `cryptography` alone, from the data sheet's tables."""

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
