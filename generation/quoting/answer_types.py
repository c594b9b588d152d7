"""What kind of thing a question asks for."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class AnswerType(StrEnum):
    """Kinds of answer that leave a mark on the text that holds them; why, how and yes or no leave none."""

    PHONE = "phone"
    EMAIL = "email"
    MONEY = "money"
    POWER = "power"
    LENGTH = "length"
    TIME = "time"
    QUANTITY = "quantity"
    PERSON = "person"
    NAME = "name"


_MONEY_NOUN = r"(?:costs?|prices?|fares?|fees?|fines?|charges?|rents?|salar(?:y|ies)|wages?|dividends?|deposits?)"
# "What's", "whats", "what is"; "the price of …" and "ticket price" are questions without a verb.
_IS = r"(?:['’]?s|['’]?re| is| are| was| were)"
_AGENT = (
    r"(?:person|man|woman|company|firm|organi[sz]ation|agency|manufacturer|maker|builder|supplier|producer|vendor|"
    r"contractor|architect|designer|engineer|driver|author|writer|artist|scientist|director|manager|president|"
    r"minister|chair(?:man|woman|person)?|king|queen|emperor|general|founder|inventor|owner|member|player|team)"
)


def _asks(english: str, hungarian: str, german: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{english})\b|\b(?:{hungarian})\b|\b(?:{german})\b", re.IGNORECASE)


# Narrow kinds first: the first that a question asks for is the one.
_ASKED: Mapping[AnswerType, re.Pattern[str]] = MappingProxyType(
    {
        AnswerType.PHONE: _asks(
            r"(?:tele)?phone numbers?|(?:what|which) number (?:do|can|should|must) \w+ (?:call|ring|dial)",
            r"telefonszám\w*",
            r"(?:telefon|ruf)nummern?",
        ),
        AnswerType.EMAIL: _asks(r"e-?mail address(?:es)?", r"e-?mail[- ]?cím\w*", r"e-?mail-?adressen?"),
        AnswerType.MONEY: _asks(
            rf"how much (?:money|(?:is|are|was|were|does|do|did)\b[^?]*\b(?:{_MONEY_NOUN}|earn|pay))|"
            rf"what (?:do|does|did|will|would|must|should)\b[^?]*\b(?:cost|earn|pay|paid|owe)|"
            rf"(?:what|how (?:high|big|large)){_IS} (?:the |an? )?(?:[\w-]+ ){{0,2}}{_MONEY_NOUN}|"
            rf"^(?:the )?(?:[\w-]+ ){{0,2}}{_MONEY_NOUN} (?:of|for) [^?]+",
            r"mennyibe|mennyi(?:t)?\b[^?]*\b(?:fizet\w*|keres\w*|díj\w*|ár[aáu]?\w{0,2}|bér\w*|bírság\w*)",
            r"was koste(?:t|n)|wie teuer|wie ?viel (?:geld|koste(?:t|n)|(?:be)?zahl\w+)|"
            r"wie hoch (?:ist|sind) (?:der|die|das) \w*(?:preise?|gebühr(?:en)?|kaution|miete|kosten|pauschale)",
        ),
        AnswerType.POWER: _asks(
            r"how (?:much (?:\w+ )?power|powerful)|horsepower",
            r"(?:mekkora|hány) \w*teljesítmény\w*",
            r"welche leistung|wie ?viel (?:leistung|watt|ps)",
        ),
        AnswerType.LENGTH: _asks(
            r"how (?:thick|wide|deep|tall)", r"milyen (?:vastag|széles|mély|magas)", r"wie (?:dick|breit|tief)"
        ),
        AnswerType.TIME: _asks(
            rf"^when(?:{_IS}| (?:do|does|did|has|have|had|will|can|may|must|should))|(?:by|since|until) when|"
            r"(?:what|which) (?:year|month|day|date|time)|how (?:soon|quickly)|how long (?!is|are|was|were)\w+",
            r"mikor\w*|meddig|mióta|melyik (?:év|nap|hónap)\w*|hány óra\w*",
            r"wann|wie lange|wie ?viel uhr|welche[mnrs]? (?:jahr|monat|tag|datum|uhrzeit)",
        ),
        AnswerType.QUANTITY: _asks(
            r"how (?:much|many|often|far|old|high|big|large|heavy|strong|fast|steep|cold|hot)",
            r"hány\w*|mennyi\w*|mekkora|"
            r"milyen (?:hosszú|messze|gyakran|régi|nehéz|erős|gyors|meredek|hideg|meleg|nagy)",
            r"wie ?viele?|wie (?:oft|weit|alt|groß|schwer|stark|schnell|steil|kalt|heiß)",
        ),
        AnswerType.NAME: _asks(
            rf"(?:which|what) (?:\w+ )?{_AGENT}",
            r"(?:melyik|milyen nevű) (?:cég|mérnök|építész)\w*",
            r"welche[rs]? (?:firma|hersteller)",
        ),
        AnswerType.PERSON: _asks(
            r"^who(?:['’]?s)?|by whom", r"^kik?|kit|kinek|kinél|kivel|kitől", r"^we[rmn]|(?:an|bei|mit|von) we[mn]"
        ),
    }
)


def expected_type(question: str) -> AnswerType | None:
    """The kind of answer that the last sentence of `question` asks for; null where it is none of ours."""
    asked = re.split(r"[.!?]\s+", question.strip())[-1]
    return next((kind for kind, pattern in _ASKED.items() if pattern.search(asked)), None)
