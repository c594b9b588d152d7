"""An abstention in anyone's own words is told from an answer that holds a negation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring.claims.splitting import is_abstention
from tests.text import wordings
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
    "The leaflet keeps quiet about side effects in children.",
    "Nowhere in the pages is a deposit mentioned.",
    "Which of the two came first is left unsaid.",
    "The colour of the door goes unmentioned.",
    "I looked through all of it and there's no word on parking.",
    "That detail isn't in the material.",
    "You won't find the answer in these texts.",
    "The minutes skip that point.",
    "No clue is given as to the cost.",
    "The guide offers no hint of when it reopens.",
    "The catering for Sunday is not dealt with.",
    "Opening hours for the annex don't come up.",
    "I have no way of telling from this.",
    "The exact number isn't disclosed.",
    "It isn't spelled out who pays.",
    "Nothing about refunds here.",
    "The statement omits the fees for cards.",
    "The documents at hand do not touch on heating.",
    "What the second prize is, the notice doesn't reveal.",
    "None of the passages deals with bicycles.",
    "There is no indication of a limit for luggage.",
    "These excerpts don't go that far.",
    "The figure for May is not among those listed.",
    "I could find the winter timetable only.",
    "It's unclear from the text whether children pay.",
    "The date isn't specified in what you sent me.",
    "No such rule appears in the handbook.",
    "The list of members isn't included in these pages.",
    "The source is silent as to the reason.",
    "The text doesn't get into that.",
    "That question isn't taken up in the report.",
    "Sorry, there's nothing in there about wifi.",
    "How many copies were printed isn't on record here.",
    "Only the start is given, not the end.",
    "The manual fails to say which battery fits.",
    "Her age can't be gathered from the article.",
    "I'm not sure; the documents don't cover it.",
    "Whether it is dishwasher safe has been left out of the description.",
    "The notice gives the place but no time.",
    "I didn't see anything on that in the contract.",
    "From these documents it's not possible to tell.",
    "They don't say.",
    "No mention of it.",
    "Not in the documents.",
    "The brochure has nothing on discounts.",
    "Details of the insurance are lacking.",
    "The passages provide no answer to that.",
    "The price list stops at 2023.",
    "The e-mail doesn't contain an address.",
    "I can't tell whether it's heated.",
    "The page speaks of bookings in general and not of cancellations.",
    "There's no telephone number in the text.",
    "That isn't something these pages cover.",
    "Erről hallgat a szöveg.",
    "A leírásban nincs utalás az árra.",
    "Nem tudható meg a szövegből, mikor nyit.",
    "A tájékoztató nem közli az okot.",
    "Az anyag nem árulja el, ki nyert.",
    "Ezt az oldalak nem részletezik.",
    "Nem találom a telefonszámot.",
    "Nincs feltüntetve a cím.",
    "A parkolásról egy szót sem ejtenek.",
    "Sajnos erre nem kapunk választ.",
    "Sajnos nem tudok erre a kérdésre válaszolni.",
    "A megadott részletek alapján ez nem állapítható meg.",
    "Darüber schweigt das Dokument.",
    "Der Text verrät nicht, wer gewann.",
    "Ein Datum fehlt in den Unterlagen.",
    "Wie lange das dauert, wird nicht gesagt.",
    "Ob Hunde mitdürfen, steht nicht da.",
    "Aus den Seiten ist das nicht ersichtlich.",
    "Das ist den Texten nicht zu entnehmen.",
    "Kein Wort zu den Kosten.",
    "Das bleibt unklar.",
    "Dazu habe ich leider keine Informationen gefunden.",
    "Ich kann die Frage nicht beantworten.",
    "Eine Telefonnummer wird nicht genannt.",
    "Based on the information provided, I'm unable to determine who painted the tower.",
    "The provided excerpts do not contain any details regarding parking fees.",
    "I apologize, but the documents don't provide that information.",
    "There's insufficient detail in the sources to answer this.",
    "The context given does not specify an age limit.",
    "That's not covered in the material I have access to.",
    "Your documents contain nothing on that topic.",
    "I searched the passages but found no reference to a lift.",
    "The handbook makes no mention of sabbaticals.",
    "Neither passage says how old she was.",
    "The letter doesn't go into that.",
    "The bylaws are silent on proxies.",
    "The duration isn't given anywhere in the notice.",
    "We aren't told who won.",
    "I'd need more information to answer that.",
    "The opening times for bank holidays aren't part of this list.",
    "The schedule ends in October, so November can't be told.",
    "The text mentions the pool but not its depth.",
    "The report breaks costs down by year, not by department.",
    "Whether that includes tax is not something the offer states.",
    "It doesn't say whether cats are welcome.",
    "There is no entry for room 12.",
    "These rules were written for dogs and don't address cats.",
    "No passage covers that.",
    "Its weight isn't among the data given.",
    "The route isn't described in what I was given.",
    "The material provided doesn't allow an answer.",
    "That can't be answered from the text.",
    "The manual doesn't list error 42.",
    "Ehhez nincs információm.",
    "A szöveg erről nem ír.",
    "A szabályzat erre nem ad választ.",
    "A dokumentumokban erre vonatkozóan nem találtam adatot.",
    "Nincs megadva, mennyibe kerül.",
    "Az időpontot nem említik.",
    "Ez a kérdés a dokumentumok alapján nem válaszolható meg.",
    "Dazu finden sich keine Angaben.",
    "Die Unterlagen geben darüber keine Auskunft.",
    "In den vorliegenden Texten ist davon nicht die Rede.",
    "Das Dokument enthält dazu leider keine Informationen.",
    "Wann er starb, erfährt man nicht.",
    "Hierzu liegen mir keine Informationen vor.",
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


@pytest.mark.parametrize("sentence", wordings.FURTHER)
def test_wordings_of_another_hand_abstain(sentence: str) -> None:
    assert abstains(sentence)


# Both may be abstentions: only who knows what an identity card or a form is can tell.
AMBIGUOUS = ("Der Name wird auf dem Ausweis nicht genannt.", "Das Formular ist nicht online zu finden.")


@pytest.mark.parametrize("sentence", sorted({*wordings.LOOKALIKES} - {*AMBIGUOUS}))
def test_a_limit_a_duty_and_what_people_lack_are_claims(sentence: str) -> None:
    assert not abstains(sentence)


def test_wordings_that_chose_no_rule_are_mostly_told_apart() -> None:
    """Measured when the rules were chosen: 28 of 30, and 2 of 20 claims taken for one."""
    assert sum(map(abstains, wordings.HELD_OUT)) >= 27
    assert sum(map(abstains, wordings.HELD_OUT_LOOKALIKES)) <= 2


@pytest.mark.parametrize("question", ["What is it?", "Mennyibe kerül az őszi jegy?"])
def test_what_we_say_ourselves_is_an_abstention(question: str) -> None:
    assert is_abstention(not_in_documents(question))


def test_advice_with_a_number_in_it_is_more_than_advice() -> None:
    assert refers_on("You will have to ask the mine itself.")
    assert not refers_on("Please call 555 1234.")


@pytest.mark.parametrize(("file", "recognised"), [("answers_e.jsonl", 0.97), ("answers_f.jsonl", 0.55)])
def test_abstentions_of_written_answers_are_recognised_and_hardly_anything_else(file: str, recognised: float) -> None:
    """`answers_f` was written after the wordings were chosen: there two in three are recognised."""
    found = {True: [0, 0], False: [0, 0]}
    for text, is_one in written_answers(file):
        found[is_one][is_abstention(text)] += 1
    assert found[True][True] / sum(found[True]) >= recognised
    assert found[False][True] / sum(found[False]) < 0.02  # a small file: one in a hundred is a single half-answer


def written_answers(file: str) -> Iterator[tuple[str, bool]]:
    for line in (WRITTEN / file).read_text(encoding="utf-8").splitlines():
        for answer in json.loads(line)["answers"]:
            yield answer["text"], bool(answer.get("abstains"))
