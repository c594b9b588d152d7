"""Files as people have them, uploaded and asked about: what is read wrong is answered wrong."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.pdf_files import pdf_of
from tests.ingest.scanned_files import picture_of, scan_of
from tests.ingest.test_drawing import marked_box
from tests.server.conftest import Client


@dataclass(frozen=True)
class Case:
    """A file alone in its collection. Of `asked` and `searched`: a question, what the reply holds, what it does not."""

    name: str
    content: str
    asked: tuple[tuple[str, str, str], ...] = ()
    searched: tuple[tuple[str, str, str], ...] = ()


def _survey() -> str:
    header = ["Person", *(f"Item {number}" for number in range(1, 61))]
    rows = [
        [f"Visitor {row}", *(f"reply {row}-{n} and a few words that fill the cell" for n in range(1, 61))]
        for row in (1, 2, 3)
    ]
    return "".join(",".join(record) + "\n" for record in [header, *rows])


def _price_list() -> str:
    rows = (f"| Hinge H{number} | brass | {number * 11} | {number * 2 + 0.25} |\n" for number in range(1, 81))
    return "# Prices\n\n| Part | Material | Weight in grams | Price |\n|---|---|---|---|\n" + "".join(rows)


CASES = [
    Case(
        "plants.csv",
        "Allowed plants\nFerns\nSmall palms\nMoss\n",
        (("Are small palms allowed?", "Allowed plants: Small palms", "plants: palms"),),
        (("plants", "Allowed plants: Ferns", "Allowed: Small"),),
    ),
    Case(
        "hint.csv",
        "sep=;\nHall;Door;Ramp\nOak;7;no\nElm;9;yes\n",
        (),
        (("sep", "Hall: Elm; Door: 9; Ramp: yes", "sep="),),
    ),
    Case(
        "years.csv",
        "Shop,2023,,2024,\n,Guests,Profit,Guests,Profit\nQuay,1200,5400,1350,6100\nFort,880,4100,910,4300\n",
        (("What was the profit of Fort in 2024?", "2024 Profit: 4300", "column 5"),),
        (("Fort", "2023 Guests: 880", "2023: Guests"),),
    ),
    Case(
        "survey.csv",
        _survey(),
        (("Who gave reply 3-57?", "Visitor 3", "Visitor 2"),),
        (("reply 3-57", "Visitor 3", "§"),),
    ),
    Case(
        "prices.md",
        _price_list(),
        (
            ("How much does Hinge H77 weigh?", "Weight in grams: 847", "|"),
            ("What does Hinge H10 cost?", "20.25", "|---|"),
        ),
        (("Hinge H77 weight", "Hinge H77; Material: brass; Weight in grams: 847", "|"),),
    ),
    Case(
        "hyphens.txt",
        "The com\u00adpen\u00adsa\u00adtion for a late parcel is 12 euros. The in\u200bsur\u200bance costs extra.",
        (("How much is the compensation for a late parcel?", "compensation", "\u00ad"),),
        (("insurance", "insurance", "\u200b"),),
    ),
    Case(
        "codes.csv",
        "Code,Part,Price\nKD-5518/C,relay,61.30\nKD-5581/C,valve,14.90\nMZ-3320/A,seal,2.70\nMZ-3302/A,filter,9.85\n",
        (
            ("What is the price of KD5518/C?", "61.30", "14.90"),
            ("What is the price of MZ3320?", "2.70", "9.85"),
            ("What is the price of KD-5518/C?", "61.30", "14.90"),
        ),
    ),
    Case(
        "counter.md",
        "# House rules\n\n## Weekday hours\n\nThe counter is open from 7 to 15.\n\n## Weekend hours\n\n"
        "The counter is open from 9 to 12.\n\n## Carnival hours\n\nThe counter is closed.\n",
        (
            ("Is the counter open at carnival?", "closed", "9 to 12"),
            ("What are the weekend hours?", "9 to 12", "7 to 15"),
            ("When is the counter open on weekdays?", "7 to 15", "9 to 12"),
        ),
    ),
    Case(
        "kettle.txt",
        "Q: How long does the warranty last?\nA: Two years.\n\nQ: Who pays for the parcel?\nA: The buyer.\n\n"
        "Q: Is the lid covered?\nA: No.\n",
        (
            ("How long does the warranty last?", "Two years", "Q:"),
            ("Who pays for the parcel?", "The buyer", "Q:"),
            ("Is the lid covered?", "No.", "Q:"),
        ),
    ),
    Case(
        "gesetz.txt",
        "Nach § 9 Abs. 3 ist Lärm verboten. Laut Art. 7 Nr. 2 gilt eine Frist von 21 Tagen.",
        (
            ("Was ist nach § 9 Abs. 3 verboten?", "Nach § 9 Abs. 3 ist Lärm verboten.", "Frist"),
            ("Welche Frist gilt laut Art. 7 Nr. 2?", "Laut Art. 7 Nr. 2 gilt eine Frist von 21 Tagen.", "Lärm"),
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_answers_as_a_person_would_read_it(client: Client, tmp_path: Path, case: Case) -> None:
    collection = case.name.replace(".", "-")
    client.http.post("/v1/collections", json={"name": collection, "language": "en"}).raise_for_status()
    path = tmp_path / case.name
    path.write_text(case.content, encoding="utf-8")
    assert client.upload(path, collection=collection)["status"] == "ready"
    for question, holds, lacks in case.asked:
        content = client.ask(question, model="extractive", collection=collection)["choices"][0]["message"]["content"]
        assert holds in content
        assert lacks not in content
    for query, holds, lacks in case.searched:
        found = client.http.post("/v1/search", json={"query": query, "collection": collection, "k": 5}).json()
        text = "\n".join(passage["text"] for passage in found["passages"])
        assert holds in text
        assert lacks not in text


def test_chinese_notes_are_found_and_quoted(client: Client, tmp_path: Path) -> None:
    client.http.post("/v1/collections", json={"name": "chinese", "language": "en"}).raise_for_status()
    notes = {
        "museum": "博物馆在下午五点关门。门票每人三十元。",
        "station": "火车站有两个出口。行李寄存费为十元。",
        "bakery": "面包店每天营业。店长名叫李明。",
        "lake": "湖边禁止游泳。湖深三米五。",
    }
    for name, text in notes.items():
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        assert client.upload(path, collection="chinese")["status"] == "ready"
    for question, holds in (("博物馆几点关门？", "五点"), ("湖深", "三米五"), ("店长叫什么名字？", "李明")):
        content = client.ask(question, model="extractive", collection="chinese")["choices"][0]["message"]["content"]
        assert holds in content
    for query, name in (("门票", "museum.txt"), ("行李寄存", "station.txt"), ("游泳", "lake.txt")):
        found = client.http.post("/v1/search", json={"query": query, "collection": "chinese", "k": 5}).json()
        assert found["passages"][0]["document"] == name


def test_a_scan_answers_and_its_quote_is_marked_on_the_pages_picture(client: Client, tmp_path: Path) -> None:
    client.http.post("/v1/collections", json={"name": "scans", "language": "en"}).raise_for_status()
    path = tmp_path / "boats.pdf"
    lines = ["Boat hire at the lake", "A rowing boat costs 14 euros an hour.", "Life jackets are free of charge."]
    path.write_bytes(scan_of(picture_of(pdf_of([lines]), askew_degrees=1)))
    document = client.upload(path, collection="scans")
    assert document["status"] == "ready", document["error"]
    assert document["warnings"] == ["Page 1 is scanned and read by text recognition (OCR): letters may be wrong."]
    reply = client.ask("What does a rowing boat cost?", model="extractive", collection="scans")
    assert "14 euros" in reply["choices"][0]["message"]["content"]
    passage = reply["candor"]["passages"][0]
    assert passage["page"] == 1
    highlight = f"{passage['start']}-{passage['end']}"
    picture = client.http.get(f"/v1/documents/{document['id']}/pages/1.png", params={"highlight": highlight})
    assert marked_box(picture.content) is not None
