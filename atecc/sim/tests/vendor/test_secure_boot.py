"""SecureBoot: only code that its maker signed."""

from hashlib import sha256

import pytest
from cryptoauthlib.exceptions import CheckmacVerifyFailedError, ExecutionError

import configuration as cfg
from keys import PUBLIC_KEY
from layouts import new_key, sign

FULL, FULL_STORE, FULL_COPY = 5, 6, 7
PROHIBIT = 0x40
BOTH_ALLOWED, SIGNATURE_STORED, DIGEST_STORED = 1, 2, 3
KEPT = cfg.CREATED
DIGEST = sha256(b"the code").digest()
OTHER = sha256(b"other code").digest()
SIGNATURE = sign(PUBLIC_KEY, DIGEST)
IO_KEY = cfg.secret(cfg.IO_KEY)


@pytest.fixture
def bootable(custom):
    """Makes a part whose SecureBoot has the given mode."""

    def make(mode: int):
        return custom(lambda config: cfg.put(config, cfg.SECURE_BOOT, mode | KEPT << 8 | cfg.PUBLIC << 12))

    return make


def test_signed_code_boots(bootable):
    chip = bootable(BOTH_ALLOWED)
    chip.secure_boot(FULL, DIGEST, SIGNATURE)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.secure_boot(FULL, OTHER, SIGNATURE)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.secure_boot(FULL, DIGEST, sign(new_key(), DIGEST))


def test_the_digest_is_kept_and_then_enough(bootable):
    chip = bootable(DIGEST_STORED)
    chip.secure_boot(FULL_COPY, DIGEST, SIGNATURE)
    chip.bus.power_cycle()
    chip.secure_boot(FULL_STORE, DIGEST)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.secure_boot(FULL_STORE, OTHER)


def test_nothing_boots_from_the_store_before_a_copy(bootable):
    chip = bootable(DIGEST_STORED)
    with pytest.raises((CheckmacVerifyFailedError, ExecutionError)):
        chip.secure_boot(FULL_STORE, DIGEST)


def test_a_bad_signature_copies_nothing(bootable):
    chip = bootable(DIGEST_STORED)
    chip.secure_boot(FULL_COPY, DIGEST, SIGNATURE)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.secure_boot(FULL_COPY, OTHER, SIGNATURE)
    chip.secure_boot(FULL_STORE, DIGEST)


def test_the_signature_is_kept_and_then_enough(bootable):
    chip = bootable(SIGNATURE_STORED)
    chip.secure_boot(FULL_COPY, DIGEST, SIGNATURE)
    chip.secure_boot(FULL_STORE, DIGEST)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.secure_boot(FULL_STORE, OTHER)


@pytest.mark.parametrize("mode", [DIGEST_STORED, SIGNATURE_STORED])
def test_the_answer_is_bound_to_the_io_protection_key(bootable, mode):
    chip = bootable(mode)
    assert chip.secure_boot_with_mac(FULL_COPY, DIGEST, SIGNATURE, IO_KEY)
    assert chip.secure_boot_with_mac(FULL_STORE, DIGEST, SIGNATURE, IO_KEY)
    assert not chip.secure_boot_with_mac(FULL_STORE, OTHER, sign(PUBLIC_KEY, OTHER), IO_KEY)


def test_another_io_protection_key_proves_nothing(bootable):
    chip = bootable(BOTH_ALLOWED)
    assert chip.secure_boot_with_mac(FULL, DIGEST, SIGNATURE, IO_KEY)
    assert not chip.secure_boot_with_mac(FULL, DIGEST, SIGNATURE, bytes(32))


def test_prohibit_lasts_until_the_power_goes(bootable):
    chip = bootable(BOTH_ALLOWED)
    chip.secure_boot(FULL | PROHIBIT, DIGEST, SIGNATURE)
    with pytest.raises(ExecutionError):
        chip.secure_boot(FULL, DIGEST, SIGNATURE)
    chip.bus.power_cycle()
    chip.secure_boot(FULL, DIGEST, SIGNATURE)


def test_secure_boot_is_refused_where_it_is_switched_off(chip):
    with pytest.raises(ExecutionError):
        chip.secure_boot(FULL, DIGEST, SIGNATURE)
