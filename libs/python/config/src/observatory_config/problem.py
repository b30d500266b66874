"""What is wrong with a variable, in words for the person who has to set it."""

from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """One variable that cannot be used. None of its words is ever the value of a secret."""

    variable: str
    wrong: str
    expected: str | None = None

    def __str__(self) -> str:
        """Return the sentence to show: variable, what is wrong, what was expected."""
        sentence = f"{self.variable} {self.wrong}"
        return f"{sentence}; expected {self.expected}" if self.expected else sentence


class ConfigurationError(Exception):
    """Settings that a service cannot start with: all of their problems together."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems in the order in which they are to be shown."""
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return a heading and a line for each problem."""
        count = len(self.problems)
        heading = "1 setting is wrong:" if count == 1 else f"{count} settings are wrong:"
        return "\n".join([heading, *(f"  {problem}" for problem in self.problems)])
