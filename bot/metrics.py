"""Counters and gauges for Prometheus: how much, how fast, how far behind; never who or what about."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

REGISTRY = CollectorRegistry()

JOBS = Counter("perin_job_runs", "Runs of periodic jobs by outcome.", ["job", "outcome"], registry=REGISTRY)
REQUESTS = Counter("perin_http_requests", "HTTP requests by path and status.", ["path", "status"], registry=REGISTRY)
OUTBOX_DUE = Gauge("perin_outbox_due", "Notices that are due and wait.", registry=REGISTRY)
OUTBOX_AGE = Gauge("perin_outbox_oldest_seconds", "Age of the oldest notice that waits.", registry=REGISTRY)
OUTBOX_DEAD = Gauge("perin_outbox_dead", "Notices and cards given up for good.", registry=REGISTRY)
SOCKET_UP = Gauge("perin_socket_connected", "Whether Slack's socket is connected.", registry=REGISTRY)
SOCKET_RESETS = Counter("perin_socket_resets", "Times the watchdog asked for a new socket address.", registry=REGISTRY)


def exposition() -> bytes:
    """Return everything in Prometheus's text format."""
    return generate_latest(REGISTRY)
