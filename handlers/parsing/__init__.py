"""What people typed or filled in, as typed values. Pure: the present instant and the zone are arguments.

``commands`` splits a command, ``when`` reads time phrases, ``forms`` reads submitted modals. What can't be used comes
back as problems by field, codes only; the words are ``handlers.render``'s.
"""
