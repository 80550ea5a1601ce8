"""KDF in its three algorithms."""

import hmac

import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import configuration as cfg
from layouts import tls12_prf, unprotect

# Mode: where the key is, where the result goes, the algorithm.
FROM_TEMP_KEY, FROM_TEMP_KEY_UPPER, FROM_SLOT, FROM_ALT_KEY_BUF = 0, 1, 2, 3
TO_TEMP_KEY, TO_TEMP_KEY_UPPER, TO_SLOT, TO_ALT_KEY_BUF, TO_OUTPUT, TO_OUTPUT_ENCRYPTED = range(0, 24, 4)
PRF, AES, HKDF = 0x00, 0x20, 0x40
# Details of PRF, of HKDF, and the length of the message in both.
KEY_32, TARGET_64, AEAD = 1, 0x100, 0x200
MESSAGE_FROM_INPUT, IV_MESSAGE, ZERO_KEY = 2, 3, 4
TEMP_KEY, ALT_KEY_BUF = 0x00, 0x80

KEY = cfg.secret(cfg.MAC_KEY)
SEED = b"key expansion" + bytes(range(64))


def sized(message: bytes) -> int:
    return len(message) << 24


def test_prf_is_that_of_tls_1_2(chip):
    for length, details in ((32, 0), (64, TARGET_64)):
        out, _ = chip.kdf(FROM_SLOT | TO_OUTPUT | PRF, cfg.MAC_KEY, KEY_32 | details | sized(SEED), SEED)
        assert out[:length] == tls12_prf(KEY, SEED, length)


def test_prf_takes_a_key_from_each_register(chip):
    key = bytes(range(64))
    for source, secret in (
        (FROM_TEMP_KEY, key[:32]),
        (FROM_TEMP_KEY_UPPER, key[32:]),
        (FROM_ALT_KEY_BUF, key[:32]),
    ):
        chip.nonce_load(TEMP_KEY, key)  # PRF spends it
        chip.nonce_load(ALT_KEY_BUF, key[:32])
        out, _ = chip.kdf(source | TO_OUTPUT | PRF, 0, KEY_32 | sized(SEED), SEED)
        assert out[:32] == tls12_prf(secret, SEED, 32), source


@pytest.mark.parametrize("length", [16, 32, 48, 64])
def test_prf_takes_keys_of_four_lengths(chip, length):
    key = bytes(range(64))
    chip.nonce_load(TEMP_KEY, key)
    out, _ = chip.kdf(FROM_TEMP_KEY | TO_OUTPUT | PRF, 0, length // 16 - 1 | sized(SEED), SEED)
    assert out[:32] == tls12_prf(key[:length], SEED, 32)


def test_prf_comes_out_under_the_io_protection_key(chip):
    details = KEY_32 | TARGET_64 | sized(SEED)
    out, nonce = chip.kdf(FROM_SLOT | TO_OUTPUT_ENCRYPTED | PRF, cfg.MAC_KEY, details, SEED)
    expected = tls12_prf(KEY, SEED, 64)
    assert out != expected
    assert unprotect(out, cfg.secret(cfg.IO_KEY), nonce) == expected


def test_prf_stays_inside_and_is_used_from_there(chip):
    chip.kdf(FROM_SLOT | TO_TEMP_KEY | PRF, cfg.MAC_KEY, KEY_32 | sized(SEED), SEED)
    master = tls12_prf(KEY, SEED, 32)
    out, _ = chip.kdf(FROM_TEMP_KEY | TO_OUTPUT | PRF, 0, KEY_32 | sized(b"next"), b"next")
    assert out[:32] == tls12_prf(master, b"next", 32)
    chip.kdf(FROM_SLOT | TO_ALT_KEY_BUF | PRF, cfg.MAC_KEY, KEY_32 | sized(SEED), SEED)
    out, _ = chip.kdf(FROM_ALT_KEY_BUF | TO_OUTPUT | PRF, 0, KEY_32 | sized(b"next"), b"next")
    assert out[:32] == tls12_prf(master, b"next", 32)


def test_prf_goes_into_a_slot(chip):
    slots = cfg.MAC_KEY | cfg.DERIVED << 8
    chip.kdf(FROM_SLOT | TO_SLOT | PRF, slots, KEY_32 | sized(SEED), SEED)
    stored = chip.read_encrypted(cfg.DERIVED, 0, cfg.secret(cfg.IO_KEY), cfg.IO_KEY)
    assert stored == tls12_prf(KEY, SEED, 32)


def test_kdf_writes_only_where_it_may(chip):
    with pytest.raises(ExecutionError):
        slots = cfg.MAC_KEY | cfg.SEALED << 8
        chip.kdf(FROM_SLOT | TO_SLOT | PRF, slots, KEY_32 | sized(SEED), SEED)


def test_kdf_does_not_take_a_private_key(chip):
    with pytest.raises(ExecutionError):
        chip.kdf(FROM_SLOT | TO_OUTPUT | PRF, cfg.SIGNER, KEY_32 | sized(SEED), SEED)


def test_aes_encrypts_a_block(chip):
    key, block = cfg.secret(cfg.AES_KEY)[:16], bytes(range(16))
    out, _ = chip.kdf(FROM_SLOT | TO_OUTPUT | AES, cfg.AES_KEY, 0, block)
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    assert out[:32] == encryptor.update(block) + bytes(16)


def test_hkdf_is_one_step_of_hmac(chip):
    details = MESSAGE_FROM_INPUT | sized(SEED)
    out, _ = chip.kdf(FROM_SLOT | TO_OUTPUT | HKDF, cfg.MAC_KEY, details, SEED)
    assert out[:32] == hmac.digest(KEY, SEED, "sha256")
    out, _ = chip.kdf(FROM_SLOT | TO_OUTPUT | HKDF, cfg.MAC_KEY, details | ZERO_KEY, SEED)
    assert out[:32] == hmac.digest(bytes(32), SEED, "sha256")


def test_a_reserved_kdf_algorithm_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        chip.kdf(FROM_SLOT | TO_OUTPUT | 0x60, cfg.MAC_KEY, sized(SEED), SEED)


def test_a_fixed_iv_stands_where_the_configuration_says(chip):
    mode, details = FROM_SLOT | TO_OUTPUT | HKDF, IV_MESSAGE | sized(SEED)
    message = bytearray(SEED)
    message[cfg.KDF_IV_AT : cfg.KDF_IV_AT + 2] = cfg.KDF_IV
    out, _ = chip.kdf(mode, cfg.MAC_KEY, details, bytes(message))
    assert out[:32] == hmac.digest(KEY, bytes(message), "sha256")
    message[cfg.KDF_IV_AT] ^= 1
    with pytest.raises(ExecutionError):
        chip.kdf(mode, cfg.MAC_KEY, details, bytes(message))


def test_of_an_aead_result_the_first_half_stays(chip):
    # The library does not hand out the other half: it waits for as many bytes as the target takes.
    details = KEY_32 | TARGET_64 | AEAD | sized(SEED)
    chip.kdf(FROM_SLOT | TO_TEMP_KEY | PRF, cfg.MAC_KEY, details, SEED)
    out, _ = chip.kdf(FROM_TEMP_KEY | TO_OUTPUT | PRF, 0, KEY_32 | sized(b"next"), b"next")
    assert out[:32] == tls12_prf(tls12_prf(KEY, SEED, 32), b"next", 32)
