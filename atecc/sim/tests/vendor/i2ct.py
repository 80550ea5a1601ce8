"""The client's side of I2CT, I2C over TCP: one request, one reply."""

import socket
import struct
from dataclasses import dataclass, replace

ACK = 0


@dataclass
class Traffic:
    """What crossed a bus."""

    wakes: int = 0
    transactions: int = 0
    """From START to STOP, wake pulses included, acknowledged or not."""
    bytes: int = 0
    """With the address byte of each transaction, also where nobody acknowledged it."""

    def since(self, earlier: "Traffic") -> "Traffic":
        return Traffic(
            self.wakes - earlier.wakes, self.transactions - earlier.transactions, self.bytes - earlier.bytes
        )


class Bus:
    """A bus behind a TCP port. Methods answer what the bus did; only a broken connection raises."""

    def __init__(self, host: str, port: int):
        self._socket = socket.create_connection((host, port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._traffic = Traffic()

    def traffic(self) -> Traffic:
        """What crossed it so far."""
        return replace(self._traffic)

    def write(self, address: int, data: bytes) -> bool:
        """Writes to a 7-bit address; true if it was acknowledged."""
        acknowledged = self._request(b"W" + struct.pack("<BH", address, len(data)) + data)
        self._count(len(data) if acknowledged else 0)
        return acknowledged

    def read(self, address: int, length: int) -> bytes | None:
        """Reads from a 7-bit address; None if it was not acknowledged."""
        acknowledged = self._request(b"R" + struct.pack("<BH", address, length))
        self._count(length if acknowledged else 0)
        return self._receive(length) if acknowledged else None

    def wake_pulse(self) -> None:
        """Holds SDA low for long enough."""
        assert self._request(b"K")
        self._traffic.wakes += 1
        self._count(0)

    def power_cycle(self) -> None:
        """Takes VCC away and gives it back."""
        assert self._request(b"P")

    def fresh_part(self) -> None:
        """Puts another part of the same kind, fresh from the factory, in the place of this one."""
        assert self._request(b"F\0")

    def close(self) -> None:
        self._socket.close()

    def _count(self, length: int) -> None:
        self._traffic.transactions += 1
        self._traffic.bytes += 1 + length

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
