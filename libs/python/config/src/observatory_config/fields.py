"""Types for settings. Each says what it expects, so that a wrong value is explained and not just refused."""

import re
from collections.abc import Sized
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import GetCoreSchemaHandler, HttpUrl
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_PART = re.compile(rf"({_NUMBER.pattern})(ms|s|m|h)", re.ASCII)
_DURATION = re.compile(rf"(?:{_PART.pattern})+", re.ASCII)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
}

TextT = TypeVar("TextT", bound=Sized)


class Expected:
    """What a variable has to hold, for the message when it does not.

    A value is repeated in a message only where ``echo`` says that it cannot be a secret.
    """

    def __init__(self, text: str, *, echo: bool = False) -> None:
        """Describe the value so that the sentence "expected ..." reads well."""
        self.text = text
        self.echo = echo


class Between(Expected):
    """A whole number from ``low`` to ``high``, both included."""

    def __init__(self, low: int, high: int) -> None:
        """Describe the range in the message that is shown."""
        super().__init__(f"a whole number from {low} to {high}", echo=True)
        self._low = low
        self._high = high

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Put the bounds into the schema, so that they and the message cannot disagree."""
        return core_schema.int_schema(ge=self._low, le=self._high)


class Seconds(Expected):
    """A length of time, both bounds included: ``2.5`` is seconds, ``250ms`` and ``1m30s`` say their units."""

    def __init__(self, low: float, high: float) -> None:
        """Describe the range in the message that is shown."""
        super().__init__(f"seconds from {low:g} to {high:g}, or a time such as 250ms or 1m30s", echo=True)
        self._low = timedelta(seconds=low)
        self._high = timedelta(seconds=high)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read our notation first; pydantic's own reading of a text, ISO 8601, is left out."""
        bounds = core_schema.timedelta_schema(ge=self._low, le=self._high)
        return core_schema.no_info_before_validator_function(parse_duration, bounds)


class AtLeast(Expected):
    """A text or secret of at least so many characters."""

    def __init__(self, length: int) -> None:
        """Describe the length in the message that is shown."""
        super().__init__(f"at least {length} characters")
        self._length = length

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the length after whatever the field's own type checks."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: TextT) -> TextT:
        if len(value) < self._length:
            kind = "too_short"
            raise PydanticCustomError(kind, "is too short")
        return value


def parse_duration(value: object) -> object:
    """Turn ``8``, ``250ms`` or ``1m30s`` into a timedelta, and leave alone what is not a text."""
    if not isinstance(value, str):
        return value
    text = f"{value}s" if _NUMBER.fullmatch(value) else value
    if not _DURATION.fullmatch(text):
        message = "not a duration"
        raise ValueError(message)
    try:
        return sum((float(number) * _UNITS[unit] for number, unit in _PART.findall(text)), timedelta())
    except OverflowError as error:
        message = "longer than a duration can be"
        raise ValueError(message) from error


Port = Annotated[int, Between(1, 65535)]
Flag = Annotated[bool, Expected("true or false", echo=True)]
LogLevel = Literal["debug", "info", "warn", "error"]
LogLevelSetting = Annotated[LogLevel, Expected("debug, info, warn or error", echo=True)]
# Not echoed: the user part of a URL often holds a password.
HttpAddress = Annotated[HttpUrl, Expected("a URL such as http://core:4005")]
OptionalHttpAddress = Annotated[HttpUrl | None, Expected("a URL such as http://jaeger:4318")]
