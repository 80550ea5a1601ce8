"""TNGTLS and TFLXTLS as delivered: the library knows them, and each slot does what their books say."""

from ctypes import POINTER, byref
from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import CheckmacVerifyFailedError, ExecutionError
from cryptoauthlib.library import get_cryptoauthlib
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chip import CONFIG, DATA, OTP, done, fetch
from layouts import (
    Internal,
    agree,
    gen_key_digest,
    is_signed,
    le16,
    mac,
    new_key,
    nonce,
    point_of,
    sign,
)

PRIMARY, ATTESTER = 0, 1
SECONDARY = (2, 3, 4)
MAC_ADDRESS = SECRET = 5
IO_SLOT, BOOT_DIGEST, CLEAR, AES_SLOT = 6, 7, 8, 9
DEVICE_CERTIFICATE, SIGNER_KEY, SIGNER_CERTIFICATE = 10, 11, 12
CERTIFICATES = (DEVICE_CERTIFICATE, SIGNER_KEY, SIGNER_CERTIFICATE)
PARENT, VALIDATED, BOOT_KEY = 13, 14, 15

DIGEST = sha256(b"what is signed").digest()
OTHER = sha256(b"something else").digest()
IO_KEY = sha256(b"the IO protection key").digest()
CHALLENGE = bytes(range(32))
NUM_IN = bytes(range(20))
PUBLIC_WITH_DIGEST = 0x08
FULL_STORE, FULL_COPY = 6, 7
LOCK_DATA = 1


def refused(call, *arguments) -> None:
    with pytest.raises(ExecutionError):
        call(*arguments)


def is_readable(chip, slot: int) -> bool:
    try:
        chip.read_zone(DATA, slot, 0, 0, 32)
    except ExecutionError:
        return False
    return True


def is_writable(chip, slot: int) -> bool:
    try:
        chip.write_zone(DATA, slot, 0, 0, CHALLENGE)
    except ExecutionError:
        return False
    return True


def is_lockable(chip, slot: int) -> bool:
    try:
        chip.lock_slot(slot)
    except ExecutionError:
        return False
    assert chip.is_slot_locked(slot)
    return True


def definition():
    """How the library would rebuild the device's certificate: it chooses by the code in OTP."""
    found = POINTER(vendor.atcacert_def_t)()
    done(get_cryptoauthlib().tng_get_device_cert_def(byref(found)))
    return found.contents


def test_the_library_looks_for_certificates_where_they_are(trust):
    known = definition()
    assert (known.comp_cert_dev_loc.slot, known.private_key_slot) == (DEVICE_CERTIFICATE, PRIMARY)
    assert known.ca_cert_def.comp_cert_dev_loc.slot == SIGNER_CERTIFICATE
    assert known.ca_cert_def.public_key_dev_loc.slot == SIGNER_KEY


def other_sources() -> set[int]:
    """The slots from which the library takes more for the certificate."""
    places = [element.device_loc for element in definition().cert_elements]
    return {place.slot for place in places if place.zone == DATA}


def test_the_library_tells_a_trust_and_go_part_by_its_otp_code(tngtls):
    assert other_sources() == {MAC_ADDRESS}


def test_the_library_tells_a_trust_flex_part_by_its_otp_code(tflxtls):
    assert other_sources() == set()


def test_the_library_finds_the_keys(trust):
    device = fetch(vendor.tng_get_device_pubkey, "public_key", 64)
    assert device == trust.public_key(PRIMARY)
    assert fetch(vendor.tng_atcacert_device_public_key, "public_key", 64) == device


def test_they_are_locked(trust):
    assert trust.is_locked(CONFIG) and trust.is_locked(LOCK_DATA)
    assert trust.serial_number()[8] == 0x01
    refused(trust.write_bytes, CONFIG, 0, 20, bytes(4))
    refused(trust.write_zone, OTP, 0, 0, 0, bytes(32))
    assert not any(trust.is_slot_locked(slot) for slot in range(16))


@pytest.mark.parametrize("part, slots", [("tngtls", {5, 8, 10, 11, 12}), ("tflxtls", {8, *range(10, 16)})])
def test_what_is_readable(request, part, slots):
    chip = request.getfixturevalue(part)
    assert {slot for slot in range(16) if is_readable(chip, slot)} == slots


@pytest.mark.parametrize("part, slots", [("tngtls", {6, 8, 9}), ("tflxtls", {6, 8, 9, 13, 14, 15})])
def test_what_is_writable_in_clear(request, part, slots):
    chip = request.getfixturevalue(part)
    assert {slot for slot in range(16) if is_writable(chip, slot)} == slots


@pytest.mark.parametrize(
    "part, slots", [("tngtls", {2, 3, 4, 6, 8}), ("tflxtls", {2, 3, 4, 5, 6, 8, 13, 15})]
)
def test_what_can_be_locked_and_is_not_written_then(request, part, slots):
    chip = request.getfixturevalue(part)
    assert {slot for slot in range(16) if is_lockable(chip, slot)} == slots
    assert not any(is_writable(chip, slot) for slot in slots)


@pytest.mark.parametrize("slot", [PRIMARY, *SECONDARY])
def test_keys_that_sign_and_agree(trust, slot):
    point, peer = trust.public_key(slot), new_key()
    assert is_signed(point, DIGEST, trust.sign(slot, DIGEST))
    assert trust.ecdh(slot, point_of(peer)) == agree(peer, point)
    trust.nonce_random(NUM_IN)
    trust.gen_key(PUBLIC_WITH_DIGEST, slot)
    refused(trust.sign_internal, slot, False, False)


@pytest.mark.parametrize("slot", [PRIMARY, ATTESTER])
def test_permanent_keys(trust, slot):
    refused(trust.make_key, slot)
    refused(trust.write_private_key, slot, bytes(31) + b"\1", IO_KEY, IO_SLOT)


@pytest.mark.parametrize("slot", SECONDARY)
def test_keys_that_can_be_replaced_until_they_are_locked(trust, slot):
    old, new = trust.public_key(slot), trust.make_key(slot)
    assert old != new and is_signed(new, DIGEST, trust.sign(slot, DIGEST))
    trust.lock_slot(slot)
    refused(trust.make_key, slot)
    assert is_signed(new, DIGEST, trust.sign(slot, DIGEST))


@pytest.mark.parametrize("slot", SECONDARY)
def test_slot_1_attests_a_key(trust, slot):
    config, serial = trust.config(), trust.serial_number()
    point = trust.public_key(ATTESTER)
    temp_key = nonce(trust.nonce_random(NUM_IN), NUM_IN, 0)
    attested = trust.gen_key(PUBLIC_WITH_DIGEST, slot)
    signature = trust.sign_internal(ATTESTER, False, True)
    temp_key = gen_key_digest(temp_key, bytes([PUBLIC_WITH_DIGEST]) + le16(slot), attested, serial)
    message = Internal(temp_key, 0x40, ATTESTER, config, slot, Internal.GEN_KEY)
    assert is_signed(point, message.digest, signature)


def test_slot_1_does_nothing_else(trust):
    refused(trust.sign, ATTESTER, DIGEST)
    refused(trust.ecdh, ATTESTER, point_of(new_key()))


def test_keys_are_attested_on_random_nonces_only(trust):
    trust.nonce_load(0, CHALLENGE)
    refused(trust.gen_key, PUBLIC_WITH_DIGEST, PRIMARY)


def test_the_io_protection_key_protects(trust):
    trust.write_zone(DATA, IO_SLOT, 0, 0, IO_KEY)
    peer = new_key()
    assert trust.ecdh_protected(PRIMARY, point_of(peer), IO_KEY) == agree(peer, trust.public_key(PRIMARY))
    key = new_key()
    assert trust.verify_with_mac(DIGEST, sign(key, DIGEST), point_of(key), IO_KEY)
    assert not is_readable(trust, IO_SLOT)


def test_slot_9_is_an_aes_key(trust):
    trust.write_zone(DATA, AES_SLOT, 0, 0, CHALLENGE)
    assert not is_readable(trust, AES_SLOT)
    out = bytearray(16)
    done(vendor.atcab_aes_encrypt(AES_SLOT, 0, DIGEST[:16], out))
    aes = Cipher(algorithms.AES(CHALLENGE[:16]), modes.ECB()).encryptor()
    assert bytes(out) == aes.update(DIGEST[:16])


def test_slot_8_keeps_416_bytes(trust):
    trust.write_bytes(DATA, CLEAR, 0, CHALLENGE * 13)
    assert trust.read_bytes(DATA, CLEAR, 0, 416) == CHALLENGE * 13


def test_the_mac_address_is_locally_administered(tngtls):
    octets = bytes.fromhex(tngtls.read_bytes(DATA, MAC_ADDRESS, 0, 12).decode())
    assert octets[0] & 0b11 == 0b10
    assert octets[1:] == tngtls.serial_number()[3:8]


def test_the_secret_of_trust_flex_comes_encrypted_under_the_io_key(tflxtls):
    tflxtls.write_zone(DATA, IO_SLOT, 0, 0, IO_KEY)
    with pytest.raises(ExecutionError):
        tflxtls.write_encrypted(SECRET, 0, CHALLENGE, OTHER, IO_SLOT)
    tflxtls.write_encrypted(SECRET, 0, CHALLENGE, IO_KEY, IO_SLOT)
    assert tflxtls.mac(0, SECRET, DIGEST) == mac(CHALLENGE, DIGEST, 0, SECRET, tflxtls.serial_number())
    refused(tflxtls.read_encrypted, SECRET, 0, IO_KEY, IO_SLOT)


@pytest.mark.parametrize("slot", [PARENT, BOOT_KEY])
def test_public_keys_of_trust_flex(tflxtls, slot):
    key = new_key()
    tflxtls.write_public_key(slot, point_of(key))
    assert tflxtls.stored_public_key(slot) == point_of(key)
    assert tflxtls.verify_stored(DIGEST, sign(key, DIGEST), slot)
    assert not tflxtls.verify_stored(OTHER, sign(key, DIGEST), slot)


def statement(chip, point: bytes, is_invalidate: bool) -> Internal:
    """Brings the digest of the key in slot 14 into TempKey; what its parent has to sign about it."""
    source = bytes([0x10, VALIDATED, 0])
    temp_key = nonce(chip.nonce_random(NUM_IN), NUM_IN, 0)
    chip.digest_stored_key(VALIDATED, source)
    temp_key = gen_key_digest(temp_key, source, point, chip.serial_number())
    return Internal(temp_key, int(is_invalidate), PARENT, chip.config(), VALIDATED, Internal.GEN_KEY)


def test_slot_14_of_trust_flex_is_validated_by_slot_13(tflxtls):
    parent, key = new_key(), new_key()
    tflxtls.write_public_key(PARENT, point_of(parent))
    tflxtls.write_public_key(VALIDATED, point_of(key))
    signature = sign(key, DIGEST)
    refused(tflxtls.verify_stored, DIGEST, signature, VALIDATED)
    message = statement(tflxtls, point_of(key), is_invalidate=False)
    assert tflxtls.validate(VALIDATED, sign(parent, message.digest), message.other_data)
    assert tflxtls.verify_stored(DIGEST, signature, VALIDATED)
    assert not is_writable(tflxtls, VALIDATED)
    message = statement(tflxtls, point_of(key), is_invalidate=True)
    assert tflxtls.invalidate(VALIDATED, sign(parent, message.digest), message.other_data)
    assert is_writable(tflxtls, VALIDATED)


def test_secure_boot_of_trust_flex_keeps_the_digest(tflxtls):
    maker = new_key()
    signature = sign(maker, DIGEST)
    tflxtls.write_public_key(BOOT_KEY, point_of(maker))
    tflxtls.lock_slot(BOOT_KEY)
    with pytest.raises(CheckmacVerifyFailedError):
        tflxtls.secure_boot(FULL_STORE, DIGEST)
    tflxtls.secure_boot(FULL_COPY, DIGEST, signature)
    tflxtls.bus.power_cycle()
    tflxtls.secure_boot(FULL_STORE, DIGEST)
    with pytest.raises(CheckmacVerifyFailedError):
        tflxtls.secure_boot(FULL_STORE, OTHER)
    assert not is_readable(tflxtls, BOOT_DIGEST) and not is_writable(tflxtls, BOOT_DIGEST)
    assert not tflxtls.latch()
    tflxtls.write_zone(DATA, IO_SLOT, 0, 0, IO_KEY)
    assert tflxtls.secure_boot_with_mac(FULL_STORE, DIGEST, signature, IO_KEY)


def test_no_secure_boot_on_trust_and_go(tngtls):
    refused(tngtls.secure_boot, FULL_COPY, DIGEST, sign(new_key(), DIGEST))


def test_the_address_changes_once(tngtls, hal):
    tngtls.update_extra(1, 0xC0)
    refused(tngtls.update_extra, 1, 0xC2)
    tngtls.sleep()
    hal.iface.cfg.atcai2c.address = 0xC0
    vendor.atcab_release()
    done(vendor.atcab_init(hal.iface))
    assert tngtls.serial_number()[8] == 0x01


def test_a_fresh_part_is_of_the_same_kind_and_not_the_same_part(trust):
    serial, code, key = trust.serial_number(), trust.read_zone(OTP, 0, 0, 0, 32), trust.public_key(PRIMARY)
    trust.bus.fresh_part()
    assert trust.serial_number() != serial and trust.public_key(PRIMARY) != key
    assert trust.read_zone(OTP, 0, 0, 0, 32) == code
