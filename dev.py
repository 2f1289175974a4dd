#!/usr/bin/env python3
"""The project's own command: sets itself up, then runs one thing. `python3 dev.py` lists what.

It needs nothing but Python: the packages pinned by hash in requirements.lock go to .venv, once, and
again only when that file or pyproject.toml changes. It must parse on every Python 3.7 or newer, so
that an old one is answered with a sentence.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".perin-stamp"
OLDEST = (3, 11)

OFFLINE = re.compile(
    r"resolv|NewConnectionError|Failed to establish|unreachable|Connection(Error| refused)"
    r"|dns error|error sending request|No matching distribution|timed out|ProxyError",
    re.IGNORECASE,
)
ALL_CORES = ("-n", "logical", "--maxprocesses", "8")  # -n0 after it, or --pdb, keeps everything in one process
COLLECTING = re.compile(r"Collecting (\S+==\S+)")

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
    ("deptry", "."),
)


def say(text: str) -> None:
    """Tell the person at the terminal one thing, at once."""
    print(f"perin: {text}", flush=True)


def fail(text: str) -> NoReturn:
    """End with a sentence that says what is wrong and what to do; exit code 1."""
    sys.exit(f"perin: {text}")


def fingerprint() -> str:
    """What the virtual environment was made from: the lock, the project file, the Python, the place."""
    made_from = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(made_from + f"{sys.version_info[:2]}{ROOT}".encode()).hexdigest()


def make_environment() -> list[str]:
    """Create .venv if it isn't usable and return the command that installs into it."""
    uv = shutil.which("uv")
    has_pip, has_ensurepip = (importlib.util.find_spec(name) is not None for name in ("pip", "ensurepip"))
    if not (uv or has_pip or has_ensurepip):
        fail("this Python has neither pip nor ensurepip. On Debian or Ubuntu: apt-get install python3-venv")
    made_by = (VENV / "pyvenv.cfg").read_text() if PYTHON.exists() else ""
    if f"version = {sys.version_info[0]}.{sys.version_info[1]}." not in made_by:
        say("making a virtual environment in .venv (seconds)")
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], check=True)
    if uv:
        return [uv, "pip", "install", "--python", str(PYTHON)]
    if not has_ensurepip:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
    if not (BIN / "pip").exists():
        subprocess.run([str(PYTHON), "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]


def install(command: list[str]) -> None:
    """Run an installer, tell how far through the lock it is, and end with a sentence if it fails."""
    shown, pins = 0, LOCK.read_text()
    tail: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            tail = [*tail[-11:], line.rstrip()]
            pin = COLLECTING.match(line)
            percent = 100 * max(pins.find(pin[1]), 0) // len(pins) if pin else 0
            if percent >= shown + 20:
                shown = percent
                say(f"  {percent} % downloaded")
            if shown and line.startswith("Installing collected"):
                say("  unpacking (the longer half)")
    if process.returncode:
        print("\n".join(tail), file=sys.stderr)
        if any("DO NOT MATCH THE HASHES" in line or "Hash mismatch" in line for line in tail):
            fail("a downloaded package is not the one pinned in requirements.lock; it was not installed.")
        if any(OFFLINE.search(line) for line in tail):
            fail("the packages could not be downloaded. Is there a network? Then run the same command again.")
        fail("the installation failed; the installer's last words are above.")


def setup(_: list[str]) -> int:
    """Make .venv ready: the pinned packages and the project itself."""
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text() == fingerprint():
        return 0
    started = time.monotonic()
    command = make_environment()
    total = sum("==" in line for line in LOCK.read_text().splitlines())
    say(f"installing {total} pinned packages into .venv (the first time: well under a minute)")
    # the lock is the whole answer: an older pip that resolves anew would take `coverage[toml]` at its newest, unpinned
    install([*command, "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", LOCK.name])
    say("installing Perin itself")
    install([*command, "--no-deps", "--no-build-isolation", "-e", "."])
    STAMP.write_text(fingerprint())
    say(f"ready after {time.monotonic() - started:.0f} s")
    return 0


def become(*command: str) -> int:
    """Replace this process by a Python of .venv, so that Ctrl-C and the exit code are its own."""
    setup([])
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *command])


def demo(args: list[str]) -> int:
    """Try Perin in the browser, without accounts or network (--auto: the story in the terminal)."""
    return become("-m", "bot.cli", "demo", *args)


def test(args: list[str]) -> int:
    """Run the tests on all cores (--full: the long matrices too; anything else goes to pytest)."""
    return become("-m", "pytest", *ALL_CORES, *args)


def check(_: list[str]) -> int:
    """Lint, check the formatting, the types, the import contracts and unused dependencies."""
    setup([])
    failed = []
    for tool, *args in CHECKS:
        name = " ".join([tool, *args])
        started = time.monotonic()
        done = subprocess.run(
            [str(BIN / tool), *args],
            cwd=ROOT,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        say(f"{name}: {'failed' if done.returncode else 'ok'} ({time.monotonic() - started:.1f} s)")
        if done.returncode:
            print(done.stdout, flush=True)
            failed.append(name)
    if failed:
        fail(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")
    return 0


def lock(args: list[str]) -> int:
    """Renew requirements.lock from pyproject.toml (--upgrade: take newer versions)."""
    uv = shutil.which("uv") or str(BIN / "uv")
    if not Path(uv).exists():
        say("getting uv, which writes the lock, into .venv")
        install([*make_environment(), "uv"])
    groups = [word for name in ("dev", "build", "browser") for word in ("--group", name)]
    shape = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    silent = ["--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    command = [uv, "pip", "compile", "pyproject.toml", *groups, *shape, *silent, "-o", str(LOCK), *args]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        fail("the lock could not be renewed; it is as it was.")
    say(f"{LOCK.name} is up to date")
    return 0


def bench(args: list[str]) -> int:
    """Run benchmarks/NAME.py (--json: as JSON)."""
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))
    if not args or args[0] not in names:
        fail(f"which one? python3 dev.py bench NAME, with NAME one of: {', '.join(names) or 'none yet'}")
    return become("-m", f"benchmarks.{args[0]}", *args[1:])


def pictures(args: list[str]) -> int:
    """Make the pictures of the documentation again, by running the program in Chromium."""
    return become("-m", "docs.pictures", *args)


VERBS = {verb.__name__: verb for verb in (setup, demo, test, check, lock, bench, pictures)}


def main() -> int:
    """Run the verb named first on the command line, with the rest as its arguments."""
    if sys.version_info < OLDEST:  # only this file meets Pythons that are too old
        fail(f"Perin needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    name, args = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name not in VERBS:
        print("usage: python3 dev.py VERB\n")
        print("\n".join(f"  {verb:9} {does.__doc__}" for verb, does in VERBS.items()))
        return 0 if name in ("", "-h", "--help", "help") else 2
    return VERBS[name](args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nperin: stopped. The same command picks up where it was.")
