"""One sentence or two per error code: what happened, what it means, what to do next.

Split by area; ``handlers.render.errors`` joins the tables and is what others call.
"""
