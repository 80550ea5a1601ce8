"""A fresh part for each test, behind a server of its own, with the vendor's library connected to it."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import cryptoauthlib as vendor
import pytest
from cryptoauthlib import ATCADeviceType, cfg_ateccx08a_i2c_default, load_cryptoauthlib

import configuration as cfg
from chip import DATA, Chip, done
from hal import I2ctHal
from i2ct import Bus
from keys import AUTHORITY_KEY, PUBLIC_KEY
from layouts import point_of
from server import HOST, Server

_FACTORY_ADDRESS = 0xC0
_ADDRESSES = {"tngtls": 0x6A, "tflxtls": 0x6C}


@pytest.fixture(scope="session")
def hal() -> I2ctHal:
    load_cryptoauthlib()
    return I2ctHal()


@contextmanager
def connected(hal: I2ctHal, part: Path, kind: str = "608b"):
    """The library talking to a part that is served from its file."""
    server = Server(part, kind)
    try:
        hal.bus = Bus(HOST, server.port)
        hal.iface = cfg_ateccx08a_i2c_default()
        hal.iface.devtype = int(ATCADeviceType.ATECC508A if kind == "508a" else ATCADeviceType.ATECC608)
        hal.iface.cfg.atcai2c.address = _ADDRESSES.get(kind, _FACTORY_ADDRESS)
        hal.iface.wake_delay = 0
        done(vendor.atcab_init(hal.iface))
        try:
            yield Chip(hal.bus)
        finally:
            vendor.atcab_release()
            hal.bus.close()
    finally:
        server.stop()
        print(server.log())


def configure(chip: Chip, change=lambda config: None) -> None:
    """Writes and locks the configuration, changed as a test wants it."""
    config = cfg.configured(chip.config())
    change(config)
    chip.write_config_fields(config)
    chip.lock_config()


def fill(chip: Chip) -> None:
    """Keys and data for a part whose configuration is locked and whose data is not."""
    for slot in cfg.PRIVATE_SLOTS:
        chip.make_key(slot)
    for slot in cfg.KEY_SLOTS:
        chip.write_zone(DATA, slot, 0, 0, cfg.secret(slot))
    chip.write_public_key(cfg.AUTHORITY, point_of(AUTHORITY_KEY))
    chip.write_public_key(cfg.PUBLIC, point_of(PUBLIC_KEY))


@pytest.fixture
def blank(hal, tmp_path):
    """As the factory ships it."""
    with connected(hal, tmp_path / "part.sim") as chip:
        yield chip


@pytest.fixture
def configured(blank):
    """Configuration locked, data not."""
    configure(blank)
    return blank


@pytest.fixture(scope="session")
def provisioned(hal, tmp_path_factory) -> Path:
    """The file of a part that the vendor's library has provisioned."""
    part = tmp_path_factory.mktemp("provisioned") / "part.sim"
    with connected(hal, part) as chip:
        configure(chip)
        fill(chip)
        chip.lock_data()
    return part


@pytest.fixture
def chip(hal, provisioned, tmp_path):
    """Configuration and data locked: a copy of the provisioned part."""
    part = tmp_path / "part.sim"
    shutil.copy(provisioned, part)
    with connected(hal, part) as chip:
        yield chip


@pytest.fixture(params=["608a", "608b", "608c"])
def each_608(hal, tmp_path, request):
    """A blank part of each revision."""
    with connected(hal, tmp_path / "part.sim", request.param) as chip:
        yield chip


@pytest.fixture
def blank_508a(hal, tmp_path):
    """The older part, as the factory ships it."""
    with connected(hal, tmp_path / "part.sim", "508a") as chip:
        yield chip


@pytest.fixture
def tngtls(hal, tmp_path):
    """A Trust&GO part, as the factory ships it."""
    with connected(hal, tmp_path / "part.sim", "tngtls") as chip:
        yield chip


@pytest.fixture
def tflxtls(hal, tmp_path):
    """A TrustFLEX part, as the factory ships it."""
    with connected(hal, tmp_path / "part.sim", "tflxtls") as chip:
        yield chip


@pytest.fixture(params=["tngtls", "tflxtls"])
def trust(request):
    """Either of them."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def custom(blank):
    """Makes a locked part whose configuration is changed by a function."""

    def make(change) -> Chip:
        configure(blank, change)
        fill(blank)
        blank.lock_data()
        return blank

    return make
