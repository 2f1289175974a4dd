"""The moments at which a process may die, as a run that nobody kills passes them: which of them are worth a trial."""

from __future__ import annotations

from tests.support.crash_child import BETWEEN

WRITES = {"insert", "update", "amend", "delete", "revoke", "exchange"}


def until_told(moments: list[str]) -> list[str]:
    """The moments of the press itself, without those of the delivery after it."""
    return moments[: moments.index(BETWEEN) + 1]


def distinct(moments: list[str]) -> list[str]:
    """The moments that differ in what happened by then: between the end of one step and the next, nothing does."""
    pairs = zip(["", *moments], moments, strict=False)
    return [one for last, one in pairs if not (last.startswith("after") and one.startswith(("before", "between")))]


def worst(moments: list[str], method: str) -> list[str]:
    """The two worst moments to die under a fault: right after the struck call, and before the last commit of the press.

    The call may have had its effect by then, and nothing durable says so yet.
    """
    press = moments[: moments.index(BETWEEN)]
    call = {"list": "overlapping", "freebusy": "busy"}.get(method, method)
    struck = [index for index, name in enumerate(press) if name.startswith(f"before {call} bob")]
    after = [name for index in struck[:1] for name in press[index + 1 :] if "bob" in name or "commit" in name][:1]
    last = [name for name in press if name.startswith("before commit")][-1:]
    return list(dict.fromkeys(after + last))


def both_held(moments: list[str]) -> str:
    """The moment at which both holds have been answered and no row says so yet, whichever answer came first."""
    last = max(number for number, one in enumerate(moments) if one.startswith("after insert"))
    return next(one for one in moments[last:] if one.startswith("before commit"))


def lasting(moments: list[str], struck: list[int]) -> list[str]:
    """The moments that leave different worlds behind; a fault was met when as many had passed as `struck` says.

    Who dies leaves rows, calendars, messages, and a fault that was met or not. Reading changes none of the first three:
    of the moments between two changes the first stands for all. While a change is under way every moment counts, for it
    may have happened or not.
    """
    kept, under_way = moments[:1], set[str]()
    for number, one in enumerate(moments[1:], 1):
        when, what, *whose = one.split()
        differs = bool(under_way) or number in struck
        if when == "between" or what == "commit":
            differs |= when == "after"
            under_way.clear()
        elif what not in WRITES:
            under_way -= {whose[0]}
        elif when == "before":
            under_way.add(whose[0])
        else:
            differs = True
            under_way.discard(whose[0])
        kept += [one] if differs else []
    return kept
