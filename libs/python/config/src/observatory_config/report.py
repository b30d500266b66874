"""From pydantic's errors to problems in the words of whoever sets the variables."""

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from observatory_config.fields import Expected
from observatory_config.problem import Problem
from observatory_config.variables import spelling

_LONGEST_ECHO = 60
_WRONG = {
    "missing": "is not set",
    "too_short": "is too short",
    "url_parsing": "is not a URL",
    "url_scheme": "is a URL of another scheme",
}


def problems_in(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Return one problem for each variable that was refused, in the order of the fields.

    Pydantic's own sentences are left out: some of them quote the value, and a message is read by
    more people than a secret is meant for.
    """
    first_of_each: dict[tuple[int | str, ...], ErrorDetails] = {}
    for details in error.errors():
        first_of_each.setdefault(details["loc"][:1], details)
    return [_problem(details, model) for details in first_of_each.values()]


def expectation(field: FieldInfo) -> Expected | None:
    """Return what a field says about the values it takes."""
    return next((item for item in field.metadata if isinstance(item, Expected)), None)


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    if isinstance(details["input"], Problem):
        return details["input"]
    if not details["loc"]:
        # A validator over several fields: its message was written for this very reader.
        reason = details.get("ctx", {}).get("error", details["msg"])
        return Problem("the settings", f"do not fit together: {reason}")
    name = str(details["loc"][0])
    expected = expectation(model.model_fields[name])
    return Problem(
        spelling(name.upper()),
        _wrong(details, echo=expected is not None and expected.echo),
        expected.text if expected else None,
    )


def _wrong(details: ErrorDetails, *, echo: bool) -> str:
    if echo and details["type"] != "missing":
        return f'is "{str(details["input"])[:_LONGEST_ECHO]}"'
    return _WRONG.get(details["type"], "is not valid")
