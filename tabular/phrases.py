"""The words of questions that say what to compute, compare, group or negate, and those that say nothing.

Each line: a sign, what it is about where that matters, and its wordings in English, German and Hungarian.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tabular.tokens import Token
from text.languages import likely_language


class Sign(StrEnum):
    """What a phrase asks for."""

    COUNT = "count"
    SUM = "sum"
    HOW_MUCH = "how_much"
    AVERAGE = "average"
    MEDIAN = "median"
    HIGHEST = "highest"
    LOWEST = "lowest"
    MOST = "most"
    FEWEST = "fewest"
    LATEST = "latest"
    EARLIEST = "earliest"
    WHICH = "which"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    SHARE = "share"
    DIFFERENCE = "difference"
    DISTINCT = "distinct"
    PER = "per"
    NOT = "not"
    NONE_OF = "none_of"
    WITHOUT = "without"
    HAVING = "having"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"
    AND = "and"
    OR = "or"
    ANYWAY = "anyway"
    THAN = "than"
    SPENT = "spent"
    TAKEN = "taken"
    TAKINGS = "takings"
    BEST = "best"
    SPAN = "span"
    MOMENT = "moment"
    VERB = "verb"
    FILLER = "filler"


_TABLE = """
difference| |how many more|how much more|how many fewer|how much less|what is the difference|what s the difference|difference between|difference in|difference|wie viele mehr|wie viel mehr|unterschied zwischen|unterschied|mennyivel több|hánnyal több|különbség
count| |what is the total number of|what is what s total number of|number of|numbers of|nr of|no of|num of|amount of times|how many times|how many|how often|count of|count|wie viele|wieviele|anzahl der|anzahl von|anzahl|wie oft|hány darab|hány|mennyi a száma|száma|hányszor
takings|money|takings|turnover|turnovers|revenue|revenues|proceeds|umsatz|umsätze|einnahmen|bevétel|bevételek|forgalom
taken|money|bring us|brings us|brought us|make us|made us|earn us|earned us|take in|takes in|took in|taken in|bring in|brings in|brought in|take|takes|took|taken|make|makes|made|eingenommen|bevételezett
best| |best|am besten|beste|besten|legjobb
sum| |all added up|added up|add up to|adds up to|ttl|what is the sum of|sum of|what is the total|what s the total|grand total|in total|total of|total|altogether|all together|together|all in all|overall|combined|insgesamt|summe der|summe|gesamt|zusammen|összesen|összege|összeg|mindösszesen
how_much|duration|how long|wie lange|milyen hosszú
how_much|temperature|how warm|how hot|how cold|wie warm|wie kalt|hány fok
how_much|size|how big|how large|wie groß
how_much|weight|how heavy|wie schwer
how_much|speed|how fast|wie schnell
how_much|price|how expensive|was kostet|was kosten|mennyibe kerül|mennyibe kerülnek
how_much| |how much|wie viel|wieviel|mennyi|mennyibe
average| |on average|on avg|average|avg|mean|typical|durchschnittlich|durchschnittliche|durchschnittlichen|im durchschnitt|durchschnitt|mittelwert|átlagosan|átlagos|átlaga|átlag
median| |median|medián|mediánja
lowest|price|cheapest|least expensive|lowest priced|billigste|billigsten|günstigste|günstigsten|legolcsóbb
highest|price|most expensive|dearest|costliest|priciest|most costly|highest priced|teuerste|teuersten|teuerstes|legdrágább
highest|salary|earns the most|earn the most|earns most|earn most|best paid|highest paid|verdient am meisten|keres a legtöbbet
lowest|salary|earns earns least|worst paid|lowest paid|verdient am wenigsten
highest|duration|longest lasting|longest|took longest|took the longest|längste|längsten|längster|leghosszabb
lowest|duration|shortest|quickest|fastest|kürzeste|kürzesten|legrövidebb
highest|temperature|hottest|warmest|wärmste|heißeste|legmelegebb
lowest|temperature|coldest|coolest|kälteste|leghidegebb
highest|weight|heaviest|schwerste|legnehezebb
lowest|weight|lightest|leichteste|legkönnyebb
latest| |most recently|most recent|latest|newest|last|neueste|neuesten|jüngste|letzte|letzten|legutóbbi|legújabb|utolsó
earliest| |earliest|first|oldest|longest serving|been here the longest|been here longest|worked here the longest|worked here longest|worked the longest|worked longest|been employed the longest|been employed longest|älteste|erste|ersten|früheste|legrégebbi|első|legkorábbi
highest| |highest|largest|biggest|greatest|maximum|max|top|worst|höchste|höchsten|größte|größten|maximale|legmagasabb|legnagyobb
lowest| |lowest|smallest|minimum|min|niedrigste|niedrigsten|kleinste|kleinsten|minimale|legalacsonyabb|legkisebb
most|rows|most common|most frequent|most frequently|commonest|häufigste|häufigsten|leggyakoribb
most| |most often|most|am häufigsten|am meisten|meisten|legtöbb|leggyakrabban
fewest| |fewest|least|am wenigsten|wenigsten|legkevesebb
share| |what percentage of|which percentage of|percentage of|what percent of|percent of|what share of|share of|what proportion of|proportion of|what fraction of|percentage|proportion|wie viel prozent der|wie viel prozent|welcher anteil|anteil der|anteil|hány százaléka|hány százalék|mekkora hányada|százaléka
distinct| |different|distinct|unique|verschiedene|verschiedenen|unterschiedliche|különböző|féle
per| |broken down by|grouped by|for each|in each|at each|on each|of each|from each|by each|split by|going by|judging by|measured by|in terms of|each|every|per|by|pro|je|nach|jedem|jeder|jede|enként
without| |have got no|has got no|had got no|w o any|w o an|w o a|w o|without any|without an|without a|without|with no|have no|has no|had no|missing|lacking|lack|lacks|empty|blank|do not have|does not have|ohne|keine|keinen|kein|leer|nélkül|nincs|hiányzik|üres|no
having| |have got an|have got a|has got an|has got a|had got an|had got a|that have got an|that have got a|that have an|that have a|which have a|who have a|have any|has any|had any|have an|have a|has an|has a|had an|had a|with any|with some|with an|with a|having
not| |anyone but|anybody but|everyone but|everybody but|all but|leave out the ones|leaving out the ones|leave out|leaving out|left out|skip the ones|skip|skipping|not counting|do not count|not including|ignoring|ignore|omit|omitting|barring|are not|is not|was not|were not|not yet|have not|has not|had not|did not|do not|does not|other than|except for|except|excluding|apart from|not|never|noch nicht|nicht|außer|nem|még nem|kivéve
at_least| |at least|no less than|not less than|no fewer than|minimum of|or more|mindestens|wenigstens|legalább
at_most| |at most|no more than|not more than|maximum of|up to|or less|or fewer|within|höchstens|maximal|legfeljebb
none_of| |out of|run out of|no longer in|none in|not in|nicht auf|nicht an|nicht im|kifogyott
over|duration|longer than|länger als|hosszabb mint
over|price|dearer than|more expensive than|teurer als|drágább mint
over|temperature|warmer than|hotter than|wärmer als|melegebb mint
under|temperature|colder than|cooler than|kälter als|hidegebb mint
over|weight|heavier than|schwerer als|nehezebb mint
under|weight|lighter than|leichter als|könnyebb mint
under|duration|shorter than|kürzer als|rövidebb mint
under|price|cheaper than|billiger als|günstiger als|olcsóbb mint
over| |more than|greater than|higher than|larger than|bigger than|over|above|exceeding|exceeds|exceed|exceeded|mehr als|größer als|höher als|über|több mint|nagyobb mint|felett|fölött
under| |less than|fewer than|lower than|smaller than|under|below|weniger als|kleiner als|unter|kevesebb mint|kisebb mint|alatt
between| |between|from|zwischen|von|között
before| |before|earlier than|prior to|vor|előtt
after| |after|later than|nach dem|után
since| |since|seit|óta
until| |until|till|through|bis|ig
than| |than|als|mint
spent| |pay for|pay to|pay|went to|goes to|go to|went on|did we spend on|did we spend|do we spend on|we spend on|was spent on|was spent|were spent on|spent on|spend on|spent|spend|did we pay to|did we pay for|did we pay|was paid to|was paid for|was paid|were paid|paid to|paid for|does it cost|ausgegeben für|ausgegeben|gezahlt|költöttünk|fizettünk
span|month|in which month|which month|what month|months|month|monthly|monat|monaten|monatlich|welchem monat|hónap|hónapban|havonta|havi
span|year|in which year|which year|what year|years|year|yearly|annually|jahr|jährlich|év|évben|évente
span|quarter|in which quarter|which quarter|what quarter|quarters|quarter|quarterly|quartal|quartalsweise|negyedév|negyedévente
span|weekday|on which day of the week|which day of the week|day of the week|on which weekday|which weekday|weekday|weekdays|wochentag|hét melyik napja
span|day|which day|what day|daily
moment| |at the end of|by the end of|the end of|end of|at the beginning of|the beginning of|beginning of|at the start of|the start of|start of|as of|so far this|am ende|zu beginn|végén|elején
who| |who|whose|wer|wessen|ki|kik|kinek
when|since|since when|seit wann|mióta
when| |by which date|by what date|by which day|by what day|by when|on which days|on which day|on what days|on what day|on which dates|which days|what days|which dates|an welchen tagen|an welchem tag|mely napokon|melyik napon|when|what date|which date|on what date|on which date|wann|mikor
where| |where|wo|hol
which| |wie hoch ist|wie hoch sind|wie hoch|mekkora|give me a list of|make a list of|list all|list the|list of|list|show me|show all|show|give me|give|name the|name all|find all|find|which of|which ones|which|what are|what is|what s|what|all the|all|welche sind|welche|welcher|welches|welchen|was ist|was|zeige alle|zeige|alle|liste|melyik|melyek|mely|milyen|mi|mik|mutasd|sorold fel
anyway| |no matter what the|no matter which|no matter what|no matter the|whatever the|whatever|whichever|regardless of the|regardless of|irrespective of the|irrespective of
or| |or|oder|vagy
and| |as well as|but|and|aber|und|és
verb| |hatte|hatten|wird|werden|is|are|was|were|be|been|have|has|had|do|does|did|ist|sind|war|waren|wurden|wurde|hat|haben|van|vannak|volt|voltak
filler| |went|gone|mr|mrs|ms|dr|prof|herr|frau|i would like to know|would like to know|d like to know|like to know|want to know|wanted to know|need to know|wondering|curious|looking for|according to the|according to our|according to|spreadsheet|worksheet|workbook|database|listed under|registered under|filed under|entered under|recorded under|booked under|in the name of|under the name of|under the name|for the company|at the company|in the company|does the company|the company has|for the firm|at the firm|in the firm|does the firm|at the moment|at present|right now|in all|so far|among|amongst|up to now|until now|single|individual|actually|actual|ever|run|runs|ran|offer|offers|hold|holds|held|keep|keeps|kept|include|includes|included|contain|contains|show|shows|shown|appear|appears|located|based|live|lives|done|going|happening|people who|ones that|those that|a|an|the|of|in|on|at|for|to|from|with|by|that|this|these|those|there|it|its|they|them|their|we|us|our|i|my|me|you|your|so|far|please|pls|plz|thanks|thank|thx|ta|cheers|hi|hello|hey|ok|okay|btw|obv|obviously|anyone|anybody|someone|somebody|everyone|everybody|such|own|also|too|then|really|just|roughly|brought|bring|brings|wrote|ended up|end up|turned out|turn out|wound up|tell|can|could|would|will|know|many|much|only|just|still|currently|right|now|today|yet|already|exactly|s|t|as|out|any|some|one|ones|been|being|during|table|file|csv|list|listed|recorded|get|gets|got|receive|received|make|made|come|comes|came|work|works|worked|working|take|takes|took|lost|due|because|all|do|deal|deals|dealt|handle|handles|handled|belong|belongs|use|uses|used|need|needs|kind|when it|have got|has got|had got|his|her|hers|ve|according to the list|according to the table|according to the file|according to the sheet|according to the register|ban|ben|on|en|ön|ra|re|nak|nek|val|vel|kommen|kommt|arbeiten|arbeitet|dolgozik|dolgoznak|happen|happened|occurred|occur|exist|exists|there|am|der|die|das|den|dem|des|ein|eine|einen|einem|einer|im|in|an|am|auf|für|mit|es|gibt|wir|uns|unser|unsere|noch|von|zu|zum|zur|bei|derzeit|aktuell|dass|a|az|egy|ez|azt|ezt|meg|még|is|hogy|mi|nekünk|kérem|eddig|jelenleg|tétel|sor|sorok|according to the spreadsheet|on file|on record|ends up|filled in|noted|entered|sheet
"""  # noqa: E501  # one line a mark, however many wordings it has


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens from `start` to before `end` that say `sign`; `about`: the matter of a superlative, the span of time."""

    start: int
    end: int
    sign: Sign
    about: str = ""


def _compiled() -> list[tuple[re.Pattern[str], Sign, str]]:
    rows = []
    for line in _TABLE.strip().splitlines():
        sign, about, *wordings = line.split("|")
        longest_first = sorted(wordings, key=lambda wording: -wording.count(" "))
        pattern = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")
        rows.append((pattern, Sign(sign), about.strip()))
    return rows


_PATTERNS = _compiled()


# Idle words of other languages that are things in English: a van is no Hungarian "is".
_THINGS = frozenset({"van", "hat", "war", "ban", "die", "den"})


def phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """All phrases of a question, the longest at each place first; they may overlap."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    length = 0
    for index, token in enumerate(tokens):
        starts[length] = index
        length += len(token.low)
        ends[length] = index + 1
        length += 1
    text = " ".join(token.low for token in tokens)
    found = [
        Phrase(starts[match.start()], ends[match.end()], sign, about)
        for pattern, sign, about in _PATTERNS
        for match in pattern.finditer(text)
    ]
    things = frozenset[str]() if likely_language(text) in {"de", "hu"} else _THINGS
    said = (one for one in found if one.end - one.start > 1 or tokens[one.start].low not in things)
    return sorted(said, key=lambda phrase: (phrase.start, phrase.start - phrase.end))
