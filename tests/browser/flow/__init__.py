"""The whole flow on the sandbox's page, clicked by two people, with the real Perin behind it."""

from __future__ import annotations
