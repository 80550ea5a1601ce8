"""The whole life of a part, from blank to locked to in use, through the vendor's library alone."""

from hashlib import sha256

import pytest
from cryptoauthlib.exceptions import ExecutionError

import configuration as cfg
from chip import CONFIG, DATA, OTP
from conftest import fill
from keys import PUBLIC_KEY
from layouts import agree, crc16, is_signed, new_key, point_of, sign

LOCK_DATA = 1
DIGEST = sha256(b"what is signed").digest()
LABEL = b"made for a test ".ljust(32)


def test_from_blank_to_locked_to_in_use(blank):
    chip = blank
    serial = chip.serial_number()
    assert not chip.is_locked(CONFIG) and not chip.is_locked(LOCK_DATA)

    config = cfg.configured(chip.config())
    chip.write_config(config)
    chip.lock_config(crc16(chip.config()))
    assert chip.is_locked(CONFIG) and not chip.is_locked(LOCK_DATA)

    fill(chip)
    chip.write_zone(OTP, 0, 0, 0, LABEL)
    points = {slot: chip.public_key(slot) for slot in cfg.PRIVATE_SLOTS}
    chip.lock_data()
    assert chip.is_locked(LOCK_DATA)
    chip.lock_slot(cfg.AUTHORITY)

    chip.bus.power_cycle()
    assert chip.serial_number() == serial
    assert chip.read_zone(OTP, 0, 0, 0, 32) == LABEL
    assert {slot: chip.public_key(slot) for slot in cfg.PRIVATE_SLOTS} == points
    assert is_signed(points[cfg.SIGNER], DIGEST, chip.sign(cfg.SIGNER, DIGEST))
    assert chip.verify_stored(DIGEST, sign(PUBLIC_KEY, DIGEST), cfg.PUBLIC)
    peer = new_key()
    assert chip.ecdh(cfg.SIGNER, point_of(peer)) == agree(peer, points[cfg.SIGNER])
    io_key = cfg.secret(cfg.IO_KEY)
    assert chip.read_encrypted(cfg.SEALED, 0, io_key, cfg.IO_KEY) == cfg.secret(cfg.SEALED)

    # What was locked stays so, and the only change is the lock bytes.
    locked = bytearray(config)
    locked[cfg.LOCK_VALUE : cfg.LOCK_CONFIG + 1] = bytes(2)
    cfg.put(locked, cfg.SLOT_LOCKED, 0xFFFF ^ 1 << cfg.AUTHORITY)
    assert chip.config() == locked
    for attempt in (
        lambda: chip.lock_config(),
        lambda: chip.lock_data(),
        lambda: chip.write_zone(CONFIG, 0, 1, 0, bytes(32)),
        lambda: chip.write_zone(OTP, 0, 0, 0, bytes(32)),
        lambda: chip.write_zone(DATA, cfg.AUTHORITY, 0, 0, bytes(32)),
        lambda: chip.write_zone(DATA, cfg.IO_KEY, 0, 0, bytes(32)),
    ):
        with pytest.raises(ExecutionError):
            attempt()
