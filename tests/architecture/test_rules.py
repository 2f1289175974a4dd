"""Every rule holds for the whole project, and every rule would notice if it did not."""

from __future__ import annotations

import pytest

from tests.architecture.planted import PLANTED, Planted
from tests.architecture.rules import RULES, Rule
from tests.support.source import modules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Rule) -> None:
    """The rule, whose docstring says it, holds for each module it is about."""
    violations = [violation for module in modules(*RULES[rule]) for violation in rule(module)]
    assert violations == [], f"{rule.__doc__}\n" + "\n".join(violations)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.rule.__name__)
def test_the_rule_bites(planted: Planted) -> None:
    """A planted violation is reported as often as it is there, a near miss never."""
    found = list(planted.rule(planted.module))
    assert len(found) == planted.times, found


def test_every_rule_is_shown_both_a_violation_and_a_near_miss() -> None:
    """No rule is trusted before it has told right from wrong."""
    for times in (True, False):
        assert {planted.rule for planted in PLANTED if bool(planted.times) is times} == set(RULES)
