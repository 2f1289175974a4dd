"""The calendar room without a socket: wire format, error table, options, threads."""
