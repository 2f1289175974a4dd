"""Every visible word, as pure functions from values to Slack JSON.

A message is a ``base.Rendered`` (top-level text that carries the meaning, and blocks); a modal or App Home is a plain
``dict`` for ``views.*``. ``base.as_modal`` shows any message as a modal, for surfaces without a conversation (Home).

=============  =====================================================================================================
``errors``     ``sentence(error, zone, names)``, ``refusal(error, zone, names)``, ``field_errors(problems)``
``grants``     ``invite_modal(person, user, draft)``, ``accept_modal(view, person, draft)``,
               ``permissions_modal(view, person, draft)``
``agreements`` ``agreement(view)`` (what two grants allow, in words), ``grant_lines(grant, limits, subject)``
``connecting`` answers to invite, accept, decline, withdraw, edit, ask, revoke, block; the questions before the last
``connections`` ``connections(views, at)``
``cards``      ``session_card(view)``: every state, both sides
``sessions``   ``sessions(views, at)``
``transcript`` ``transcript(view)``
``schedule``   ``schedule_modal(draft)``
``notices``    ``notice_dm(view)``, ``notice_line(view)``
``inbox``      ``inbox(needs_you, unread, rest, …)``
``calendar``   ``calendar(account, …)``, ``calendar_modal(account, choices)``
``settings``   ``settings_modal(person)``, ``settings_saved(person)``, ``paused()``, ``resumed()``
``home``       ``home(view, pages)``
``help``       ``help_text(view)``, ``unknown_command(text)``
``audit``      ``audit(lines, zone, …)``
=============  =====================================================================================================
"""
