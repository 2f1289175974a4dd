"""The sandbox's page: what people of the workspace would see, served from static files.

Apart because it is a client: it draws what the control API tells and knows nothing of the servers behind.
"""

from __future__ import annotations
