"""Certificates of inclusion: what they say, whom they name, when they are refused, and how the command gives them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
import segno

from metodbank.bank.bank import Bank
from metodbank.export.certificate_docx import docx_of
from metodbank.export.certificate_pdf import pdf_of
from metodbank.export.certificates import SAMPLE, Certificate, NotCertifiedError, certificates
from metodbank.indicators.check import check_bank
from metodbank.rules.corpus import read_corpus
from tests.conftest import ROOT
from tests.office import Office
from tests.small_bank import SmallBank

SITE = "https://bank.example/"
SLUG = "cheki"
ENTRY = f"practices/{SLUG}/index.md"


def bank_of(bank: SmallBank) -> Bank:
    return check_bank(read_corpus(bank.under(site=SITE).settings)).bank


def made(bank: SmallBank) -> list[Certificate]:
    held = bank_of(bank)
    record = held.get("practice", SLUG)
    assert record
    return certificates(record, held)


@pytest.fixture
def bank(tmp_path: Path) -> SmallBank:
    return SmallBank.copied(tmp_path)


def pdf_words(content: bytes) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text().split())


def docx_words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(texts).split())


def test_each_author_has_a_certificate_with_number_date_act_and_address(bank: SmallBank) -> None:
    found = made(bank)
    assert len(found) == 2
    for words in (pdf_words(pdf_of(found[0])), docx_words(docx_of(found[0]))):
        for part in (
            "№ ММ-2026-001",
            "«Проценты на чеках из магазина»",
            found[0].author,
            "20 марта 2026 года",
            "протокол № 3",
            "Действует до 20 марта 2029 года",
            "bank.example/n/2026-001.html",
            "Выдано 22 ноября 2026 года",
        ):
            assert part in words, part
        assert SAMPLE not in words
    assert found[0].author
    assert found[0].file != found[1].file


def test_the_code_leads_where_the_printed_address_does(bank: SmallBank) -> None:
    (first, *_) = made(bank)
    assert first.link == SITE + "n/2026-001.html"
    stream = io.BytesIO()
    segno.make(first.link, error="m", micro=False).save(stream, kind="svg", border=0, xmldecl=False, dark="#17484f")
    assert first.qr("svg") == stream.getvalue()


def test_an_author_without_consent_is_not_named(bank: SmallBank) -> None:
    before = made(bank)[0].author
    person = bank.read("content/people/p-001.md")
    assert "until: 2029" in person
    bank.write("content/people/p-001.md", person.replace("until: 2029", "until: 2026"))
    (first, *_) = made(bank)
    assert first.author == ""
    for words in (pdf_words(pdf_of(first)), docx_words(docx_of(first))):
        assert before.split()[0] not in words
        assert "фамилия, имя, отчество" in words
        assert first.job in words


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("status: опубликована", "status: отозвана", "отозвана"),
        ("status: опубликована", "status: архив", "в архиве"),
        ("status: опубликована", "status: на экспертизе", "снова у экспертов"),
        ("published: 2026-03-20", "published: 2026-03-20\nvalid_until: 2026-11-01", "scripts/new.py confirm"),
    ],
)
def test_what_does_not_hold_is_not_certified(bank: SmallBank, old: str, new: str, said: str) -> None:
    bank.write(ENTRY, bank.read(ENTRY).replace(old, new, 1))
    with pytest.raises(NotCertifiedError, match=said):
        made(bank)


def test_long_names_stay_on_one_page(bank: SmallBank, tmp_path: Path) -> None:
    (first, *_) = made(bank)
    word = "Многосложное наименование "
    long = replace(
        first,
        title=(word * 9)[:150],
        author="",
        job=(word * 9)[:120],
        role=(word * 9)[:120],
        organization=(word * 11)[:250],
        basis=tuple(f"{text} {word * 9}" for text in first.basis),
        sample=True,
    )
    assert SAMPLE in pdf_words(pdf_of(long))
    file = tmp_path / "long.docx"
    file.write_bytes(docx_of(long))
    (printed,) = Office.in_folder(tmp_path / "office").convert([file], "pdf:writer_pdf_Export", tmp_path)
    assert SAMPLE in pdf_words(printed.read_bytes())


def test_the_same_certificate_gives_the_same_bytes(bank: SmallBank) -> None:
    (first, *_) = made(bank)
    assert pdf_of(first) == pdf_of(first)
    assert docx_of(first) == docx_of(first)


def test_hostile_words_are_only_words(bank: SmallBank) -> None:
    (first, *_) = made(bank)
    hostile = '#read("/etc/passwd") *жирный* $x$ </w:t> "кавычки" \\'
    assert '#read("/etc/passwd") *жирный* $x$' in pdf_words(pdf_of(replace(first, role=hostile)))
    assert "</w:t>" in docx_words(docx_of(replace(first, role=hostile)))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "report.py"), "certificate", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "CI": "true"}, check=False)


@pytest.mark.thorough
def test_the_command_gives_refuses_and_keeps_what_is_there(tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = run("cheki-i-procenty", "--format", "docx", "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in target.iterdir()) == [
        "svidetelstvo-2026-001-1.docx",
        "svidetelstvo-2026-001-2.docx",
    ]
    again = run("ММ-2026-001", "--format", "docx", "--to", str(target))
    assert again.returncode == 2
    assert "--force" in again.stderr
    unknown = run("cheki-i-procent", "--to", str(target))
    assert unknown.returncode == 2
    assert "возможно, «cheki-i-procenty»" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_the_short_address_leads_to_the_page(site: Path) -> None:
    page = (site / "n" / "2026-001.html").read_text(encoding="utf-8")
    assert 'content="0; url=../practices/cheki-i-procenty/index.html"' in page
    assert (site / "practices" / "cheki-i-procenty" / "index.html").is_file()
