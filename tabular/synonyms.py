"""Words by which people call columns and rows: one matter goes by many names, and rows by what they are about."""

from collections.abc import Mapping, Sequence

from domain.tables import Column, ColumnKind, Table
from tabular.tokens import Token, name_tokens, stem, tokens, word_set
from tabular.units import DURATIONS, MONEY, NAMES

_MATTERS = """
money money cost costs price prices priced amount amounts fee fees charge charged charges expense expenses spend spending spent paid payment value worth pay kosten kostet preis betrag ár ára árak áru költség összeg kerül
price price prices fee fees rate preis gebühr ár díj
salary salary salaries wage wages pay paid earn earns earning earnings income gehalt lohn verdient fizetés bér keres
person name employee employees staff person people worker workers colleague colleagues member who mitarbeiter name név dolgozó
date date when day dated datum wann dátum nap mikor
start start started starts join joined joins hired hire began begin employed beginn eintritt angefangen kezdés belépés
end end ended left leave leaves finished leaving ende austritt vége
done completed complete completion finished finish done closed fixed repaired resolved erledigt abgeschlossen kész elvégezve
reported reported report logged raised opened gemeldet bejelentve
size size area fläche größe terület méret
return return returns returned
sale sale sales sell sells sold bought buy buys buying verkauf verkäufe verkauft eladás eladások eladott
expiry expiry expire expires expiring expired valid until runs out ablauf gültig läuft lejár érvényes
department department team division unit section abteilung osztály részleg
supplier supplier suppliers vendor supplies supply supplied delivers deliver delivered lieferant liefert beszállító szállító
stock stock quantity qty inventory bestand lager menge készlet darabszám raktár raktáron mennyiség
duration duration minutes length time long took last lasted takes take dauer időtartam hossz
temperature temperature temperatures temp warm cold temperatur hőmérséklet
weight weight weights weigh weighs heavy gewicht súly
place place location site town city village where station ort standort hely város
phone phone telephone mobile telefon telefonszám
mail email mail e-mail
status status state stand állapot
role role job position title post function rolle stelle beruf munkakör beosztás
type type kind sort category class art typ kategorie fajta típus kategória
speed speed speeds geschwindigkeit tempo sebesség
delay delay delays delayed late verspätung verspätungen késés
shelf shelf bin storage regal polc
left left remaining remain remains stock inventory bestand készlet
child child children kid kids youngster youngsters
adult adult adults grownup grownups
customer customer customers client clients buyer buyers
guest guest guests visitor visitors
hen hen hens chicken chickens
dog dog dogs hound hounds
rating rating ratings rated score scores scored star stars review reviews
invoice invoice invoices invoiced bill bills billed
leader lead leads leader leaders led foreman
teacher teacher teachers tutor tutors instructor instructors taught
pupil pupil pupils student students learner learners
holder holder holders tenant tenants leaseholder leaseholders
author author authors writer writers
panel panel panels module modules
battery battery batteries accumulator accumulators
allotment allotment allotments plot plots
"""  # noqa: E501  # a matter and all of its words on one line
MATTERS: Mapping[str, frozenset[str]] = {
    line.split()[0]: frozenset(stem(word) for word in line.split()[1:]) for line in _MATTERS.strip().splitlines()
}
_OF_UNITS: Mapping[str, str] = {
    **dict.fromkeys(MONEY, "money"), **dict.fromkeys(DURATIONS, "duration"), "°C": "temperature", "°F": "temperature",
    "km/h": "speed", "mph": "speed", "kg": "weight", "g": "weight", "t": "weight", "lb": "weight",
    **dict.fromkeys(("m²", "km²", "ft²", "ha", "acre"), "size"),
}  # fmt: skip
PEOPLE = word_set("people person persons employee employees staff worker workers colleague colleagues member members "
                    "team who mitarbeiter leute personen dolgozó dolgozók ember")  # fmt: skip
_PAYMENTS = word_set("payment payments transaction transactions purchase purchases expense expenses invoice invoices "
                      "bill bills zahlungen rechnungen kifizetés számla")  # fmt: skip
_ID_WORDS = word_set("no nr number num id ref reference code key unique nummer szám sorszám kód azonosító")
_ANYTHING = word_set(
    "item items thing things case cases entry entries record records row rows zeile zeilen eintrag einträge "
    "sor sorok tétel tételek"
)


def matters(name: Sequence[Token]) -> frozenset[str]:
    """Of a column, by the words of its name."""
    stems = {token.stem for token in name}
    return frozenset(matter for matter, words in MATTERS.items() if stems & words)


def matters_of(column: Column) -> frozenset[str]:
    """What a column is about by its name and its unit."""
    about = matters(without_unit(column))
    unit = _OF_UNITS.get(column.unit or "")
    return about | {unit} if unit is not None else about


def without_unit(column: Column) -> tuple[Token, ...]:
    """The words of a column's name; a unit at its end is none of them."""
    words = name_tokens(column.name)
    rest = tuple(word for word in words if NAMES.get(word.low) != column.unit or column.unit is None)
    return rest or words


def is_about(column: Column, matter: str) -> bool:
    """Whether a column holds money, time, temperatures, weights or salaries: by its unit, else by its name."""
    if column.kind is not ColumnKind.NUMBER:
        return False
    if matter == "price":
        return is_about(column, "money")
    if matter == "duration" and "per" in {token.low for token in name_tokens(column.name)}:
        return False
    if column.unit is not None and _OF_UNITS.get(column.unit) == matter:
        return True
    return (column.unit is None or matter == "salary") and matter in matters(without_unit(column))


def names_rows(column: Column, table: Table) -> bool:
    """Whether each row has its own value in a column, so that it stands for the row."""
    return column.kind is ColumnKind.TEXT and column.distinct == table.rows and column.blanks == 0


def has_people(table: Table) -> bool:
    """Whether its rows are about people: a column says so."""
    return any("person" in matters(name_tokens(column.name)) for column in table.columns)


def row_words(table: Table) -> frozenset[str]:
    """Stems of words that mean a row of the table: of its title and of the columns that name rows; payments, people."""
    found = {
        token.stem for token in tokens(table.title.replace("_", " ")) if not token.is_number and len(token.low) > 2
    }
    found |= {word for words in MATTERS.values() if found & words for word in words}
    for column in table.columns:
        if names_rows(column, table):
            found |= {token.stem for token in name_tokens(column.name) if token.low not in _ID_WORDS}
    if any(c.kind is ColumnKind.DATE and c.distinct == table.rows and not c.blanks for c in table.columns):
        found |= {"day", "tag", "nap"}
    if any(is_about(column, "money") for column in table.columns):
        found |= {stem(word) for word in _PAYMENTS}
    if has_people(table):
        found |= {stem(word) for word in PEOPLE}
    return frozenset(found | {stem(word) for word in _ANYTHING})
