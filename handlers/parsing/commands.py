"""The command line: which verb, about whom, and the rest. Letter case and order don't matter."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

TEXT_MOST = 1000
"""Characters of a command that are looked at."""

PERSON = "\ufffc"
"""Stands in ``Command.rest`` where a person was mentioned between other words (Unicode's OBJECT REPLACEMENT)."""


class Verb(StrEnum):
    """What ``/perin`` can be told to do, as people type it."""

    HELP = "help"
    CALENDAR = "calendar"
    INVITE = "invite"
    CONNECTIONS = "connections"
    PERMISSIONS = "permissions"
    REVOKE = "revoke"
    BLOCK = "block"
    UNBLOCK = "unblock"
    SCHEDULE = "schedule"
    SESSIONS = "sessions"
    NOTIFICATIONS = "notifications"
    SETTINGS = "settings"
    PAUSE = "pause"
    RESUME = "resume"
    AUDIT = "audit"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was understood. ``users`` are the Slack ids mentioned, in order, ``rest`` all other words.

    ``PERSON`` marks in ``rest`` where a mention divides it: a title ends there. ``handle`` is a name typed with @ that
    Slack did not resolve to a member.
    """

    verb: Verb
    users: tuple[str, ...] = ()
    rest: str = ""
    handle: str | None = None

    @property
    def user(self) -> str | None:
        """The one person it is about, the first if several were mentioned."""
        return self.users[0] if self.users else None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A first word that is no verb. ``nearest`` is the verb most like it, None when nothing is."""

    typed: str
    nearest: Verb | None


_MEANT: dict[str, Verb] = {
    "?": Verb.HELP,
    "hi": Verb.HELP,
    "hello": Verb.HELP,
    "link": Verb.CALENDAR,
    "unlink": Verb.CALENDAR,
    "google": Verb.CALENDAR,
    "reconnect": Verb.CALENDAR,
    "cal": Verb.CALENDAR,
    "add": Verb.INVITE,
    "connect": Verb.INVITE,
    "people": Verb.CONNECTIONS,
    "disconnect": Verb.REVOKE,
    "grant": Verb.PERMISSIONS,
    "agreement": Verb.PERMISSIONS,
    "book": Verb.SCHEDULE,
    "find": Verb.SCHEDULE,
    "meet": Verb.SCHEDULE,
    "meeting": Verb.SCHEDULE,
    "free": Verb.SCHEDULE,
    "today": Verb.SCHEDULE,
    "cancel": Verb.SESSIONS,
    "meetings": Verb.SESSIONS,
    "reschedule": Verb.SESSIONS,
    "undo": Verb.SESSIONS,
    "inbox": Verb.NOTIFICATIONS,
    "unread": Verb.NOTIFICATIONS,
    "accept": Verb.NOTIFICATIONS,
    "decline": Verb.NOTIFICATIONS,
    "status": Verb.NOTIFICATIONS,
    "config": Verb.SETTINGS,
    "hours": Verb.SETTINGS,
    "preferences": Verb.SETTINGS,
    "timezone": Verb.SETTINGS,
    "zone": Verb.SETTINGS,
    "stop": Verb.PAUSE,
    "start": Verb.RESUME,
    "export": Verb.AUDIT,
    "history": Verb.AUDIT,
    "log": Verb.AUDIT,
    "delete": Verb.FORGET,
    "leave": Verb.FORGET,
}
"""Words people try for what a verb does: they are told the verb, and nothing is done by guessing."""

_ENDING = frozenset({Verb.REVOKE, Verb.BLOCK, Verb.FORGET})
_LIKE, _ALMOST = 0.7, 0.85
"""How like a word must be to a verb to mean it, and to one that ends something."""
_BEGINNING = 4
"""Letters that stand for a word that begins with them."""

_OWN_NAME = re.compile(r"^\s*/?perin\b", re.IGNORECASE)
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>", re.IGNORECASE)
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_HANDLE = re.compile(r"(?<![\w<])@([\w.\-]+)")


def parse_command(text: str) -> Command | Unknown:
    """Read the text after ``/perin``; nothing at all is ``help``. Never raises."""
    shortened = _OWN_NAME.sub("", text[:TEXT_MOST])
    users = tuple(dict.fromkeys(found.upper() for found in _MENTION.findall(shortened)))
    words = _MENTION.sub(f" {PERSON} ", shortened.replace(PERSON, " ")).split()
    first = next((word for word in words if not word.startswith(("@", PERSON))), "")
    handles = _HANDLE.findall(_MENTION.sub(" ", shortened))
    if not words and not users:
        return Command(Verb.HELP)
    verb = _verb(first)
    if verb is None:
        is_about_somebody = bool(users) and not first[:1].isalpha()
        return Unknown(typed=first, nearest=Verb.SCHEDULE if is_about_somebody else _second(words) or nearest(first))
    words.remove(first)
    rest = _HANDLE.sub(" ", " ".join(words)) if not users else " ".join(words).strip(f" {PERSON}")
    return Command(verb, users, readable(" ".join(rest.split())), handles[0] if handles and not users else None)


def readable(text: str) -> str:
    """Undo Slack's escaping: links, channels and specials as what people see, and the three entities."""
    plain = _LINK.sub(lambda found: found[2] or found[1].lstrip("#!"), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _verb(word: str) -> Verb | None:
    try:
        return Verb(word.lower().strip(".,!?:;"))
    except ValueError:
        return None


def _second(words: list[str]) -> Verb | None:
    """Return the verb after a first word that is none: "please schedule"."""
    plain = [word for word in words if not word.startswith(("@", PERSON))]
    return _verb(plain[1]) if len(plain) > 1 else None


def nearest(word: str) -> Verb | None:
    """Return the verb that a mistyped or other word most probably meant, None when none is near.

    Verbs that end something are suggested only to who almost wrote them.
    """
    word = word.lower().strip(".,!:;?") or word
    if word in _MEANT:
        return _MEANT[word]
    meant = {verb.value: verb for verb in Verb} | {known: verb for known, verb in _MEANT.items() if known.isalpha()}
    begun = {verb for known, verb in meant.items() if known.startswith(word)} if len(word) >= _BEGINNING else set()
    if len(begun) == 1 and not begun & _ENDING:
        return begun.pop()
    for found in difflib.get_close_matches(word[:40], meant, n=len(meant), cutoff=_LIKE):
        like = difflib.SequenceMatcher(None, found, word[:40]).ratio()
        if meant[found] not in _ENDING or like >= _ALMOST:
            return meant[found]
    return None
