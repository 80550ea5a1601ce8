"""AES-128 and the modes that the vendor's library builds on it, against `cryptography`."""

from ctypes import c_size_t, create_string_buffer

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM
from cryptography.hazmat.primitives.cmac import CMAC

import configuration as cfg
from chip import done, fetch, tell

TEMP_KEY = 0xFFFF
KEYS = [cfg.secret(cfg.AES_KEY)[:16], cfg.secret(cfg.AES_KEY)[16:]]
KEY = KEYS[0]
TEXT = bytes(range(64))
IV = bytes(range(200, 216))


def context():
    """Room for a context: the wheel's own classes are smaller than what the library writes."""
    return create_string_buffer(1024)


def encrypt(key: bytes, mode, text: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def ecb(key: bytes, text: bytes) -> bytes:
    return encrypt(key, modes.ECB(), text)


def blocks(text: bytes) -> list[bytes]:
    return [text[at : at + 16] for at in range(0, len(text), 16)]


def chip_encrypt(slot: int, block: int, text: bytes) -> bytes:
    return fetch(vendor.atcab_aes_encrypt, "ciphertext", 16, key_id=slot, key_block=block, plaintext=text)


def chip_decrypt(slot: int, block: int, text: bytes) -> bytes:
    return fetch(vendor.atcab_aes_decrypt, "plaintext", 16, key_id=slot, key_block=block, ciphertext=text)


@pytest.mark.parametrize("block", [0, 1])
def test_a_block_with_a_key_in_a_slot(chip, block):
    cipher = chip_encrypt(cfg.AES_KEY, block, TEXT[:16])
    assert cipher == ecb(KEYS[block], TEXT[:16])
    assert chip_decrypt(cfg.AES_KEY, block, cipher) == TEXT[:16]


@pytest.mark.parametrize("block", range(4))
def test_a_block_with_a_key_in_temp_key(blank, block):
    key = bytes(range(64))
    blank.nonce_load(0, key)
    cipher = chip_encrypt(TEMP_KEY, block, IV)
    assert cipher == ecb(key[16 * block :][:16], IV)
    assert chip_decrypt(TEMP_KEY, block, cipher) == IV


def test_aes_needs_an_aes_key(chip):
    for slot in (cfg.MAC_KEY, cfg.SIGNER, cfg.CLEAR, TEMP_KEY):
        with pytest.raises(ExecutionError):
            chip_encrypt(slot, 0, IV)


def test_a_reserved_aes_mode_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        fetch(vendor.atcab_aes, "aes_out", 16, mode=2, key_id=cfg.AES_KEY, aes_in=IV)


def gf_multiply(left: bytes, right: bytes) -> bytes:
    """In the field of GCM, whose bits run from the left."""
    x, v, z = int.from_bytes(left, "big"), int.from_bytes(right, "big"), 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            z ^= v
        v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return z.to_bytes(16, "big")


def test_galois_field_multiplication(blank):
    product = fetch(vendor.atcab_aes_gfm, "output", 16, hash_key=IV, inp=TEXT[:16])
    assert product == gf_multiply(IV, TEXT[:16])


def test_cbc(chip):
    ctx = context()
    done(vendor.atcab_aes_cbc_init(ctx, cfg.AES_KEY, 0, bytearray(IV)))
    cipher = b"".join(
        fetch(vendor.atcab_aes_cbc_encrypt_block, "ciphertext", 16, ctx=ctx, plaintext=block)
        for block in blocks(TEXT)
    )
    assert cipher == encrypt(KEY, modes.CBC(IV), TEXT)
    done(vendor.atcab_aes_cbc_init(ctx, cfg.AES_KEY, 0, bytearray(IV)))
    assert TEXT == b"".join(
        fetch(vendor.atcab_aes_cbc_decrypt_block, "plaintext", 16, ctx=ctx, ciphertext=block)
        for block in blocks(cipher)
    )


def test_ctr(chip):
    ctx = context()
    done(vendor.atcab_aes_ctr_init(ctx, cfg.AES_KEY, 0, 4, IV))
    cipher = b"".join(
        fetch(vendor.atcab_aes_ctr_encrypt_block, "ciphertext", 16, ctx=ctx, plaintext=block)
        for block in blocks(TEXT)
    )
    assert cipher == encrypt(KEY, modes.CTR(IV), TEXT)


@pytest.mark.parametrize("length", [0, 15, 16, 17, 40])
def test_cmac(chip, length):
    ctx, message = context(), bytearray(TEXT[:length])
    done(vendor.atcab_aes_cmac_init(ctx, cfg.AES_KEY, 0))
    done(vendor.atcab_aes_cmac_update(ctx, message, length))
    theirs = CMAC(algorithms.AES(KEY))
    theirs.update(bytes(message))
    assert fetch(vendor.atcab_aes_cmac_finish, "cmac", 16, ctx=ctx, size=16) == theirs.finalize()


@pytest.mark.parametrize("iv", [IV[:12], IV])
@pytest.mark.parametrize("length", [0, 16, 37])
def test_gcm(chip, iv, length):
    ctx, text, aad = context(), TEXT[:length], b"what is not secret"
    done(vendor.atcab_aes_gcm_init(ctx, cfg.AES_KEY, 0, iv, len(iv)))
    done(vendor.atcab_aes_gcm_aad_update(ctx, aad, len(aad)))
    cipher = b""
    if length:
        cipher = fetch(
            vendor.atcab_aes_gcm_encrypt_update,
            "ciphertext",
            length,
            ctx=ctx,
            plaintext=text,
            plaintext_size=length,
        )
    tag = fetch(vendor.atcab_aes_gcm_encrypt_finish, "tag", 16, ctx=ctx, tag_size=16)
    assert cipher + tag == AESGCM(KEY).encrypt(iv, text, aad)


@pytest.mark.parametrize("damage", [0, 1])
def test_gcm_opens_what_another_sealed(chip, damage):
    ctx, aad = context(), b"what is not secret"
    sealed = AESGCM(KEY).encrypt(IV[:12], TEXT, aad)
    cipher, tag = sealed[:-16], sealed[-16:]
    done(vendor.atcab_aes_gcm_init(ctx, cfg.AES_KEY, 0, IV[:12], 12))
    done(vendor.atcab_aes_gcm_aad_update(ctx, aad, len(aad)))
    text = fetch(
        vendor.atcab_aes_gcm_decrypt_update,
        "plaintext",
        len(cipher),
        ctx=ctx,
        ciphertext=cipher,
        ciphertext_size=len(cipher),
    )
    assert text == TEXT
    tag = bytes([tag[0] ^ damage]) + tag[1:]
    verified = tell(vendor.atcab_aes_gcm_decrypt_finish, "is_verified", ctx=ctx, tag=tag, tag_size=16)
    assert bool(verified) is not bool(damage)


def test_ccm(chip):
    ctx, nonce, aad, text = context(), IV[:13], b"header", TEXT[:16]
    # Sizes as C has them: the wrapper leaves half of those that go over the stack to chance.
    sizes = [c_size_t(len(part)) for part in (nonce, aad, text)]
    done(vendor.atcab_aes_ccm_init(ctx, cfg.AES_KEY, 0, nonce, *sizes, c_size_t(8)))
    done(vendor.atcab_aes_ccm_aad_update(ctx, aad, len(aad)))
    done(vendor.atcab_aes_ccm_aad_finish(ctx))
    cipher = fetch(
        vendor.atcab_aes_ccm_encrypt_update, "ciphertext", 16, ctx=ctx, plaintext=text, plaintext_size=16
    )
    tag, size = bytearray(16), bytearray(1)
    done(vendor.atcab_aes_ccm_encrypt_finish(ctx, tag, size))
    assert cipher + tag[: size[0]] == AESCCM(KEY, tag_length=8).encrypt(nonce, text, aad)


def test_aes_leaves_temp_key_alone(chip):
    chip.nonce_load(0, bytes(range(64)))
    chip_encrypt(TEMP_KEY, 0, IV)
    chip_encrypt(cfg.AES_KEY, 0, IV)
    assert chip_encrypt(TEMP_KEY, 1, IV) == ecb(bytes(range(16, 32)), IV)
