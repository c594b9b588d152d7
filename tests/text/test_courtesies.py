"""What stands around an answer is told from what answers."""

import pytest

from text.courtesies import affirms, claims_nothing, lead_in_end

COURTESIES = [
    "Hello!",
    "Hi there!",
    "Thank you for your question.",
    "I hope this helps!",
    "Let me know if you have any other questions.",
    "Would you like to know more?",
    "Do you mean the 2023 or the 2024 report?",
    "Based on the provided documents:",
    "According to the passages:",
    "Answer:",
    "The answer is:",
    "Sure! Here is what I found:",
    "Sure, here's what I found in the documents:",
    "Here is the information you requested:",
    "Great question!",
    "If you need more information, please ask.",
    "OK.",
    "Természetesen! Íme, amit találtam:",
    "Szívesen!",
    "Segíthetek még valamiben?",
    "Gern geschehen!",
    "Hier ist, was ich gefunden habe:",
    "Laut den Dokumenten:",
    "👍",
    "It was",
]
ANSWERS = [
    "Yes.",
    "No.",
    "Igen.",
    "Nein.",
    "45 euros",
    "It is.",
    "Right.",
    "A",
    "Ines",
    "None",
    "Did you know that the tower was built in 1732?",
    "The tower is 92 metres tall, isn't it?",
    "According to the guide, the tower is 92 metres tall.",
    "Right of way ends at the gate.",
    "Thanks to the lift it takes 40 seconds.",
    "The following documents are required:",
    "If you need more time, extensions are granted.",
    "Here is the list of dogs that bite.",
    "Hier ist das Rauchen verboten.",
    "In the passage.",
    "The answer is 5.",
]


@pytest.mark.parametrize("sentence", COURTESIES)
def test_greetings_lead_ins_questions_back_and_offers_claim_nothing(sentence: str) -> None:
    assert claims_nothing(sentence)


@pytest.mark.parametrize("sentence", ANSWERS)
def test_answers_claim_something_however_short_they_are(sentence: str) -> None:
    assert not claims_nothing(sentence)


def test_what_a_sentence_says_begins_behind_its_lead_in() -> None:
    sentence = "Here is what I found: The fee is 5 euros."
    assert sentence[lead_in_end(sentence) :] == "The fee is 5 euros."
    assert lead_in_end("The fee is this: 5 euros.") == 0


@pytest.mark.parametrize("sentence", ["Sure!", "Of course.", "Természetesen!", "Natürlich!"])
def test_an_affirmation_is_told_from_other_courtesies(sentence: str) -> None:
    assert affirms(sentence)
    assert not affirms("Hello!")
