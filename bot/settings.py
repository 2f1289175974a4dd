"""The only reader of the environment: every ``PERIN_*`` variable, checked, with one sentence for each mistake.

Secrets are ``SecretStr`` and the database's address (it may hold a password) is left out of the repr: neither ever
shows in a log or an error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.setting_values import database, duration, endpoint, keys, one_of, port, token

PREFIX = "PERIN_"

SLACK_API = "https://slack.com/api/"
GOOGLE_AUTH = "https://accounts.google.com/o/oauth2/v2/auth"
GOOGLE_TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
GOOGLE_REVOKE = "https://oauth2.googleapis.com/revoke"
GOOGLE_API = "https://www.googleapis.com/calendar/v3/"


class Mode(StrEnum):
    """How Slack reaches this process."""

    SOCKET = "socket"
    HTTP = "http"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How logs are written; ``AUTO`` is ``console`` on a terminal and ``json`` elsewhere."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


class SettingsError(Exception):
    """Settings are missing or malformed; ``sentences`` has one per mistake, each naming its variable."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


BotToken = Annotated[SecretStr, BeforeValidator(token("the bot token (xoxb-…)", wrong="xapp-"))]
AppToken = Annotated[SecretStr, BeforeValidator(token("the app token (xapp-…)", wrong="xox"))]
Address = Annotated[str, BeforeValidator(endpoint())]
Seconds = Annotated[int, BeforeValidator(duration)]


class Settings(BaseModel):
    """Everything that can be set. Names are the variables' without ``PERIN_``, in lower case."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    mode: Annotated[Mode, BeforeValidator(one_of("socket", "http"))] = Mode.SOCKET
    slack_bot_token: BotToken | None = None
    slack_app_token: AppToken | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: Annotated[str, BeforeValidator(endpoint("/api/"))] = SLACK_API
    database_url: Annotated[str, BeforeValidator(database)] = Field(default="sqlite+aiosqlite:///perin.db", repr=False)
    encryption_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(keys)] = ()
    google_client_id: str | None = None
    google_client_secret: SecretStr | None = None
    google_auth_url: Address = GOOGLE_AUTH
    google_token_url: Address = GOOGLE_TOKEN
    google_revoke_url: Address = GOOGLE_REVOKE
    google_api_url: Annotated[str, BeforeValidator(endpoint("/calendar/v3/"))] = GOOGLE_API
    public_url: Address | None = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, BeforeValidator(port)] = 8080
    session_ttl: Seconds = 86_400
    invite_ttl: Seconds = 7 * 86_400
    log_level: Annotated[LogLevel, BeforeValidator(one_of(*LogLevel))] = LogLevel.INFO
    log_format: Annotated[LogFormat, BeforeValidator(one_of("console", "json"))] = LogFormat.AUTO

    @property
    def base_url(self) -> str:
        """Where Slack and Google reach this server, without a slash at the end."""
        return (self.public_url or f"http://localhost:{self.http_port}").rstrip("/")

    @property
    def installs(self) -> bool:
        """Whether many workspaces install this app by OAuth."""
        return self.slack_client_id is not None and self.slack_client_secret is not None

    def on_port(self, bound: int) -> Settings:
        """Return the same settings for the port that was really bound."""
        return self.model_copy(update={"http_port": bound})

    def missing(self) -> tuple[str, ...]:
        """Return a sentence for each setting this mode can't start without."""
        lacks = []
        if self.slack_bot_token is None and not self.installs:
            lacks.append(
                "PERIN_SLACK_BOT_TOKEN is not set: it is the bot token (xoxb-…) of one workspace; "
                "for many workspaces set PERIN_SLACK_CLIENT_ID and PERIN_SLACK_CLIENT_SECRET instead."
            )
        if self.mode is Mode.SOCKET and self.slack_app_token is None:
            lacks.append(
                "PERIN_SLACK_APP_TOKEN is not set: socket mode needs the app token (xapp-…) with connections:write."
            )
        if self.mode is Mode.HTTP and self.slack_signing_secret is None:
            lacks.append("PERIN_SLACK_SIGNING_SECRET is not set: http mode checks every request of Slack's with it.")
        return tuple(lacks)

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence for each setting that Perin starts without, but shouldn't stay without."""
        lacks = []
        if self.google_client_id is None or self.google_client_secret is None:
            lacks.append(
                "PERIN_GOOGLE_CLIENT_ID and PERIN_GOOGLE_CLIENT_SECRET are not both set: nobody can link a calendar."
            )
        if not self.encryption_keys:
            lacks.append("PERIN_ENCRYPTION_KEYS is not set: nobody can link a calendar, for no token is kept in clear.")
        if self.mode is Mode.HTTP and self.public_url is None:
            lacks.append(f"PERIN_PUBLIC_URL is not set: Slack can't reach {self.base_url} from outside.")
        return tuple(lacks)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environment`` (None: the process's own). Raises SettingsError.

    Blanks around a value are forgotten; a variable that holds nothing else isn't set.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in (os.environ if environment is None else environment).items()
        if name.startswith(PREFIX) and value.strip()
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(tuple(_sentence(item) for item in error.errors(include_input=False))) from None


def _sentence(problem: Mapping[str, Any]) -> str:
    return f"{PREFIX}{str(problem['loc'][0]).upper()} {str(problem['msg']).removeprefix('Value error, ')}."
