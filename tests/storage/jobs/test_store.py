"""The queue of documents to be read."""

import threading
from dataclasses import replace

import pytest

from domain.documents import DocumentStatus, Progress, Wanted
from domain.ports import Added
from domain.stated import NOTHING_STATED, Fact, Stated
from storage.database.transactions import Database
from storage.stores import SqlChunks
from tests.storage import samples
from tests.storage.conftest import Library


def test_the_oldest_job_comes_first_and_each_only_once(library: Library) -> None:
    names = [library.add(f"{number}.pdf").name for number in range(3)]
    assert [library.claim().name for _ in names] == names
    assert library.jobs.claim(worker="two", lease=samples.LEASE) is None


def test_a_claimed_job_says_what_to_read_and_its_document_is_parsing(library: Library) -> None:
    document = library.add()
    job = library.claim()
    assert (job.document_id, job.version, job.name, job.collection, job.media_type, job.sha256, job.attempt) == (
        document.id,
        1,
        document.name,
        "default",
        document.media_type,
        document.sha256,
        1,
    )
    assert library.documents.get(document.id).status is DocumentStatus.PARSING


def test_a_job_whose_lease_ran_out_is_claimed_again(library: Library, clock: samples.Clock) -> None:
    library.add()
    lost = library.claim()
    clock.advance(samples.LEASE)
    again = library.claim()
    assert again.attempt == 2
    assert not library.publish(lost)
    assert library.publish(again)


def test_a_report_renews_the_lease_and_shows_progress(library: Library, clock: samples.Clock) -> None:
    document = library.add()
    job = library.claim()
    clock.advance(samples.LEASE * 0.9)
    assert library.jobs.report(job, DocumentStatus.EMBEDDING, Progress(3, 9), lease=samples.LEASE)
    clock.advance(samples.LEASE * 0.9)
    assert library.jobs.claim(worker="two", lease=samples.LEASE) is None
    seen = library.documents.get(document.id)
    assert (seen.status, seen.progress) == (DocumentStatus.EMBEDDING, Progress(3, 9))


def test_a_job_given_back_is_claimed_at_once_and_the_attempt_does_not_count(library: Library) -> None:
    document = library.add()
    library.jobs.release(library.claim())
    assert library.documents.get(document.id).status is DocumentStatus.QUEUED
    assert library.claim().attempt == 1


def test_a_lease_that_another_took_and_gave_back_is_not_the_first_ones_again(
    library: Library, clock: samples.Clock
) -> None:
    document = library.add()
    lost = library.claim()
    clock.advance(samples.LEASE)
    library.jobs.release(library.claim())
    assert not library.jobs.report(lost, DocumentStatus.EMBEDDING, Progress(1, 2), lease=samples.LEASE)
    assert not library.publish(lost)
    library.jobs.fail(lost, "late")
    assert library.documents.get(document.id).status is DocumentStatus.QUEUED


def test_the_leases_of_a_former_process_are_dropped_and_those_of_others_stay(library: Library) -> None:
    document = library.add("a.pdf")
    library.add("b.pdf")
    mine = library.claim()
    theirs = library.jobs.claim(worker="other folder", lease=samples.LEASE)
    assert library.jobs.drop_leases(worker="one") == 1
    assert library.documents.get(document.id).status is DocumentStatus.QUEUED
    assert not library.publish(mine)
    again = library.claim()
    assert (again.document_id, again.attempt) == (document.id, 2)
    assert library.jobs.claim(worker="one", lease=samples.LEASE) is None
    assert theirs is not None
    assert library.publish(theirs)


def test_a_paused_job_keeps_its_lease_and_its_attempt_does_not_count(library: Library) -> None:
    library.add()
    job = library.claim()
    library.jobs.pause(job)
    assert library.jobs.claim(worker="two", lease=samples.LEASE) is None
    library.jobs.drop_leases(worker="one")
    again = library.claim()
    assert again.attempt == 1
    library.jobs.pause(again)
    assert library.jobs.report(again, DocumentStatus.EMBEDDING, Progress(1, 2), lease=samples.LEASE)
    library.jobs.drop_leases(worker="one")
    assert library.claim().attempt == 2


def test_renewed_leases_hold(library: Library, clock: samples.Clock) -> None:
    library.add()
    job = library.claim()
    clock.advance(samples.LEASE * 0.9)
    library.jobs.renew([job], lease=samples.LEASE)
    clock.advance(samples.LEASE * 0.9)
    assert library.jobs.claim(worker="two", lease=samples.LEASE) is None
    assert library.publish(job)


def test_a_job_put_off_is_claimed_when_its_time_has_come(library: Library, clock: samples.Clock) -> None:
    library.add()
    library.jobs.release(library.claim(), after=samples.LEASE)
    assert library.jobs.owners() == []
    assert library.jobs.claim(worker="one", lease=samples.LEASE) is None
    clock.advance(samples.LEASE)
    assert library.claim().attempt == 1


def test_each_owners_jobs_are_claimed_by_size_or_age(library: Library) -> None:
    for name, owner, content in (("a", "key_1", "x" * 30), ("b", "key_1", "y" * 10), ("c", None, "z" * 20)):
        library.documents.add(replace(samples.upload(name, content=content), owner=owner))
    assert set(library.jobs.owners()) == {"key_1", None}

    def claimed(wanted: Wanted) -> str | None:
        job = library.jobs.claim(worker="one", lease=samples.LEASE, wanted=wanted)
        if job is None:
            return None
        library.jobs.release(job)
        return job.name

    assert claimed(Wanted(owner="key_1")) == "b"
    assert claimed(Wanted(owner="key_1", oldest=True)) == "a"
    assert claimed(Wanted(owner=None)) == "c"
    assert claimed(Wanted(owner="key_1", below_bytes=10)) is None
    assert claimed(Wanted(owner="key_2")) is None


def test_workers_that_race_for_jobs_get_each_one_once(library: Library) -> None:
    for number in range(20):
        library.add(f"{number}.pdf")
    claimed: list[str] = []

    def work() -> None:
        while (job := library.jobs.claim(worker="any", lease=samples.LEASE)) is not None:
            claimed.append(job.document_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 20


def test_chunks_without_their_vectors_cannot_be_published(library: Library) -> None:
    library.add()
    job = library.claim()
    with pytest.raises(ValueError, match="shorter"):
        library.jobs.publish(job, samples.parsed(), samples.chunks(2), samples.vectors(1), encoder="one")
    assert library.publish(job)


def test_what_could_not_be_read_is_kept_with_the_version_and_goes_with_it(library: Library) -> None:
    document = library.add("a.csv")
    parsed = replace(samples.parsed(), warnings=("One byte was lost.",))
    assert library.jobs.publish(library.claim(), parsed, samples.chunks(1), samples.vectors(1), encoder="one")
    assert library.documents.get(document.id).warnings == ("One byte was lost.",)
    library.add("a.csv")
    assert library.publish(library.claim())
    assert library.documents.get(document.id).warnings == ()


def test_what_a_document_states_is_kept_with_the_version_and_comes_with_its_chunks(
    library: Library, database: Database
) -> None:
    document = library.add("a.txt")
    said = Stated(valid_from=Fact("2024-03-01", "Valid from 1 March 2024", 14), version=Fact("2", "Version 2", 40))
    parsed = replace(samples.parsed(), stated=said)
    assert library.jobs.publish(library.claim(), parsed, samples.chunks(1), samples.vectors(1), encoder="one")
    assert library.documents.get(document.id).stated == said
    chunks = SqlChunks(database)
    [added] = chunks.changes("default", after=0, limit=10)
    assert isinstance(added, Added)
    assert chunks.chunks([added.chunk_id])[added.chunk_id].stated == said
    library.add("a.txt")
    assert library.publish(library.claim())
    assert library.documents.get(document.id).stated == NOTHING_STATED
