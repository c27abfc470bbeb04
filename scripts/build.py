"""Собрать сайт в папку site/."""

import _environment

_environment.enter()

from pathlib import Path

import click
from rich.text import Text

import _console
from metodbank.rules.reports import FORMATS, plural
from metodbank.site.build import build_site


@_console.command("build.py --to /mnt/usb/bank")
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False), help="Куда собрать; обычно — site/.")
def main(target: Path | None) -> None:
    """Проверить банк и собрать сайт.

    Сайт собирается рядом и встаёт на место, только когда готов: если сборка не удалась, прежний сайт цел.
    """
    with _console.progress("Проверяю и собираю…") as bar:
        task = bar.add_task("Собираю страницы", total=None)
        built = build_site(
            _environment.ROOT / "mkdocs.yml",
            target,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    if built.report and built.report.problems:
        _console.console.print(Text.from_markup(FORMATS["text"](built.report, "")))
    if built.complaints:
        if not (built.report and built.report.errors):
            for line in built.complaints:
                _console.console.print(line, markup=False)
        _console.console.print("Сайт не собран; прежний сайт не тронут.")
        raise SystemExit(1)
    place = target or _environment.ROOT / "site"
    _console.console.print(f"Готово: {plural(built.pages, 'страница', 'страницы', 'страниц')} в {place}")


if __name__ == "__main__":
    main()
