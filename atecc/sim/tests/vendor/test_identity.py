"""Who the part is, and its random numbers."""

import pytest
from cryptoauthlib.exceptions import CommunicationError, ExecutionError, ParseError
from cryptoauthlib.library import get_device_name

import configuration as cfg
from chip import CONFIG

INFO_KEY_VALID, INFO_STATE, INFO_GPIO = 1, 2, 3


def test_the_vendor_takes_each_revision_for_a_608(each_608):
    assert get_device_name(each_608.revision()) == "ATECC608"


def test_the_serial_number_is_what_the_configuration_says(blank):
    serial = blank.serial_number()
    config = blank.config()
    assert serial == config[0:4] + config[8:13]
    assert serial[:2] == b"\x01\x23" and serial[8] == 0xEE


def test_random_shows_a_pattern_until_the_configuration_is_locked(blank):
    assert blank.random() == b"\xff\xff\x00\x00" * 8
    blank.lock_config()
    first, second = blank.random(), blank.random()
    assert len({first, second, b"\xff\xff\x00\x00" * 8}) == 3


def test_random_numbers_differ_after_a_power_cycle(chip):
    before = chip.random()
    chip.bus.power_cycle()
    assert chip.random() != before


def test_key_valid_tells_made_keys_from_empty_slots(configured):
    assert configured.info(INFO_KEY_VALID, cfg.SIGNER)[0] == 0
    configured.make_key(cfg.SIGNER)
    assert configured.info(INFO_KEY_VALID, cfg.SIGNER)[0] == 1


def test_state_follows_temp_key(chip):
    assert chip.info(INFO_STATE, 0)[:2] == bytes(2)
    chip.nonce_load(0, bytes(32))
    assert chip.info(INFO_STATE, 0)[:2] == b"\x10\x80", "a fixed input"
    chip.nonce_random(bytes(20))
    assert chip.info(INFO_STATE, 0)[:2] == b"\x00\x80", "a random one"


def test_there_is_no_gpio_on_an_i2c_part(chip):
    with pytest.raises((ExecutionError, ParseError)):
        chip.info(INFO_GPIO, 0)


def test_an_unknown_info_mode_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        chip.info(9, 0)


def test_sleep_forgets_and_idle_keeps(chip):
    chip.nonce_load(0, bytes(32))
    chip.idle()
    assert chip.info(INFO_STATE, 0)[1] & 0x80
    chip.sleep()
    assert not chip.info(INFO_STATE, 0)[1] & 0x80


def test_nobody_answers_at_another_address(chip, hal):
    hal.iface.cfg.atcai2c.address = 0x6A
    hal.iface.rx_retries = 0
    with pytest.raises(CommunicationError):
        chip.wake()


def test_another_address_takes_effect_with_the_next_power_up(blank, hal):
    config = bytearray(cfg.configured(blank.config()))
    config[16] = 0x6A
    blank.write_config_fields(config)
    blank.bus.power_cycle()
    hal.iface.cfg.atcai2c.address = 0x6A
    assert blank.read_zone(CONFIG, 0, 0, 4, 4)[0] == 0x6A
