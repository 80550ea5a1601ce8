"""HMAC with a key that stays inside, and hashes that are put aside."""

import hmac
from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import ExecutionError

import configuration as cfg
from chip import done
from layouts import is_signed

KEY = cfg.secret(cfg.MAC_KEY)
TEMP_KEY, MSG_DIG_BUF, OUT_ONLY = 0x00, 0x40, 0xC0
HMAC_TEMP_KEY = 0xFFFF


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_hmac_with_a_key_in_a_slot(chip, length):
    message = bytes(value % 256 for value in range(length))
    assert chip.hmac(cfg.MAC_KEY, message, OUT_ONLY) == hmac.digest(KEY, message, "sha256")


def test_hmac_with_a_key_in_temp_key(chip):
    chip.nonce_load(TEMP_KEY, b"k" * 32)
    assert chip.hmac(HMAC_TEMP_KEY, b"message", OUT_ONLY) == hmac.digest(b"k" * 32, b"message", "sha256")


def test_hmac_needs_a_key_that_may_make_macs(chip):
    with pytest.raises(ExecutionError):
        chip.hmac(cfg.SIGNER, b"message", OUT_ONLY)
    chip.sleep()
    with pytest.raises(ExecutionError):
        chip.hmac(HMAC_TEMP_KEY, b"message", OUT_ONLY)


@pytest.mark.parametrize("target", [TEMP_KEY, MSG_DIG_BUF])
def test_an_hmac_goes_where_it_is_signed(chip, target):
    digest = chip.hmac(cfg.MAC_KEY, b"message", target)
    assert digest == hmac.digest(KEY, b"message", "sha256")
    from_buffer = 0x20 if target == MSG_DIG_BUF else 0
    assert is_signed(chip.public_key(cfg.SIGNER), digest, chip.sign_as(0x80 | from_buffer, cfg.SIGNER))


@pytest.mark.parametrize("length", [0, 64, 69, 191])
def test_a_hash_is_put_aside_and_taken_up_again(chip, length):
    message = bytes(range(length))
    done(vendor.atcab_sha_start())
    whole = length - length % 64
    for at in range(0, whole, 64):
        done(vendor.atcab_sha_update(message[at : at + 64]))
    context = chip.save_hash()
    assert int.from_bytes(context[:4], "little") == whole

    chip.sha(b"another message, in between")
    chip.sleep()
    chip.restore_hash(context)
    assert chip.sha_end(message[whole:]) == sha256(message).digest()
