"""Downloads of large files that go on where they were broken off, and count only with the right checksum."""

from collections.abc import Callable
from hashlib import file_digest
from http import HTTPStatus
from pathlib import Path

import httpx

from domain.errors import CandorError

_TIMEOUT = httpx.Timeout(30, connect=10)


class NotFetched(CandorError):
    """A file could not be had; the message says why and what to do."""


def fetch(url: str, target: Path, *, sha256: str, size_bytes: int, progress: Callable[[int], None]) -> None:
    """Writes the file to `target`; `progress` is told how many bytes are there.

    What a broken download left stays beside it as `.part`, and the next call goes on from there. Raises `NotFetched`.
    """
    part = target.with_name(f"{target.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        _rest(url, part, size_bytes, progress)
    except httpx.HTTPError as error:
        raise NotFetched(
            f"{url} cannot be reached or broke off ({type(error).__name__}). Try again, and it goes on where it ended; "
            "or download the file elsewhere: candor model add FILE"
        ) from error
    if _sha256(part) != sha256:
        part.unlink()
        raise NotFetched(f"What {url} sent is not the file that was pinned: its checksum differs. It was thrown away.")
    part.replace(target)


def _rest(url: str, part: Path, size_bytes: int, progress: Callable[[int], None]) -> None:
    there = part.stat().st_size if part.exists() else 0
    progress(there)
    if there >= size_bytes:
        return
    headers = {"Range": f"bytes={there}-"} if there else {}
    with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=_TIMEOUT) as reply:
        if reply.status_code not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            raise NotFetched(f"{url} answered {reply.status_code}. candor model add FILE takes one from elsewhere.")
        goes_on = reply.status_code == HTTPStatus.PARTIAL_CONTENT
        there = there if goes_on else 0
        with part.open("ab" if goes_on else "wb") as file:
            for portion in reply.iter_bytes():
                there += file.write(portion)
                progress(there)
                if there > size_bytes:
                    raise NotFetched(f"{url} sends more than the {size_bytes:,} bytes of the file that was pinned.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
