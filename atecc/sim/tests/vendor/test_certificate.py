"""Certificates that the vendor's library rebuilds from 72 bytes and a key in the chip."""

import os
from ctypes import POINTER, c_uint8, cast
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path

import cryptoauthlib as vendor
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.x509.oid import NameOID

import certificate_vectors
import configuration as cfg
from chip import DATA, done
from conftest import configure, connected, fill
from keys import AUTHORITY_KEY
from layouts import point_of, public_key

ISSUED = datetime(2026, 11, 24, 7, tzinfo=UTC)
YEARS = 20
SIGNER_ID = b"\xc0\xde"
TEMPLATE_ID, CHAIN_ID = 5, 0
SN_FROM_PUBLIC_KEY, UTC_TIME = 0xA, 1
COMPRESSED = 72


def compressed_dates() -> bytes:
    """Issue date in years since 2000, month, day, hour; then years of validity."""
    value = (ISSUED.year - 2000) << 19 | ISSUED.month << 15 | ISSUED.day << 10 | ISSUED.hour << 5 | YEARS
    return value.to_bytes(3, "big")


def serial_of(point: bytes) -> int:
    """Positive, and always 16 bytes long."""
    digest = sha256(point + compressed_dates()).digest()[:16]
    return (int.from_bytes(digest, "big") & (1 << 126) - 1) | 1 << 126


def key_id(point: bytes) -> bytes:
    return sha1(b"\x04" + point).digest()


def certificate(point: bytes) -> x509.Certificate:
    """What an authority issues for a key in a chip."""
    authority = point_of(AUTHORITY_KEY)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority " + SIGNER_ID.hex().upper())])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A device of the test suite")])
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(public_key(point))
        .serial_number(serial_of(point))
        .not_valid_before(ISSUED)
        .not_valid_after(ISSUED.replace(year=ISSUED.year + YEARS))
        .add_extension(x509.SubjectKeyIdentifier(key_id(point)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier(key_id(authority), None, None),
            critical=False,
        )
        .sign(AUTHORITY_KEY, hashes.SHA256())
    )


def compress(issued: x509.Certificate) -> bytes:
    r, s = utils.decode_dss_signature(issued.signature)
    head = r.to_bytes(32, "big") + s.to_bytes(32, "big") + compressed_dates() + SIGNER_ID
    return head + bytes([TEMPLATE_ID << 4 | CHAIN_ID, SN_FROM_PUBLIC_KEY << 4, 0])


class Definition:
    """Tells the library where things are in a certificate like this one, and where in the chip."""

    def __init__(self, issued: x509.Certificate, point: bytes):
        der = issued.public_bytes(serialization.Encoding.DER)
        tbs = issued.tbs_certificate_bytes
        times = [f"{moment:%y%m%d%H%M%SZ}".encode() for moment in (ISSUED, issued.not_valid_after_utc)]
        elements = [
            (der.index(point), 64),
            (der.index(tbs) + len(tbs) + 12, len(der) - der.index(tbs) - len(tbs) - 12),
            (der.index(times[0]), 13),
            (der.index(times[1]), 13),
            (der.index(SIGNER_ID.hex().upper().encode()), 4),
            (der.index(issued.serial_number.to_bytes(16, "big")), 16),
            (der.index(key_id(point_of(AUTHORITY_KEY))), 20),
            (der.index(key_id(point)), 20),
        ]
        template = bytearray(der)
        for offset, length in elements[:1] + elements[2:]:
            template[offset : offset + length] = bytes(length)
        self._template = (c_uint8 * len(template))(*template)

        self.c = vendor.atcacert_def_t()
        self.c.type = 0
        self._place(self.c.comp_cert_dev_loc, DATA, cfg.CLEAR, 0, COMPRESSED)
        self.c.private_key_slot = cfg.SIGNER
        self.c.template_id, self.c.chain_id = TEMPLATE_ID, CHAIN_ID
        self.c.sn_source = SN_FROM_PUBLIC_KEY
        self._place(self.c.cert_sn_dev_loc, 7, 0, 0, 0)
        self.c.issue_date_format = self.c.expire_date_format = UTC_TIME
        self.c.tbs_cert_loc.offset, self.c.tbs_cert_loc.count = der.index(tbs), len(tbs)
        self.c.expire_years = YEARS
        self._place(self.c.public_key_dev_loc, DATA, cfg.SIGNER, 1, 64)
        for at, (offset, length) in enumerate(elements):
            self.c.std_cert_elements[at].offset = offset
            self.c.std_cert_elements[at].count = length
        self.c.cert_template = cast(self._template, POINTER(c_uint8))
        self.c.cert_template_size = len(template)

    @staticmethod
    def _place(where, zone: int, slot: int, is_genkey: int, count: int) -> None:
        where.zone, where.slot, where.is_genkey, where.offset, where.count = zone, slot, is_genkey, 0, count


def rebuilt(definition: Definition) -> bytes:
    certificate, size = bytearray(1024), vendor.AtcaReference(1024)
    done(vendor.atcacert_read_cert(definition.c, point_of(AUTHORITY_KEY), certificate, size))
    return bytes(certificate)


def test_a_certificate_is_rebuilt_from_the_chip(chip):
    point = chip.public_key(cfg.SIGNER)
    issued = certificate(point)
    chip.write_bytes(DATA, cfg.CLEAR, 0, compress(issued))
    assert rebuilt(Definition(issued, point)) == issued.public_bytes(serialization.Encoding.DER)


def test_the_vendor_compresses_as_the_data_sheet_says(chip):
    point = chip.public_key(cfg.SIGNER)
    issued = certificate(point)
    der = issued.public_bytes(serialization.Encoding.DER)
    definition = Definition(issued, point)
    done(vendor.atcacert_write_cert(definition.c, der, len(der)))
    assert chip.read_bytes(DATA, cfg.CLEAR, 0, COMPRESSED) == compress(issued)
    assert rebuilt(definition) == der


# What the driver's own tests rebuild and compress.
VECTORS = Path(__file__).resolve().parents[3] / "tests" / "certificates" / "vendor.txt"


@pytest.fixture
def known(hal, tmp_path):
    """A locked part that has the same serial number in each run."""
    with connected(hal, tmp_path / "part.sim", "608b&seed=7") as chip:
        configure(chip)
        fill(chip)
        chip.lock_data()
        yield chip


def test_the_drivers_vectors_are_what_the_vendor_makes(known):
    """If the package or the part has changed for good, WRITE_VECTORS=1 writes them anew."""
    made = certificate_vectors.text(known)
    if os.environ.get("WRITE_VECTORS"):
        VECTORS.write_text(made)
    assert VECTORS.read_text() == made
