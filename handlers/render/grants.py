"""The form of a grant, in its three places: inviting, accepting with one's own grant, editing permissions."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.grants import Constraints
from core.domain.people import Person, Settings
from core.domain.scopes import ORDER, Preset, Scope
from core.usecases.views import ConnectionView
from handlers.ids import Action, Callback, Field
from handlers.parsing.grants import AUTO_ON, GrantDraft
from handlers.parsing.hours import LINE_MOST, write_week
from handlers.render.agreements import limits_words, their_grant, together
from handlers.render.base import Block, View, actions, context, divider, modal, section
from handlers.render.choices import (
    BUFFERS,
    CAPS,
    HORIZONS,
    LENGTHS,
    NOTICE,
    days_words,
    inherited,
    minutes_words,
    number_options,
    place_options,
    place_words,
    week_words,
    zone_groups,
)
from handlers.render.elements import (
    Option,
    button,
    checkboxes,
    field,
    grouped_select,
    radio,
    select,
    text_input,
    users_select,
)
from handlers.render.names import mention, who
from handlers.render.rights import PRESET_HINTS, PRESET_LABELS, SCOPE_HINTS, SCOPE_LABELS
from handlers.render.times import zone_label
from handlers.values import INHERIT, GrantMeta


def invite_modal(person: Person, user: str | None, draft: GrantDraft | None = None) -> View:
    """Return the form that invites ``user`` (a Slack id; None: the form asks whom)."""
    shown = draft or GrantDraft()
    if user:
        intro = [section(f"You invite {mention(user)}. They choose for themselves what your Perin may do.")]
    else:
        intro = [field(Field.INVITE_PERSON, "Whom do you invite?", users_select())]
    meta = GrantMeta(user=user, choice=shown.choice.value).encode()
    question = "What may their Perin do with your calendar?"
    blocks = [*intro, *_form(person, shown, question, None)]
    return modal(Callback.INVITE_SUBMIT, "Invite to connect", blocks, submit="Send invite", meta=meta)


def accept_modal(view: ConnectionView, person: Person, draft: GrantDraft | None = None) -> View:
    """Return the form in which the invited person answers with a grant of their own."""
    shown = draft or GrantDraft()
    other = who(view.other)
    intro = section(f"You accept *{other}*'s invite. Now choose what {other}'s Perin may do with your calendar.")
    meta = GrantMeta(connection=view.connection.id, choice=shown.choice.value).encode()
    blocks = [intro, *_form(person, shown, "What may their Perin do with your calendar?", None)]
    return modal(Callback.INVITE_ANSWER, "Accept the invite", blocks, submit="Connect", meta=meta)


def permissions_modal(view: ConnectionView, person: Person, draft: GrantDraft) -> View:
    """Return the form that edits the reader's own grant and shows the other's in words."""
    version = view.agreement.mine.version if view.agreement else None
    meta = GrantMeta(connection=view.connection.id, version=version, choice=draft.choice.value).encode()
    known = view.other.time_zone is not None
    theirs = [section(their_grant(view))]
    if view.theirs is not None and view.agreement is not None:
        theirs.append(context(f"Their limits: {limits_words(view.theirs, hours_known=known)}."))
    intro = section(f"Between you and *{who(view.other)}*: {together(view)}")
    blocks = [intro, *_form(person, draft, "What may their Perin do with your calendar?", view), divider(), *theirs]
    return modal(Callback.GRANT_SUBMIT, "Permissions", blocks, submit="Save", meta=meta)


def _form(person: Person, draft: GrantDraft, question: str, view: ConnectionView | None) -> list[Block]:
    options = [Option(preset.value, PRESET_LABELS[preset], PRESET_HINTS[preset]) for preset in Preset]
    choice = field(Field.GRANT_PRESET, question, radio(options, draft.choice.value), dispatch=True)
    look = actions(button("Preview what they would see", Action.GRANT_PREVIEW))
    if draft.choice is Preset.EXACT:
        return [choice, *_exact(person, draft), *look]
    hint = "Otherwise your own settings hold: hours, lengths, buffers. You can change this at any time."
    if view is not None and view.mine is not None:
        hint = f"{hint} Now: {limits_words(view.mine)}."
    return [choice, *look, context(hint)]


def _exact(person: Person, draft: GrantDraft) -> list[Block]:
    terms = draft.terms
    scopes = [Option(scope.value, SCOPE_LABELS[scope], SCOPE_HINTS[scope]) for scope in ORDER]
    auto = [Option(AUTO_ON, "Switch it on now", "Both sides have to switch it on before anything books by itself.")]
    return [
        field(
            Field.GRANT_SCOPES,
            "Their Perin may",
            checkboxes(scopes, [scope.value for scope in terms.scopes]),
            optional=True,
        ),
        field(
            Field.GRANT_AUTO,
            "Booking by itself",
            checkboxes(auto, [AUTO_ON] if terms.auto_scheduling and Scope.WRITE_AUTO in terms.scopes else []),
            optional=True,
        ),
        *_hours(person, terms.constraints),
        *_numbers(person.settings, terms.constraints),
        field(
            Field.GRANT_PLACE,
            "Preferred place",
            select(
                inherited(place_options(), place_words(person.settings.place))[:1] + place_options()[1:],
                terms.constraints.place.value if terms.constraints.place else INHERIT,
            ),
        ),
    ]


def _hours(person: Person, constraints: Constraints) -> list[Block]:
    own = constraints.hours
    mine = f"{write_week(person.hours.days)} ({zone_label(person.hours.zone)})"
    zone = own.zone if own and own.zone != person.time_zone else None
    zones = zone_groups(Option(INHERIT, f"My own ({zone_label(person.time_zone)})"), zone)
    return [
        field(
            Field.GRANT_HOURS,
            "Working hours for this person",
            text_input(write_week(own.days) if own else "", placeholder="Mon–Fri 10:00–16:00", most=LINE_MOST),
            hint=f"Empty: as in your settings, {mine}. Divide days by semicolons.",
            optional=True,
        ),
        field(Field.GRANT_ZONE, "Time zone of these hours", grouped_select(zones, zone or INHERIT)),
    ]


def _numbers(settings: Settings, constraints: Constraints) -> Iterable[Block]:
    rows = (
        (Field.GRANT_NOTICE, "Minimum notice", "minimum_notice_minutes", NOTICE, minutes_words),
        (Field.GRANT_SHORTEST, "Shortest meeting", "shortest_minutes", LENGTHS, minutes_words),
        (Field.GRANT_LONGEST, "Longest meeting", "longest_minutes", LENGTHS, minutes_words),
        (Field.GRANT_LENGTH, "Usual length", "default_minutes", LENGTHS, minutes_words),
        (Field.GRANT_BUFFER_BEFORE, "Buffer before", "buffer_before_minutes", BUFFERS, minutes_words),
        (Field.GRANT_BUFFER_AFTER, "Buffer after", "buffer_after_minutes", BUFFERS, minutes_words),
        (Field.GRANT_HORIZON, "How far ahead", "horizon_days", HORIZONS, days_words),
        (Field.GRANT_WEEKLY_CAP, "Most meetings a week with this person", "weekly_cap", CAPS, week_words),
    )
    for name, label, attribute, values, words in rows:
        own, mine = getattr(constraints, attribute), getattr(settings, attribute)
        as_mine = words(mine) if mine is not None else "no limit"
        options = inherited(number_options(values, words, own), as_mine)
        yield field(name, label, select(options, INHERIT if own is None else str(own)))
