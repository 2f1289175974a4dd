"""Nouns: people, grants, connections, sessions, messages, notices … and the rules they keep.

Everything here is a frozen value or a plain function; the present instant is always an argument.
"""
