"""Собрать банк и показать его в браузере на этом компьютере."""

import _environment

_environment.enter()

import click

import _console
from metodbank.site import build as _build  # noqa: F401 - quiets the host's notices
from metodbank.site.serve import free_port, serve_site


@_console.command("serve.py --port 9000 --open")
@click.option("--host", default="127.0.0.1", show_default=True, help="Адрес, на котором слушать.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Порт; занят — возьмётся следующий.",
)
@click.option("--open", "browser", is_flag=True, help="Сразу открыть в браузере.")
def main(host: str, port: int, browser: bool) -> None:
    """Проверить банк, собрать и показать; после правки файла страница обновится сама."""
    port = free_port(host, port)
    say = _console.say
    status = _console.console.status("Проверяю и собираю…")

    def progress(pages: int) -> None:
        if pages:
            status.update(f"Собираю страницы: {pages}")
        else:
            status.stop()
            say(f"Сайт открыт на http://{host}:{port}/ — остановить: Ctrl+C")

    if _console.console.is_terminal:
        status.start()
    serve_site(_environment.ROOT / "mkdocs.yml", host, port, browser=browser, say=say, progress=progress)


if __name__ == "__main__":
    main()
