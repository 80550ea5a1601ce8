"""The vendor's functions with results for return values and the vendor's exceptions for refusals.

Nothing else: each method calls one function of the package's public API.
"""

import cryptoauthlib as vendor
from cryptoauthlib import AtcaReference, Status
from cryptoauthlib.library import get_cryptoauthlib
from cryptoauthlib.status import check_status

from i2ct import Bus

CONFIG, OTP, DATA = 0, 1, 2


class UnknownStatus(Exception):
    """A status for which the vendor has no exception."""


def done(status) -> None:
    status = int(status)
    if status != int(Status.ATCA_SUCCESS):
        check_status(status)
        raise UnknownStatus(f"{status}")


def fetch(function, into: str, size: int, /, **arguments) -> bytes:
    """Calls a function that fills the buffer which it names `into`."""
    buffer = bytearray(size)
    done(function(**arguments, **{into: buffer}))
    return bytes(buffer)


def tell(function, into: str, start: int = 0, /, **arguments) -> int:
    """Calls a function that puts a number where it says `into`."""
    number = AtcaReference(start)
    done(function(**arguments, **{into: number}))
    return number.value


class Chip:
    """The part that the library is connected to."""

    def __init__(self, bus: Bus):
        self.bus = bus

    # Power. The library leaves the part idle after each command.

    def sleep(self) -> None:
        self.wake()
        done(get_cryptoauthlib().atcab_sleep())

    def idle(self) -> None:
        self.wake()
        done(get_cryptoauthlib().atcab_idle())

    def wake(self) -> None:
        done(get_cryptoauthlib().atcab_wakeup())

    # Identity and state.

    def revision(self) -> bytes:
        return fetch(vendor.atcab_info, "revision", 4)

    def info(self, mode: int, param2: int) -> bytes:
        return fetch(vendor.atcab_info_base, "out_data", 4, mode=mode, param2=param2)

    def serial_number(self) -> bytes:
        return fetch(vendor.atcab_read_serial_number, "serial_number", 9)

    def random(self) -> bytes:
        return fetch(vendor.atcab_random, "random_number", 32)

    def is_locked(self, zone: int) -> bool:
        return bool(tell(vendor.atcab_is_locked, "is_locked", zone=zone))

    def is_slot_locked(self, slot: int) -> bool:
        return bool(tell(vendor.atcab_is_slot_locked, "is_locked", slot=slot))

    # Zones.

    def config(self) -> bytes:
        return fetch(vendor.atcab_read_config_zone, "config_data", 128)

    def write_config_fields(self, config: bytes) -> None:
        """All that Write may change: neither the identity nor bytes 84 to 87."""
        for start, end in ((16, 84), (88, 128)):
            self.write_bytes(CONFIG, 0, start, bytes(config[start:end]))

    def read_zone(self, zone: int, slot: int, block: int, word: int, length: int) -> bytes:
        read = fetch(
            vendor.atcab_read_zone, "data", 32, zone=zone, slot=slot, block=block, offset=word, length=length
        )
        return read[:length]

    def read_bytes(self, zone: int, slot: int, offset: int, length: int) -> bytes:
        return fetch(
            vendor.atcab_read_bytes_zone, "data", length, zone=zone, slot=slot, offset=offset, length=length
        )

    def write_zone(self, zone: int, slot: int, block: int, word: int, data: bytes) -> None:
        done(vendor.atcab_write_zone(zone, slot, block, word, data, len(data)))

    def write_bytes(self, zone: int, slot: int, offset: int, data: bytes) -> None:
        done(vendor.atcab_write_bytes_zone(zone, slot, offset, data, len(data)))

    def lock_config(self, crc: int | None = None) -> None:
        if crc is None:
            done(vendor.atcab_lock_config_zone())
        else:
            done(vendor.atcab_lock_config_zone_crc(crc))

    def lock_data(self, crc: int | None = None) -> None:
        if crc is None:
            done(vendor.atcab_lock_data_zone())
        else:
            done(vendor.atcab_lock_data_zone_crc(crc))

    def lock_slot(self, slot: int) -> None:
        done(vendor.atcab_lock_data_slot(slot))

    # Keys.

    def make_key(self, slot: int) -> bytes:
        return fetch(vendor.atcab_genkey, "public_key", 64, key_id=slot)

    def gen_key(self, mode: int, slot: int, other_data: bytes = bytes(3)) -> bytes:
        return fetch(
            vendor.atcab_genkey_base, "public_key", 64, mode=mode, key_id=slot, other_data=other_data
        )

    def public_key(self, slot: int) -> bytes:
        return fetch(vendor.atcab_get_pubkey, "public_key", 64, key_id=slot)

    def write_public_key(self, slot: int, public_key: bytes) -> None:
        done(vendor.atcab_write_pubkey(slot, public_key))

    def stored_public_key(self, slot: int) -> bytes:
        return fetch(vendor.atcab_read_pubkey, "public_key", 64, slot=slot)

    # Signatures and secrets.

    def sign(self, slot: int, digest: bytes) -> bytes:
        return fetch(vendor.atcab_sign, "signature", 64, key_id=slot, msg=digest)

    def sign_as(self, mode: int, slot: int) -> bytes:
        return fetch(vendor.atcab_sign_base, "signature", 64, mode=mode, key_id=slot)

    def verify(self, digest: bytes, signature: bytes, public_key: bytes) -> bool:
        return bool(
            tell(
                vendor.atcab_verify_extern,
                "is_verified",
                message=digest,
                signature=signature,
                public_key=public_key,
            )
        )

    def verify_stored(self, digest: bytes, signature: bytes, slot: int) -> bool:
        return bool(
            tell(vendor.atcab_verify_stored, "is_verified", message=digest, signature=signature, key_id=slot)
        )

    def ecdh(self, slot: int, public_key: bytes) -> bytes:
        return fetch(vendor.atcab_ecdh, "pms", 32, key_id=slot, public_key=public_key)

    def ecdh_protected(self, slot: int, public_key: bytes, io_key: bytes) -> bytes:
        return fetch(vendor.atcab_ecdh_ioenc, "pms", 32, key_id=slot, public_key=public_key, io_key=io_key)

    def ecdh_ephemeral(self, public_key: bytes) -> bytes:
        return fetch(vendor.atcab_ecdh_tempkey, "pms", 32, public_key=public_key)

    def ecdh_ephemeral_protected(self, public_key: bytes, io_key: bytes) -> bytes:
        return fetch(vendor.atcab_ecdh_tempkey_ioenc, "pms", 32, public_key=public_key, io_key=io_key)

    def ecdh_as(self, mode: int, slot: int, public_key: bytes) -> tuple[bytes, bytes]:
        """What comes out, and the nonce that protects it."""
        nonce = bytearray(32)
        out = fetch(
            vendor.atcab_ecdh_base, "pms", 32, mode=mode, key_id=slot, public_key=public_key, out_nonce=nonce
        )
        return out, bytes(nonce)

    # Nonces and hashes.

    def nonce_random(self, num_in: bytes) -> bytes:
        return fetch(vendor.atcab_nonce_rand, "rand_out", 32, num_in=num_in)

    def nonce_load(self, target: int, value: bytes) -> None:
        done(vendor.atcab_nonce_load(target, value, len(value)))

    def nonce_as(self, mode: int, param2: int, num_in: bytes) -> bytes:
        return fetch(vendor.atcab_nonce_base, "rand_out", 32, mode=mode, zero=param2, num_in=num_in)

    def sha(self, message: bytes) -> bytes:
        return fetch(vendor.atcab_sha, "digest", 32, length=len(message), message=message)

    def sha_end(self, rest: bytes = b"") -> bytes:
        return fetch(vendor.atcab_sha_end, "digest", 32, length=len(rest), message=rest)

    # Symmetric keys.

    def mac(self, mode: int, slot: int, challenge: bytes = b"") -> bytes:
        return fetch(vendor.atcab_mac, "digest", 32, mode=mode, key_id=slot, challenge=challenge)

    def check_mac(self, mode: int, slot: int, challenge: bytes, response: bytes, other: bytes) -> None:
        done(vendor.atcab_checkmac(mode, slot, challenge, response, other))

    def gen_dig(self, zone: int, param2: int, other: bytes = b"") -> None:
        done(vendor.atcab_gendig(zone, param2, other, len(other)))

    def derive_key(self, mode: int, target: int, mac: bytes = b"") -> None:
        # The package's wrapper cannot leave the MAC away, its library can.
        done(get_cryptoauthlib().atcab_derivekey(mode, target, mac or None))

    def read_encrypted(self, slot: int, block: int, key: bytes, key_slot: int) -> bytes:
        return fetch(
            vendor.atcab_read_enc, "data", 32, key_id=slot, block=block, enc_key=key, enc_key_id=key_slot
        )

    def write_encrypted(self, slot: int, block: int, data: bytes, key: bytes, key_slot: int) -> None:
        done(vendor.atcab_write_enc(slot, block, data, key, key_slot))

    def ecdh_through_slot(self, slot: int, public_key: bytes, key: bytes, key_slot: int) -> bytes:
        return fetch(
            vendor.atcab_ecdh_enc,
            "pms",
            32,
            key_id=slot,
            public_key=public_key,
            read_key=key,
            read_key_id=key_slot,
        )

    def hmac(self, slot: int, message: bytes, target: int) -> bytes:
        return fetch(
            vendor.atcab_sha_hmac,
            "digest",
            32,
            data=message,
            data_size=len(message),
            key_slot=slot,
            target=target,
        )

    def kdf(self, mode: int, slots: int, details: int, message: bytes) -> tuple[bytes, bytes]:
        """64 bytes of room for the output, and the nonce that protects it."""
        nonce = bytearray(32)
        out = fetch(
            vendor.atcab_kdf,
            "out_data",
            64,
            mode=mode,
            key_id=slots,
            details=details,
            message=message,
            out_nonce=nonce,
        )
        return out, bytes(nonce)

    # Counters.

    def counter(self, counter: int) -> int:
        return tell(vendor.atcab_counter_read, "counter_value", counter_id=counter)

    def count(self, counter: int) -> int:
        return tell(vendor.atcab_counter_increment, "counter_value", counter_id=counter)

    def preset_counter(self, counter: int, value: int) -> None:
        done(vendor.atcab_write_config_counter(counter, value))

    # What provisioning and attestation need.

    def write_config(self, config: bytes) -> None:
        """The whole zone, bytes 84 and 85 through UpdateExtra."""
        done(vendor.atcab_write_config_zone(bytes(config)))

    def same_config(self, config: bytes) -> bool:
        return bool(tell(vendor.atcab_cmp_config_zone, "same_config", config_data=bytes(config)))

    def update_extra(self, mode: int, value: int) -> None:
        done(vendor.atcab_updateextra(mode, value))

    def write_private_key(
        self, slot: int, scalar: bytes, key: bytes | None = None, key_slot: int = 0
    ) -> None:
        """Plain without a key."""
        value = bytes(4) + scalar
        if key is None:
            # The package's wrapper cannot leave the write key away, its library can.
            done(get_cryptoauthlib().atcab_priv_write(slot, value, key_slot, None, bytes(20)))
        else:
            done(vendor.atcab_priv_write(slot, value, key_slot, key))

    def sign_internal(self, slot: int, is_invalidate: bool, is_full_sn: bool) -> bytes:
        return fetch(
            vendor.atcab_sign_internal,
            "signature",
            64,
            key_id=slot,
            is_invalidate=is_invalidate,
            is_full_sn=is_full_sn,
        )

    def digest_stored_key(self, slot: int, other: bytes) -> None:
        """GenKey of a stored public key: its digest goes into TempKey."""
        done(vendor.atcab_genkey_base(0x10, slot, other, None))

    def validate(self, slot: int, signature: bytes, other: bytes) -> bool:
        return bool(
            tell(
                vendor.atcab_verify_validate,
                "is_verified",
                key_id=slot,
                signature=signature,
                other_data=other,
            )
        )

    def invalidate(self, slot: int, signature: bytes, other: bytes) -> bool:
        return bool(
            tell(
                vendor.atcab_verify_invalidate,
                "is_verified",
                key_id=slot,
                signature=signature,
                other_data=other,
            )
        )

    def verify_with_mac(self, digest: bytes, signature: bytes, key: bytes | int, io_key: bytes) -> bool:
        """A public key, or the slot of one; the answer is a MAC under the IO protection key."""
        common = {"message": digest, "signature": signature, "num_in": bytes(range(32)), "io_key": io_key}
        if isinstance(key, int):
            return bool(tell(vendor.atcab_verify_stored_mac, "is_verified", key_id=key, **common))
        return bool(tell(vendor.atcab_verify_extern_mac, "is_verified", public_key=key, **common))

    def secure_boot(self, mode: int, digest: bytes, signature: bytes = b"") -> None:
        fetch(vendor.atcab_secureboot, "mac", 32, mode=mode, param2=0, digest=digest, signature=signature)

    def secure_boot_with_mac(self, mode: int, digest: bytes, signature: bytes, io_key: bytes) -> bool:
        return bool(
            tell(
                vendor.atcab_secureboot_mac,
                "is_verified",
                mode=mode,
                digest=digest,
                signature=signature,
                num_in=bytes(range(20)),
                io_keys=io_key,
            )
        )

    def self_test(self, mode: int) -> int:
        return tell(vendor.atcab_selftest, "result", 0xFF, mode=mode, param2=0)

    def latch(self) -> bool:
        return bool(tell(vendor.atcab_info_get_latch, "state"))

    def set_latch(self, state: bool) -> None:
        done(vendor.atcab_info_set_latch(state))

    def save_hash(self) -> bytes:
        size = vendor.AtcaReference(130)
        context = bytearray(130)
        done(vendor.atcab_sha_read_context(context, size))
        return bytes(context)

    def restore_hash(self, context: bytes) -> None:
        done(vendor.atcab_sha_write_context(context, len(context)))
