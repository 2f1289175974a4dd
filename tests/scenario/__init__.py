"""The whole app against the sandbox: what a person does goes in, Web API and Calendar calls come out."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.scenario.human", "tests.scenario.world")
