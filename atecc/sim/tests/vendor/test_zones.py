"""Configuration, data and OTP: what can be written and read in each phase of a part's life."""

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError

import configuration as cfg
from chip import CONFIG, DATA, OTP, done
from layouts import crc16, new_key, point_of

BLOCK = bytes(range(32))
LOCK_DATA = 1


def test_the_configuration_is_written_and_reads_back(blank):
    wanted = cfg.configured(blank.config())
    blank.write_config_fields(wanted)
    assert blank.config() == wanted


def test_the_identity_cannot_be_written(blank):
    with pytest.raises((ExecutionError, ParseError)):
        blank.write_zone(CONFIG, 0, 0, 0, b"mine")


def test_lock_bytes_cannot_be_written(blank):
    with pytest.raises((ExecutionError, ParseError)):
        blank.write_zone(CONFIG, 0, 2, 5, bytes(4))


def test_a_wrong_crc_does_not_lock_the_configuration(blank):
    crc = crc16(blank.config())
    with pytest.raises(ExecutionError):
        blank.lock_config(crc ^ 1)
    assert not blank.is_locked(CONFIG)
    blank.lock_config(crc)
    assert blank.is_locked(CONFIG)


def test_a_locked_configuration_stays_as_it_is(configured):
    with pytest.raises(ExecutionError):
        configured.write_zone(CONFIG, 0, 1, 0, BLOCK)
    with pytest.raises(ExecutionError):
        configured.lock_config()


def test_data_is_out_of_reach_before_the_configuration_is_locked(blank):
    with pytest.raises(ExecutionError):
        blank.write_zone(DATA, cfg.CLEAR, 0, 0, BLOCK)
    with pytest.raises(ExecutionError):
        blank.read_zone(DATA, cfg.CLEAR, 0, 0, 32)
    with pytest.raises(ExecutionError):
        blank.write_zone(OTP, 0, 0, 0, BLOCK)


def test_unlocked_data_takes_whole_blocks_and_is_not_read(configured):
    configured.write_zone(DATA, cfg.CLEAR, 1, 0, BLOCK)
    with pytest.raises(ExecutionError):
        configured.write_zone(DATA, cfg.CLEAR, 1, 0, BLOCK[:4])
    with pytest.raises(ExecutionError):
        configured.read_zone(DATA, cfg.CLEAR, 1, 0, 32)


def test_a_wrong_crc_does_not_lock_the_data(configured):
    content = {}
    for slot in set(cfg.SLOTS) - set(cfg.PRIVATE_SLOTS):
        size = cfg.slot_size(slot)
        content[slot] = bytes((slot + at) % 251 for at in range(size))
        for block in range(-(-size // cfg.BLOCK)):
            part = content[slot][block * cfg.BLOCK :][: cfg.BLOCK]
            configured.write_zone(DATA, slot, block, 0, part.ljust(cfg.BLOCK, b"\0"))
    otp = bytes(range(64))
    for block in range(2):
        configured.write_zone(OTP, 0, block, 0, otp[32 * block :][:32])
    # A public key that is to be validated carries its mark in the first digit.
    marked = content[cfg.VALIDATED]
    content[cfg.VALIDATED] = bytes([0xA0 | marked[0] & 0x0F]) + marked[1:]
    crc = crc16(b"".join(content[slot] for slot in sorted(content)) + otp)

    with pytest.raises(ExecutionError):
        configured.lock_data(crc ^ 1)
    assert not configured.is_locked(LOCK_DATA)
    configured.lock_data(crc)
    assert configured.is_locked(LOCK_DATA)
    assert configured.read_bytes(DATA, cfg.CLEAR, 0, 416) == content[cfg.CLEAR]


def test_clear_data_is_written_and_read_in_words_and_blocks(chip):
    data = bytes(value % 256 for value in range(416))
    chip.write_bytes(DATA, cfg.CLEAR, 0, data)
    assert chip.read_bytes(DATA, cfg.CLEAR, 0, 416) == data
    chip.write_zone(DATA, cfg.CLEAR, 12, 7, b"last")
    assert chip.read_zone(DATA, cfg.CLEAR, 12, 7, 4) == b"last"


def test_clear_data_outlives_the_power(chip):
    chip.write_bytes(DATA, cfg.CLEAR, 64, BLOCK)
    chip.bus.power_cycle()
    assert chip.read_bytes(DATA, cfg.CLEAR, 64, 32) == BLOCK


def test_a_public_key_is_stored_in_the_slot_format(chip):
    point = point_of(new_key())
    chip.write_public_key(cfg.PUBLIC, point)
    assert chip.stored_public_key(cfg.PUBLIC) == point
    assert chip.read_bytes(DATA, cfg.PUBLIC, 0, 72) == bytes(4) + point[:32] + bytes(4) + point[32:]


@pytest.mark.parametrize("slot", [cfg.SIGNER, cfg.IO_KEY, cfg.MAC_KEY, cfg.SEALED])
def test_secrets_are_not_read_in_clear(chip, slot):
    with pytest.raises(ExecutionError):
        chip.read_zone(DATA, slot, 0, 0, 32)


@pytest.mark.parametrize("slot", [cfg.SIGNER, cfg.IO_KEY, cfg.SEALED])
def test_secrets_are_not_written_in_clear(chip, slot):
    with pytest.raises(ExecutionError):
        chip.write_zone(DATA, slot, 0, 0, BLOCK)


def test_otp_is_fixed_when_data_is_locked(configured):
    configured.write_zone(OTP, 0, 1, 0, BLOCK)
    configured.lock_data()
    assert configured.read_zone(OTP, 0, 1, 0, 32) == BLOCK
    with pytest.raises(ExecutionError):
        configured.write_zone(OTP, 0, 1, 0, BLOCK)


def test_a_locked_slot_is_not_written_again(chip):
    assert not chip.is_slot_locked(cfg.CLEAR)
    chip.lock_slot(cfg.CLEAR)
    assert chip.is_slot_locked(cfg.CLEAR)
    with pytest.raises(ExecutionError):
        chip.write_zone(DATA, cfg.CLEAR, 0, 0, BLOCK)
    with pytest.raises(ExecutionError):
        chip.lock_slot(cfg.CLEAR)


def test_locking_a_slot_locks_no_other(chip):
    chip.lock_slot(cfg.SEALED)
    assert [slot for slot in cfg.SLOTS if chip.is_slot_locked(slot)] == [cfg.SEALED]


def test_a_slot_that_is_not_lockable_stays_open(custom):
    chip = custom(cfg.change_slot(cfg.CLEAR, key=cfg.LOCKABLE))
    with pytest.raises(ExecutionError):
        chip.lock_slot(cfg.CLEAR)
    assert not chip.is_slot_locked(cfg.CLEAR)


def test_a_zone_that_does_not_exist_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        done(vendor.atcab_write(3, 0, bytes(4), b""))
