"""Everything that can go wrong in a way we expect.

CandorError
├── Refused               the request cannot be done as it stands; its message says what to change
│   ├── NotFound          no such thing, or not yours: both look the same
│   ├── Conflict          someone else holds it, or its state does not allow it
│   ├── Invalid           the input breaks a rule
│   │   └── TooLarge      the input is over a limit
│   ├── Unsupported       a kind of file that cannot be read
│   ├── Unauthenticated   no key, or one that is not valid
│   ├── Forbidden         the key's role does not allow it
│   └── Overloaded        too much is waiting; try again later
├── StorageFull           nothing more can be stored; the message names no place
├── UnreadableDocument    a file cannot be read; the message is shown to its owner
├── ModelUnavailable      a model gave no answer at all
│   ├── ModelBusy         it writes for others, and the wait was too long
│   └── PromptTooLong     it was told more than it can take in
├── ModelInterrupted      a model stopped in the middle of an answer
├── NotComputed           a query over a table came to nothing: refused, late, or the table is gone
└── Misconfigured         the installation is wrong; the message says how to mend it
"""

from enum import StrEnum


class CandorError(Exception):
    """Something went wrong in a way we expect. The message is for people."""


class Refused(CandorError):
    """The request cannot be done as it stands."""


class NotFound(Refused):
    """No such thing, or not yours."""


class Missing(StrEnum):
    """What a request may name that is not there, as the message calls it."""

    COLLECTION = "collection"
    DOCUMENT = "document"
    CONVERSATION = "conversation"
    ANSWER = "answer"
    ESCALATION = "escalation"
    VERIFIED = "verified answer"
    DELIVERY = "dead letter"
    COMPARISON = "comparison"
    CANARY = "canary"


def no_such(thing: Missing) -> NotFound:
    """The one wording for what is not there and for what is not the caller's, so that nobody can tell them apart."""
    return NotFound(f"There is no such {thing}.")


class Conflict(Refused):
    """Someone else holds it, or its state does not allow it."""


class Invalid(Refused):
    """The input breaks a rule."""


class TooLarge(Invalid):
    """The input is over a limit."""


class Unsupported(Refused):
    """A kind of file that cannot be read."""


class Unauthenticated(Refused):
    """No key, or one that is not valid."""


class Forbidden(Refused):
    """The key's role does not allow it."""


class Overloaded(Refused):
    """Too much is waiting; try again later."""


class StorageFull(CandorError):
    """Nothing more can be stored: the disk is full or cannot be written. The message names no place."""


class UnreadableDocument(CandorError):
    """A file cannot be read; the message says why and what to do."""


class ModelUnavailable(CandorError):
    """A model gave no answer at all."""


class ModelBusy(ModelUnavailable):
    """A model writes for others, and whoever waited has waited long enough."""


class PromptTooLong(ModelUnavailable):
    """A model was told more than it can take in: `tokens` where `limit` are the most."""

    def __init__(self, *, tokens: int, limit: int) -> None:
        super().__init__(f"The language model takes in {limit} tokens at the most; these are {tokens}.")
        self.tokens = tokens
        self.limit = limit


class ModelInterrupted(CandorError):
    """A model stopped in the middle of an answer."""


class NotComputed(CandorError):
    """A query over a table came to nothing."""


class Misconfigured(CandorError):
    """The installation is wrong; the message says how to mend it."""
