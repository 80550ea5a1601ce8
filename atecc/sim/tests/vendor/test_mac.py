"""MAC and CheckMac: keys that prove themselves without being shown."""

from os import urandom

import pytest
from cryptoauthlib.exceptions import CheckmacVerifyFailedError, ExecutionError, ParseError

import configuration as cfg
from chip import DATA
from conftest import configure
from layouts import check_mac, is_signed, mac, nonce

KEY = cfg.secret(cfg.MAC_KEY)
CHALLENGE = bytes(range(32))
OTHER = bytes(range(13))
# Mode bits.
SECOND_FROM_TEMP_KEY, FIRST_FROM_TEMP_KEY, FIXED_SOURCE, FULL_SN = 0x01, 0x02, 0x04, 0x40


@pytest.mark.parametrize("sn", [0, FULL_SN])
def test_mac_of_a_challenge(chip, sn):
    serial = chip.serial_number()
    assert chip.mac(sn, cfg.MAC_KEY, CHALLENGE) == mac(KEY, CHALLENGE, sn, cfg.MAC_KEY, serial)


@pytest.mark.parametrize("sn", [0, FULL_SN])
def test_mac_of_a_random_nonce(chip, sn):
    serial, num_in = chip.serial_number(), bytes(range(20))
    mode = SECOND_FROM_TEMP_KEY | sn
    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    assert chip.mac(mode, cfg.MAC_KEY) == mac(KEY, temp_key, mode, cfg.MAC_KEY, serial)


def test_mac_of_a_fixed_nonce(chip):
    serial, mode = chip.serial_number(), SECOND_FROM_TEMP_KEY | FIXED_SOURCE
    chip.nonce_load(0, CHALLENGE)
    assert chip.mac(mode, cfg.MAC_KEY) == mac(KEY, CHALLENGE, mode, cfg.MAC_KEY, serial)


def test_mac_with_temp_key_for_a_key(chip):
    serial, mode = chip.serial_number(), FIRST_FROM_TEMP_KEY | FIXED_SOURCE
    chip.nonce_load(0, b"k" * 32)
    assert chip.mac(mode, cfg.MAC_KEY, CHALLENGE) == mac(b"k" * 32, CHALLENGE, mode, cfg.MAC_KEY, serial)


def test_mac_spends_temp_key(chip):
    chip.nonce_load(0, CHALLENGE)
    chip.mac(SECOND_FROM_TEMP_KEY | FIXED_SOURCE, cfg.MAC_KEY)
    with pytest.raises(ExecutionError):
        chip.mac(SECOND_FROM_TEMP_KEY | FIXED_SOURCE, cfg.MAC_KEY)


def test_the_source_of_the_nonce_must_be_the_one_that_is_named(chip):
    chip.nonce_load(0, CHALLENGE)
    with pytest.raises(ExecutionError):
        chip.mac(SECOND_FROM_TEMP_KEY, cfg.MAC_KEY)
    chip.nonce_random(bytes(20))
    with pytest.raises(ExecutionError):
        chip.mac(SECOND_FROM_TEMP_KEY | FIXED_SOURCE, cfg.MAC_KEY)


def test_a_private_key_makes_no_mac(chip):
    with pytest.raises(ExecutionError):
        chip.mac(0, cfg.SIGNER, CHALLENGE)


def test_no_mac_forbids_it(custom):
    chip = custom(cfg.change_slot(cfg.MAC_KEY, access=cfg.NO_MAC))
    with pytest.raises(ExecutionError):
        chip.mac(0, cfg.MAC_KEY, CHALLENGE)
    answer = check_mac(KEY, CHALLENGE, OTHER, chip.serial_number())
    chip.check_mac(0, cfg.MAC_KEY, CHALLENGE, answer, OTHER)


def test_check_mac_accepts_the_right_answer_only(chip):
    answer = check_mac(KEY, CHALLENGE, OTHER, chip.serial_number())
    chip.check_mac(0, cfg.MAC_KEY, CHALLENGE, answer, OTHER)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.check_mac(0, cfg.MAC_KEY, CHALLENGE, answer[::-1], OTHER)
    with pytest.raises(CheckmacVerifyFailedError):
        chip.check_mac(0, cfg.IO_KEY, CHALLENGE, answer, OTHER)


def test_check_mac_of_a_random_nonce(chip):
    serial, num_in = chip.serial_number(), urandom(20)
    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    answer = check_mac(KEY, temp_key, OTHER, serial)
    chip.check_mac(SECOND_FROM_TEMP_KEY, cfg.MAC_KEY, bytes(32), answer, OTHER)


def test_the_chip_checks_its_own_mac(chip):
    answer = chip.mac(0, cfg.MAC_KEY, CHALLENGE)
    other = bytes([0x08, 0, cfg.MAC_KEY, 0]) + bytes(9)
    chip.check_mac(0, cfg.MAC_KEY, CHALLENGE, answer, other)


@pytest.mark.parametrize("mode", [0x10, 0x20, 0x40])
def test_reserved_check_mac_modes_are_parse_errors(chip, mode):
    with pytest.raises(ParseError):
        chip.check_mac(mode, cfg.MAC_KEY, CHALLENGE, bytes(32), OTHER)


def authorize(chip, key: bytes) -> None:
    """Proves the key in the MAC slot to the chip, with a fresh random nonce."""
    serial, num_in = chip.serial_number(), urandom(20)
    temp_key = nonce(chip.nonce_random(num_in), num_in, 0)
    answer = check_mac(key, temp_key, OTHER, serial)
    chip.check_mac(SECOND_FROM_TEMP_KEY, cfg.MAC_KEY, bytes(32), answer, OTHER)


def test_a_key_that_wants_authorization_gets_it_from_check_mac(blank):
    configure(blank, cfg.change_slot(cfg.SIGNER, key=cfg.REQ_AUTH | cfg.MAC_KEY << 8))
    blank.write_zone(DATA, cfg.MAC_KEY, 0, 0, KEY)
    authorize(blank, KEY)
    point = blank.make_key(cfg.SIGNER)
    blank.lock_data()

    def sign():
        assert is_signed(point, CHALLENGE, blank.sign(cfg.SIGNER, CHALLENGE))

    with pytest.raises(ExecutionError):
        sign()
    authorize(blank, KEY)
    sign()
    with pytest.raises(ExecutionError):
        sign()
    authorize(blank, KEY)
    blank.sleep()
    with pytest.raises(ExecutionError):
        sign()
    with pytest.raises(CheckmacVerifyFailedError):
        authorize(blank, bytes(32))
    with pytest.raises(ExecutionError):
        sign()


def test_limited_use_ends_at_the_count_in_the_match_slot(custom):
    def limit(config):
        cfg.change_slot(cfg.MAC_KEY, access=cfg.LIMITED_USE)(config)
        config[cfg.COUNT_MATCH] = 1 | cfg.CLEAR << 4

    chip = custom(limit)
    chip.write_zone(DATA, cfg.CLEAR, 0, 0, (32).to_bytes(4, "little") * 2 + bytes(24))
    for use in range(32):
        assert chip.counter(0) == use
        chip.mac(0, cfg.MAC_KEY, CHALLENGE)
    with pytest.raises(ExecutionError):
        chip.mac(0, cfg.MAC_KEY, CHALLENGE)
    assert chip.counter(0) == 32
