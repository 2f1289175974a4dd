"""When could they meet? Time algebra, pure and fast; nothing here knows Slack, Google or SQL.

Import what is needed from its own module, so that a reader of a call sees where the rule lives:

``intervals``  half-open spans of UTC seconds and the four operations on them
``hours``      weekly working windows in a zone, turned into spans, right on every DST day
``rules``      notice, horizon, buffers, length and caps of one person
``slots``      the question and its answers: find, iter_slots, free_windows, is_allowed
``ranking``    which of the possible slots are the best, by named terms with weights as data
``explain``    why there is no slot, and which one rule would give some
``masks``      a person's free time as one big int, for storing and for the warm path

Every instant is whole epoch seconds UTC; ``now`` is an argument; no call reads a clock.
"""
