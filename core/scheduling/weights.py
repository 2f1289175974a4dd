"""How much each ranking term counts, as data; the terms themselves are explained in ``ranking``."""

from __future__ import annotations

from dataclasses import dataclass, fields

from core.scheduling.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Weights:
    """Points a slot loses per unit of each term; 0 switches a term off. Raises ``BadRequest``.

    ``soon``: per day after the first possible slot. ``hours``: per person and step of discomfort.
    ``fair``: per step between the best and the worst off, and per step taken by who is owed better.
    ``whole``: when it cuts a shared free stretch in two. ``focus``: the same for a person's own long
    stretch. ``packed``: when a person who packs gets it away from other meetings. ``moves``: per
    meeting that would have to be moved. ``spread``: per slot already chosen on the same day.
    """

    soon: int = 6
    hours: int = 4
    fair: int = 2
    whole: int = 3
    focus: int = 6
    packed: int = 6
    moves: int = 60
    spread: int = 18

    def __post_init__(self) -> None:
        """Refuse weights that would turn a term around."""
        for one in fields(self):
            value = getattr(self, one.name)
            if type(value) is not int or value < 0:
                raise BadRequest(one.name, value)


DEFAULT_WEIGHTS = Weights()
