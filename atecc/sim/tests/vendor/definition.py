"""Certificates in the terms of the vendor's library: where things are in one, and where in the chip."""

from ctypes import POINTER, c_uint8, cast
from dataclasses import dataclass
from hashlib import sha1, sha256

import cryptoauthlib as vendor
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from chip import DATA, done

COMPRESSED = 72
UTC_TIME, GENERALIZED_TIME = 1, 4
_SN_FROM_PUBLIC_KEY = 0xA
_FORMATS = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}
_SIGNATURE_HEAD = 12  # the algorithm's name, between what is signed and the signature


@dataclass(frozen=True)
class Kind:
    """What all certificates of a kind have in common."""

    certificate_slot: int
    key_slot: int
    template_id: int
    chain_id: int
    signer_id: bytes
    years: int
    expiry: int = UTC_TIME
    key_is_private: bool = True


def key_id(point: bytes) -> bytes:
    return sha1(b"\x04" + point).digest()


def serial_of(point: bytes, dates: bytes) -> int:
    """From the key and the compressed dates: positive, and always 16 bytes long."""
    digest = sha256(point + dates).digest()[:16]
    return (int.from_bytes(digest, "big") & (1 << 126) - 1) | 1 << 126


class Definition:
    """Tells the library all about a certificate like `issued`, which certifies `point`."""

    def __init__(self, kind: Kind, issued: x509.Certificate, point: bytes, authority: bytes):
        der = issued.public_bytes(serialization.Encoding.DER)
        tbs = issued.tbs_certificate_bytes
        begins = f"{issued.not_valid_before_utc:{_FORMATS[UTC_TIME]}}".encode()
        ends = f"{issued.not_valid_after_utc:{_FORMATS[kind.expiry]}}".encode()
        end_of_tbs = der.index(tbs) + len(tbs) + _SIGNATURE_HEAD
        elements = [
            (der.index(point), 64),
            (end_of_tbs, len(der) - end_of_tbs),
            (der.index(begins), len(begins)),
            (der.index(ends), len(ends)),
            (der.index(kind.signer_id.hex().upper().encode()), 4),
            (der.index(issued.serial_number.to_bytes(16, "big")), 16),
            (der.index(key_id(authority)), 20),
            (der.index(key_id(point)), 20),
        ]
        template = bytearray(der)
        for offset, length in elements[:1] + elements[2:]:
            template[offset : offset + length] = bytes(length)
        self._template = (c_uint8 * len(template))(*template)
        self._authority = authority

        self.c = vendor.atcacert_def_t()
        self.c.type = 0
        self._place(self.c.comp_cert_dev_loc, DATA, kind.certificate_slot, 0, COMPRESSED)
        self.c.private_key_slot = kind.key_slot
        self.c.template_id, self.c.chain_id = kind.template_id, kind.chain_id
        self.c.sn_source = _SN_FROM_PUBLIC_KEY
        self._place(self.c.cert_sn_dev_loc, 7, 0, 0, 0)
        self.c.issue_date_format, self.c.expire_date_format = UTC_TIME, kind.expiry
        self.c.tbs_cert_loc.offset, self.c.tbs_cert_loc.count = der.index(tbs), len(tbs)
        self.c.expire_years = kind.years
        size = 64 if kind.key_is_private else 72
        self._place(self.c.public_key_dev_loc, DATA, kind.key_slot, int(kind.key_is_private), size)
        for at, (offset, length) in enumerate(elements):
            self.c.std_cert_elements[at].offset = offset
            self.c.std_cert_elements[at].count = length
        self.c.cert_template = cast(self._template, POINTER(c_uint8))
        self.c.cert_template_size = len(template)

    @staticmethod
    def _place(where, zone: int, slot: int, is_genkey: int, count: int) -> None:
        where.zone, where.slot, where.is_genkey, where.offset, where.count = zone, slot, is_genkey, 0, count

    def rebuilt(self) -> bytes:
        """What the library makes of what is in the chip."""
        certificate, size = bytearray(1024), vendor.AtcaReference(1024)
        done(vendor.atcacert_read_cert(self.c, self._authority, certificate, size))
        return bytes(certificate)
