"""The sandbox's page against a real sandbox and a small scripted app."""

from __future__ import annotations
