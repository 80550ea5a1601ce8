"""The certificates of TNGTLS and TFLXTLS: what `cryptography` would issue is what the demonstration authorities
signed, and the vendor's library rebuilds it."""

from datetime import UTC, datetime
from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.atcacert import CertStatus
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chip import DATA, fetch
from definition import COMPRESSED, GENERALIZED_TIME, Definition, Kind, key_id, serial_of
from layouts import is_signed, new_key, point_of, public_key

PRIMARY, MAC_ADDRESS, DEVICE_CERTIFICATE, SIGNER_KEY, SIGNER_CERTIFICATE = 0, 5, 10, 11, 12
BEGINS = datetime(2022, 1, 1, tzinfo=UTC)
ORGANIZATION, SIGNER_ID = "atecc-sim", b"\x00\x01"
SIGNER = Kind(SIGNER_CERTIFICATE, SIGNER_KEY, 1, 15, SIGNER_ID, 31, GENERALIZED_TIME, key_is_private=False)
TNG_TLS = Kind(DEVICE_CERTIFICATE, PRIMARY, 2, 15, SIGNER_ID, 28, GENERALIZED_TIME)
TFLX_TLS = Kind(DEVICE_CERTIFICATE, PRIMARY, 3, 15, SIGNER_ID, 28, GENERALIZED_TIME)


def demonstration_key(who: str) -> ec.EllipticCurvePrivateKey:
    """These keys are public: anybody can make them."""
    label = f"atecc-sim demonstration {who}: this key is public and worthless"
    return ec.derive_private_key(int.from_bytes(sha256(label.encode()).digest(), "big"), ec.SECP256R1())


ROOT_POINT = point_of(demonstration_key("root"))


def name(common_name: str, *more: x509.NameAttribute) -> x509.Name:
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION)
    return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, common_name), *more])


SIGNER_NAME = name("Worthless demonstration signer 0001")


def key_usage(*usages: str) -> x509.KeyUsage:
    all_usages = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{usage: usage in usages for usage in all_usages})


def certificate(kind: Kind, issuer, subject, point: bytes, authority: bytes, is_ca: bool):
    """What an authority would issue, but for the signature: it is that of nobody."""
    dates = (22 << 19 | 1 << 15 | 1 << 10 | kind.years).to_bytes(3, "big")
    usage = ("key_cert_sign", "crl_sign") if is_ca else ("digital_signature", "key_agreement")
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(public_key(point))
        .serial_number(serial_of(point, dates))
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS.replace(year=BEGINS.year + kind.years))
        .add_extension(x509.BasicConstraints(is_ca, 0 if is_ca else None), critical=True)
        .add_extension(key_usage(*usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier(key_id(point)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier(key_id(authority), None, None), critical=False)
        .sign(new_key(), hashes.SHA256())
    )


def signer_certificate(point: bytes) -> x509.Certificate:
    root = name("Worthless demonstration root")
    return certificate(SIGNER, root, SIGNER_NAME, point, ROOT_POINT, is_ca=True)


def device_certificate(chip, kind: Kind, signer: bytes) -> x509.Certificate:
    more = ()
    if kind == TNG_TLS:
        address = chip.read_bytes(DATA, MAC_ADDRESS, 0, 12).decode()
        more = (x509.NameAttribute(NameOID.SERIAL_NUMBER, f"EUI48-{address}"),)
    subject = name(f"sn{chip.serial_number().hex().upper()}", *more)
    return certificate(kind, SIGNER_NAME, subject, chip.public_key(PRIMARY), signer, is_ca=False)


@pytest.fixture(params=["tngtls", "tflxtls"])
def part(request):
    """A part, and the kind of its certificate."""
    return request.getfixturevalue(request.param), {"tngtls": TNG_TLS, "tflxtls": TFLX_TLS}[request.param]


def signature_in(chip, slot: int) -> bytes:
    return chip.read_bytes(DATA, slot, 0, COMPRESSED)[:64]


def test_the_chain_is_signed_from_the_root_to_the_part(part):
    chip, kind = part
    signer = chip.stored_public_key(SIGNER_KEY)
    assert signer == point_of(demonstration_key("signer"))
    tbs = signer_certificate(signer).tbs_certificate_bytes
    assert is_signed(ROOT_POINT, sha256(tbs).digest(), signature_in(chip, SIGNER_CERTIFICATE))
    tbs = device_certificate(chip, kind, signer).tbs_certificate_bytes
    assert is_signed(signer, sha256(tbs).digest(), signature_in(chip, DEVICE_CERTIFICATE))


def test_the_library_rebuilds_both_certificates(part):
    chip, kind = part
    signer = chip.stored_public_key(SIGNER_KEY)
    definition = Definition(SIGNER, signer_certificate(signer), signer, ROOT_POINT)
    rebuilt_signer = x509.load_der_x509_certificate(definition.rebuilt())
    issued = device_certificate(chip, kind, signer)
    definition = Definition(kind, issued, chip.public_key(PRIMARY), signer)
    rebuilt_device = x509.load_der_x509_certificate(definition.rebuilt())
    by_sha256 = ec.ECDSA(hashes.SHA256())
    for made, authority in ((rebuilt_signer, ROOT_POINT), (rebuilt_device, signer)):
        public_key(authority).verify(made.signature, made.tbs_certificate_bytes, by_sha256)
    rebuilt_device.verify_directly_issued_by(rebuilt_signer)


def test_the_library_finds_the_signers_key(part):
    chip, _ = part
    found = fetch(vendor.tng_atcacert_signer_public_key, "public_key", 64)
    assert found == chip.stored_public_key(SIGNER_KEY)


def test_the_vendors_own_templates_are_not_for_these_certificates(part):
    size = vendor.AtcaReference(1024)
    status = vendor.tng_atcacert_read_device_cert(bytearray(1024), size)
    assert int(status) == int(CertStatus.ATCACERT_E_WRONG_CERT_DEF)
