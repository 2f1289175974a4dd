"""The people and calendars that the page's tests look at, at a fixed instant."""

from __future__ import annotations

from sandbox.google.account import AccountSpec
from sandbox.server import Sandbox, SandboxOptions
from sandbox.slack.specs import UserSpec

WEDNESDAY = 1_795_600_800
"""Wednesday 25 November 2026, 10:00 UTC: 11:00 in Paris, 05:00 in New York."""

HOUR = 3600
DAY = 24 * HOUR
ALICE, BOB, CHIARA = "U0ALICE", "U0BOB", "U0CHIARA"


def make_world() -> Sandbox:
    """Three people, two of them with Google accounts and something in their week; not started."""
    sandbox = Sandbox(SandboxOptions(start=WEDNESDAY))
    people = sandbox.slack.workspace
    people.add_user(
        UserSpec(
            id=ALICE,
            name="alice",
            real_name="Alice Moreau",
            tz="Europe/Paris",
            locale="fr-FR",
            color="9b4f7a",
            email="alice@example.com",
        )
    )
    people.add_user(
        UserSpec(
            id=BOB,
            name="bob",
            real_name="Bob Okafor",
            tz="America/New_York",
            color="3d7f6e",
            email="bob@example.com",
        )
    )
    people.add_user(UserSpec(id=CHIARA, name="chiara", real_name="Chiara Conti", tz="Europe/Rome", color="b0553a"))
    _fill_calendars(sandbox)
    return sandbox


def _fill_calendars(sandbox: Sandbox) -> None:
    alice = sandbox.google.add_account(
        AccountSpec(sub="g-alice", email="alice@example.com", name="Alice Moreau", tz="Europe/Paris")
    )
    bob = sandbox.google.add_account(
        AccountSpec(sub="g-bob", email="bob@example.com", name="Bob Okafor", tz="America/New_York")
    )
    alice.add_event(summary="Design review", start=WEDNESDAY + HOUR, end=WEDNESDAY + 2 * HOUR)
    alice.add_event(summary="Overlaps it", start=WEDNESDAY + HOUR + 1800, end=WEDNESDAY + 3 * HOUR)
    alice.add_event(summary="Held for Bob", start=WEDNESDAY + 4 * HOUR, end=WEDNESDAY + 5 * HOUR, status="tentative")
    alice.add_event(
        summary="Lunch walk",
        start=WEDNESDAY + DAY + 2 * HOUR,
        end=WEDNESDAY + DAY + 3 * HOUR,
        transparency="transparent",
    )
    alice.add_event(summary="Offsite", start="2026-11-27", end="2026-11-28", all_day=True)
    bob.add_event(summary="Standup", start=WEDNESDAY + 4 * HOUR, end=WEDNESDAY + 4 * HOUR + 1800)
