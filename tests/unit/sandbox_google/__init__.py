"""The parts of the sandbox’s Google that need no socket."""
