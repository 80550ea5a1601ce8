"""UpdateExtra, the persistent latch and the self tests."""

from os import urandom

import pytest
from cryptoauthlib.exceptions import ExecutionError

import configuration as cfg
from chip import CONFIG
from layouts import check_mac, nonce

USER_EXTRA, USER_EXTRA_ADD, DECREMENT = 0, 1, 2
OTHER = bytes(13)


def test_the_vendor_writes_the_whole_configuration(blank):
    wanted = cfg.configured(blank.config())
    wanted[cfg.USER_EXTRA] = 0x5A
    blank.write_config(wanted)
    assert blank.config() == wanted
    assert blank.same_config(wanted)
    wanted[cfg.KDF_IV_LOC] ^= 1
    assert not blank.same_config(wanted)


def test_extra_bytes_are_set_once_locked_or_not(chip):
    chip.update_extra(USER_EXTRA, 0x12)
    assert chip.read_zone(CONFIG, 0, 2, 5, 4)[0] == 0x12
    with pytest.raises(ExecutionError):
        chip.update_extra(USER_EXTRA, 0x13)
    chip.update_extra(USER_EXTRA_ADD, 0x34)
    assert chip.read_zone(CONFIG, 0, 2, 5, 4)[:2] == b"\x12\x34"
    with pytest.raises(ExecutionError):
        chip.update_extra(USER_EXTRA_ADD, 0x34)


def test_decrement_of_a_slot_without_a_limit_changes_nothing(chip):
    chip.update_extra(DECREMENT, cfg.MAC_KEY)
    assert chip.counter(0) == 0


def test_decrement_uses_up_a_limited_key(custom):
    chip = custom(limited)
    chip.write_zone(2, cfg.CLEAR, 0, 0, (32).to_bytes(4, "little") * 2 + bytes(24))
    for _ in range(32):
        chip.update_extra(DECREMENT, cfg.MAC_KEY)
    assert chip.counter(0) == 32
    with pytest.raises(ExecutionError):
        chip.update_extra(DECREMENT, cfg.MAC_KEY)


def limited(config: bytearray) -> None:
    cfg.change_slot(cfg.MAC_KEY, access=cfg.LIMITED_USE)(config)
    config[cfg.COUNT_MATCH] = 1 | cfg.CLEAR << 4


def test_user_extra_add_is_the_next_address_if_chip_mode_says_so(blank, hal):
    config = cfg.configured(blank.config())
    config[cfg.CHIP_MODE] = 1
    blank.write_config_fields(config)
    blank.lock_config()
    blank.update_extra(USER_EXTRA_ADD, 0x58)
    assert blank.revision()
    blank.bus.power_cycle()
    hal.iface.cfg.atcai2c.address = 0x58
    assert blank.revision()


def test_a_new_part_passes_its_self_tests(blank):
    assert blank.self_test(0x3B) == 0
    assert blank.self_test(0x3D) == 0
    assert blank.self_test(0) == 0


def permitted(config: bytearray) -> None:
    """The key in the MAC slot opens the latch, without which the signer is disabled."""
    config[cfg.VOLATILE_KEY_PERMISSION] = 0x80 | cfg.MAC_KEY
    cfg.change_slot(cfg.SIGNER, key=cfg.PERSISTENT_DISABLE)(config)


def test_the_latch_opens_with_its_key_and_closes_without_power(custom):
    chip = custom(permitted)
    serial, num_in, digest = chip.serial_number(), urandom(20), bytes(range(32))
    assert not chip.latch()
    with pytest.raises(ExecutionError):
        chip.set_latch(True)
    with pytest.raises(ExecutionError):
        chip.sign(cfg.SIGNER, digest)

    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    answer = check_mac(cfg.secret(cfg.MAC_KEY), temp_key, OTHER, serial)
    chip.check_mac(1, cfg.MAC_KEY, bytes(32), answer, OTHER)
    chip.set_latch(True)
    assert chip.latch()
    chip.sign(cfg.SIGNER, digest)

    chip.sleep()
    assert chip.latch(), "a sleep does not close it"
    chip.sign(cfg.SIGNER, digest)
    chip.bus.power_cycle()
    assert not chip.latch()
    with pytest.raises(ExecutionError):
        chip.sign(cfg.SIGNER, digest)
