"""Every visible word, as pure functions from values to Slack JSON.

A message is a ``base.Rendered`` (top-level text that carries the meaning, and blocks); a modal or App Home is a plain
``dict`` for ``views.*``. ``base.as_modal`` shows any message as a modal, for surfaces without a conversation (Home).

===============  ===================================================================================================
``errors``       ``sentence(error, zone, names, reader)``, ``refusal(…)``, ``field_errors(problems)``
``grants``       ``invite_modal(person, user, draft)``, ``accept_modal(view, person, draft)``,
                 ``permissions_modal(view, person, draft)``
``agreements``   ``agreement_card(view)``, ``agreement(view)``, ``together(view)``: what two grants allow, in words
``preview``      ``preview(found, clock)``: what a draft would let the other's Perin see
``connecting``   answers to invite, accept, decline, withdraw, edit, ask, block; ``blocks_modal(others)``
``leaving``      ``end_modal(found)``, ``revoked(done, chosen)``, ``forget_modal(found)``, ``forgotten(gone)``
``connections``  ``connections(views, zone, at)``
``cards``        ``session_card(view)``: every state, both sides
``sessions``     ``sessions(views, at)``
``counter``      ``counter_modal(view, shown, more_after, left, picked)``, ``suggested(view)``
``changing``     ``reschedule_modal(view)``, ``cancel_modal(view, anyway, told, note_text)``, the answers to both
``relaxations``  ``relaxation_rows(view)``, ``allowed(view)``, ``refused()``
``transcript``   ``transcript(view)``
``schedule``     ``schedule_modal(draft, zone, default_minutes)``, ``draft_from(words, user)``
``notices``      ``notice_message(view, now)``, ``notice_line(view)``
``inbox``        ``inbox(notices, needs_you, unread, more_before, unread_only)``
``calendar``     ``calendar(account, google_ready, link_url)``, ``calendar_modal(account, calendars)``
``settings``     ``settings_modal(person)``, ``settings_saved(person)``, ``paused()``, ``resumed()``
``home``         ``home_view(view, now, pages)``, ``unknown_home()``
``digest``       ``digest_message(found, person, lines)``
``help``         ``help_message(view)``, ``greeting(view)``, ``unknown_command(unknown)``
``audit``        ``audit(lines, zone, more_before)``, ``exported(count)``
===============  ===================================================================================================
"""
