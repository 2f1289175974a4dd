"""Real time, for the expiry of tokens alone: it stays real when the product's clock is moved in a demo."""

from __future__ import annotations

import time


def real_time() -> float:
    """Return the real seconds since the epoch, whatever the injected clock says."""
    return time.time()
