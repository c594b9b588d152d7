"""`CANDOR_JUDGE=hub:NAME` puts a public detector in the judge's place."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.answers import Claim, Support
from domain.errors import Misconfigured
from monitoring.detectors.detection import Inspection
from monitoring.verdict.calibration import Calibration, Figures, Quality
from monitoring.verdict.verifier import ClaimVerifier
from server.wiring.calibrating import write_calibration
from server.wiring.checking import Check
from tests.inference.hub_library import needs_absence, needs_library
from tests.inference.hub_models import write_classifier
from tests.server.wiring.test_checking import checking, folder, settings

__all__ = ["folder"]

PASSAGE = "w1 w2 is the w3. The w5 is not w6."
CLAIM = "The w1 is w9."
QUALITY = Quality(0.8, 0.2, 0.5, 0.5, 0.7, 0.1)
KINDS = [("Sequence", ("entailment", "neutral", "contradiction")), ("Sequence", ("consistent",))]
KINDS += [("Sequence", ("unsupported", "supported")), ("Token", ("LABEL_0", "LABEL_1"))]


@contextmanager
def judging(folder: Path, tmp_path: Path, kind: str, labels: tuple[str, ...]) -> Iterator[Check]:
    name = tmp_path / "detector"
    if not name.exists():
        write_classifier(name, kind=kind, labels=labels, positions=128)
    with checking(folder, judge=f"hub:{name}", data=tmp_path / "data") as check:
        yield check


def inspection(*claims: str) -> Inspection:
    return Inspection(claims, (frozenset(),) * len(claims), (PASSAGE,), "w1 ?", ())


@pytest.mark.parametrize("name", ["hub:", "hub", "owner/name", ""])
def test_a_judge_that_is_neither_ours_nor_of_the_hub_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="default, small, or hub:NAME"):
        settings(tmp_path, judge=name)


@needs_absence
def test_a_hub_judge_without_its_extra_names_the_command(folder: Path) -> None:
    with pytest.raises(Misconfigured, match=r'pip install "candor\[hub\]"'), checking(folder, judge="hub:owner/name"):
        pass


@needs_library
@pytest.mark.parametrize(("kind", "labels"), KINDS)
def test_it_checks_by_its_own_word_until_it_is_calibrated(
    folder: Path, tmp_path: Path, kind: str, labels: tuple[str, ...]
) -> None:
    with judging(folder, tmp_path, kind, labels) as check:
        identity, [own] = check.judge_identity, check.score(inspection(CLAIM))
        [found] = check.grounding.assess(inspection(CLAIM))
        assert own is not None
        assert found is not None
        assert found.risk == pytest.approx(own)
        assert (found.answers, check.grounding.reads_question, check.fitted.risk.off_point) == (None, False, 0)
        assert (check.fitted.claim_threshold, check.calibrated.calibration) == (0.5, None)
    assert identity.startswith(f"hub:{tmp_path / 'detector'}@")
    calibration = Calibration(1.0, 2.0)
    write_calibration(tmp_path / "data", identity, calibration, Figures(30, 30, QUALITY, QUALITY))
    with judging(folder, tmp_path, kind, labels) as check:
        [found] = check.grounding.assess(inspection(CLAIM))
        assert found is not None
        assert found.risk == pytest.approx(calibration(own))
        assert check.fitted.claim_threshold == pytest.approx(1 / 6)


@needs_library
@pytest.mark.parametrize(("kind", "labels"), KINDS)
def test_verdicts_come_of_it_with_quotes_and_values_as_ever(
    folder: Path, tmp_path: Path, kind: str, labels: tuple[str, ...]
) -> None:
    passages = ["In the garden dogs are welcome every day. A tent costs 38 euros."]
    said = ["In the garden dogs are welcome every day.", "A tent costs 12 euros.", CLAIM, "[1]"]
    with judging(folder, tmp_path, kind, labels) as check:
        verifier = ClaimVerifier(
            check.grounding,
            check.consistency,
            check.fitted.risk,
            threshold=0.4,
            grey_band=check.fitted.grey_band,
            deadline_seconds=60,
            on_failure=lambda name, reason: pytest.fail(f"{name}: {reason}"),
        )
        with closing(verifier):
            quoted, other, judged, nothing = verifier.verify(
                [Claim(text, 0, len(text)) for text in said], passages, question="What does a tent cost?"
            )
    assert quoted.support is Support.SUPPORTED
    assert list(quoted.detectors) == ["quote"]
    assert other.support is Support.CONTRADICTED
    assert other.evidence[0].quote in passages[0]
    assert list(judged.detectors) == ["judge"]
    assert judged.support in {Support.SUPPORTED, Support.UNSUPPORTED, Support.CONTRADICTED}
    assert nothing.support is Support.SUPPORTED
