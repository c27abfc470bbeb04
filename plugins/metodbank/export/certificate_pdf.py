"""A certificate as a PDF page, set by Typst: no office program, no network, letters of its own, tagged for readers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from functools import cache
from importlib import resources

import typst

from metodbank.export.certificates import AUTHOR_LINE, HEADING, SAMPLE, SUBHEADING, Certificate, long_day


def pdf_of(certificate: Certificate) -> bytes:
    """Return the page; the same certificate gives the same bytes."""
    plain = {name: value for name, value in asdict(certificate).items() if isinstance(value, (str, bool, tuple))}
    said = {name: getattr(certificate, name) for name in ("says", "where", "term", "check", "shown")}
    data = plain | said | {
        "heading": HEADING,
        "subheading": SUBHEADING,
        "number": f"№ {certificate.number}",
        "owner": certificate.papers.owner,
        "signer": certificate.papers.signer,
        "signer_name": certificate.papers.signer_name,
        "issued": f"Выдано {long_day(certificate.issued)}",
        "author_line": AUTHOR_LINE,
        "mark": SAMPLE,
        "qr": certificate.qr("svg").decode("ascii"),
    }  # fmt: skip
    day = certificate.issued
    made = typst.compile(
        (resources.files("metodbank.export") / "certificate.typ").read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Only the letters that come with Typst: the page looks the same on every computer."""
    return typst.Fonts(include_system_fonts=False)
