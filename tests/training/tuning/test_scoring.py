"""An answer is right or wrong and delivered, held back, or an abstention; the counts add up to the questions."""

from collections.abc import Sequence
from dataclasses import astuple

from domain.answers import Claim, Support, Verdict
from domain.ports import Samples
from generation.templates import NO_ANSWER
from monitoring.verdict.judging import Judge
from tests.server.usecases.fakes import WordVerifier
from tests.training.tuning.made_up import row, rows
from training.tuning.card import Example, Outcome, card
from training.tuning.configuration import TuningConfig
from training.tuning.data_report import reported
from training.tuning.rendering import template_of
from training.tuning.rows import TuningPassage
from training.tuning.scoring import JudgeCheck, WordsAlone, scored, table
from training.tuning.splitting import Split
from training.tuning.watching import History, Looked

RIGHT, WRONG, HELD = "The velm tower was built in 1871 [1].", "It was built in 1999 [1].", "In 1871, wrong [1]."


class PassageVerifier(WordVerifier):
    """Supports a claim only by passages that hold its last word."""

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        found = super().verify(claims, passages, question=question)
        if question is not None:
            return found
        there = [any("1871" in passage for passage in passages)] * len(claims)
        return [
            one if is_there else Verdict(Support.UNSUPPORTED, 0.9, (), {})
            for one, is_there in zip(found, there, strict=True)
        ]


def check() -> JudgeCheck:
    return JudgeCheck(Judge(PassageVerifier(), None))


def test_each_answer_is_counted_once() -> None:
    asked = [row()] * 5 + [row(answer=NO_ANSWER)] * 2
    said = [RIGHT, WRONG, HELD, NO_ANSWER, "", NO_ANSWER, RIGHT]
    found = scored("after", asked, said, check())
    assert (found.right, found.wrong, found.held_back, found.abstained, found.abstained_rightly) == (1, 2, 1, 3, 1)
    assert found.right + found.wrong + (found.held_back or 0) + found.abstained == found.rows == 7


def test_a_mark_is_right_where_its_passage_alone_bears_out_the_sentence() -> None:
    asked = row(passages=(TuningPassage(text="The velm tower was built in 1871."), TuningPassage(text="Of lamps.")))
    said = ["The velm tower was built in 1871 [1].", "The velm tower was built in 1871 [2]."]
    found = scored("after", [asked, asked], said, check())
    assert found.citation_precision == 0.5
    assert scored("after", [asked], ["It was built in 1871."], check()).citation_precision is None
    assert scored("after", [asked], ["It was built in 1871 [7]."], check()).citation_precision is None


def test_without_a_check_all_that_is_no_abstention_is_delivered() -> None:
    found = scored("before", [row()] * 4, [RIGHT, HELD, "I do not find an answer.", ""], WordsAlone())
    assert (found.right, found.wrong, found.held_back, found.abstained) == (1, 1, None, 2)


def test_a_short_form_of_the_answer_makes_another_wording_right() -> None:
    said = ["It dates from 1871 [1]."]
    assert scored("before", [row()], said, check()).right == 0
    assert scored("before", [row(golds=("1871",))], said, check()).right == 1


def test_the_table_has_a_column_a_measurement() -> None:
    asked = [row()]
    lines = table([scored("before", asked, [WRONG], WordsAlone()), scored("after", asked, [RIGHT], check())])
    assert lines[0] == "|  | before | after |"
    assert "| right, delivered | 0 | 1 |" in lines
    assert "| held back | – | 0 |" in lines
    assert any(line.startswith("| ROUGE-Lsum | 0.") and line.endswith("| 1.000 |") for line in lines)
    assert len(lines) == len(astuple(scored("x", asked, [RIGHT], check()))) + 1


def test_the_card_says_what_an_adapter_is_made_of_and_how_it_is_asked() -> None:
    config = TuningConfig.model_validate(
        {"base": "some/model-1b", "out": "runs/legal", "data": {"files": ["private/r.jsonl"]}}
    )
    _, report = reported(Split(tuple(rows(8)), tuple(rows(12)[8:]), 0, 0), lambda _: 10, limit=20)
    figures = [scored(name, [row()], [said], check()) for name, said in (("before", WRONG), ("after", RIGHT))]
    outcome = Outcome(
        config,
        template_of("auto", config.base, None),
        report,
        (History("sft", (), (Looked(4, 1.25),)),),
        tuple(figures),
        (Example("When?", "In 1871.", "In\n1999.", ""),),
        ("sft: it over-fits.",),
    )
    written = card(outcome)
    assert written.startswith('---\nbase_model: "some/model-1b"\nlibrary_name: peft\n')
    for part in (
        "# legal",
        "`CANDOR_LLM_PROMPT=short`",
        "`CANDOR_LLM_QUOTES_FIRST=off`",
        "| right, delivered | 0 | 1 |",
        "- learnt from: 8 rows of 8 documents",
        "lowest loss on what is held out 1.250 after 4",
        "- Warning: sft: it over-fits.",
        '"learning_rate": 0.0002',
        "  - before: In 1999.",
        "  - after: (nothing)",
    ):
        assert part in written
    assert "runs" not in written
    assert "private" not in written
