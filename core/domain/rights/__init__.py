"""Who may do what: each row of the table as a pure check that raises the refusal with its own sentence.

A check returns None when the act is allowed. It is run when the act claims its session and again in the transaction
that commits it, each time on freshly read values.
"""
