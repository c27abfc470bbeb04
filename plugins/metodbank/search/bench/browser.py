"""A server on loopback that sends compressed files, and Chromium that counts what it loads."""

from __future__ import annotations

import gzip
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_TEXT = {".html", ".js", ".json", ".css"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


class _Compressed(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if path.suffix not in _TEXT or not path.is_file():
            super().do_GET()
            return
        content = _gzip(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@lru_cache(maxsize=4096)
def _gzip(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address with a slash at the end."""
    handler = partial(_Compressed, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            _gzip.cache_clear()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine, or the one playwright has installed."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


class Counter:
    """Counts requests and the bytes a page receives, headers too, and can slow its line down.

    How deep a request is: one more than the deepest that had come before it was sent. On a slow line that is how many
    times the page has to wait for an answer before it may ask on.
    """

    def __init__(self, page: Any) -> None:
        self.requests, self.bytes, self.deepest = 0, 0, 0
        self._depths: dict[str, int] = {}
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.requestWillBeSent", self._sent)
        self._session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self._depths[event["requestId"]] = self.deepest + 1

    def _finished(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self.requests += 1
            self.bytes += int(event["encodedDataLength"])
            self.deepest = max(self.deepest, self._depths.pop(event["requestId"], 1))

    def slow(self, kilobits: int, milliseconds: int) -> None:
        """Give the page a line of so much a second, and so long a round trip."""
        speed = kilobits * 1000 / 8
        self._session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": milliseconds, "downloadThroughput": speed, "uploadThroughput": speed},
        )

    def take(self) -> tuple[int, int, int]:
        """Return requests, bytes and depth since the last call."""
        found = self.requests, self.bytes, self.deepest
        self.requests = self.bytes = self.deepest = 0
        self._depths.clear()
        return found
