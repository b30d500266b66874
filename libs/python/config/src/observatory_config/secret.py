"""A value that may be used and never shown."""

import hmac
from typing import Final

import pydantic

REDACTED: Final = "[redacted]"


class Secret(pydantic.Secret[str]):
    """A string that prints, logs and serialises as ``[redacted]``; ``get_secret_value`` returns it."""

    def __len__(self) -> int:
        """Return the number of characters, so that a least length can be asked for."""
        return len(self.get_secret_value())

    def __repr__(self) -> str:
        """Return the same mark as ``str``: a length or a class name is a hint too."""
        return REDACTED

    def __eq__(self, other: object) -> bool:
        """Compare in constant time, since what is compared is often what a stranger sent."""
        if not isinstance(other, Secret):
            return NotImplemented
        ours, theirs = self.get_secret_value(), other.get_secret_value()
        return hmac.compare_digest(ours.encode(), theirs.encode())

    def __hash__(self) -> int:
        """Hash the value, as equality compares it."""
        return hash(self.get_secret_value())

    def _display(self) -> str:
        return REDACTED
