"""The client's side of I2CT, I2C over TCP: one request, one reply."""

import socket
import struct

ACK = 0


class Bus:
    """A bus behind a TCP port. Methods answer what the bus did; only a broken connection raises."""

    def __init__(self, host: str, port: int):
        self._socket = socket.create_connection((host, port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, address: int, data: bytes) -> bool:
        """Writes to a 7-bit address; true if it was acknowledged."""
        return self._request(b"W" + struct.pack("<BH", address, len(data)) + data)

    def read(self, address: int, length: int) -> bytes | None:
        """Reads from a 7-bit address; None if it was not acknowledged."""
        if not self._request(b"R" + struct.pack("<BH", address, length)):
            return None
        return self._receive(length)

    def wake_pulse(self) -> None:
        """Holds SDA low for long enough."""
        assert self._request(b"K")

    def power_cycle(self) -> None:
        """Takes VCC away and gives it back."""
        assert self._request(b"P")

    def fresh_part(self) -> None:
        """Puts another part of the same kind, fresh from the factory, in the place of this one."""
        assert self._request(b"F\0")

    def close(self) -> None:
        self._socket.close()

    def _request(self, request: bytes) -> bool:
        self._socket.sendall(request)
        return self._receive(1)[0] == ACK

    def _receive(self, length: int) -> bytes:
        reply = b""
        while len(reply) < length:
            more = self._socket.recv(length - len(reply))
            if not more:
                raise ConnectionError("the server closed the connection")
            reply += more
        return reply
