"""The form in a real browser: what is typed is kept, checked, shown and sent; the ZIP becomes a page of the site."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from metodbank.intake.forges import forge_pages
from metodbank.publish.policy import inline_of, policy
from metodbank.site.build import build_site
from tests.commands_help import command, small_project, without_menu
from tests.conftest import Visit, edit, plain

Window = Callable[..., Visit]
TITLE = "Счёт на рынке: устные задачи у прилавка"
LONG = (
    "Семиклассники складывают цены в уме и сверяют сдачу друг с другом. Кто ошибся, объясняет соседу, где потерял "
    "десятку, и считает снова. Через четверть класс обходится без телефона, "
    "а родители пишут, что дети поправляют кассира и выбирают по цене за килограмм, не по ярлыку."
)
STORY = {
    "Контекст": "Школа стоит у рынка, и дети каждый день видят, как взрослые считают сдачу и выбирают по цене. "
    "Раньше задачи брали из учебника, и считать в уме никто не хотел.",
    "Ход работы": "Раз в две недели класс получает список покупок и считает сдачу в уме, без телефона.\n\n"
    "- Раздаём список.\n- Складываем по парам.\n- Сверяем с чеком.",
}


def opened(window: Visit) -> Page:
    page = window.open("propose.html")
    expect(page.locator("#f-title")).to_be_visible()
    return page


def fill(page: Page) -> None:
    """Answer what a first draft needs, and some of the rest, as a teacher would."""
    page.get_by_label("Название практики").fill(TITLE)
    page.get_by_label("Вид", exact=True).first.select_option("педагогическая")
    page.locator("#f-organization").select_option("shkola-3")
    page.get_by_label("Математика", exact=True).check()
    page.locator("#f-practice_since").fill("2024-09")
    page.locator("#f-steps-0-title").fill("Раздать: список «покупок» # для всех")
    page.get_by_role("button", name="Добавить ещё: этапы реализации").click()
    expect(page.locator("#f-steps-1-title")).to_be_focused()
    page.keyboard.type("Посчитать в уме")
    page.locator("#f-results-0-indicator").fill("Доля тех, кто считает сдачу")
    page.locator("#f-results-0-before").fill("41,5")
    page.locator("#f-results-0-after").fill("68")
    for title, text in STORY.items():
        page.get_by_label(title, exact=True).fill(text)
    page.get_by_label("Кто авторы и как с вами связаться").fill("Учитель математики, звоните после трёх")


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Скачать карточку").click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def open_more(page: Page) -> None:
    page.locator("details.mb-more > summary").click()


def attach(page: Page, folder: Path) -> None:
    """Attach a document as a material; optional questions are folded away."""
    open_more(page)
    page.get_by_role("button", name="Добавить: материалы").click()
    paper = folder / "Список покупок (новый).txt"
    paper.write_text("Хлеб, молоко", encoding="utf-8")
    page.locator("#f-materials-0-file").set_input_files(paper)
    expect(page.get_by_text("Приложен: spisok-pokupok-novyy.txt")).to_be_visible()
    page.locator("#f-materials-0-title").fill("Список покупок")


def test_the_form_is_filled_on_a_phone(visit: Window, tmp_path: Path) -> None:
    window = visit(360)
    page = opened(window)
    fill(page)
    attach(page, tmp_path)
    archive = download(page, tmp_path)
    expect(page.get_by_text("Скачан файл schyot-na-rynke.zip")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert window.errors == window.foreign == []
    assert sorted(zipfile.ZipFile(archive).namelist()) == [
        "pismo.txt", "schyot-na-rynke/index.md", "schyot-na-rynke/spisok-pokupok-novyy.txt",
    ]  # fmt: skip


def fill_the_rest(page: Page) -> None:
    """Answer all that the experts ask for."""
    part = page.get_by_role("region", name="К экспертизе")
    page.locator("#f-authors-0-person").select_option("p-001")
    for choice in part.get_by_role("combobox").all():
        if not choice.input_value():
            choice.select_option(index=1)
    for text in [
        *part.locator("textarea").all(),
        *page.get_by_role("region", name="Рассказ").locator("textarea").all(),
    ]:
        text.fill(f"{text.input_value()}\n\n{LONG}".strip())
    for name in ("directions", "deficits", "addressee", "technologies"):
        page.locator(f"#f-{name} input").first.check()
    page.get_by_label("основное общее", exact=True).check()
    page.locator("#f-evidence_level").select_option(index=2)
    answers = {
        "steps-0-time": "урок", "steps-1-time": "урок", "results-0-unit": "%", "results-0-period": "2025/26",
        "results-0-measured_by": "срез", "risks-0-risk": "Списывают", "contact-email": "school3@example.org",
        "evidence-0-link": "https://example.org/svodka", "evidence-0-title": "Сводка",
    }  # fmt: skip
    for name, answer in answers.items():
        page.locator(f"#f-{name}").fill(answer)


def test_the_form_becomes_a_page_of_the_site(visit: Window, tmp_path: Path) -> None:
    window = visit()
    page = opened(window)
    fill(page)
    attach(page, tmp_path)
    fill_the_rest(page)
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".mb-summary")).to_contain_text("Для экспертизы тоже всё на месте")
    archive = download(page, tmp_path)
    assert window.errors == window.foreign == []

    root = small_project(tmp_path / "bank")
    run = command(root, "bring_in.py", str(archive))
    assert run.returncode == 0, run.stdout
    assert f"Записан черновик «{TITLE}»" in run.stderr
    assert "Учитель математики, звоните после трёх" in run.stderr
    entry = root / "practices" / "schyot-na-rynke" / "index.md"
    text = entry.read_text(encoding="utf-8")
    assert 'title: "Раздать: список «покупок» # для всех"' in text
    assert "before: 41.5" in text
    checked = command(root, "check.py", "practices/schyot-na-rynke")
    assert checked.returncode == 0, checked.stdout
    decision = {"date": "2026-09-10", "body": "Методический совет", "protocol": "№ 9", "decision": "в банк"}
    edit(entry, status="опубликована", id="ММ-2026-099", published="2026-09-20", expertise=[decision])
    target = tmp_path / "site"
    build_site(without_menu(root), target)
    built = plain((target / "practices/schyot-na-rynke/index.html").read_text(encoding="utf-8"))
    assert "Сверяем с чеком" in built
    assert "spisok-pokupok-novyy.txt" in built
    assert "после трёх" not in built


def test_a_draft_is_kept_and_can_be_deleted(visit: Window) -> None:
    page = opened(visit())
    fill(page)
    expect(page.get_by_text("Черновик сохранён в этом браузере")).to_be_visible()
    page.reload()
    expect(page.locator("#f-title")).to_have_value(TITLE)
    expect(page.locator("#f-steps-1-title")).to_have_value("Посчитать в уме")
    expect(page.get_by_label("Математика", exact=True)).to_be_checked()
    expect(page.get_by_label("Контекст", exact=True)).to_have_value(STORY["Контекст"])
    page.once("dialog", Dialog.accept)
    page.get_by_role("button", name="Удалить черновик").click()
    expect(page.locator("#f-title")).to_have_value("")
    page.reload()
    expect(page.locator("#f-title")).to_have_value("")
    expect(page.get_by_role("button", name="Удалить черновик")).to_be_hidden()


PAPER = "spisok-pokupok-novyy.txt"


def test_files_are_kept_with_the_draft_and_go_with_it(visit: Window, tmp_path: Path) -> None:
    page = opened(visit())
    fill(page)
    attach(page, tmp_path)
    expect(page.get_by_text("вместе с файлами")).to_be_visible()
    (tmp_path / "Список покупок (новый).txt").unlink()
    page.reload()
    expect(page.get_by_text(f"Приложен: {PAPER}")).to_be_visible()
    with zipfile.ZipFile(download(page, tmp_path)) as archive:
        assert archive.read(f"schyot-na-rynke/{PAPER}").decode() == "Хлеб, молоко"
    page.once("dialog", Dialog.accept)
    page.get_by_role("button", name="Удалить черновик").click()
    expect(page.get_by_text("Черновик удалён")).to_be_visible()
    assert page.evaluate(KEPT) == []


KEPT = """() => new Promise((resolve) => {
    const request = indexedDB.open("metodbank-form");
    request.onsuccess = () => {
        const keys = request.result.transaction("files").objectStore("files").getAllKeys();
        keys.onsuccess = () => resolve(keys.result.map(([, name]) => name));
    };
})"""


def test_a_file_the_browser_has_no_room_for_is_named_and_asked_for_again(visit: Window, tmp_path: Path) -> None:
    window = visit()
    page = opened(window)
    fill(page)
    full = page.context.new_cdp_session(page)
    origin = window.base.rstrip("/")
    full.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    attach(page, tmp_path)
    expect(page.get_by_text(f"Не поместилось: «{PAPER}». Не закрывайте страницу")).to_be_visible()
    assert f"schyot-na-rynke/{PAPER}" in zipfile.ZipFile(download(page, tmp_path)).namelist()
    page.reload()
    expect(page.get_by_text(f"Выберите «{PAPER}» ещё раз")).to_be_visible()
    page.get_by_role("button", name="Скачать карточку").click()
    expect(page.locator(".mb-summary")).to_contain_text(f"файла «{PAPER}» нет")
    page.locator("#f-materials-0-file").set_input_files(tmp_path / "Список покупок (новый).txt")
    assert f"schyot-na-rynke/{PAPER}" in zipfile.ZipFile(download(page, tmp_path)).namelist()


def test_a_browser_that_keeps_nothing_says_so(visit: Window, tmp_path: Path) -> None:
    window = visit()
    window.page.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('denied'); }});")
    page = opened(window)
    fill(page)
    attach(page, tmp_path)
    expect(page.get_by_text(f"Браузер не хранит файлы: «{PAPER}»")).to_be_visible()
    assert window.errors == []


def test_mistakes_are_said_as_one_types_and_lead_to_their_place(visit: Window) -> None:
    page = opened(visit())
    title, since = page.locator("#f-title"), page.locator("#f-practice_since")
    title.type("Прoценты")
    wrong = page.locator("#f-title-wrong")
    expect(wrong).to_contain_text("в поле «Название практики» 8 зн., а нужно не меньше 10")
    expect(wrong).to_contain_text("в слове «Прoценты» латинские буквы: o — наберите слово по-русски: Проценты")
    expect(title).to_have_attribute("aria-invalid", "true")
    assert "f-title-wrong" in (title.get_attribute("aria-describedby") or "")
    since.fill("сентябрь 2024")
    page.get_by_role("button", name="Исправить на 2024-09").click()
    expect(since).to_have_value("2024-09")
    expect(page.locator("#f-practice_since-wrong")).to_be_hidden()

    page.get_by_role("button", name="Скачать карточку").click()
    summary = page.locator(".mb-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Исправьте, чтобы отправить: 3")
    summary.get_by_role("link", name="не заполнено поле «Вид» (kind)").click()
    expect(page.locator("#f-kind")).to_be_focused()
    title.fill(TITLE)
    page.locator("#f-kind").select_option("педагогическая")
    expect(summary).to_contain_text("Черновик можно отправлять")
    expect(summary).to_contain_text("не заполнено поле «Организация»")  # not in the list: the letter tells of it


def test_a_wrong_file_is_not_attached(visit: Window, tmp_path: Path) -> None:
    page = opened(visit())
    open_more(page)
    page.get_by_role("button", name="Добавить: материалы").click()
    program = tmp_path / "start.exe"
    program.write_bytes(b"MZ")
    page.locator("#f-materials-0-file").set_input_files(program)
    expect(page.get_by_text("файлы «.exe» не принимаются (start.exe)")).to_be_visible()
    large = tmp_path / "film.mp4"
    with large.open("wb") as stream:
        stream.truncate(20_100_000)
    page.locator("#f-materials-0-file").set_input_files(large)
    expect(page.get_by_text("файл «film.mp4» весит 20,1 МБ, а можно не больше 20 МБ")).to_be_visible()


def test_items_are_removed_by_the_keyboard_and_focus_is_not_lost(visit: Window) -> None:
    page = opened(visit())
    fill(page)
    page.get_by_role("button", name="Убрать: этапы реализации, 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-steps-0-title")).to_be_focused()
    expect(page.locator("#f-steps-0-title")).to_have_value("Посчитать в уме")
    expect(page.locator("#f-steps-1-title")).to_have_count(0)


def test_every_control_has_a_name_and_every_description_is_there(visit: Window) -> None:
    page = opened(visit())
    open_more(page)
    more = page.get_by_role("button", name=re.compile("^Добавить:"))
    while more.count():
        more.first.click()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(".mb-form :is(input, select, textarea)")]
            .filter((node) => !node.labels?.length && !node.getAttribute("aria-label")).map((node) => node.outerHTML)"""
    )
    missing = page.evaluate(
        """() => [...document.querySelectorAll(".mb-form [aria-describedby]")]
            .flatMap((node) => node.getAttribute("aria-describedby").split(" "))
            .filter((id) => !document.getElementById(id))"""
    )
    twice = page.evaluate(
        """() => { const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
            return ids.filter((id, index) => ids.indexOf(id) < index); }"""
    )
    assert (nameless, missing, twice) == ([], [], [])


def test_the_card_is_shown_as_a_colleague_will_read_it(visit: Window) -> None:
    page = opened(visit())
    fill(page)
    page.get_by_role("button", name="Показать карточку").click()
    card = page.locator(".mb-preview")
    expect(card).to_be_focused()
    expect(card.get_by_role("heading", name=TITLE)).to_be_visible()
    for text in ("СОШ № 3", "Математика", "Раздать: список «покупок» # для всех", "Складываем по парам"):
        expect(card).to_contain_text(text)
    page.locator("#f-title").fill("<b>Счёт</b> на рынке")
    expect(card.get_by_role("heading", name="<b>Счёт</b> на рынке")).to_be_visible()


def test_the_letter_and_the_forge_take_a_short_text_and_say_when_it_is_long(visit: Window) -> None:
    page = opened(visit())
    page.locator("#f-title").fill(TITLE)
    mail, forge = page.get_by_role("link", name="Открыть письмо"), page.get_by_role("link", name="Открыть хранилище")
    expect(mail).to_have_attribute(
        "href", re.compile(r"^mailto:metod@severorechensk\.example\?subject=.+%D0%A1%D1%87%D1%91%D1%82")
    )
    new = re.compile(
        r"^https://git\.severorechensk\.example/metodbank/bank/_new/main/practices/schyot-na-rynke\?filename=index\.md&value=---%0A"
    )
    expect(forge).to_have_attribute("href", new)
    expect(page.get_by_text("«Страница не найдена» — значит, права записи у вас там нет")).to_be_visible()
    fill(page)
    page.get_by_label("Что получилось").fill(LONG * 3)
    expect(forge).to_have_attribute("href", "https://git.severorechensk.example/metodbank/bank/_upload/main/practices")
    expect(page.get_by_text("Текст длинный, сам в письмо не поместится")).to_be_visible()
    page.get_by_role("button", name="Скопировать текст").click()
    expect(page.get_by_label("Текст письма")).to_have_value(
        re.compile(f"^Учитель математики.*Название практики: {TITLE}.*Сверяем с чеком.*кассира", re.DOTALL)
    )


def test_the_form_works_from_a_folder(chromium: Browser, site: Path, tmp_path: Path) -> None:
    page = chromium.new_page(accept_downloads=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "propose.html").as_uri())
    fill(page)
    attach(page, tmp_path)
    expect(page.get_by_text("вместе с файлами")).to_be_visible()
    page.reload()
    expect(page.locator("#f-title")).to_have_value(TITLE)
    names = {"schyot-na-rynke/index.md", f"schyot-na-rynke/{PAPER}"}
    assert names <= set(zipfile.ZipFile(download(page, tmp_path)).namelist())
    assert errors == []
    page.close()


def test_the_form_works_under_the_strict_policy_of_the_site(visit: Window, site: Path, tmp_path: Path) -> None:
    window = visit()
    strict = policy(inline_of({"propose.html": site / "propose.html"}))
    assert "'unsafe-inline'" not in strict.split("style-src")[0]

    def answered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": strict})

    window.page.route("**/propose.html", answered)
    page = opened(window)
    fill(page)
    assert zipfile.is_zipfile(download(page, tmp_path))
    assert window.errors == []


def test_without_a_script_the_page_names_the_other_ways(visit: Window) -> None:
    page = visit(script=False).open("propose.html")
    note = page.get_by_text("Здесь открывается форма")
    expect(note).to_be_visible()
    expect(note.get_by_role("link", name="карточку в Word")).to_have_attribute("href", "files/kartochka-praktiki.docx")
    expect(page.get_by_role("heading", name="Письмом")).to_be_visible()


@pytest.mark.parametrize(
    ("forge", "new", "upload"),
    [
        ("forgejo", "https://g.example/a/b/_new/main/practices/{slug}?filename=index.md&value={text}", "https://g.example/a/b/_upload/main/practices"),
        ("gitea", "https://g.example/a/b/_new/main/practices/{slug}?filename=index.md&value={text}", "https://g.example/a/b/_upload/main/practices"),
        ("github", "https://g.example/a/b/new/main?filename=practices/{slug}/index.md&value={text}", "https://g.example/a/b/upload/main/practices"),
        ("gitlab", "", "https://g.example/a/b/-/tree/main/practices"),
        ("gitverse", "", "https://g.example/a/b"),
        ("gitflic", "", "https://g.example/a/b"),
    ],
)  # fmt: skip
def test_every_forge_has_its_addresses(forge: str, new: str, upload: str) -> None:
    pages = forge_pages(forge, "https://g.example/a/b/", "main", "practices")  # type: ignore[arg-type]
    assert pages is not None
    assert (pages.new, pages.upload) == (new, upload)
    assert pages.hidden == (forge in ("gitea", "forgejo")), "these answer 404 to whoever may not write"


def test_a_bank_without_a_forge_offers_none() -> None:
    assert forge_pages("none", "https://g.example/a/b", "main", "practices") is None
    assert forge_pages("gitea", "", "main", "practices") is None
    given = forge_pages("gitverse", "https://g.example/a/b", "main", "practices", "https://g.example/upload")
    assert given is not None
    assert given.upload == "https://g.example/upload"
