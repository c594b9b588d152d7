"""The retriever as its users see it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.documents import CONVERSATION_PREFIX
from domain.errors import CandorError, Misconfigured, Overloaded
from domain.generation import Reading
from retrieval.hybrid import HybridRetriever, Tuning
from retrieval.stages import Stage
from tests.retrieval.conftest import Opener, tuned
from tests.retrieval.fakes import BusyReader, MemoryDatabase, WordEncoder, WordReader

TEXTS = (
    "Parental leave lasts twelve weeks.",
    "Lost key cards are reported to the front desk.",
    "Travel expenses are paid back within ten days.",
    "The canteen opens at eleven.",
)


def texts_of(retriever: HybridRetriever, query: str, *collections: str, k: int = 3) -> list[str]:
    return [passage.text for passage in retriever.retrieve(query, collections=collections or ("default",), k=k)]


def test_the_passage_that_answers_comes_first(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    assert texts_of(open_retriever(), "How long is parental leave?")[0] == TEXTS[0]


def test_a_passage_carries_its_chunk_and_the_scores_of_both_indexes(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    ids = database.add("default", *TEXTS)
    best, *rest = open_retriever().retrieve("lost key cards", collections=["default"], k=4)
    assert best.stored == database.chunks(ids)[ids[1]]
    assert best.scores.dense is not None
    assert best.scores.lexical is not None
    assert best.scores.lexical > 0
    assert rest[-1].scores.lexical is None


def test_collections_without_documents_give_nothing(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    assert texts_of(retriever, "leave", "empty") == []
    assert retriever.retrieve("leave", collections=[], k=3) == []
    assert texts_of(retriever, "leave", "empty", "default")


@pytest.mark.parametrize("query", ["", "  \n", "🙂", "\ud800", "\0", "x" * 100_000])
def test_odd_questions_break_nothing(database: MemoryDatabase, open_retriever: Opener, query: str) -> None:
    database.add("default", *TEXTS)
    assert len(texts_of(open_retriever(), query)) <= 3


def test_a_conversations_own_documents_are_answered_together_with_the_collection(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    own = CONVERSATION_PREFIX + "a/b\n../é"
    database.add("default", *TEXTS)
    database.add(own, "My own note: parental leave was granted to me.")
    found = texts_of(open_retriever(), "parental leave", "default", own, k=2)
    assert set(found) == {TEXTS[0], "My own note: parental leave was granted to me."}


def test_other_collections_are_never_shown(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    database.add("secret", "Parental leave of the board.")
    assert "Parental leave of the board." not in texts_of(open_retriever(), "parental leave board", k=10)


def test_a_new_document_is_found_by_the_next_question(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    texts_of(retriever, "leave")
    database.add("default", "Bicycles are kept in the yard.")
    assert texts_of(retriever, "bicycles yard")[0] == "Bicycles are kept in the yard."


def test_a_removed_document_is_gone_at_once(database: MemoryDatabase, open_retriever: Opener) -> None:
    first, *_ = database.add("default", *TEXTS)
    retriever = open_retriever()
    assert TEXTS[0] in texts_of(retriever, "parental leave")
    database.remove(first)
    assert TEXTS[0] not in texts_of(retriever, "parental leave", k=10)


def test_a_chunk_that_the_database_lost_is_not_shown_and_others_take_its_place(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    ids = database.add("default", *(f"parental leave, paragraph {n}" for n in range(400)))
    last = database.add("default", "something else")
    retriever = open_retriever(tuning=tuned(candidates=2))
    texts_of(retriever, "leave")
    database.lose(*ids[:399])
    assert set(texts_of(retriever, "parental leave paragraph", k=2)) == {
        "parental leave, paragraph 399",
        *(database.texts("default")[i] for i in last),
    }


def test_k_bounds_the_passages(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *(f"leave {n}" for n in range(80)))
    retriever = open_retriever(reader=WordReader())
    assert [len(texts_of(retriever, "leave", k=k)) for k in (0, 1, 30, 500)] == [0, 1, 30, 80]


def test_the_reader_decides_the_order_and_its_relevance_is_kept(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    class LikesTheCanteen(WordReader):
        def read(self, question: str, passages: list[str]) -> list[Reading]:  # type: ignore[override]
            return [Reading(0.9 if "canteen" in text else 0.2, 0.5, 0, 1) for text in passages]

    database.add("default", *TEXTS)
    retriever = open_retriever(reader=LikesTheCanteen(), tuning=tuned(reader_weight=1.0))
    best, second, *_ = retriever.retrieve("parental leave", collections=["default"], k=4)
    assert (best.text, best.relevance) == (TEXTS[3], 0.9)
    assert (second.text, second.relevance) == (TEXTS[0], 0.2)


def test_the_reader_reads_more_passages_than_are_asked_for(database: MemoryDatabase, open_retriever: Opener) -> None:
    read: list[int] = []

    class Counting(WordReader):
        def read(self, question: str, passages: list[str]) -> list[Reading]:  # type: ignore[override]
            read.append(len(passages))
            return list(super().read(question, passages))

    database.add("default", *(f"leave {n}" for n in range(80)))
    open_retriever(reader=Counting(), tuning=tuned(candidates=12)).retrieve("leave", collections=["default"], k=3)
    assert read == [12]


def test_while_it_is_crowded_fewer_passages_are_read(database: MemoryDatabase, open_retriever: Opener) -> None:
    read: list[int] = []

    class Counting(WordReader):
        def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
            read.append(len(passages))
            return super().read(question, passages)

    database.add("default", *(f"Note {number} on leave." for number in range(12)))
    crowd = [False, True, True]
    retriever = open_retriever(
        reader=Counting(),
        tuning=tuned(candidates=9, candidates_when_crowded=4),
        crowded=lambda: crowd.pop(0),
    )
    for k in (2, 2, 6):
        assert len(texts_of(retriever, "leave", k=k)) == k
    assert read == [9, 4, 6]


def test_where_the_reader_fails_the_fused_order_stands_and_the_failure_is_told(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    database.add("default", *TEXTS)
    failures: list[CandorError] = []
    busy = open_retriever(reader=BusyReader(), on_reader_failure=failures.append)
    found = busy.retrieve("parental leave", collections=["default"], k=3)
    assert [passage.text for passage in found] == texts_of(open_retriever(), "parental leave")
    assert all(0 <= passage.relevance <= 1 for passage in found)
    assert [type(failure) for failure in failures] == [Overloaded]


def test_each_stage_is_timed(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    told: list[tuple[Stage, float]] = []
    retriever = open_retriever(reader=WordReader(), observe=lambda stage, seconds: told.append((stage, seconds)))
    texts_of(retriever, "leave")
    assert [stage for stage, _ in told] == list(Stage)
    assert all(seconds >= 0 for _, seconds in told)


def test_lag_counts_changes_that_are_not_applied(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    retriever.refresh("default")
    assert retriever.lag() == 0
    first, *_ = database.add("default", "one", "two")
    database.add("elsewhere", "three")
    database.remove(first)
    assert retriever.lag() == 2
    retriever.refresh("default")
    assert retriever.lag() == 0


def test_two_collections_of_one_name_but_for_its_letters_are_kept_apart(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    names = ("Büro", "Buro", "büro", "b:ro", "b/ro", "B RO", "..", "live")
    for name in names:
        database.add(name, f"only in {name}")
    with_few_open = open_retriever(tuning=tuned(most_open=2))
    for _ in range(2):
        assert [texts_of(with_few_open, "only", name) for name in names] == [[f"only in {name}"] for name in names]


def test_a_folder_that_cannot_be_written_is_named(open_retriever: Opener, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Misconfigured, match="cannot be written"):
        open_retriever(folder=tmp_path / "file" / "indexes")


@pytest.mark.parametrize("wrong", [{"candidates": 0}, {"reader_weight": 1.5}, {"most_open": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(Misconfigured):
        Tuning(**wrong)  # type: ignore[arg-type]


def test_questions_and_uploads_at_once_give_whole_answers(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever(tuning=tuned(most_open=1))
    wrong: list[object] = []

    def ask(collection: str) -> None:
        for _ in range(12):
            found = texts_of(retriever, "parental leave", collection)
            if TEXTS[0] not in found:
                wrong.append(found)

    def upload() -> None:
        for n in range(12):
            (chunk_id,) = database.add("default", f"note {n}")
            retriever.refresh("default")
            database.remove(chunk_id)

    database.add("other", *TEXTS)
    threads = [threading.Thread(target=ask, args=(name,)) for name in ("default", "default", "other")]
    threads.append(threading.Thread(target=upload))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert texts_of(retriever, "note", k=10) == texts_of(retriever, "note", k=10)
    assert not any(text.startswith("note") for text in texts_of(retriever, "note", k=10))


def test_a_question_in_a_script_that_no_model_here_reads_is_answered_by_its_words(
    database: MemoryDatabase, encoder: WordEncoder, open_retriever: Opener
) -> None:
    question, wanted = "会员费", "会员费每年三百元。"
    database.add("default", wanted)
    database.add_vector("default", "停车场有十个车位。", encoder.encode([question])[0])
    retriever = open_retriever(reader=Misreader())
    assert texts_of(retriever, question) == [wanted]
    assert len(texts_of(retriever, "网络密码")) == 2


class Misreader:
    """Finds every passage the more relevant the less it has of the question."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [Reading(0.1 if question in text else 0.9, 0.5, 0, 1) for text in passages]
