"""Every error Perin raises on purpose, in one tree. Codes and facts only: the words live in ``handlers/render``.

PerinError
├── Refused                      a rule says no; nothing was changed
│   ├── BadInput                 what was typed can't be used
│   ├── RateLimited              too many of one act in a minute or a day
│   ├── NotAllowed               the person has no part in this
│   │   ├── NotParticipant
│   │   ├── NotInviter
│   │   ├── NotInvited
│   │   └── NotAcceptor
│   ├── InviteRefused            this invite can't be sent
│   │   ├── InviterPaused
│   │   ├── TargetIsSelf
│   │   ├── TargetUnknown
│   │   ├── TargetIsBot
│   │   ├── TargetDeactivated
│   │   ├── TargetIsGuest
│   │   ├── TargetIsExternal
│   │   ├── AlreadyConnected
│   │   ├── AlreadyInvited
│   │   ├── CrossingInvite
│   │   ├── YouBlockedThem
│   │   ├── NotTakingInvites
│   │   └── DeclinedRecently
│   ├── InviteNotPending
│   ├── InviteExpired
│   ├── NotConnected
│   ├── ConnectionEnded
│   ├── GrantRefused             this grant can't be stored
│   │   ├── AutoNeedsLimits
│   │   ├── ScopeNeedsAnother
│   │   └── BadConstraint
│   ├── AskedRecently
│   ├── NothingMissing
│   ├── ScopeMissing             the other side's grant doesn't allow it
│   ├── OtherPaused
│   ├── TooManyOpen
│   ├── NoRoundsLeft
│   ├── NoMoreSlots
│   ├── RevealLimit
│   ├── LengthOutsideLimits
│   ├── SessionRefused           the session can't do this now
│   │   ├── SessionExpired
│   │   ├── SessionEnded
│   │   ├── SessionBooking
│   │   ├── SessionBooked
│   │   ├── OnlyFindsTimes
│   │   ├── NotBooked
│   │   ├── UndoTooLate
│   │   ├── MeetingEdited
│   │   ├── NothingChanged
│   │   └── RelaxationGone
│   ├── SlotRefused              this slot can't be used
│   │   ├── SlotNotLive
│   │   ├── SlotTooSoon
│   │   ├── AnotherAccepted
│   │   ├── NeedsTheirAccept
│   │   ├── NeedsTheirPress
│   │   ├── RightsChanged
│   │   ├── RuleBroken
│   │   ├── WeeklyCapReached
│   │   ├── AutoNotAllowed
│   │   └── SlotTaken
│   └── CalendarRefused          a person's calendar can't be used
│       ├── CalendarNotLinked
│       ├── CalendarBroken
│       ├── CalendarUnreadable
│       ├── GoogleNotSetUp
│       ├── LinkInvalid
│       ├── ConsentIncomplete
│       ├── AccountTaken
│       └── AccountSwitchRefused
├── Conflict                     somebody else changed it first; read again
│   ├── StaleVersion
│   │   └── ReaderChanged
│   ├── LeaseLost
│   ├── KeyReused
│   └── StillWorking
├── NotFound                     there is no such row
├── CalendarError                what a call to the calendar came to
│   ├── OutcomeUnknown           it may or may not have happened
│   ├── AccessLost               the token is dead
│   ├── AccessDenied             the token may not do this
│   ├── QuotaSpent               not again within hours
│   ├── SlowDown                 not again before ``retry_after`` seconds
│   ├── CalendarGone
│   ├── EventExists
│   ├── EventGone
│   ├── EventChanged
│   └── RequestInvalid           a bug of ours
└── StorageError                 the database didn't answer
    ├── StorageBusy
    └── SchemaBehind
"""

from __future__ import annotations

from core.domain.errors.calendars import (
    AccessDenied,
    AccessLost,
    AccountSwitchRefused,
    AccountTaken,
    CalendarBroken,
    CalendarError,
    CalendarGone,
    CalendarNotLinked,
    CalendarRefused,
    CalendarUnreadable,
    ConsentIncomplete,
    EventChanged,
    EventExists,
    EventGone,
    GoogleNotSetUp,
    LinkInvalid,
    OutcomeUnknown,
    QuotaSpent,
    RequestInvalid,
    SlowDown,
)
from core.domain.errors.conflicts import (
    Conflict,
    KeyReused,
    LeaseLost,
    ReaderChanged,
    SchemaBehind,
    StaleVersion,
    StillWorking,
    StorageBusy,
    StorageError,
)
from core.domain.errors.invites import (
    AlreadyConnected,
    AlreadyInvited,
    AskedRecently,
    AutoNeedsLimits,
    BadConstraint,
    ConnectionEnded,
    CrossingInvite,
    DeclinedRecently,
    GrantRefused,
    InviteExpired,
    InviteNotPending,
    InviteRefused,
    InviterPaused,
    NotAcceptor,
    NotConnected,
    NothingMissing,
    NotInvited,
    NotInviter,
    NotParticipant,
    NotTakingInvites,
    ScopeNeedsAnother,
    TargetDeactivated,
    TargetIsBot,
    TargetIsExternal,
    TargetIsGuest,
    TargetIsSelf,
    TargetUnknown,
    YouBlockedThem,
)
from core.domain.errors.root import (
    BadInput,
    Fact,
    NotAllowed,
    NotFound,
    PerinError,
    RateLimited,
    Refused,
)
from core.domain.errors.sessions import (
    AnotherAccepted,
    AutoNotAllowed,
    LengthOutsideLimits,
    MeetingEdited,
    NeedsTheirAccept,
    NeedsTheirPress,
    NoMoreSlots,
    NoRoundsLeft,
    NotBooked,
    NothingChanged,
    OnlyFindsTimes,
    OtherPaused,
    RelaxationGone,
    RevealLimit,
    RightsChanged,
    RuleBroken,
    ScopeMissing,
    SessionBooked,
    SessionBooking,
    SessionEnded,
    SessionExpired,
    SessionRefused,
    SlotNotLive,
    SlotRefused,
    SlotTaken,
    SlotTooSoon,
    TooManyOpen,
    UndoTooLate,
    WeeklyCapReached,
)

__all__ = [
    "AccessDenied",
    "AccessLost",
    "AccountSwitchRefused",
    "AccountTaken",
    "AlreadyConnected",
    "AlreadyInvited",
    "AnotherAccepted",
    "AskedRecently",
    "AutoNeedsLimits",
    "AutoNotAllowed",
    "BadConstraint",
    "BadInput",
    "CalendarBroken",
    "CalendarError",
    "CalendarGone",
    "CalendarNotLinked",
    "CalendarRefused",
    "CalendarUnreadable",
    "Conflict",
    "ConnectionEnded",
    "ConsentIncomplete",
    "CrossingInvite",
    "DeclinedRecently",
    "EventChanged",
    "EventExists",
    "EventGone",
    "Fact",
    "GoogleNotSetUp",
    "GrantRefused",
    "InviteExpired",
    "InviteNotPending",
    "InviteRefused",
    "InviterPaused",
    "KeyReused",
    "LeaseLost",
    "LengthOutsideLimits",
    "LinkInvalid",
    "MeetingEdited",
    "NeedsTheirAccept",
    "NeedsTheirPress",
    "NoMoreSlots",
    "NoRoundsLeft",
    "NotAcceptor",
    "NotAllowed",
    "NotBooked",
    "NotConnected",
    "NotFound",
    "NotInvited",
    "NotInviter",
    "NotParticipant",
    "NotTakingInvites",
    "NothingChanged",
    "NothingMissing",
    "OnlyFindsTimes",
    "OtherPaused",
    "OutcomeUnknown",
    "PerinError",
    "QuotaSpent",
    "RateLimited",
    "ReaderChanged",
    "Refused",
    "RelaxationGone",
    "RequestInvalid",
    "RevealLimit",
    "RightsChanged",
    "RuleBroken",
    "SchemaBehind",
    "ScopeMissing",
    "ScopeNeedsAnother",
    "SessionBooked",
    "SessionBooking",
    "SessionEnded",
    "SessionExpired",
    "SessionRefused",
    "SlotNotLive",
    "SlotRefused",
    "SlotTaken",
    "SlotTooSoon",
    "SlowDown",
    "StaleVersion",
    "StillWorking",
    "StorageBusy",
    "StorageError",
    "TargetDeactivated",
    "TargetIsBot",
    "TargetIsExternal",
    "TargetIsGuest",
    "TargetIsSelf",
    "TargetUnknown",
    "TooManyOpen",
    "UndoTooLate",
    "WeeklyCapReached",
    "YouBlockedThem",
]
