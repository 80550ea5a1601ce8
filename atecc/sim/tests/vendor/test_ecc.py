"""Keys, signatures and secrets on P-256, against `cryptography`."""

from hashlib import sha256

import pytest
from cryptoauthlib.exceptions import ExecutionError, ParseError

import configuration as cfg
from keys import PUBLIC_KEY
from layouts import agree, is_signed, new_key, point_of, public_key, sign, unprotect

DIGEST = sha256(b"what is signed").digest()
TEMP_KEY = 0xFFFF
SIGN_EXTERNAL, SIGN_MSG_DIG_BUF = 0x80, 0x20
ECDH_ENCRYPTED, ECDH_TO_OUTPUT = 0x02, 0x0C


def test_a_made_key_is_on_the_curve_and_stays(chip):
    made = chip.make_key(cfg.SIGNER)
    public_key(made)
    assert chip.public_key(cfg.SIGNER) == made
    chip.bus.power_cycle()
    assert chip.public_key(cfg.SIGNER) == made


def test_each_made_key_is_another(chip):
    assert chip.make_key(cfg.SIGNER) != chip.make_key(cfg.SIGNER)


def test_a_public_key_is_kept_back_without_pub_info(custom):
    chip = custom(cfg.change_slot(cfg.SIGNER, key=cfg.PUB_INFO))
    with pytest.raises(ExecutionError):
        chip.public_key(cfg.SIGNER)


def test_a_data_slot_holds_no_key(chip):
    with pytest.raises(ExecutionError):
        chip.make_key(cfg.CLEAR)
    with pytest.raises(ExecutionError):
        chip.public_key(cfg.CLEAR)


def test_signatures_verify_elsewhere(chip):
    point = chip.public_key(cfg.SIGNER)
    first, second = chip.sign(cfg.SIGNER, DIGEST), chip.sign(cfg.SIGNER, DIGEST)
    assert first != second
    assert is_signed(point, DIGEST, first) and is_signed(point, DIGEST, second)
    assert not is_signed(point, sha256(b"else").digest(), first)


def test_a_digest_in_temp_key_is_signed_once(chip):
    chip.nonce_load(0, DIGEST)
    signature = chip.sign_as(SIGN_EXTERNAL, cfg.SIGNER)
    assert is_signed(chip.public_key(cfg.SIGNER), DIGEST, signature)
    with pytest.raises(ExecutionError):
        chip.sign_as(SIGN_EXTERNAL, cfg.SIGNER)


def test_sign_needs_a_digest(chip):
    with pytest.raises(ExecutionError):
        chip.sign_as(SIGN_EXTERNAL | SIGN_MSG_DIG_BUF, cfg.SIGNER)


def test_a_key_signs_only_what_it_is_for(chip):
    for slot in (cfg.ATTESTER, cfg.AGREER, cfg.CLEAR, cfg.MAC_KEY):
        with pytest.raises(ExecutionError):
            chip.sign(slot, DIGEST)


def test_verify_believes_good_signatures_only(chip):
    key = new_key()
    signature = sign(key, DIGEST)
    assert chip.verify(DIGEST, signature, point_of(key))
    assert not chip.verify(sha256(b"else").digest(), signature, point_of(key))
    assert not chip.verify(DIGEST, signature[:63] + bytes([signature[63] ^ 1]), point_of(key))
    assert not chip.verify(DIGEST, signature, point_of(new_key()))


def test_verify_works_on_a_blank_part(blank):
    key = new_key()
    assert blank.verify(DIGEST, sign(key, DIGEST), point_of(key))


def test_verify_refuses_a_point_off_the_curve(chip):
    point = point_of(new_key())
    with pytest.raises(ExecutionError):
        chip.verify(DIGEST, bytes(range(64)), point[:63] + bytes([point[63] ^ 1]))


def test_verify_stored_uses_the_key_in_the_slot(chip):
    signature = sign(PUBLIC_KEY, DIGEST)
    assert chip.verify_stored(DIGEST, signature, cfg.PUBLIC)
    assert not chip.verify_stored(DIGEST, signature, cfg.AUTHORITY)
    assert not chip.verify_stored(sha256(b"else").digest(), signature, cfg.PUBLIC)


def test_verify_stored_needs_a_public_key(chip):
    with pytest.raises(ExecutionError):
        chip.verify_stored(DIGEST, bytes(range(64)), cfg.CLEAR)


def test_the_chip_verifies_its_own_signature(chip):
    assert chip.verify(DIGEST, chip.sign(cfg.SIGNER, DIGEST), chip.public_key(cfg.SIGNER))


def test_both_ends_agree_on_a_secret(chip):
    peer = new_key()
    assert chip.ecdh(cfg.SIGNER, point_of(peer)) == agree(peer, chip.public_key(cfg.SIGNER))


def test_ecdh_with_an_ephemeral_key(chip):
    peer = new_key()
    ephemeral = chip.make_key(TEMP_KEY)
    assert chip.ecdh_ephemeral(point_of(peer)) == agree(peer, ephemeral)


def test_a_secret_comes_out_under_the_io_protection_key(chip):
    peer = new_key()
    secret = agree(peer, chip.public_key(cfg.SIGNER))
    out, nonce = chip.ecdh_as(ECDH_TO_OUTPUT | ECDH_ENCRYPTED, cfg.SIGNER, point_of(peer))
    assert out != secret
    assert unprotect(out, cfg.secret(cfg.IO_KEY), nonce) == secret
    assert chip.ecdh_protected(cfg.SIGNER, point_of(peer), cfg.secret(cfg.IO_KEY)) == secret


def test_an_ephemeral_secret_comes_out_under_the_io_protection_key(chip):
    peer = new_key()
    ephemeral = chip.make_key(TEMP_KEY)
    secret = chip.ecdh_ephemeral_protected(point_of(peer), cfg.secret(cfg.IO_KEY))
    assert secret == agree(peer, ephemeral)


def test_a_secret_that_belongs_into_the_next_slot_does_not_come_out(chip):
    peer = point_of(new_key())
    assert chip.ecdh(cfg.AGREER, peer) == bytes(32), "done, and nothing returned"
    with pytest.raises(ExecutionError):
        chip.ecdh_as(ECDH_TO_OUTPUT, cfg.AGREER, peer)


def test_ecdh_needs_a_key_that_may_agree(chip):
    for slot in (cfg.ATTESTER, cfg.IMPORTED, cfg.CLEAR):
        with pytest.raises(ExecutionError):
            chip.ecdh(slot, point_of(new_key()))


def test_ecdh_refuses_a_point_off_the_curve(chip):
    point = point_of(new_key())
    with pytest.raises(ExecutionError):
        chip.ecdh(cfg.SIGNER, point[:63] + bytes([point[63] ^ 1]))


def test_a_reserved_sign_mode_is_a_parse_error(chip):
    with pytest.raises(ParseError):
        chip.sign_as(0x82, cfg.SIGNER)


def test_verify_answers_with_a_mac(chip):
    key, io_key = new_key(), cfg.secret(cfg.IO_KEY)
    signature = sign(key, DIGEST)
    assert chip.verify_with_mac(DIGEST, signature, point_of(key), io_key)
    assert not chip.verify_with_mac(DIGEST, signature, point_of(new_key()), io_key)
    assert not chip.verify_with_mac(DIGEST, signature, point_of(key), bytes(32))


def test_verify_stored_answers_with_a_mac(chip):
    io_key = cfg.secret(cfg.IO_KEY)
    assert chip.verify_with_mac(DIGEST, sign(PUBLIC_KEY, DIGEST), cfg.PUBLIC, io_key)
    assert not chip.verify_with_mac(DIGEST, sign(new_key(), DIGEST), cfg.PUBLIC, io_key)
