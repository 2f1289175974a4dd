"""Who runs against whom, in rounds, and what is claimed of it."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from contextlib import AsyncExitStack
from itertools import count
from statistics import median

from benchmarks.handlers_lib import slack_side
from benchmarks.handlers_lib.load import Done, Make, Outcome, closed_loop, open_loop
from benchmarks.handlers_lib.servers import Server, bare_bolt, matched_anchor, perin, started
from benchmarks.handlers_lib.slack_side import WebApi, signed
from benchmarks.handlers_lib.targets import Target
from benchmarks.handlers_lib.world import PEOPLE, SOCIAL, user
from handlers.ids import Action

AT_ONCE = 64
LATE_SECONDS = 3.0
RATES = (50, 300)
Round = dict[str, float]


class Contest:
    """Lets the servers take turns; ``targets``, ``facts`` and ``figures`` tell what came of it.

    Perin has a Web API of its own, so that what is counted there is all its.
    """

    def __init__(self, api: WebApi, others_api: WebApi, *, quick: bool) -> None:
        self._api, self._others_api = api, others_api
        self._count, self._seconds = (3, 0.7) if quick else (7, 1.5)
        self._rounds: list[Round] = []
        self._bad: Counter[str] = Counter()
        self._late: Counter[str] = Counter()
        self._pause_ours, self._pause_anchor = pausing(api), pausing(others_api)
        self.targets: list[Target] = []
        self.facts: list[str] = []
        self.figures: dict[str, object] = {}

    async def run(self, database_url: str, anchor_url: str) -> None:
        """Run all rounds, and judge."""
        load = os.getloadavg()[0]
        async with AsyncExitStack() as stack:
            bare = await stack.enter_async_context(started(bare_bolt, database_url, self._others_api.url))
            ours = await stack.enter_async_context(started(perin, database_url, self._api.url))
            anchor = await stack.enter_async_context(started(matched_anchor, anchor_url, self._others_api.url))
            await self._warm(bare, ours, anchor)
            before, others_before = _counted(self._api), _counted(self._others_api)
            for _ in range(self._count):
                self._rounds.append(await self._round(bare, ours, anchor))
            self._judge()
            self._judge_web_api(before, others_before)
            await self._judge_home(ours)
        self.facts.append(
            f"{self._count} rounds of {self._seconds} s, {AT_ONCE} at once; load {load:.1f} before, "
            f"{os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores"
        )
        self.figures["rounds"] = self._rounds

    async def _warm(self, bare: Server, ours: Server, anchor: Server) -> None:
        for server, make in ((bare, self._command), (ours, self._pause_ours), (anchor, self._pause_anchor)):
            await closed_loop(server.port, make, at_once=AT_ONCE, seconds=0.7)
        await asyncio.sleep(1.5)

    async def _round(self, bare: Server, ours: Server, anchor: Server) -> Round:
        taken: Round = {}
        for name, server, make in (
            ("bare_command", bare, self._command),
            ("bare_click", bare, self._click),
            ("perin_command", ours, self._other_command),
            ("perin_click", ours, self._click_address),
            ("anchor_pause", anchor, self._pause_anchor),
            ("perin_pause", ours, self._pause_ours),
        ):
            used = server.cpu()
            outcome = await closed_loop(server.port, make, at_once=AT_ONCE, seconds=self._seconds)
            self._check(name.partition("_")[0], outcome)
            taken[f"{name}_rate"] = outcome.rate
            taken[f"{name}_cpu_ms"] = (server.cpu() - used) / len(outcome.latencies) * 1_000
            if not name.endswith("pause"):
                alone = await closed_loop(server.port, make, at_once=1, seconds=self._seconds, most=100)
                taken[f"{name}_alone_p50"] = alone.percentile(0.5)
        for rate in RATES:
            for name, server, make in (("bare", bare, self._command), ("perin", ours, self._pause_ours)):
                outcome = await open_loop(server.port, make, rate=rate, seconds=2 * self._seconds)
                self._check(name, outcome)
                taken[f"{name}_{rate}_p99"] = outcome.percentile(0.99)
        return taken

    def _check(self, server: str, outcome: Outcome) -> None:
        self._bad[server] += sum(number for status, number in outcome.statuses.items() if status != 200)
        self._late[server] += sum(latency > LATE_SECONDS for latency in outcome.latencies)

    def _command(self) -> tuple[bytes, Done]:
        return signed(slack_side.command("help")), None

    def _other_command(self) -> tuple[bytes, Done]:
        return signed(slack_side.command("help", name="/unknown")), None

    def _click(self) -> tuple[bytes, Done]:
        return signed(slack_side.click("anything")), None

    def _click_address(self) -> tuple[bytes, Done]:
        return signed(slack_side.click(Action.SESSION_JOIN.value)), None

    def _ratio(self, over: str, under: str) -> float:
        return median(one[over] / one[under] for one in self._rounds)

    def _seen(self, *names: str) -> str:
        return ", ".join(f"{name} {median(one[name] for one in self._rounds):.4g}" for name in names)

    def _claim(self, name: str, wanted: float, over: str, under: str, *, at_least: bool = False) -> None:
        self.targets.append(Target(name, wanted, self._ratio(over, under), at_least, self._seen(over, under)))

    def _judge(self) -> None:
        for kind in ("command", "click"):
            ours, bare = f"perin_{kind}", f"bare_{kind}"
            self._claim(f"{kind}, ack only: rate / bare Bolt", 0.9, f"{ours}_rate", f"{bare}_rate", at_least=True)
            self._claim(f"{kind}, one at a time: p50 / bare Bolt", 0.2, f"{ours}_alone_p50", f"{bare}_alone_p50")
        self._claim("pause: rate / matched Core anchor", 0.9, "perin_pause_rate", "anchor_pause_rate", at_least=True)
        for rate in RATES:
            self._claim(f"pause at {rate}/s: p99 / bare Bolt's ack", 2.0, f"perin_{rate}_p99", f"bare_{rate}_p99")
        for name, seen in (("answers other than 200", self._bad), (f"answers after {LATE_SECONDS:.0f} s", self._late)):
            others = f"bare Bolt {seen['bare']}, the anchor {seen['anchor']}"
            self.targets.append(Target(name, 0, seen["perin"], seen=others))
        for name in ("command", "click", "pause"):
            other = "anchor_pause" if name == "pause" else f"bare_{name}"
            self.facts.append(f"CPU per {name}, ms: " + self._seen(f"perin_{name}_cpu_ms", f"{other}_cpu_ms"))

    def _judge_web_api(self, before: tuple[int, int, int], others_before: tuple[int, int, int]) -> None:
        opened, calls, asked = _since(self._api, before)
        others_opened, others_calls, _ = _since(self._others_api, others_before)
        self.targets.append(Target("auth.test after the start", 0, asked))
        seen = f"{opened} connections, {calls} calls; the anchor {others_opened}, {others_calls}"
        self.targets.append(Target("new connections per 100 Web API calls", 1, 100 * opened / calls, seen=seen))

    async def _judge_home(self, ours: Server) -> None:
        """App Home of somebody with many connections: from the event to the published view."""
        taken = []
        for _ in range(20):
            _, done = self._api.expect("views.publish")
            began = time.perf_counter()
            await closed_loop(ours.port, _home, at_once=1, seconds=9, most=1)
            await asyncio.wait_for(done, 10)
            taken.append((time.perf_counter() - began) * 1_000)
        self.targets.append(Target("App Home at 50 connections: ms to publish", 1_000, median(taken)))

    def judge_start(self, taken: list[dict[str, float]]) -> None:
        """Judge how long a new process takes until it answers."""
        over = median(one["perin"] / one["imports"] for one in taken)
        heavier = median(one["perin_mb"] / one["imports_mb"] for one in taken)
        seen = {name: f"{median(one[name] for one in taken):.0f}" for name in taken[0]}
        shown = f"{seen['perin']} ms, imports {seen['imports']} ms"
        self.targets.append(Target("start to listening / bare imports", 1.5, over, seen=shown))
        ready = median(one["ready"] / one["imports"] for one in taken)
        self.facts.append(f"start to ready: {seen['ready']} ms, {ready:.2f} of the bare imports'")
        self.facts.append(f"memory at rest: {seen['perin_mb']} MB, {heavier:.2f} of the bare imports'")
        self.figures["start"] = taken


def _counted(api: WebApi) -> tuple[int, int, int]:
    """Return how many connections, calls and calls of ``auth.test`` there have been."""
    return api.connections, sum(api.calls.values()), api.calls["auth.test"]


def _since(api: WebApi, before: tuple[int, int, int]) -> tuple[int, int, int]:
    opened, calls, asked = _counted(api)
    return opened - before[0], calls - before[1], asked - before[2]


def pausing(api: WebApi, *, waits: bool = True) -> Make:
    """Return a maker of commands that pause or resume one person after the other.

    With ``waits`` a command is done when its private answer has come. Nobody's turn comes again before everybody had
    theirs, and every command changes something: paused are resumed.
    """
    numbers = count()

    def make() -> tuple[bytes, Done]:
        number = next(numbers)
        url, done = api.expect(f"{id(numbers)}-{number}")
        text = "pause" if (number // PEOPLE) % 2 == 0 else "resume"
        return signed(slack_side.command(text, user=user(number), answer_to=url)), done if waits else None

    return make


def _home() -> tuple[bytes, Done]:
    return signed(slack_side.home_opened(SOCIAL)), None


async def soak(api: WebApi, database_url: str, minutes: float, rate: int = 100) -> str:
    """Send commands that write for so long; returns what became of Perin's memory."""
    make = pausing(api, waits=False)
    async with started(perin, database_url, api.url) as ours:
        await open_loop(ours.port, make, rate=rate, seconds=20)
        before = ours.memory()
        outcome = await open_loop(ours.port, make, rate=rate, seconds=minutes * 60)
        await asyncio.sleep(2)
        after = ours.memory()
    return (
        f"{minutes:g} minutes at {rate}/s: {before:.1f} MB -> {after:.1f} MB ({after - before:+.1f}); "
        f"statuses {dict(outcome.statuses)}, p99 {outcome.percentile(0.99):.1f} ms, "
        f"worst {max(outcome.latencies) * 1_000:.0f} ms"
    )
