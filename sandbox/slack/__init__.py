"""A Slack workspace: Web API, Socket Mode, signed HTTP, people who type and click.

Layers, lowest first: `limits` (what Slack refuses), `specs` (what a test declares), `forms` (elements and
their values), `state` (the workspace), `delivery` (to the app), `person` (a human's client), `server`
(the composition), `api` (from the app), `http` and `control` (routes).
"""
