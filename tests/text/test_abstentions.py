"""An abstention in anyone's own words is told from an answer that holds a negation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring.claims.splitting import is_abstention
from text.abstentions import abstains, refers_on
from text.wording import not_in_documents

WRITTEN = Path(__file__).parents[2] / "training" / "written"
ABSTENTIONS = [
    "I could not find this in the documents.",
    "The passages do not mention the opening hours.",
    "Nincs erről információ a dokumentumokban.",
    "Dazu steht nichts in den Dokumenten.",
    "I'm sorry, but I couldn't find any information about that in the provided documents.",
    "Unfortunately, the provided context does not contain information about who painted the tower.",
    "Sajnos a dokumentumok nem tartalmaznak információt erről.",
    "Sajnálom, de nem találtam választ a kérdésére.",
    "Leider konnte ich dazu in den Unterlagen nichts finden.",
    "Die bereitgestellten Dokumente enthalten keine Informationen dazu.",
    "The documents do not contain an answer to this question.",
    "A dokumentumok nem tartalmaznak választ erre a kérdésre.",
    "I don't know.",
    "Nem tudom.",
    "Das weiß ich leider nicht.",
    "There is no information about the painter in the documents.",
    "The text does not say.",
    "Based on the provided passages, I cannot answer this question.",
    "Based on the given context, there is no mention of a painter.",
    "I do not have enough information to answer this question.",
    "The provided text doesn't specify the price.",
    "It is not mentioned in the text.",
    "This information is not provided in the passages.",
    "The answer is not available in the provided documents.",
    "No information is available.",
    "A megadott szövegben nem szerepel az ár.",
    "Erre a kérdésre a dokumentumok alapján nem tudok válaszolni.",
    "Erről nem esik szó a dokumentumokban.",
    "In den Dokumenten wird das nicht erwähnt.",
    "Das steht nicht in den Dokumenten.",
    "Diese Frage kann ich anhand der Dokumente nicht beantworten.",
    "Keine Angabe.",
    "Dazu gibt es keine Informationen.",
    "Darüber sagen die Texte nichts.",
    "The documents don't say who painted the tower.",
    "I was unable to find an answer.",
    "I have not found anything on this in the documents.",
    "The documents provided do not include any details on parking.",
    "The contract does not mention pets.",
    "Not mentioned in the documents.",
    "I cannot find that in the passages provided.",
    "As far as I can tell, the handbook is silent on this.",
]
ANSWERS = [
    "The text does not say, but it is 5 euros.",
    "No, the contract does not mention pets.",
    "No.",
    "Yes.",
    "Pets are not allowed.",
    "The warranty does not cover batteries.",
    "Batteries are not included.",
    "The museum is not open on Mondays.",
    "No deposit is required.",
    "There is no fee.",
    "The ticket is not valid on Sundays.",
    "Das Kabel ist nicht enthalten.",
    "Hunde sind nicht erlaubt.",
    "A díj nem tartalmazza az áfát.",
    "Kutya nem hozható be.",
    "The policy does not cover theft.",
    "It does not include breakfast.",
    "The price does not include VAT.",
    "The list price does not include VAT.",
    "You cannot find parking here after six.",
    "The documents must not be copied.",
    "Documents are not returned.",
    "The form does not have to be signed.",
    "The contract does not provide for a notice period of less than a month.",
    "The card cannot be used abroad.",
    "It is not stated, but probably 5 euros.",
    "Der Vertrag enthält keine Kündigungsfrist.",
    "The passage is closed.",
    "The plan does not include roaming.",
    "The rules do not allow dogs.",
    "The price is not given, so it is free.",
    "A dokumentumok nem térnek ki erre, de szerintem 5 euró.",
    "The text does not say; it is 5 euros.",
    "The text does not say: 5 euros.",
    "The text does not say, it is 5 euros.",
    "The price is not stated and amounts to 5 euros.",
    "Dazu steht nichts in den Dokumenten, aber es kostet 5 Euro.",
]


@pytest.mark.parametrize("sentence", ABSTENTIONS)
def test_a_sentence_that_says_only_that_there_is_no_answer_abstains(sentence: str) -> None:
    assert abstains(sentence)


@pytest.mark.parametrize("sentence", ANSWERS)
def test_a_negation_about_the_matter_and_a_guess_behind_an_abstention_are_answers(sentence: str) -> None:
    assert not abstains(sentence)


@pytest.mark.parametrize("question", ["What is it?", "Mennyibe kerül az őszi jegy?"])
def test_what_we_say_ourselves_is_an_abstention(question: str) -> None:
    assert is_abstention(not_in_documents(question))


def test_advice_with_a_number_in_it_is_more_than_advice() -> None:
    assert refers_on("You will have to ask the mine itself.")
    assert not refers_on("Please call 555 1234.")


def test_abstentions_of_the_written_answers_are_recognised_and_hardly_anything_else() -> None:
    found = {True: [0, 0], False: [0, 0]}
    for text, is_one in written_answers():
        found[is_one][is_abstention(text)] += 1
    assert found[True][True] / sum(found[True]) >= 0.97
    assert found[False][True] / sum(found[False]) < 0.02  # a small file: one in a hundred is a single half-answer


def written_answers() -> Iterator[tuple[str, bool]]:
    for path in WRITTEN.glob("answers_*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for answer in json.loads(line)["answers"]:
                yield answer["text"], bool(answer.get("abstains"))
