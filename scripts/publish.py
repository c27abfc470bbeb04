"""Выложить сайт на сервер, вернуть прежний выпуск, узнать, что на сервере."""

import _environment

_environment.enter()

from pathlib import Path

import click

import _console
import _publishing

ROOT = _environment.ROOT


@click.group(
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    invoke_without_command=True,
    options_metavar="[ПАРАМЕТРЫ]",
    subcommand_metavar="[rollback|history|status|server]",
    epilog="Пример: publish.py --target production --dry-run",
)
@click.option("--target", metavar="МЕСТО", help="Имя места из publish.yml; без него — первое.")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), default=ROOT / "publish.yml",
              help="Другой файл настроек вместо publish.yml.")  # fmt: skip
@click.option("--site", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Выложить уже собранный сайт из этой папки, не собирая заново.")  # fmt: skip
@click.option("--dry-run", "dry", is_flag=True, help="Только показать, что появится, изменится и исчезнет.")
@click.option("--yes", is_flag=True, help="Не спрашивать: для сборки на сервере.")
@click.option("--overwrite", is_flag=True, help="Публиковать поверх того, что на сервере изменили вручную.")
@click.option("--purge", is_flag=True, help="Сразу убрать прежние выпуски и скрипты: отозвано согласие.")
@click.option("--all", "everything", is_flag=True, help="Показать все имена файлов, а не первые двенадцать.")
@click.pass_context
def main(
    context: click.Context,
    target: str | None,
    config: Path,
    site: Path | None,
    dry: bool,
    yes: bool,
    overwrite: bool,
    purge: bool,
    everything: bool,
) -> None:
    """Проверить банк, собрать сайт, показать разницу с сервером, спросить и выложить.

    Посетители в любой миг видят целый сайт: прежний или новый. Прерванная публикация продолжается с того же места.
    """
    desk = context.obj = _publishing.open_desk(ROOT, config, target)
    if context.invoked_subcommand is None:
        content = _publishing.made(desk, site)
        _publishing.publish(
            desk, content, dry=dry, yes=yes, overwrite=overwrite, purge=purge, everything=everything
        )  # fmt: skip


def _other_target(context: click.Context, _: click.Parameter, name: str | None) -> None:
    """Let --target stand after the command's name as well as before it."""
    if name is not None:
        context.obj = _publishing.open_desk(ROOT, context.find_root().params["config"], name)


TARGET = click.option("--target", metavar="МЕСТО", callback=_other_target, expose_value=False, is_eager=True,
                      help="Имя места из publish.yml; без него — первое.")  # fmt: skip


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@TARGET
@click.argument("release", required=False, metavar="[ВЫПУСК]")
@click.option("--dry-run", "dry", is_flag=True, help="Только показать, что изменится.")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@click.option("--overwrite", is_flag=True, help="Вернуть поверх того, что на сервере изменили вручную.")
@click.pass_obj
def rollback(desk: _publishing.Desk, release: str | None, dry: bool, yes: bool, overwrite: bool) -> None:
    """Вернуть прежний выпуск или тот, что назван (имена — в history)."""
    content = _publishing.release_before(desk, release)
    _console.say(f"Возвращаемся к выпуску {content.returns_to}")
    _publishing.publish(desk, content, dry=dry, yes=yes, overwrite=overwrite, purge=False, everything=False)


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@TARGET
@click.pass_obj
def history(desk: _publishing.Desk) -> None:
    """Показать, что и когда выкладывали и к чему можно вернуться."""
    _publishing.tell_history(desk)


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@TARGET
@click.option("--thorough", is_flag=True, help="Прочитать и сверить каждый файл, а не только размеры и время.")
@click.option("--all", "everything", is_flag=True, help="Показать все имена файлов, а не первые двенадцать.")
@click.option("--site", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "site",
              help="Собранный сайт, с которым сравнить; обычно site/.")  # fmt: skip
@click.pass_obj
def status(desk: _publishing.Desk, thorough: bool, everything: bool, site: Path) -> None:
    """Сравнить сервер с тем, что собрано здесь, и найти правки, сделанные на сервере вручную."""
    _publishing.tell_status(desk, site, thorough=thorough, everything=everything)


@main.command(options_metavar="[ПАРАМЕТРЫ]")
@TARGET
@click.argument("kind", type=click.Choice(["nginx", "apache"]), metavar="nginx|apache")
@click.option("--root", default="/srv/www/bank", show_default=True, metavar="ПАПКА", help="Папка сайта на сервере.")
@click.option("--site", type=click.Path(path_type=Path, exists=True, file_okay=False), default=ROOT / "site",
              help="Собранный сайт; обычно site/.")  # fmt: skip
@click.pass_obj
def server(desk: _publishing.Desk, kind: str, root: str, site: Path) -> None:
    """Напечатать настройки веб-сервера для этого сайта: сжатие, хранение, защита, переезды, 404."""
    _publishing.tell_server(desk, kind, root, site)


if __name__ == "__main__":
    main()
