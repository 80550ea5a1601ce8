"""DeriveKey: a slot rolls on, or is made from its parent."""

import pytest
from cryptoauthlib.exceptions import CheckmacVerifyFailedError, ExecutionError

import configuration as cfg
from layouts import derive_key_mac, derived_key, mac, nonce

RANDOM, FIXED = 0x00, 0x04
LOADED = bytes(range(60, 92))
CHALLENGE = bytes(range(32))


def assert_key(chip, slot: int, key: bytes, serial: bytes) -> None:
    """The key in a slot, seen through a MAC that it makes."""
    assert chip.mac(0, slot, CHALLENGE) == mac(key, CHALLENGE, 0, slot, serial)


def test_a_key_rolls_with_a_random_nonce(chip):
    serial, num_in = chip.serial_number(), bytes(range(20))
    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    chip.derive_key(RANDOM, cfg.ROLLED)
    key = derived_key(cfg.secret(cfg.ROLLED), RANDOM, cfg.ROLLED, temp_key, serial)
    assert_key(chip, cfg.ROLLED, key, serial)


def test_a_key_rolls_again_and_again(chip):
    serial, key = chip.serial_number(), cfg.secret(cfg.ROLLED)
    for _ in range(3):
        chip.nonce_load(0, LOADED)
        chip.derive_key(FIXED, cfg.ROLLED)
        key = derived_key(key, FIXED, cfg.ROLLED, LOADED, serial)
    assert_key(chip, cfg.ROLLED, key, serial)


def test_a_key_is_created_from_its_parent_with_a_mac(chip):
    serial, parent = chip.serial_number(), cfg.secret(cfg.IO_KEY)
    chip.nonce_load(0, LOADED)
    chip.derive_key(FIXED, cfg.CREATED, derive_key_mac(parent, FIXED, cfg.CREATED, serial))
    assert_key(chip, cfg.CREATED, derived_key(parent, FIXED, cfg.CREATED, LOADED, serial), serial)


def test_a_missing_or_wrong_mac_changes_nothing(chip):
    serial = chip.serial_number()
    for answer in (b"", bytes(32)):
        chip.nonce_load(0, LOADED)
        with pytest.raises((ExecutionError, CheckmacVerifyFailedError)):
            chip.derive_key(FIXED, cfg.CREATED, answer)
    assert_key(chip, cfg.CREATED, cfg.secret(cfg.CREATED), serial)


def test_the_source_of_the_nonce_must_be_the_one_that_is_named(chip):
    chip.nonce_load(0, LOADED)
    with pytest.raises(ExecutionError):
        chip.derive_key(RANDOM, cfg.ROLLED)


@pytest.mark.parametrize("slot", [cfg.CLEAR, cfg.MAC_KEY, cfg.SEALED, cfg.SIGNER])
def test_other_slots_do_not_derive(chip, slot):
    chip.nonce_load(0, LOADED)
    with pytest.raises(ExecutionError):
        chip.derive_key(FIXED, slot)
