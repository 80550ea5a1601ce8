"""What the chip says about itself under its signature, and public keys that an authority validates."""

import pytest
from cryptoauthlib.exceptions import ExecutionError

import configuration as cfg
from chip import DATA
from keys import AUTHORITY_KEY
from layouts import (
    Internal,
    gen_dig,
    gen_key_digest,
    is_signed,
    le16,
    new_key,
    nonce,
    point_of,
    sign,
)

NUM_IN = bytes(range(20))
LOADED = bytes(range(40, 72))
PUBLIC_WITH_DIGEST = 0x08
FULL_SN = 0x40
FIXED_SOURCE = 0x10
DIGEST = bytes(range(32))
TEMP_KEY_SOURCE = bytes([0x10, cfg.VALIDATED, 0])


@pytest.mark.parametrize("full", [False, True])
def test_a_private_key_is_attested(chip, full):
    config, serial = chip.config(), chip.serial_number()
    point = chip.public_key(cfg.ATTESTER)
    temp_key = nonce(chip.nonce_random(NUM_IN), NUM_IN, 0)
    attested = chip.gen_key(PUBLIC_WITH_DIGEST, cfg.SIGNER)
    signature = chip.sign_internal(cfg.ATTESTER, False, full)

    temp_key = gen_key_digest(temp_key, bytes([PUBLIC_WITH_DIGEST]) + le16(cfg.SIGNER), attested, serial)
    mode = FULL_SN if full else 0
    message = Internal(temp_key, mode, cfg.ATTESTER, config, cfg.SIGNER, Internal.GEN_KEY)
    assert is_signed(point, message.digest, signature)


def test_a_stored_secret_is_attested(chip):
    config, serial = chip.config(), chip.serial_number()
    chip.nonce_load(0, LOADED)
    chip.gen_dig(DATA, cfg.IO_KEY)
    signature = chip.sign_internal(cfg.ATTESTER, False, False)
    temp_key = gen_dig(DATA, cfg.IO_KEY, cfg.secret(cfg.IO_KEY), LOADED, serial)
    flags = Internal.GEN_DIG | FIXED_SOURCE
    message = Internal(temp_key, 0, cfg.ATTESTER, config, cfg.IO_KEY, flags)
    assert is_signed(chip.public_key(cfg.ATTESTER), message.digest, signature)


def test_the_attester_wants_something_to_attest(chip):
    with pytest.raises(ExecutionError):
        chip.sign_internal(cfg.ATTESTER, False, False)
    chip.nonce_random(NUM_IN)
    with pytest.raises(ExecutionError):
        chip.sign_internal(cfg.ATTESTER, False, False)


def test_a_key_for_digests_attests_nothing(chip):
    chip.nonce_random(NUM_IN)
    chip.gen_key(PUBLIC_WITH_DIGEST, cfg.SIGNER)
    with pytest.raises(ExecutionError):
        chip.sign_internal(cfg.SIGNER, False, False)


def statement(chip, point: bytes, is_invalidate: bool) -> Internal:
    """Brings the digest of the stored key into TempKey; what the authority has to sign about it."""
    chip.nonce_load(0, LOADED)
    chip.digest_stored_key(cfg.VALIDATED, TEMP_KEY_SOURCE)
    temp_key = gen_key_digest(LOADED, TEMP_KEY_SOURCE, point, chip.serial_number())
    flags = Internal.GEN_KEY | FIXED_SOURCE
    return Internal(temp_key, int(is_invalidate), cfg.AUTHORITY, chip.config(), cfg.VALIDATED, flags)


@pytest.fixture
def holder(chip):
    """A part with a public key that is not validated, and the key's other half."""
    key = new_key()
    chip.write_public_key(cfg.VALIDATED, point_of(key))
    return chip, key


def is_usable(chip, key) -> bool:
    try:
        return chip.verify_stored(DIGEST, sign(key, DIGEST), cfg.VALIDATED)
    except ExecutionError:
        return False


def test_a_public_key_is_used_from_its_validation_to_its_invalidation(holder):
    chip, key = holder
    assert not is_usable(chip, key)

    message = statement(chip, point_of(key), is_invalidate=False)
    assert chip.validate(cfg.VALIDATED, sign(AUTHORITY_KEY, message.digest), message.other_data)
    assert is_usable(chip, key)
    with pytest.raises(ExecutionError):
        chip.write_public_key(cfg.VALIDATED, point_of(new_key()))

    message = statement(chip, point_of(key), is_invalidate=True)
    assert chip.invalidate(cfg.VALIDATED, sign(AUTHORITY_KEY, message.digest), message.other_data)
    assert not is_usable(chip, key)
    other = new_key()
    chip.write_public_key(cfg.VALIDATED, point_of(other))
    assert chip.stored_public_key(cfg.VALIDATED) == point_of(other)


def test_a_validity_mark_outlives_the_power(holder):
    chip, key = holder
    message = statement(chip, point_of(key), is_invalidate=False)
    assert chip.validate(cfg.VALIDATED, sign(AUTHORITY_KEY, message.digest), message.other_data)
    chip.bus.power_cycle()
    assert chip.read_zone(DATA, cfg.VALIDATED, 0, 0, 4)[0] >> 4 == 0x5
    assert is_usable(chip, key)


def test_only_the_authority_validates(holder):
    chip, key = holder
    message = statement(chip, point_of(key), is_invalidate=False)
    assert not chip.validate(cfg.VALIDATED, sign(key, message.digest), message.other_data)
    assert not is_usable(chip, key)


def test_a_validation_is_no_invalidation(holder):
    chip, key = holder
    message = statement(chip, point_of(key), is_invalidate=False)
    with pytest.raises(ExecutionError):
        chip.invalidate(cfg.VALIDATED, sign(AUTHORITY_KEY, message.digest), message.other_data)


def test_a_validation_needs_the_keys_digest(holder):
    chip, key = holder
    message = statement(chip, point_of(key), is_invalidate=False)
    signature = sign(AUTHORITY_KEY, message.digest)
    chip.nonce_load(0, LOADED)
    with pytest.raises(ExecutionError):
        chip.validate(cfg.VALIDATED, signature, message.other_data)
