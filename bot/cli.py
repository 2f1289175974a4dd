"""The ``perin`` command: run, demo, migrate, doctor, manifest. Mistakes are sentences, never tracebacks.

Each command imports what it needs when it runs, so that a wrong setting answers at once.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.settings import Settings, SettingsError, load_settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would print the values of variables, secrets among them
    help="Perin for Slack: the agent that schedules for you.",
)


def _fail(*sentences: str) -> typer.Exit:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    return typer.Exit(1)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise _fail(*error.sentences) from None


@app.command()
def run() -> None:
    """Serve one Slack app until stopped."""
    settings = _settings()
    if missing := settings.missing():
        raise _fail(*missing)
    import structlog

    from bot.clock import real_clock
    from bot.logs import set_up_logs
    from bot.process import StartError
    from bot.run import running, until_signal

    async def serve() -> None:
        async with running(settings, real_clock()):
            await until_signal()

    set_up_logs(settings.log_level, settings.log_format)
    for warning in settings.warnings():
        structlog.get_logger().warning("settings.incomplete", what=warning)
    try:
        asyncio.run(serve())
    except StartError as error:
        raise _fail(str(error)) from None


@app.command()
def migrate() -> None:
    """Bring the database at PERIN_DATABASE_URL up to this version."""
    settings = _settings()
    from bot.migrating import database_words, migrate_database
    from core.domain.errors import StorageError

    try:
        typer.echo(migrate_database(settings.database_url))
    except StorageError as error:
        raise _fail(database_words(error)) from None


@app.command()
def doctor() -> None:
    """Check tokens, scopes, database, keys, Google client, clock and sockets, and say how to mend each."""
    settings = _settings()
    from bot.doctor import examine

    findings = asyncio.run(examine(settings))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.is_fine else 'MEND'}  {finding.what}: {finding.words}")
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)


@app.command()
def manifest() -> None:
    """Print the Slack app manifest for this installation."""
    settings = _settings()
    from bot.manifest import as_yaml, render_manifest

    typer.echo(as_yaml(render_manifest(settings.mode, settings.base_url, installs=settings.installs)), nl=False)


@app.command()
def demo(
    *,
    auto: Annotated[bool, typer.Option("--auto", help="Play the whole story in the terminal and check it.")] = False,
    port: Annotated[int, typer.Option(help="The page's port; the next free one if it is taken.")] = 8765,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Try Perin with a Slack and a Google of its own: no account, no network."""
    from bot.demo import run_demo

    raise typer.Exit(run_demo(auto=auto, port=port, open_page=open_page))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
