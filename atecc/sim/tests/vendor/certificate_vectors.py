"""What the vendor's library makes of compressed certificates and dates, as a text that the driver's own tests read too.

The certificates are of our own design. Their signatures are no signatures: only their bytes matter here.
"""

from ctypes import POINTER, byref, c_uint8, c_uint32, cast, create_string_buffer
from datetime import UTC, datetime

import cryptoauthlib as vendor
from cryptoauthlib import AtcaReference
from cryptoauthlib.library import get_cryptoauthlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import configuration as cfg
from chip import CONFIG, DATA, done
from layouts import point_of

DEVICE, AUTHORITY = (point_of(ec.derive_private_key(scalar, ec.SECP256R1())) for scalar in (7, 42))
ISSUER = ec.derive_private_key(42, ec.SECP256R1())
TEMPLATE_ID, CHAIN_ID, SIGNER_ID = 9, 4, b"\xc0\xde"
ALGORITHM = bytes.fromhex("300a06082a8648ce3d040302")

# Where slot 8 has what.
COMPRESSED, PUBLIC_KEY, SERIAL, INVENTORY = 0, 72, 144, 176
STORED_SERIAL, STORED_INVENTORY = bytes.fromhex("5f0102030405060708090a0b0c0d0eff"), bytes.fromhex("00c1a2b3d4fe")

STORED, STORED_DYNAMIC = 0x0, 0x7
SERIAL_SIZES = {0x8: 10, 0x9: 3}
AS_IS, UPPER_HEX, LOWER_HEX = 0, 2, 3
CONVERSIONS = {AS_IS: "as-is", UPPER_HEX: "upper-hex", LOWER_HEX: "lower-hex"}

PLAIN_SIGNATURE = bytes(range(1, 65))
SIGNATURES = [
    PLAIN_SIGNATURE,
    b"\xff" * 64,
    b"\x80" + bytes(31) + b"\x7f" + bytes(31),
    bytes(31) + b"\x01" + bytes(30) + b"\x80\x00",
    b"\x00\x80" + bytes(30) + b"\x00\x00\x7f" + bytes(29),
]
ISSUED = datetime(2026, 11, 24, 7, tzinfo=UTC)
DATES = [
    (datetime(2031, 12, 31, 23, tzinfo=UTC), 31),
    (datetime(2031, 12, 31, 23, tzinfo=UTC), 32),
    (datetime(2032, 1, 1, 0, tzinfo=UTC), 1),
    (datetime(2063, 6, 30, 12, tzinfo=UTC), 63),
    (datetime(2064, 6, 30, 12, tzinfo=UTC), 64),
    (datetime(2127, 12, 31, 23, tzinfo=UTC), 127),
    (datetime(2028, 2, 29, 5, tzinfo=UTC), 4),
    (datetime(2028, 2, 29, 5, tzinfo=UTC), 0),
    (datetime(2100, 2, 28, 5, tzinfo=UTC), 0),
]


class Case:
    """One certificate: its template, and what the chip holds of it."""

    def __init__(self, device_serial: bytes, source: int, issued: datetime, years: int, signature: bytes):
        self.source, self.issued, self.years, self.signature = source, issued, years, signature
        self.device_serial = device_serial
        self.serial_size = SERIAL_SIZES.get(source, 16)
        # With this source, the byte before the serial number, its length, is stored too.
        self.dynamic = source == STORED_DYNAMIC
        self._example()

    def _example(self) -> None:
        """A certificate whose elements are told apart, and where they are."""
        serial = b"\x5a" * self.serial_size
        far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        expires = self.issued.replace(year=self.issued.year + self.years) if self.years else far
        one = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Signer " + SIGNER_ID.hex().upper())])
        attributes = [
            (NameOID.COMMON_NAME, "sn" + self.device_serial.hex().upper()),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, STORED_INVENTORY.hex()),
        ]
        builder = (
            x509.CertificateBuilder()
            .issuer_name(one)
            .subject_name(x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes]))
            .public_key(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + DEVICE))
            .serial_number(int.from_bytes(serial, "big"))
            .not_valid_before(self.issued)
            .not_valid_after(expires)
            .add_extension(x509.SubjectKeyIdentifier(b"\x5b" * 20), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier(b"\x5c" * 20, None, None), critical=False)
        )
        tbs = builder.sign(ISSUER, hashes.SHA256()).tbs_certificate_bytes
        begin, end = (self._time(moment) for moment in (self.issued, expires))
        self.formats = [1 if len(text) == 13 else 4 for text in (begin, end)]
        name = self.device_serial.hex().upper().encode()
        self.elements = [
            ("public-key", tbs.index(DEVICE), 64, AS_IS),
            ("begins", tbs.index(begin), len(begin), AS_IS),
            ("ends", tbs.rindex(end), len(end), AS_IS),
            ("signer-id", tbs.index(SIGNER_ID.hex().upper().encode()), 4, UPPER_HEX),
            ("serial-number", tbs.index(serial) - self.dynamic, self.serial_size + self.dynamic, AS_IS),
            ("authority-key-id", tbs.index(b"\x5c" * 20), 20, AS_IS),
            ("subject-key-id", tbs.index(b"\x5b" * 20), 20, AS_IS),
            ("device-serial-0-4", tbs.index(name), 8, UPPER_HEX),
            ("device-serial-4-5", tbs.index(name) + 8, 10, UPPER_HEX),
            ("inventory", tbs.index(STORED_INVENTORY.hex().encode()), 12, LOWER_HEX),
        ]
        template = bytearray(tbs)
        for _, offset, size, _ in self.elements:
            template[offset : offset + size] = bytes(size)
        if self.dynamic:
            # The library moves all that follows if the length differs, but not the length of the whole.
            template[self.elements[4][1]] = self.serial_size
        self.tbs = bytes(template)

    @staticmethod
    def _time(moment: datetime) -> bytes:
        """As `cryptography` writes it."""
        return moment.strftime("%y%m%d%H%M%SZ" if moment.year < 2050 else "%Y%m%d%H%M%SZ").encode()

    def compressed(self) -> bytes:
        years_since = self.issued.year - 2000
        value = (years_since & 31) << 19 | self.issued.month << 15 | self.issued.day << 10
        value |= self.issued.hour << 5 | self.years & 31
        high = (years_since >> 5) << 6 | (self.years >> 5) << 4
        tail = value.to_bytes(3, "big") + SIGNER_ID + bytes([TEMPLATE_ID << 4 | CHAIN_ID])
        return self.signature + tail + bytes([self.source << 4 | bool(high), high])

    def store(self, chip) -> None:
        padded = bytes(4) + DEVICE[:32] + bytes(4) + DEVICE[32:]
        parts = [(COMPRESSED, self.compressed()), (PUBLIC_KEY, padded)]
        serial = bytes([len(STORED_SERIAL)]) + STORED_SERIAL if self.dynamic else STORED_SERIAL
        parts += [(SERIAL, serial + bytes(-len(serial) % 4)), (INVENTORY, STORED_INVENTORY + bytes(2))]
        for offset, data in parts:
            chip.write_bytes(DATA, cfg.CLEAR, offset, data)

    def definition(self):
        """The same for the vendor's library, which counts from the beginning of the certificate."""
        signature = bytes.fromhex("0348003045022100") + bytes(32) + b"\x02\x20" + bytes(32)
        whole = self.tbs + ALGORITHM + signature
        whole = b"\x30\x82" + len(whole).to_bytes(2, "big") + whole
        c = vendor.atcacert_def_t()
        c.type, c.private_key_slot, c.expire_years = 0, cfg.SIGNER, self.years
        c.template_id, c.chain_id, c.sn_source = TEMPLATE_ID, CHAIN_ID, self.source
        c.issue_date_format, c.expire_date_format = self.formats
        c.tbs_cert_loc.offset, c.tbs_cert_loc.count = 4, len(self.tbs)
        _place(c.comp_cert_dev_loc, DATA, COMPRESSED, 72)
        _place(c.public_key_dev_loc, DATA, PUBLIC_KEY, 72)
        stored = self.source in (STORED, STORED_DYNAMIC)
        _place(c.cert_sn_dev_loc, DATA if stored else 7, SERIAL, self.serial_size + self.dynamic)
        places = [(offset + 4, size) for _, offset, size, _ in self.elements]
        last = (len(whole) - len(signature), len(signature))
        for at, (offset, size) in enumerate([places[0], last, *places[1:7]]):
            c.std_cert_elements[at].offset, c.std_cert_elements[at].count = offset, size
        further = (vendor.atcacert_cert_element_t * 3)()
        for element, (offset, size), (_, _, _, conversion) in zip(further, places[7:], self.elements[7:]):
            element.cert_loc.offset, element.cert_loc.count = offset, size
            element.transforms = (conversion, AS_IS)
        _place(further[0].device_loc, CONFIG, 0, 4)
        _place(further[1].device_loc, CONFIG, 8, 5)
        _place(further[2].device_loc, DATA, INVENTORY, 6)
        c.cert_elements, c.cert_elements_count = cast(further, POINTER(vendor.atcacert_cert_element_t)), 3
        template = (c_uint8 * len(whole))(*whole)
        c.cert_template, c.cert_template_size = cast(template, POINTER(c_uint8)), len(whole)
        c.keep = further, template
        return c

    def rebuilt(self, chip) -> bytes:
        self.store(chip)
        der, size = bytearray(1024), AtcaReference(1024)
        done(vendor.atcacert_read_cert(self.definition(), AUTHORITY, der, size))
        return bytes(der)

    def recompressed(self, chip, der: bytes) -> bytes:
        """Without the further elements, whose conversions the library cannot undo."""
        c = self.definition()
        c.cert_elements, c.cert_elements_count = None, 0
        chip.write_bytes(DATA, cfg.CLEAR, COMPRESSED, bytes(72))
        done(vendor.atcacert_write_cert(c, der, len(der)))
        compressed = chip.read_bytes(DATA, cfg.CLEAR, COMPRESSED, 72)
        assert compressed == self.compressed()
        return compressed

    def lines(self, chip) -> list[str]:
        der = self.rebuilt(chip)
        lines = [f"template {self.tbs.hex()}"]
        for name, offset, size, conversion in self.elements:
            lines.append(f"element {offset} {size} {name} {CONVERSIONS[conversion]}")
        # The library rebuilds certificates with such a serial number but refuses to compress them.
        compressed = self.compressed() if self.dynamic else self.recompressed(chip, der)
        lines.append(f"holds {compressed.hex()} {self.device_serial.hex()}")
        return [*lines, f"certificate {der.hex()}"]


def _place(where, zone: int, offset: int, count: int) -> None:
    slot = cfg.CLEAR if zone == DATA else 0
    where.zone, where.slot, where.is_genkey, where.offset, where.count = zone, slot, 0, offset, count


def _moment(text: str):
    moment = datetime.fromisoformat(text)
    c = vendor.atcacert_tm_utc_t(0, 0, 0, 1, 0, 100)
    c.tm_year, c.tm_mon, c.tm_mday = moment.year - 1900, moment.month - 1, moment.day
    c.tm_hour, c.tm_min, c.tm_sec = moment.hour, moment.minute, moment.second
    return c


def _text(c) -> str:
    day = f"{c.tm_year + 1900:04}-{c.tm_mon + 1:02}-{c.tm_mday:02}"
    return f"{day}T{c.tm_hour:02}:{c.tm_min:02}:{c.tm_sec:02}Z"


FORMATS = {0: "iso8601", 1: "utc", 2: "posix-be", 3: "posix-le", 4: "generalized"}
MOMENTS = ["1950-01-01T00:00:00", "1999-12-31T23:59:59", "2024-02-29T12:34:56", "2031-12-31T23:59:59"]
MOMENTS += ["2049-12-31T23:59:59", "2050-01-01T00:00:00", "2127-02-28T01:00:00", "9999-12-31T23:59:59"]
POSIX = ["00000000", "386d4380", "7fffffff", "80000000", "9e9f2a90", "ffffffff"]


def date_lines() -> list[str]:
    """Dates written and read. POSIX dates are only read: the package refuses to write most of them."""
    library = get_cryptoauthlib()
    lines = []
    for number in (0, 1, 4):
        for text in MOMENTS:
            out, size = create_string_buffer(20), c_uint32(20)
            if library.atcacert_date_enc(number, byref(_moment(text)), out, byref(size)) == 0:
                lines.append(f"date {FORMATS[number]} {text}Z {out.raw[: size.value].hex()}")
    for number in (2, 3):
        for digits in POSIX:
            data, moment = bytes.fromhex(digits), _moment(MOMENTS[0])
            done(vendor.atcacert_date_dec(number, data, len(data), moment))
            lines.append(f"date {FORMATS[number]} {_text(moment)} {digits}")
    for number, name in FORMATS.items():
        last = _moment(MOMENTS[0])
        done(vendor.atcacert_date_get_max_date(number, last))
        lines.append(f"last {name} {_text(last)}")
    return lines


def certificate_lines(chip) -> list[str]:
    serial = chip.serial_number()
    cases = [Case(serial, source, ISSUED, 20, PLAIN_SIGNATURE) for source in (STORED, *range(7, 16))]
    cases += [Case(serial, 0xA, issued, years, PLAIN_SIGNATURE) for issued, years in DATES]
    cases += [Case(serial, 0xB, issued, years, PLAIN_SIGNATURE) for issued, years in DATES[1:3]]
    cases += [Case(serial, 0xA, ISSUED, 20, signature) for signature in SIGNATURES[1:]]
    return [line for case in cases for line in case.lines(chip)]


def text(chip) -> str:
    constants = [f"device-key {DEVICE.hex()}", f"authority-key {AUTHORITY.hex()}"]
    constants += [f"stored-serial {STORED_SERIAL.hex()}", f"inventory {STORED_INVENTORY.hex()}"]
    return "\n".join([*date_lines(), *constants, *certificate_lines(chip), ""])
