"""Private keys that come in from outside."""

from hashlib import sha256

import pytest
from cryptoauthlib.exceptions import ExecutionError

import configuration as cfg
from chip import DATA
from layouts import is_signed, new_key, point_of, scalar_of

KEY = cfg.secret(cfg.IO_KEY)
DIGEST = sha256(b"what is signed").digest()


def test_a_key_is_imported_in_clear_while_data_is_unlocked(configured):
    key = new_key()
    configured.write_private_key(cfg.SIGNER, scalar_of(key))
    assert configured.public_key(cfg.SIGNER) == point_of(key)
    configured.lock_data()
    assert is_signed(point_of(key), DIGEST, configured.sign(cfg.SIGNER, DIGEST))


def test_a_key_is_imported_encrypted_while_data_is_unlocked(configured):
    key = new_key()
    configured.write_zone(DATA, cfg.IO_KEY, 0, 0, KEY)
    configured.write_private_key(cfg.IMPORTED, scalar_of(key), KEY, cfg.IO_KEY)
    assert configured.public_key(cfg.IMPORTED) == point_of(key)


def test_a_key_is_imported_encrypted_when_all_is_locked(chip):
    key = new_key()
    chip.write_private_key(cfg.IMPORTED, scalar_of(key), KEY, cfg.IO_KEY)
    assert chip.public_key(cfg.IMPORTED) == point_of(key)
    assert is_signed(point_of(key), DIGEST, chip.sign(cfg.IMPORTED, DIGEST))


def test_a_wrong_write_key_imports_nothing(chip):
    before = chip.public_key(cfg.IMPORTED)
    with pytest.raises(ExecutionError):
        chip.write_private_key(cfg.IMPORTED, scalar_of(new_key()), bytes(32), cfg.IO_KEY)
    with pytest.raises(ExecutionError):
        chip.write_private_key(cfg.IMPORTED, scalar_of(new_key()), cfg.secret(cfg.MAC_KEY), cfg.MAC_KEY)
    assert chip.public_key(cfg.IMPORTED) == before


def test_a_locked_part_takes_no_key_in_clear(chip):
    with pytest.raises(ExecutionError):
        chip.write_private_key(cfg.IMPORTED, scalar_of(new_key()))


def test_a_slot_whose_keys_are_made_inside_takes_none(chip):
    with pytest.raises(ExecutionError):
        chip.write_private_key(cfg.SIGNER, scalar_of(new_key()), KEY, cfg.IO_KEY)


def test_a_data_slot_takes_no_private_key(configured):
    with pytest.raises(ExecutionError):
        configured.write_private_key(cfg.CLEAR, scalar_of(new_key()))
