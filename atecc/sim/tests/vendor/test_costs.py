"""What the library asks of the bus for the chip's part in a TLS handshake.

The part answers at once here, so that the counts are the same on every machine; with one that takes its time, each look whether
it is ready, after the first, is a transaction and a byte more.
"""

from hashlib import sha256

import configuration as cfg
from i2ct import Traffic
from layouts import new_key, point_of

TEMP_KEY = 0xFFFF
MSG_DIG_BUF, SIGN_EXTERNAL, SIGN_MSG_DIG_BUF = 0x40, 0x80, 0x20
GEN_KEY_CREATE = 0x04


def traffic_of(chip, work) -> Traffic:
    work()
    before = chip.bus.traffic()
    work()
    return chip.bus.traffic().since(before)


def test_a_digest_is_loaded_and_signed(chip):
    digest = sha256(b"what is signed").digest()

    def sign():
        chip.nonce_load(MSG_DIG_BUF, digest)
        chip.sign_as(SIGN_EXTERNAL | SIGN_MSG_DIG_BUF, cfg.SIGNER)

    cost = traffic_of(chip, sign)
    print(cost)
    assert cost == Traffic(wakes=2, transactions=14, bytes=145)


def test_an_ephemeral_key_is_made_and_agrees(chip):
    peer = point_of(new_key())

    def agree():
        chip.gen_key(GEN_KEY_CREATE, TEMP_KEY)
        chip.ecdh_ephemeral(peer)

    cost = traffic_of(chip, agree)
    print(cost)
    assert cost == Traffic(wakes=2, transactions=14, bytes=208)
