"""The bus of the vendor's library, moved to I2CT.

The wheel is not changed: its own `hal_iface_register_hal` takes these callbacks in place of its I2C driver.
"""

import ctypes
import sys
import traceback

from cryptoauthlib import ATCAIfaceCfg, ATCAIfaceType, Status
from cryptoauthlib.library import get_cryptoauthlib

from i2ct import Bus

_OK = int(Status.ATCA_SUCCESS)
_COMM_FAIL = int(Status.ATCA_COMM_FAIL)
_GENERAL_CALL = 0

_POINTER = ctypes.c_void_p
_INIT = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER)
_POST_INIT = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER)
_SEND = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_uint8, _POINTER, ctypes.c_int)
_RECEIVE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_uint8, _POINTER, ctypes.POINTER(ctypes.c_uint16))
_CONTROL = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_uint8, _POINTER, ctypes.c_size_t)
_RELEASE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER)


class _Callbacks(ctypes.Structure):
    _fields_ = [
        ("init", _INIT),
        ("post_init", _POST_INIT),
        ("send", _SEND),
        ("receive", _RECEIVE),
        ("control", _CONTROL),
        ("release", _RELEASE),
    ]


class I2ctHal:
    """Keeps what the library points to alive: one object for the whole process, its bus is exchanged."""

    def __init__(self):
        self.bus: Bus | None = None
        self.iface: ATCAIfaceCfg | None = None
        self._callbacks = _Callbacks(
            _INIT(lambda _iface, _config: _OK),
            _POST_INIT(lambda _iface: _OK),
            _SEND(self._send),
            _RECEIVE(self._receive),
            _CONTROL(lambda _iface, _option, _value, _size: _OK),
            _RELEASE(lambda _data: _OK),
        )
        status = get_cryptoauthlib().hal_iface_register_hal(
            int(ATCAIfaceType.ATCA_I2C_IFACE), ctypes.byref(self._callbacks), None, None, None
        )
        assert status == _OK, f"hal_iface_register_hal: {status}"

    def _address(self) -> int:
        """8-bit form; the library puts 0 here for as long as it sends a wake pulse."""
        return self.iface.cfg.atcai2c.address

    def _send(self, _iface, word_address, data, length):
        try:
            address = self._address()
            if address == _GENERAL_CALL:
                self.bus.wake_pulse()
                return _OK
            body = ctypes.string_at(data, length) if data and length else b""
            acknowledged = self.bus.write(address >> 1, bytes([word_address]) + body)
            return _OK if acknowledged else _COMM_FAIL
        except Exception:  # an exception cannot cross C
            traceback.print_exc(file=sys.stdout)
            return _COMM_FAIL

    def _receive(self, _iface, _word_address, data, length):
        try:
            reply = self.bus.read(self._address() >> 1, length[0])
            if reply is None:
                return _COMM_FAIL
            ctypes.memmove(data, reply, len(reply))
            return _OK
        except Exception:
            traceback.print_exc(file=sys.stdout)
            return _COMM_FAIL
