"""Files that damage, chance or malice can bring: each answers for itself, quickly, and the rest is still checked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bad_files_help import ELSEWHERE, EVENT, GOOD, checked, head, planted
from tests.small_bank import SmallBank


def billion_laughs() -> bytes:
    """Ten levels of aliases, a billion words when expanded."""
    levels = ["a: &a [ха, ха, ха, ха, ха, ха, ха, ха, ха, ха]"]
    levels += [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]" for i in range(9)]
    return head("\n".join(levels))


@dataclass(frozen=True)
class Bad:
    """A file and what is said of it; ``said`` begins with line and column."""

    content: bytes
    said: tuple[str, ...] = ()
    path: str = EVENT


BINARY = "1:1 MB102 это не текст: внутри двоичные данные"
UTF16 = "1:1 MB103 файл сохранён в кодировке UTF-16 («Юникод»)"
OTHER = "MB105 с этой строки текст не читается как UTF-8"
CRLF = "1:1 MB107 строки кончаются по-виндоусовски (CRLF)"
EMPTY = "1:1 MB110 файл пуст"
UNCLOSED = "MB112 шапка, открытая в строке 1, не закрыта: поля, похоже, кончаются здесь"
NO_HEAD = "1:1 MB111 запись должна начинаться с шапки: полей между двумя строками «---»"
DEEP = "MB116 скобки или отступы вложены слишком глубоко"
NO_DATE = "— не дата"

BAD = {
    "nothing wrong": Bad(GOOD.encode()),
    # encodings
    "BOM": Bad(b"\xef\xbb\xbf" + GOOD.encode(), ("1:1 MB106 файл начинается с невидимой метки BOM",)),
    "only a BOM": Bad(b"\xef\xbb\xbf", (EMPTY,)),
    "Windows-1251": Bad(
        GOOD.encode("cp1251"),
        ("1:1 MB104 файл сохранён в кодировке Windows-1251 (прочитано: «Семинар о чеках и процентах»)",),
    ),
    "DOS": Bad(GOOD.encode("cp866"), (f"2:1 {OTHER}",)),
    "KOI8-R": Bad(GOOD.encode("koi8-r"), (f"2:1 {OTHER}",)),
    "UTF-16 LE": Bad(b"\xff\xfe" + GOOD.encode("utf-16-le"), (UTF16,)),
    "UTF-16 BE": Bad(b"\xfe\xff" + GOOD.encode("utf-16-be"), (UTF16,)),
    "UTF-16 without a mark": Bad(GOOD.encode("utf-16-le"), (BINARY,)),
    "UTF-32": Bad(GOOD.encode("utf-32"), (UTF16,)),
    "one broken byte": Bad(GOOD.encode().replace(b"\xd0\xa1", b"\xd0\xff\xa1", 1), (f"2:1 {OTHER}",)),
    "bytes of a lone surrogate": Bad(
        head("help: \ud800".encode("utf-8", "surrogatepass").decode("latin-1")).replace(
            "\xed\xa0\x80".encode(), b"\xed\xa0\x80"
        ),
        (f"10:1 {OTHER}",),
    ),
    "overlong slash": Bad(GOOD.encode() + b"\xc0\xaf", (f"13:1 {OTHER}",)),
    # characters
    "CRLF": Bad(GOOD.replace("\n", "\r\n").encode(), (CRLF,)),
    "CR alone, as on an old Mac": Bad(GOOD.replace("\n", "\r").encode(), (CRLF,)),
    "decomposed й": Bad(
        GOOD.replace("Приходите", "Каи\u0306ма: приходите").encode(),
        ("12:3 MB108 буква набрана двумя знаками: «Кайма»",),
    ),
    "an ohm sign is no decomposed letter": Bad(GOOD.replace("чеками", "резистором на 10 \u2126").encode()),
    "stress marks are no decomposed letters": Bad(GOOD.replace("чеками", "че\u0301ками").encode()),
    "NUL": Bad(GOOD.replace("чеками", "чека\0ми").encode(), (BINARY,)),
    "escape sequences": Bad(
        GOOD.replace("чеками", "\x1b[31mчеками").encode(), ("12:13 MB109 в тексте невидимый знак U+001B",)
    ),
    "U+2028 in the head": Bad(
        GOOD.replace("о чеках", "о\u2028чеках").encode(), ("2:17 MB109 в тексте невидимый знак U+2028",)
    ),
    "U+0085 in the head": Bad(
        GOOD.replace("о чеках", "о\x85чеках").encode(), ("2:17 MB109 в тексте невидимый знак U+0085",)
    ),
    "text turned backwards": Bad(
        GOOD.replace("чеками", "\u202eимакеч").encode(), ("12:13 MB109 в тексте невидимый знак U+202E",)
    ),
    # front matter
    "empty": Bad(b"", (EMPTY,)),
    "only spaces": Bad(b"  \n\t\n \n", (EMPTY,)),
    "only no-break spaces": Bad("\N{NO-BREAK SPACE}\n".encode(), (EMPTY,)),
    "no front matter": Bad("Приходите.\n".encode(), (NO_HEAD,)),
    "a blank line above the front matter": Bad(b"\n" + GOOD.encode(), (NO_HEAD,)),
    "an empty front matter": Bad("---\n\n---\nПриходите.\n".encode(), ("2:1" + NO_HEAD.removeprefix("1:1"),)),
    "only comments in the front matter": Bad("---\n# потом\n---\nПриходите.\n".encode(), (NO_HEAD,)),
    "no closing line": Bad(GOOD.replace("\n---\n\n", "\n\n").encode(), (f"11:1 {UNCLOSED}",)),
    "no closing line above a heading": Bad(
        GOOD.replace("\n---\n\n", "\n\n# Семинар\n\n## Чеки\n\n").encode(), (f"11:1 {UNCLOSED}",)
    ),
    "no closing line and no text": Bad(GOOD.partition("---\n\n")[0].encode(), (f"9:1 {UNCLOSED}",)),
    "only an opening line": Bad(b"---\n", (f"1:1 {UNCLOSED}",)),
    "an em dash closes nothing": Bad(GOOD.replace("\n---\n\n", "\n———\n\n").encode(), (f"10:1 {UNCLOSED}",)),
    "a tab": Bad(head("contact:\n\temail: a@b.example"), ("11:1 MB113 в отступе стоит табуляция, а нужны пробелы",)),
    "a list": Bad(
        "---\n- Семинар\n- 2026\n---\n".encode(),
        ("2:1 MB117 в шапке должны стоять поля вида «ключ: значение», а стоит список или текст",),
    ),
    "a text": Bad(
        "---\nСеминар\n---\n".encode(),
        ("2:1 MB117 в шапке должны стоять поля вида «ключ: значение», а стоит список или текст",),
    ),
    "two documents": Bad(head("...\n--- # ещё\nkind: семинар"), ("11:1 MB114 в шапке несколько документов YAML",)),
    "a key twice": Bad(head("format: очно"), ("10:1 MB118 поле «format» уже есть в строке 5",)),
    "a key twice, three levels down": Bad(
        head(
            "coverage:\n  participants: 9\n  by_organization:\n"
            "    - {organization: shkola-3, participants: 2, participants: 3}"
        ),
        ("13:49 MB118 поле «participants» уже есть в строке 13",),
    ),
    "a list as a key": Bad(head("? [a]\n: b"), ("10:3 MB114 ключом может быть только слово",)),
    "a tag that runs Python": Bad(
        head('signup: !!python/object/apply:os.system ["touch /tmp/pwned"]'),
        ("10:9 MB119 тег «!!python/object/apply:os.system» не принимается",),
    ),
    "an environment tag": Bad(head("signup: !ENV HOME"), ("10:9 MB119 тег «!ENV» не принимается",)),
    "billion laughs": Bad(
        billion_laughs(), ("10:4 MB115 знаки «&» и «*» в начале значения — ссылки YAML, они не принимаются",)
    ),
    "a merge key": Bad(head("<<: {time: 14:30}"), ("10:1 MB201 поля «<<» у записи «мероприятие» нет",)),
    "a hundred thousand brackets": Bad(head("subjects: " + "[" * 100_000), (f"10:22 {DEEP}",)),
    "a hundred thousand braces": Bad(head("subjects: " + "{a: " * 50_000), (f"10:55 {DEEP}",)),
    "a ladder of indents": Bad(head("\n".join(" " * i + "a:" for i in range(300))), (f"22:13 {DEEP}",)),
    "a hundred thousand brackets in the text": Bad(head("", "[" * 100_000)),
    "a hundred thousand quotes in the text": Bad(head("", ">" * 100_000)),
    "a hundred thousand empty items": Bad(
        head("subjects:\n" + "-\n" * 100_000),
        tuple(f"{line}:2 MB221 в поле «Предметы» пустой пункт" for line in range(11, 111)),
    ),
    "a word of 280 000 letters": Bad(head("", "а" * 140_000)),
    "280 000 letters of an address": Bad(head("", "a." * 140_000)),
    # values
    "month 13": Bad(GOOD.replace("2026-12-01", "2026-13-01").encode(), (f"6:8 MB207 «2026-13-01» {NO_DATE}",)),
    "30 February": Bad(GOOD.replace("2026-12-01", "2026-02-30").encode(), (f"6:8 MB207 «2026-02-30» {NO_DATE}",)),
    "a date with time": Bad(
        GOOD.replace("2026-12-01", "2026-12-01 14:30:00").encode(), (f"6:8 MB207 «2026-12-01 14:30:00» {NO_DATE}",)
    ),
    "the last year there is": Bad(
        b"---\ntitle: '%s'\nstatus: %s\nkind: %s\norganization: shkola-3\npublished: 9999-12-31\n---\n"
        % tuple(word.encode() for word in ("Практика из будущего", "черновик", "педагогическая")),
        ("6:12 MB220 «Дата включения» — 31.12.9999, этот день ещё не наступил",),
        path="practices/budushchee/index.md",
    ),
    "14:30 is a time, not 870 minutes": Bad(head("time: 14:30")),
    "an octal, a sexagesimal and an exponent are texts": Bad(
        head("coverage: {participants: 0o17, organizations: 1e3}"),
        (
            "10:26 MB203 в поле «Участников» ожидается целое число, а стоит текст «0o17»",
            "10:47 MB203 в поле «Организаций» ожидается целое число, а стоит текст «1e3»",
        ),
    ),
    "yes in Norwegian": Bad(
        head("sample: no"), ("10:9 MB203 в поле «Образец» ожидается да или нет, а стоит текст «no»",)
    ),
    # the file itself
    "a picture": Bad(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", (BINARY,)),
    "a folder name with spaces and Cyrillic letters": Bad(
        "---\ntitle: Мой первый урок\nstatus: черновик\nkind: педагогическая\norganization: shkola-3\n---\n".encode(),
        ("1:1 MB121 имя «Мой первый урок» не подходит: нужны малые латинские буквы, цифры и дефис",),
        path="practices/Мой первый урок/index.md",
    ),
    # tables
    "a table in UTF-16": Bad("Организация\tПериод\n".encode("utf-16"), (UTF16,), path="content/tables/iom.csv"),
    "a table that is a workbook": Bad(b"PK\x03\x04\0\0", (BINARY,), path="content/tables/iom.csv"),
    "an empty table": Bad(b"\xef\xbb\xbf\r\n", (EMPTY,), path="content/tables/iom.csv"),
    "a table of separators": Bad(b";;;\r\n;;;\r\n", (EMPTY,), path="content/tables/iom.csv"),
    "a quote open to the end": Bad(
        'Организация;"Период\n'.encode() * 3,
        ("1:1 MB808 кавычки в этой строке не закрыты или стоят не на месте",),
        path="content/tables/iom.csv",
    ),
    "a number of ten thousand digits": Bad(
        "Организация;Период;Программа;Обучено;Команда целиком\nshkola-3;2026;ВСОКО;".encode()
        + b"9" * 10_000
        + ";да\n".encode(),
        (f"2:21 MB805 столбец 4 «Обучено»: ожидается целое число, а стоит текст «{'9' * 112}…",),
        path="content/tables/team_training.csv",
    ),
    "two minuses": Bad(
        "Организация;Период;Программа;Обучено;Команда целиком\nshkola-3;2026;ВСОКО;--4;да\n".encode(),
        ("2:21 MB805 столбец 4 «Обучено»: ожидается целое число, а стоит текст «--4»",),
        path="content/tables/team_training.csv",
    ),
    "a number too large to write out": Bad(
        "Организация;Период;Должность;Ставок;Человек\nmetodicheskaya-sluzhba;2026;методист;1e999999;3\n".encode(),
        ("2:38 MB805 столбец 4 «Ставок»: ожидается число, а стоит текст «1e999999»",),
        path="content/tables/staff.csv",
    ),
    "a broken organisation in a table's column": Bad(
        b"---\ntitle: [a\n---\n",
        ("2:8 MB114 список в скобках не закрыт или между его частями нет запятой",),
        path="content/organizations/shkola-3.md",
    ),
    "a broken roadmap beside its table": Bad(
        b"---\ntitle: [a\n---\n",
        ("2:8 MB114 список в скобках не закрыт или между его частями нет запятой",),
        path="content/roadmaps/karta-2026.md",
    ),
    "a broken practice with a file beside it": Bad(
        b"---\ntitle: [a\n---\n",
        ("2:8 MB114 список в скобках не закрыт или между его частями нет запятой",),
        path="practices/cheki/index.md",
    ),
    # vocabularies and pages
    "a vocabulary that is a list": Bad(
        b"- value: x\n",
        ("1:1 MB117 в шапке должны стоять поля вида «ключ: значение», а стоит список или текст",),
        path="content/vocabularies/levels.yml",
    ),
    "a vocabulary in Windows-1251": Bad(
        "title: Уровни признания\nterms:\n  - value: муниципальный\n".encode("cp1251"),
        ("1:1 MB104 файл сохранён в кодировке Windows-1251 (прочитано: «Уровни признания»)",),
        path="content/vocabularies/levels.yml",
    ),
    "a page that is a picture": Bad(b"\x89PNG\r\n\x1a\n\0", (BINARY,), path="content/about.md"),
    "a page without front matter": Bad("# О банке\n".encode(), (), path="content/about.md"),
    "a page with an open front matter": Bad(
        "---\ntitle: О банке\n".encode(),
        (f"2:1 {UNCLOSED}",),
        path="content/about.md",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_file_answers_for_itself_alone(bad: Bad, tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    bank.write(bad.path, bad.content)
    problems = checked(bank)
    assert ELSEWHERE in problems
    problems.remove(ELSEWHERE)
    assert problems == [f"{bad.path}:{said}" for said in bad.said]
    assert not Path("/tmp/pwned").exists()


@pytest.mark.parametrize(
    "path", [EVENT, "content/tables/iom.csv", "content/vocabularies/levels.yml", "content/about.md"]
)
def test_fifty_megabytes(path: str, tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    with (bank.root / path).open("ab") as stream:
        stream.truncate(50_000_000)
    limit = "20" if path.endswith(".csv") else "0,3"
    assert checked(bank) == [
        f"{path}:1:1 MB101 файл весит 50 МБ, а прочитать можно не больше {limit} МБ",
        ELSEWHERE,
    ]


def test_an_attachment_of_fifty_megabytes(tmp_path: Path) -> None:
    bank = planted(SmallBank.copied(tmp_path))
    os.truncate(bank.root / "practices/cheki/svodka.csv", 50_000_000)
    assert checked(bank) == [
        "practices/cheki/svodka.csv:1:1 MB604 файл «svodka.csv» весит 50 МБ, а можно не больше 20 МБ",
        ELSEWHERE,
    ]
