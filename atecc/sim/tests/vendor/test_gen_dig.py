"""GenDig, and what it is for: encrypted reads and writes."""

from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError

import configuration as cfg
from chip import CONFIG, DATA, OTP, done
from layouts import agree, gen_dig, le16, mac, new_key, nonce, point_of

ZONE_SHARED_NONCE, ZONE_COUNTER, ZONE_KEY_CONFIG = 3, 4, 5
KEY = cfg.secret(cfg.IO_KEY)
LOADED = bytes(range(100, 132))
FROM_TEMP_KEY_FIXED = 0x05


def assert_temp_key(chip, serial: bytes, expected: bytes) -> None:
    """TempKey, seen through a MAC over it."""
    seen = chip.mac(FROM_TEMP_KEY_FIXED, cfg.MAC_KEY)
    assert seen == mac(cfg.secret(cfg.MAC_KEY), expected, FROM_TEMP_KEY_FIXED, cfg.MAC_KEY, serial)


@pytest.mark.parametrize("block", range(4))
def test_gen_dig_of_the_configuration(chip, block):
    serial, value = chip.serial_number(), chip.config()[32 * block :][:32]
    chip.nonce_load(0, LOADED)
    chip.gen_dig(CONFIG, block)
    assert_temp_key(chip, serial, gen_dig(CONFIG, block, value, LOADED, serial))


def test_gen_dig_of_otp(chip):
    serial, value = chip.serial_number(), chip.read_zone(OTP, 0, 1, 0, 32)
    chip.nonce_load(0, LOADED)
    chip.gen_dig(OTP, 1)
    assert_temp_key(chip, serial, gen_dig(OTP, 1, value, LOADED, serial))


def test_gen_dig_of_a_secret(chip):
    serial, slot = chip.serial_number(), cfg.IO_KEY
    chip.nonce_load(0, LOADED)
    chip.gen_dig(DATA, slot)
    assert_temp_key(chip, serial, gen_dig(DATA, slot, KEY, LOADED, serial))


def test_gen_dig_of_a_shared_nonce(chip):
    serial, other = chip.serial_number(), bytes(range(50, 82))
    chip.nonce_load(0, LOADED)
    chip.gen_dig(ZONE_SHARED_NONCE, 0, other)
    assert_temp_key(chip, serial, gen_dig(ZONE_SHARED_NONCE, 0, other, LOADED, serial))
    chip.nonce_load(0, LOADED)
    chip.gen_dig(ZONE_SHARED_NONCE, 0x8000, other)
    assert_temp_key(chip, serial, gen_dig(ZONE_SHARED_NONCE, 0, LOADED, other, serial))


def test_gen_dig_of_a_counter(chip):
    serial, value = chip.serial_number(), chip.count(1)
    chip.nonce_load(0, LOADED)
    chip.gen_dig(ZONE_COUNTER, 1)
    tail = b"\0" + value.to_bytes(4, "little")
    assert_temp_key(chip, serial, gen_dig(ZONE_COUNTER, 1, bytes(32), LOADED, serial, tail))


def test_gen_dig_of_a_slots_configuration(chip):
    serial, config, slot = chip.serial_number(), chip.config(), cfg.CLEAR
    access, key = cfg.slot_config(config, slot), cfg.key_config(config, slot)
    for is_unlocked in (1, 0):
        chip.nonce_load(0, LOADED)
        chip.gen_dig(ZONE_KEY_CONFIG, slot)
        tail = b"\0" + le16(access) + le16(key) + bytes([is_unlocked])
        assert_temp_key(chip, serial, gen_dig(ZONE_KEY_CONFIG, slot, bytes(32), LOADED, serial, tail))
        if is_unlocked:
            chip.lock_slot(slot)


def test_gen_dig_needs_temp_key(chip):
    with pytest.raises(ExecutionError):
        chip.gen_dig(DATA, cfg.IO_KEY)


def test_a_gen_dig_zone_that_does_not_exist_is_a_parse_error(chip):
    chip.nonce_load(0, LOADED)
    with pytest.raises(ParseError):
        chip.gen_dig(6, 0)


def test_what_is_written_encrypted_is_read_encrypted(chip):
    data = sha256(b"sealed").digest()
    chip.write_encrypted(cfg.SEALED, 1, data, KEY, cfg.IO_KEY)
    assert chip.read_encrypted(cfg.SEALED, 1, KEY, cfg.IO_KEY) == data
    chip.bus.power_cycle()
    assert chip.read_encrypted(cfg.SEALED, 1, KEY, cfg.IO_KEY) == data


def test_provisioned_data_is_read_encrypted(chip):
    assert chip.read_encrypted(cfg.SEALED, 0, KEY, cfg.IO_KEY) == cfg.secret(cfg.SEALED)


def test_a_wrong_key_writes_nothing_and_reads_noise(chip):
    with pytest.raises(ExecutionError):
        chip.write_encrypted(cfg.SEALED, 0, bytes(32), b"x" * 32, cfg.IO_KEY)
    assert chip.read_encrypted(cfg.SEALED, 0, b"x" * 32, cfg.IO_KEY) != cfg.secret(cfg.SEALED)
    assert chip.read_encrypted(cfg.SEALED, 0, KEY, cfg.IO_KEY) == cfg.secret(cfg.SEALED)


def test_another_slots_key_opens_nothing(chip):
    wrong = cfg.secret(cfg.MAC_KEY)
    with pytest.raises(ExecutionError):
        chip.read_encrypted(cfg.SEALED, 0, wrong, cfg.MAC_KEY)
    with pytest.raises(ExecutionError):
        chip.write_encrypted(cfg.SEALED, 0, bytes(32), wrong, cfg.MAC_KEY)


def test_an_encrypted_read_wants_a_random_nonce(chip):
    chip.nonce_load(0, LOADED)
    chip.gen_dig(DATA, cfg.IO_KEY)
    with pytest.raises(ExecutionError):
        chip.read_zone(DATA, cfg.SEALED, 0, 0, 32)


def test_the_key_itself_stays_unreadable(chip):
    with pytest.raises(ExecutionError):
        chip.read_encrypted(cfg.IO_KEY, 0, KEY, cfg.IO_KEY)


def test_a_secret_in_the_next_slot_is_read_encrypted(chip):
    peer, point = new_key(), chip.public_key(cfg.AGREER)
    secret = chip.ecdh_through_slot(cfg.AGREER, point_of(peer), KEY, cfg.IO_KEY)
    assert secret == agree(peer, point)


def test_unlocked_data_takes_encrypted_writes(configured):
    configured.write_zone(DATA, cfg.IO_KEY, 0, 0, KEY)
    data = sha256(b"early").digest()
    configured.write_encrypted(cfg.SEALED, 0, data, KEY, cfg.IO_KEY)
    configured.lock_data()
    assert configured.read_encrypted(cfg.SEALED, 0, KEY, cfg.IO_KEY) == data


def test_a_damaged_mac_writes_nothing(chip):
    chip.nonce_random(bytes(20))
    chip.gen_dig(DATA, cfg.IO_KEY)
    with pytest.raises(ExecutionError):
        done(vendor.atcab_write(0xC2, cfg.SEALED << 3, bytes(32), bytes(32)))


def test_gen_dig_keeps_the_nonce_random(chip):
    serial, num_in = chip.serial_number(), bytes(range(20))
    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    chip.gen_dig(DATA, cfg.IO_KEY)
    expected = gen_dig(DATA, cfg.IO_KEY, KEY, temp_key, serial)
    assert chip.mac(1, cfg.MAC_KEY) == mac(cfg.secret(cfg.MAC_KEY), expected, 1, cfg.MAC_KEY, serial)
