"""A real Chromium without a window, driven over two pipes in its own protocol: no driver program, no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: what looks for what keeps people out
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
#: seconds for one answer
_PATIENCE = 30.0


def program() -> str | None:
    """The browser of this machine."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Failed(Exception):
    """The browser refused a command, or a script threw."""


class Browser:
    """One tab, and all that its console said and its pages asked for."""

    def __init__(self, to: int, from_: int) -> None:
        self._to, self._from, self._rest, self._number = to, from_, b"", 0
        self._session: str | None = None
        self.console: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Does a command of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            said = self._read()
            if said.get("id") == self._number:
                if "error" in said:
                    raise Failed(f"{method}: {said['error']}")
                result: dict[str, Any] = said["result"]
                return result
            self._note(said)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._from, 1 << 20)
            if not more:
                raise Failed("the browser is gone")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(message)
        return said

    def _note(self, said: dict[str, Any]) -> None:
        method, params = said.get("method"), said.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.console.append(str(params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.console.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])

    def open(self, file: Path, *, width: int = 1280, dark: bool = False, height: int = 900) -> None:
        """Shows a file in a window of that width; notes are begun anew."""
        self.console, self.requests = [], []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])
        self.call("Page.navigate", url=file.as_uri())
        until = time.monotonic() + _PATIENCE
        while self.run("location.protocol + document.readyState") != "file:complete":
            if time.monotonic() > until:
                raise Failed("the page does not come")

    def run(self, script: str) -> Any:
        """What an expression gives. Raises ``Failed`` for what it throws."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise Failed(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """A key, down and up."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27}
        typed = {"text": "\r"} if key == "Enter" else {}
        for kind, more in (("keyDown", typed), ("keyUp", {})):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **more)

    def click(self, element: str) -> None:
        """The middle of what a selector finds, by the mouse, which then goes away."""
        self.run(f"window.it = document.querySelector({json.dumps(element)}), it.scrollIntoView({{block: 'center'}})")
        box = self.run("JSON.parse(JSON.stringify(it.getBoundingClientRect()))")
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, **at)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)

    def axe(self) -> list[tuple[str, str, str]]:
        """What axe-core finds on the page: its rule, how bad it is, and the first that it is about."""
        self.run(AXE.read_text(encoding="utf-8") + "; 0")
        options = "{preload: false, resultTypes: ['violations']}"
        found: list[dict[str, Any]] = self.run(f"axe.run({options}).then((it) => it.violations)")
        return [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found]

    def picture(self, path: Path) -> None:
        """The whole page as PNG."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of its own, which is ended afterwards."""
    name = program()
    assert name is not None
    (its_in, to), (from_, its_out) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(prefix="colima-guard-browser-") as profile:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        arguments += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}"]
        # it takes 3 and 4 for that; dash knows no numbers of two digits
        line = ["bash", "-c", f'exec "$0" "$@" 3<&{its_in} 4>&{its_out}', name, *arguments]
        begun = subprocess.Popen(
            [*line, "--remote-debugging-pipe"],
            pass_fds=(its_in, its_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": profile},
        )
        os.close(its_in)
        os.close(its_out)
        try:
            yield Browser(to, from_)
        finally:
            os.close(to)
            try:
                begun.wait(5)
            except subprocess.TimeoutExpired:
                begun.kill()
                begun.wait()
            os.close(from_)
