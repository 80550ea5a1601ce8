"""Certificates that the vendor's library rebuilds from 72 bytes and a key in the chip."""

import os
from datetime import UTC, datetime
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
from definition import COMPRESSED, Definition, Kind, key_id, serial_of
from keys import AUTHORITY_KEY
from layouts import point_of, public_key

ISSUED = datetime(2026, 11, 24, 7, tzinfo=UTC)
KIND = Kind(cfg.CLEAR, cfg.SIGNER, template_id=5, chain_id=0, signer_id=b"\xc0\xde", years=20)
SN_FROM_PUBLIC_KEY = 0xA
AUTHORITY = point_of(AUTHORITY_KEY)


def compressed_dates() -> bytes:
    """Issue date in years since 2000, month, day, hour; then years of validity."""
    value = (
        (ISSUED.year - 2000) << 19 | ISSUED.month << 15 | ISSUED.day << 10 | ISSUED.hour << 5 | KIND.years
    )
    return value.to_bytes(3, "big")


def certificate(point: bytes) -> x509.Certificate:
    """What an authority issues for a key in a chip."""
    name = "Authority " + KIND.signer_id.hex().upper()
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A device of the test suite")])
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(public_key(point))
        .serial_number(serial_of(point, compressed_dates()))
        .not_valid_before(ISSUED)
        .not_valid_after(ISSUED.replace(year=ISSUED.year + KIND.years))
        .add_extension(x509.SubjectKeyIdentifier(key_id(point)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier(key_id(AUTHORITY), None, None), critical=False)
        .sign(AUTHORITY_KEY, hashes.SHA256())
    )


def compress(issued: x509.Certificate) -> bytes:
    r, s = utils.decode_dss_signature(issued.signature)
    head = r.to_bytes(32, "big") + s.to_bytes(32, "big") + compressed_dates() + KIND.signer_id
    return head + bytes([KIND.template_id << 4 | KIND.chain_id, SN_FROM_PUBLIC_KEY << 4, 0])


def test_a_certificate_is_rebuilt_from_the_chip(chip):
    point = chip.public_key(cfg.SIGNER)
    issued = certificate(point)
    chip.write_bytes(DATA, cfg.CLEAR, 0, compress(issued))
    definition = Definition(KIND, issued, point, AUTHORITY)
    assert definition.rebuilt() == issued.public_bytes(serialization.Encoding.DER)


def test_the_vendor_compresses_as_the_data_sheet_says(chip):
    point = chip.public_key(cfg.SIGNER)
    issued = certificate(point)
    der = issued.public_bytes(serialization.Encoding.DER)
    definition = Definition(KIND, issued, point, AUTHORITY)
    done(vendor.atcacert_write_cert(definition.c, der, len(der)))
    assert chip.read_bytes(DATA, cfg.CLEAR, 0, COMPRESSED) == compress(issued)
    assert definition.rebuilt() == der


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
