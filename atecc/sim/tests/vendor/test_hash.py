"""Nonce and SHA, against hashlib."""

from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError

import configuration as cfg
from chip import done
from layouts import is_signed, nonce

TEMP_KEY, MSG_DIG_BUF, ALT_KEY_BUF = 0x00, 0x40, 0x80
SIGN_EXTERNAL, SIGN_MSG_DIG_BUF = 0x80, 0x20


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 127, 128, 300, 1000])
def test_sha_of_any_length(blank, length):
    message = bytes(value % 253 for value in range(length))
    assert blank.sha(message) == sha256(message).digest()


def test_sha_step_by_step(chip):
    done(vendor.atcab_sha_start())
    done(vendor.atcab_sha_update(b"a" * 64))
    done(vendor.atcab_sha_update(b"b" * 64))
    assert chip.sha_end(b"c") == sha256(b"a" * 64 + b"b" * 64 + b"c").digest()


def test_sha_survives_other_commands(chip):
    done(vendor.atcab_sha_start())
    done(vendor.atcab_sha_update(b"a" * 64))
    chip.random()
    assert chip.sha_end() == sha256(b"a" * 64).digest()


def test_sha_does_not_survive_sleep(chip):
    done(vendor.atcab_sha_start())
    chip.sleep()
    with pytest.raises(ExecutionError):
        chip.sha_end()


def test_the_vendors_hash_context_works(chip):
    context = vendor.atca_sha256_ctx()
    done(vendor.atcab_hw_sha2_256_init(context))
    for part in (b"some", b" " * 100, b"more"):
        done(vendor.atcab_hw_sha2_256_update(context, part, len(part)))
    digest = bytearray(32)
    done(vendor.atcab_hw_sha2_256_finish(context, digest))
    assert digest == sha256(b"some" + b" " * 100 + b"more").digest()


def test_a_digest_made_on_the_chip_is_signed(chip):
    done(vendor.atcab_sha_start())
    chip.sha_end(b"message")
    digest = sha256(b"message").digest()
    assert is_signed(chip.public_key(cfg.SIGNER), digest, chip.sign_as(SIGN_EXTERNAL, cfg.SIGNER))


@pytest.mark.parametrize("mode", [0, 1])
def test_a_random_nonce_mixes_both_sides(chip, mode):
    num_in = bytes(range(20))
    random = chip.nonce_as(mode, 0, num_in)
    assert random != chip.nonce_as(mode, 0, num_in)
    random = chip.nonce_as(mode, 0, num_in)
    signature = chip.sign_as(SIGN_EXTERNAL, cfg.SIGNER)
    assert is_signed(chip.public_key(cfg.SIGNER), nonce(random, num_in, mode), signature)


def test_a_nonce_from_temp_key_needs_no_random_number(chip):
    value, num_in = bytes(range(32)), bytes(range(20))
    chip.nonce_load(TEMP_KEY, value)
    out = chip.nonce_as(0, 0x8000, num_in)
    assert out == nonce(value, num_in, 0)


def test_the_message_digest_buffer_does_not_touch_temp_key(chip):
    point = chip.public_key(cfg.SIGNER)
    chip.nonce_load(TEMP_KEY, b"t" * 32)
    chip.nonce_load(MSG_DIG_BUF, b"m" * 32)
    assert is_signed(point, b"m" * 32, chip.sign_as(SIGN_EXTERNAL | SIGN_MSG_DIG_BUF, cfg.SIGNER))
    assert is_signed(point, b"t" * 32, chip.sign_as(SIGN_EXTERNAL, cfg.SIGNER))


def test_64_bytes_fit_two_of_the_three_buffers(chip):
    chip.nonce_load(TEMP_KEY, bytes(64))
    chip.nonce_load(MSG_DIG_BUF, bytes(64))
    chip.nonce_load(ALT_KEY_BUF, bytes(32))
    with pytest.raises((ParseError, ExecutionError)):
        chip.nonce_load(ALT_KEY_BUF, bytes(64))


def test_nonce_mode_2_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        chip.nonce_as(2, 0, bytes(20))
