"""Samples of server settings, made from the built site: what nginx and Apache need to serve it fast and safely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined

from metodbank.publish.ordered import STATE
from metodbank.publish.policy import inline_of, policy

Server = Literal["nginx", "apache"]
HASHED = r"(\.[0-9a-f]{8,64}\.|/[0-9a-f]{8,64}[./])"
"""What a name holds that changes with its content: such a file may be kept for a year."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


def sample(server: Server, files: Mapping[str, Path], url: str, root: str, redirects: Mapping[str, str]) -> str:
    """Return the settings for a site that is served at ``url`` from the folder ``root``.

    Raises :class:`ValueError` when a page holds what no strict policy can allow.
    """
    inline = inline_of(files)
    if inline.handlers:
        raise ValueError(inline.handlers[0])
    parts = urlsplit(url or "https://example.org/")
    prefix = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    text = resources(__package__).joinpath(f"templates/{server}.conf").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - no HTML
    environment.filters["escaped"] = re.escape
    return environment.from_string(text).render(
        host=parts.hostname,
        prefix=prefix,
        root=root.rstrip("/"),
        state=STATE,
        hashed=HASHED,
        headers={**HEADERS, "Content-Security-Policy": policy(inline)},
        redirects={prefix + old: prefix + new for old, new in redirects.items()},
        brotli=any(name.endswith(".br") for name in files),
        gzip=any(name.endswith(".html.gz") for name in files),
    )
