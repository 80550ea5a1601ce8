"""`atecc sim serve` as a process."""

import os
import re
import subprocess
import time
from pathlib import Path

HOST = "127.0.0.1"
_LISTENING = re.compile(rf"{re.escape(HOST)}:([1-9][0-9]*)")
_PATIENCE_S = 10


def binary() -> Path:
    """The `atecc` command: `$ATECC_BIN`, or what `cargo build` leaves in the target directory."""
    if named := os.environ.get("ATECC_BIN"):
        return Path(named)
    workspace = Path(__file__).resolve().parents[4]
    target = Path(os.environ.get("CARGO_TARGET_DIR", workspace / "target"))
    return target / "debug" / "atecc"


class Server:
    """Serves the part in a file, which is made if there is none, until it is stopped."""

    def __init__(self, part: Path, kind: str):
        """`kind` is that of a part which is made, such as 608b."""
        self._log = part.with_suffix(".log")
        query = "" if part.exists() else f"?part={kind}"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [binary(), "sim", "serve", "--device", f"sim:{part}{query}", "--listen", f"{HOST}:0"]
                + ["--timing", "instant", "--explain"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.port = self._wait_for_port()

    def _wait_for_port(self) -> int:
        give_up = time.monotonic() + _PATIENCE_S
        while time.monotonic() < give_up:
            if found := _LISTENING.search(self.log()):
                return int(found[1])
            if self._process.poll() is not None:
                break
            time.sleep(0.002)
        self.stop()
        raise RuntimeError(f"the server does not listen:\n{self.log()}")

    def log(self) -> str:
        """What it said so far, the reasons of refusals included."""
        return self._log.read_text(errors="replace")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=_PATIENCE_S)
