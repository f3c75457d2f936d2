"""Settings from the environment and `.env`; each wrong or missing one is told in one line."""

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage.engine.backup.retention import Keep
from storage.engine.env_file import Unknown, unknown
from storage.engine.errors import OperatorError

DEFAULT_DATABASE = "sqlite+aiosqlite:///data/dangjian.db"
TELEGRAM = "https://api.telegram.org"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(OperatorError):
    """One or more settings are wrong; `str()` is one line for each."""


class Options(BaseModel):
    """What a bureau decides for itself about how the bot treats its people; each has a default."""

    health_for_committee: bool = False
    """Whether the branch committee's members see the branch's health indices, not only its secretary."""
    rating_names: bool = False
    """Whether a rated member reads which leader wrote a reason."""
    notice_audience: Literal["bureau", "branch"] = "bureau"
    """To whom a 公示 of 发展党员 is pushed: everybody, or the branch. Everybody can read it either way."""
    pin_minutes: int = Field(default=5, ge=1, le=60)
    """How long confidential records stay unlocked after the last look."""
    shown_minutes: int = Field(default=5, ge=1, le=60)
    """How long opened content stays in the chat before it vanishes by itself."""
    practice_a_day: int = Field(default=5, ge=1, le=20)
    """How many questions a day's practice has."""
    rank_names: int = Field(default=10, ge=0)
    """How many places of a ranking are shown by name."""
    rank_all_names: bool = False
    """Whether a ranking names those below them too."""
    secretary_reads_talks: bool = False
    """Whether a branch secretary may open others' talks in the branch, with a purpose."""
    bureau_secretary_reads_talks: bool = False
    """Whether the party-committee secretary may open talks, with a purpose."""
    talk_years: int = Field(default=3, ge=1, le=30)
    """How many years what was said in a talk is kept; that it took place stays."""


class Settings(Options, BaseSettings):
    """Everything that the operator can set; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    https_proxy: SecretStr | None = None
    database_url: SecretStr = SecretStr(DEFAULT_DATABASE)
    data_dir: Path = Path("data")
    secret_key: Annotated[list[SecretStr], NoDecode] = Field(default_factory=list)
    backup_dir: Path | None = None
    backup_keep: Annotated[Keep, NoDecode] = Keep()
    timezone: str = "Asia/Shanghai"
    bureau_name: str = "海滨县公安局"
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: SecretStr | None = None
    metrics_listen: str | None = None
    smtp_url: SecretStr | None = None
    wecom_url: SecretStr | None = None
    disk_free_mb: int = Field(default=200, ge=0)
    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"\d{1,20}:[\w-]+", value.get_secret_value(), re.ASCII):
            raise ValueError("应形如 123456:ABC-DEF，由 @BotFather 发放")
        return value

    @field_validator("bot_api_url", "webhook_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and not _is_url(value):
            raise ValueError("须是地址：以 http:// 或 https:// 开头，再写主机名")
        return value.rstrip("/") if value else value

    @field_validator("https_proxy")
    @classmethod
    def _proxy(cls, value: SecretStr | None) -> SecretStr | None:
        given = value.get_secret_value() if value else "none:1"
        # The environment's may be another program's: what kind it is matters only when it is used.
        if not _is_url(given if "://" in given else f"http://{given}", kinds=()):
            raise ValueError("须是 http 代理的地址，如 http://127.0.0.1:3128")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("须以 sqlite+aiosqlite:/// 或 postgresql+asyncpg:// 开头")
        try:
            url = urlsplit(value.get_secret_value())
            named = url.path.strip("/") and url.port != 0
        except ValueError:
            named = False
        if not named:
            raise ValueError(
                "不完整：应形如 sqlite+aiosqlite:///data/dangjian.db 或 postgresql+asyncpg://用户:密码@主机:5432/库名"
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            given = value.get_secret_value()
            # What follows a # would be no part of it: neither the server nor, in a log, the password.
            if not _is_url(given, kinds=("smtp", "smtps")) or "@" not in unquote(given) or urlsplit(given).fragment:
                raise ValueError("应形如 smtps://用户:密码@服务器:465?from=发件地址，密码里的特殊符号写成 %23 这样")
        return value

    @field_validator("wecom_url")
    @classmethod
    def _wecom(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            given = value.get_secret_value()
            parts = urlsplit(given) if _is_url(given, kinds=("wecom",)) else urlsplit("")
            if not (parts.username and parts.password and (parts.hostname or "").isdecimal()):
                raise ValueError("应形如 wecom://企业ID:应用Secret@应用AgentId")
        return value

    @field_validator("secret_key", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("backup_keep", mode="before")
    @classmethod
    def _keep(cls, value: object) -> object:
        return Keep.read(value) if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("不是时区，应形如 Asia/Shanghai") from error
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in LOG_LEVELS:
            raise ValueError(f"只能是 {'、'.join(LOG_LEVELS)}")
        return value.upper()

    @field_validator("webhook_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        return _host_and_port(value)

    @field_validator("metrics_listen")
    @classmethod
    def _metrics(cls, value: str | None) -> str | None:
        if value is None:
            return None
        return _host_and_port(value if ":" in value else f"127.0.0.1:{value}")

    @field_validator("data_dir")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise ValueError("不是文件夹的路径")
        return value

    @model_validator(mode="after")
    def _webhook(self) -> "Settings":
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET 没有设置：设了 WEBHOOK_URL 就要设它，1—256 个 A-Z a-z 0-9 _ -")
        if self.webhook_secret and not re.fullmatch(r"[\w-]{1,256}", self.webhook_secret.get_secret_value(), re.ASCII):
            raise ValueError("WEBHOOK_SECRET 只能用 A-Z a-z 0-9 _ -，最多 256 个")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The bureau's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def token(self) -> str:
        """The bot's token in the clear, for the HTTP client alone.

        Raises:
            SettingsError: when there is none. What does not talk to Telegram works without one.
        """
        if self.bot_token is None:
            raise SettingsError("BOT_TOKEN 没有设置：请写在环境变量或 .env 里（见 .env.example）")
        return self.bot_token.get_secret_value()

    @property
    def secrets(self) -> list[str]:
        """All that must not stand in a log."""
        given = [self.bot_token, self.webhook_secret, *self.secret_key]
        given_urls = (self.database_url, self.https_proxy, self.smtp_url, self.wecom_url)
        urls = [self.bot_api_url, *(each.get_secret_value() for each in given_urls if each)]
        passwords = {urlsplit(each).password or "" for each in urls}
        passwords |= {unquote(each) for each in passwords}
        return [*(each.get_secret_value() for each in given if each), *(passwords - {""})]


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise ValueError("应为“地址:端口”，如 127.0.0.1:8443")
    return value


def load_settings(**overrides: object) -> Settings:
    """Read the settings, `overrides` first.

    Raises:
        SettingsError: with one line for each wrong or missing setting, never showing a value.
    """
    wrong = _unknown().wrong
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong += [_line(item["loc"], item["type"], item["msg"], item.get("ctx", {})) for item in error.errors()]
    except UnicodeDecodeError:
        assert wrong  # noqa: S101 - it is `.env` that cannot be read, and that has been told
    if wrong:
        raise SettingsError("\n".join(wrong)) from None
    return settings


def remarks() -> list[str]:
    """One line for each name that is thought to be no setting of ours, and yet may be meant as one."""
    return _unknown().remarks


def _unknown() -> Unknown:
    return unknown({name.upper() for name in Settings.model_fields}, os.environ)


def _is_url(value: str, kinds: Collection[str] = ("http", "https")) -> bool:
    try:
        url = urlsplit(value)
        kind = not kinds or url.scheme in kinds
        return bool(kind and url.hostname and url.port != 0 and not re.search(r"\s", value))
    except ValueError:
        return False


def _line(where: tuple[int | str, ...], kind: str, message: str, limits: dict[str, Any]) -> str:
    name = str(where[0]).upper() if where else ""
    wrong = {
        "value_error": message.removeprefix("Value error, "),
        "int_parsing": "须是整数",
        "bool_parsing": "须是 true 或 false",
        "greater_than_equal": f"不能小于 {limits.get('ge')}",
        "less_than_equal": f"不能大于 {limits.get('le')}",
        "literal_error": f"只能是 {limits.get('expected')}".replace(" or ", " 或 "),
    }
    return f"{name} {wrong.get(kind, '填写有误')}".strip()
