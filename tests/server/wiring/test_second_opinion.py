"""Where grounding is in doubt, other answers of the same model are asked too: before under `hold`, else afterwards."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from domain.generation import EvidencePair, Relation
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.numbers import invented_numbers
from monitoring.detectors.selfcheck import Scale, SelfCheck, not_entailed
from monitoring.verdict.risk import GreyBand
from server.wiring.adapters import Adapters
from server.wiring.opening import LocalModels, open_models
from server.wiring.settings import Settings
from tests.monitoring.risk_models import risk_model
from tests.server.conftest import Client, FakeModel, client_of, serving, settings_for
from text.marks import strip_marks
from text.numerals import known_numbers

T = TypeVar("T")
QUESTION = "How many books may a member borrow?"
SURE = "Members can borrow as many as six books [1]."
DOUBTFUL = "Somebody who is late pays 25 cents daily [2]."
DOUBTFUL_TOO = "A new card costs some 4 euros [1]."
INVENTED = "A duke founded it [1]."
RISKS = {SURE: 0.05, DOUBTFUL: 0.3, DOUBTFUL_TOO: 0.3, INVENTED: 0.95}
SAMPLES_FAILED = 'candor_detector_failures_total{detector="selfcheck",reason="error"}'


class ScriptedGrounding:
    """Gives each sentence the risk that this test wants it to have."""

    name = "grounding"
    reads_question = False

    def assess(self, inspection: Inspection) -> Sequence[Assessment]:
        by_claim = {strip_marks(sentence).text: risk for sentence, risk in RISKS.items()}
        return [Assessment(by_claim.get(claim, 0.14)) for claim in inspection.claims]


class NumberEntailment:
    """A working stand-in for the model: a text contradicts a claim that has other numbers."""

    def compare(self, pairs: Sequence[EvidencePair]) -> Sequence[Relation]:
        wrong = [bool(invented_numbers(pair.claim, known_numbers(pair.evidence))) for pair in pairs]
        return [Relation(0.01, 0.0, 0.99) if is_wrong else Relation(0.99, 0.0, 0.01) for is_wrong in wrong]


@contextmanager
def open_scripted(settings: Settings) -> Iterator[LocalModels]:
    with open_models(settings) as models:
        yield replace(
            models,
            grounding=ScriptedGrounding(),  # type: ignore[arg-type]  # a `Detector` is all that it has to be
            consistency=SelfCheck(NumberEntailment(), Scale(1.0, 0.0), score=not_entailed),
            risk=replace(risk_model(), answer_weights=(0.1, 1.0, 0.0)),
            claim_threshold=0.4,
            grey_band=GreyBand(0.15, 0.6),
            answer_threshold=0.36,
        )


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory, documents: dict[str, Path]) -> Iterator[tuple[str, FakeModel]]:
    with FakeModel.running() as model:
        settings = settings_for(tmp_path_factory.mktemp("data"), llm_url=model.url, selfcheck_samples=3, judge="small")
        with serving(settings, Adapters(local_models=open_scripted)) as url, client_of(url) as client:
            for policy in ("hold", "annotate", "monitor"):
                client.http.post("/v1/collections", json={"name": policy, "policy": policy})
                client.upload(documents["pdf"], collection=policy)
            yield url, model


@pytest.fixture
def client(server_url: tuple[str, FakeModel]) -> Iterator[Client]:
    with client_of(server_url[0]) as client:
        yield client


@pytest.fixture
def model(server_url: tuple[str, FakeModel]) -> FakeModel:
    model = server_url[1]
    model.text, model.other_text, model.broken, model.others_refused = f"{SURE} {DOUBTFUL}", None, False, False
    model.mended = None
    model.requests.clear()
    model.others_go_on.set()
    return model


def eventually(look: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + 20
    while (found := look()) is None:
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


def failures(client: Client) -> float:
    lines = client.http.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(SAMPLES_FAILED))


def supports(answer: dict[str, Any]) -> list[str]:
    return [claim["support"] for claim in answer["claims"]]


def judged_again(client: Client, answer_id: str) -> dict[str, Any]:
    """The answer as it is kept once a second opinion is in."""

    def look() -> dict[str, Any] | None:
        answer: dict[str, Any] = client.http.get(f"/v1/answers/{answer_id}").json()
        return answer if any("selfcheck" in claim["detectors"] for claim in answer["claims"]) else None

    return eventually(look)


@pytest.mark.parametrize(
    ("others", "released", "outcome"),
    [("It is 25 cents daily.", [SURE, DOUBTFUL], "answered"), ("It is 40 cents daily.", [SURE], "escalated")],
)
def test_under_hold_a_claim_in_doubt_waits_for_what_the_other_answers_say(
    client: Client, model: FakeModel, others: str, released: list[str], outcome: str
) -> None:
    model.other_text = others
    model.others_go_on.clear()
    body = {"stream": True, "messages": [{"role": "user", "content": QUESTION}], "candor": {"collection": "hold"}}
    told: list[dict[str, Any]] = []

    def listen() -> None:
        with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
            told.extend(json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {"))

    def claims() -> list[str]:
        return [chunk["candor"]["claim"]["text"] for chunk in list(told) if "claim" in chunk.get("candor", {})]

    listening = threading.Thread(target=listen)
    listening.start()
    eventually(lambda: len(model.others_asked()) == 3 or None)
    assert "25 cents" not in json.dumps(told)
    model.others_go_on.set()
    listening.join()

    assert claims() == released
    block = told[-1]["candor"]
    assert block["outcome"] == outcome
    assert {claim["text"]: "selfcheck" in claim["detectors"] for claim in block["claims"]}[SURE] is False
    answer = client.http.get(f"/v1/answers/{block['answer_id']}").json()
    judged = answer["claims"] + (answer["withheld"] or {"claims": []})["claims"]
    assert "selfcheck" in judged[1]["detectors"]
    assert ("25 cents" in answer["text"]) is (outcome == "answered")


def test_the_samples_of_an_answer_are_drawn_once_and_none_where_nothing_is_in_doubt(
    client: Client, model: FakeModel
) -> None:
    model.other_text = "It is 25 cents daily, and 4 euros for a card."
    model.text = f"{DOUBTFUL} {SURE} {DOUBTFUL_TOO}"
    answer = client.ask(QUESTION, collection="hold")["candor"]
    assert supports(answer) == ["supported"] * 3
    assert len(model.others_asked()) == 3

    model.text = SURE
    client.ask(QUESTION, collection="hold")
    client.ask(QUESTION, collection="annotate")
    assert len(model.others_asked()) == 3


def test_under_hold_a_claim_whose_second_opinion_failed_is_unchecked_and_withheld(
    client: Client, model: FakeModel
) -> None:
    before, model.others_refused = failures(client), True

    answer = client.ask(QUESTION, collection="hold")["candor"]

    assert [claim["text"] for claim in answer["claims"]] == [SURE]
    assert answer["outcome"] == "escalated"
    escalation = client.http.get(f"/v1/escalations/{answer['escalation_id']}").json()
    assert escalation["kind"] == "unchecked"
    assert supports(escalation["answer"]["withheld"]) == ["unchecked"]
    assert failures(client) == before + 1


def test_what_follows_a_withheld_claim_is_worth_no_samples(client: Client, model: FakeModel) -> None:
    model.text, model.mended = f"{INVENTED} {DOUBTFUL}", INVENTED
    assert client.ask(QUESTION, collection="hold")["candor"]["outcome"] == "escalated"
    assert model.others_asked() == []


@pytest.mark.parametrize("policy", ["annotate", "monitor"])
def test_what_was_delivered_at_once_is_judged_again_and_escalated_if_need_be(
    client: Client, model: FakeModel, policy: str
) -> None:
    model.other_text = "It is 40 cents daily."
    model.others_go_on.clear()

    first = client.ask(QUESTION, collection=policy)["candor"]
    assert (first["outcome"], supports(first), first["escalation_id"]) == ("answered", ["supported"] * 2, None)
    model.others_go_on.set()
    second = judged_again(client, first["answer_id"])

    assert second["text"] == f"{SURE} {DOUBTFUL}"
    assert (second["outcome"], second["support"], supports(second)) == (
        "flagged",
        "unsupported",
        ["supported", "unsupported"],
    )
    assert second["risk"] > first["risk"]
    conversation = client.http.get(f"/v1/conversations/{first['conversation_id']}").json()
    kinds = [escalation["kind"] for escalation in conversation["escalations"]]
    assert kinds == (["flagged"] if policy == "annotate" else [])


def test_an_open_page_hears_of_the_new_verdicts_and_nobody_is_called_twice(client: Client, model: FakeModel) -> None:
    model.text, model.other_text = f"{INVENTED} {DOUBTFUL}", "It is 40 cents daily."
    model.others_go_on.clear()
    first = client.ask(QUESTION, collection="annotate")["candor"]

    with client.http.stream("GET", f"/v1/conversations/{first['conversation_id']}/events") as events:
        lines = events.iter_lines()
        assert next(lines) == "event: escalation"
        model.others_go_on.set()
        next(line for line in lines if line == "event: answer")
        told = json.loads(next(lines).removeprefix("data: "))

    assert (told["id"], told["outcome"]) == (first["answer_id"], "flagged")
    assert supports(told) == ["unsupported", "unsupported"]
    conversation = client.http.get(f"/v1/conversations/{first['conversation_id']}").json()
    assert [escalation["id"] for escalation in conversation["escalations"]] == [first["escalation_id"]]


def test_an_answer_that_was_delivered_keeps_what_grounding_said_when_the_second_opinion_fails(
    client: Client, model: FakeModel
) -> None:
    before, model.others_refused = failures(client), True

    first = client.ask(QUESTION, collection="annotate")["candor"]

    eventually(lambda: failures(client) == before + 1 or None)
    kept = client.http.get(f"/v1/answers/{first['answer_id']}").json()
    assert (kept["claims"], kept["outcome"], kept["risk"]) == (first["claims"], "answered", first["risk"])


@pytest.mark.parametrize("policy", ["hold", "annotate"])
def test_the_extractive_answerer_is_never_asked_for_another_answer(
    client: Client, model: FakeModel, policy: str
) -> None:
    client.ask("What does a late book cost a day?", model="extractive", collection=policy)
    assert model.requests == []


def test_quotes_that_stand_in_for_a_model_that_is_down_get_no_second_opinion(client: Client, model: FakeModel) -> None:
    model.broken = True
    client.ask("What does a late book cost a day?", collection="hold")
    assert model.others_asked() == []


@pytest.mark.parametrize(("policy", "escalated"), [("hold", True), ("annotate", True), ("monitor", False)])
def test_an_answer_that_is_risky_as_a_whole_is_delivered_and_flagged(
    client: Client, model: FakeModel, policy: str, *, escalated: bool
) -> None:
    model.text = "It is a large place [1]. It is an old place [1]. It is a warm place [1]. It is a calm place [1]."

    completion = client.ask(QUESTION, collection=policy)

    answer = completion["candor"]
    assert completion["choices"][0]["message"]["content"] == model.text
    assert (answer["outcome"], set(supports(answer))) == ("flagged", {"supported"})
    assert (answer["escalation_id"] is not None) is escalated
    if escalated:
        reason = client.http.get(f"/v1/escalations/{answer['escalation_id']}").json()["reason"]
        assert reason.startswith("No single sentence is unsupported")
    verified = client.http.post("/v1/verify", json={"answer": model.text, "passages": ["A library."]}).json()
    assert (verified["outcome"], verified["support"]) == ("flagged", "supported")
