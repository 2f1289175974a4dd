"""The first schema.

Revision 0001.
"""

from __future__ import annotations

from core.storage.migrations.first import booking, connecting, meeting, people, telling, work

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    for part in (people, connecting, meeting, booking, telling, work):
        part.create()
