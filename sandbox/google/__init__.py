"""A strict, stateful Google: OAuth consent, token endpoint and the Calendar API v3 subset Perin uses.

It refuses what the real one refuses, keeps tombstones and etags, and breaks on demand by a fault plan.
Reached at `/o/oauth2/v2/auth`, `/token`, `/revoke` and `/calendar/v3/` of the sandbox's address.
"""
