"""What time it is, for whoever is not told otherwise."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """With its time zone."""
    return datetime.now(UTC)
