"""The Google adapter against a real server: the sandbox's Google over loopback, and bare sockets."""
