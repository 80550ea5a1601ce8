"""The ATECC508A, which the library drives in its own way: all through TempKey, HMAC as a command."""

import hmac
from hashlib import sha256

import cryptoauthlib as vendor
import pytest
from cryptoauthlib.exceptions import CheckmacVerifyFailedError, CryptoError, ExecutionError
from cryptoauthlib.library import get_device_name

import configuration as cfg
from chip import CONFIG, DATA, done, fetch
from conftest import fill
from keys import PUBLIC_KEY
from layouts import agree, check_mac, is_signed, le16, mac, new_key, nonce, point_of, scalar_of, sign

KEY, IO_KEY = cfg.secret(cfg.MAC_KEY), cfg.secret(cfg.IO_KEY)
DIGEST = sha256(b"what is signed").digest()
CHALLENGE = bytes(range(32))
PARSE_ERROR = 0x03


@pytest.fixture
def old(blank_508a):
    """Provisioned and locked, with the bytes that only the ATECC608 knows left as they are."""
    factory = blank_508a.config()
    config = cfg.configured(factory)
    config[68:84], config[90:92] = factory[68:84], factory[90:92]
    blank_508a.write_config(config)
    blank_508a.lock_config()
    fill(blank_508a)
    blank_508a.lock_data()
    return blank_508a


def test_the_vendor_takes_its_revision_for_a_508a(blank_508a):
    assert get_device_name(blank_508a.revision()) == "ATECC508A"


def test_signatures_both_ways(old):
    assert is_signed(old.public_key(cfg.SIGNER), DIGEST, old.sign(cfg.SIGNER, DIGEST))
    key = new_key()
    assert old.verify(DIGEST, sign(key, DIGEST), point_of(key))
    assert not old.verify(DIGEST, sign(new_key(), DIGEST), point_of(key))
    assert old.verify_stored(DIGEST, sign(PUBLIC_KEY, DIGEST), cfg.PUBLIC)


def test_secrets_come_out_or_go_into_the_next_slot(old):
    peer = new_key()
    assert old.ecdh(cfg.SIGNER, point_of(peer)) == agree(peer, old.public_key(cfg.SIGNER))
    secret = old.ecdh_through_slot(cfg.AGREER, point_of(peer), IO_KEY, cfg.IO_KEY)
    assert secret == agree(peer, old.public_key(cfg.AGREER))


def test_mac_and_check_mac(old):
    serial, other = old.serial_number(), bytes(range(13))
    assert old.mac(0, cfg.MAC_KEY, CHALLENGE) == mac(KEY, CHALLENGE, 0, cfg.MAC_KEY, serial)
    answer = check_mac(KEY, CHALLENGE, other, serial)
    old.check_mac(0, cfg.MAC_KEY, CHALLENGE, answer, other)
    with pytest.raises(CheckmacVerifyFailedError):
        old.check_mac(0, cfg.MAC_KEY, CHALLENGE, bytes(32), other)


def test_the_hmac_command(old):
    serial, num_in, mode = old.serial_number(), bytes(range(20)), 0x40
    temp_key = nonce(old.nonce_random(num_in), num_in, 0)
    digest = fetch(vendor.atcab_hmac, "digest", 32, mode=mode, key_id=cfg.MAC_KEY)
    message = bytes(32) + temp_key + bytes([0x11, mode]) + le16(cfg.MAC_KEY) + bytes(11)
    message += serial[8:9] + serial[4:8] + serial[0:2] + serial[2:4]
    assert digest == hmac.digest(KEY, message, "sha256")


def test_encrypted_reads_writes_and_imports(old):
    old.write_encrypted(cfg.SEALED, 1, CHALLENGE, IO_KEY, cfg.IO_KEY)
    assert old.read_encrypted(cfg.SEALED, 1, IO_KEY, cfg.IO_KEY) == CHALLENGE
    key = new_key()
    old.write_private_key(cfg.IMPORTED, scalar_of(key), IO_KEY, cfg.IO_KEY)
    assert old.public_key(cfg.IMPORTED) == point_of(key)


@pytest.mark.parametrize("length", [0, 5, 64, 200])
def test_sha(old, length):
    message = bytes(value % 256 for value in range(length))
    assert old.sha(message) == sha256(message).digest()


def test_counters(old):
    assert [old.counter(0), old.count(0), old.count(0), old.counter(1)] == [0, 1, 2, 0]


def test_clear_data(old):
    old.write_bytes(DATA, cfg.CLEAR, 0, CHALLENGE * 13)
    assert old.read_bytes(DATA, cfg.CLEAR, 0, 416) == CHALLENGE * 13
    with pytest.raises(ExecutionError):
        old.write_zone(CONFIG, 0, 1, 0, bytes(32))


def test_what_only_the_608_has_is_refused(old):
    for missing in (
        lambda: old.secure_boot(5, DIGEST, bytes(64)),
        lambda: old.kdf(0x12, cfg.MAC_KEY, 1 | 4 << 24, b"seed"),
        lambda: done(vendor.atcab_aes_encrypt(cfg.AES_KEY, 0, bytes(16), bytearray(16))),
        lambda: old.make_key(0xFFFF),
        lambda: old.nonce_load(0x40, bytes(32)),
    ):
        with pytest.raises(CryptoError):
            missing()
    assert old.self_test(0x3B) == PARSE_ERROR, "the library takes the status for a result"
