"""The words by which questions are put together, in English, German and Hungarian."""

import re
from collections.abc import Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASKING = _words(
    "what when where who whom whose which why how much many long often far old big late early soon wann was wo wer "
    "wen wem "
    "warum wieso weshalb welche welcher welches welchen welchem wie viel viele lange oft weit teuer spät früh wieviel "
    "woher wohin mi mit mik mikor hol hova honnan ki kit kik miért mennyi mennyit mennyibe mennyiért hány hányan "
    "milyen melyik "
    "meddig mióta hogyan hogy mekkora exactly come time genau pontosan"
)
AUXILIARIES = _words(
    "is are was were do does did can could may must should shall will would has have had need am be "
    "ist sind war waren hat haben kann können darf dürfen muss müssen soll sollen wird werden wurde wurden gibt gilt "
    "gelten "
    "van vannak volt voltak lehet kell szabad lesz tud tudnak"
)
VERBS = _words(
    "get gets got cost costs open opens close closes opened closed take takes give gives given earn earns paid "
    "receive receives "
    "start starts begin begins end ends finish finishes lasts live apply applies mean means belong borrow bring buy "
    "send find go "
    "come arrive keep keeps hold holds teach teaches make makes made happen happens sell sells serve serves charged "
    "allowed "
    "require required include includes included weigh weighs enter eat wear ask know say "
    "kostet kosten öffnet öffnen schließt schließen bekommt bekommen dauert dauern beginnt beginnen endet enden "
    "kostete erhält erhalten braucht brauchen bezahlen zahlen zahlt arbeitet arbeiten geöffnet erlaubt "
    "kerül kerülnek nyit nyitnak zár zárnak kap kapnak fizet fizetnek tart tartanak kezdődik jár járnak nyitva zárva"
)
PREPOSITIONS = _words(
    "for at on in from with without to by of after before under over during since until till per about as "
    "für am im ab mit ohne bei beim auf nach vor von vom zu zum zur bis seit während pro über unter in aus"
)
CONDITIONS = _words("if when unless wenn falls sobald ha amikor")
ARTICLES = _words(
    "a an the my our your their his her its der die das den dem des ein eine einen einem einer mein meine unser "
    "unsere az egy"
)
_OTHERS = _words(
    "i we you it they them he she him me us this that these those one ones other same there here too also then not "
    "no any "
    "some all each so just only ich wir sie er es ihn ihm ihr ihnen uns man dies diese dieser dieses das denn auch "
    "noch da "
    "dort damit dafür davon dabei ez ezt ezek ezeket ennek erre ezzel ebben azok azt annak arra azzal abban ott ő ők "
    "őt neki "
    "nekik nekem nekünk is és meg akkor ilyenkor róla belőle hozzá tőle vele and or but und oder aber vagy de"
)
ENGLISH_BEGINNINGS = _words(
    "what when where who whom whose which why how is are was were do does did can could may must should will"
)
GERMAN_SIGNS = _words(
    "wie was wann wo wer der die das den dem für und ist sind wird werden kostet kosten kann hat haben"
)
FUNCTION_WORDS = ASKING | AUXILIARIES | PREPOSITIONS | CONDITIONS | ARTICLES | _OTHERS
# "What documents are needed?" is of something, which is named before where these are all the words that it has.
BELONGING = _words(
    "price prices cost costs fee fees rate rates charge charges address email phone number location directions date "
    "dates duration length capacity weight size dimensions deadline deposit warranty guarantee rules hours times limit "
    "documents papers paperwork password code name names age minimum maximum colour colours reason reasons exceptions "
    "conditions discount needed available valid necessary enough"
)

# Of one kind, so that one takes the other's place.
KINDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?|(?:mon|diens|donners|frei|sams|"
        r"sonn)tag\w*|mittwoch\w*|"
        r"hétfő\w*|kedd\w*|szerd\w*|csütörtök\w*|péntek\w*|szombat\w*|vasárnap\w*|hétvég\w*|hétköznap\w*",
        r"january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|"
        r"mai|juni|juli|oktober|dezember|január\w*|február\w*|március\w*|április\w*|május\w*|június\w*|július\w*|"
        r"augusztus\w*|szeptember\w*|október\w*|november\w*|december\w*",
        r"summer|winter|spring|autumn|fall|sommer|frühling|frühjahr|herbst|nyár\w*|nyáron|tél\w*|télen|tavasz\w*|"
        r"ősz\w*",
        r"(?:19|20)\d\d(?:-?\w{1,5})?",
        r"(?=\S*\d)(?=\S*[^\W\d])\S+",
        r"\d+(?:[.,]\d+)?",
    )
)

CONNECTIVE = re.compile(
    r"(?:(?:and|or|but|so|also|then|ok)\b,?\s*)?(?:(?:what|how) about|what of|what if "
    r"(?:it|he|she|they|that)(?:['’]s| is| are| was| were|['’]d been| had been| has| have| had)|(?:is it |and "
    r")?the same for|same for|as for)\b\s*"
    r"|(?:(?:ok(?:ay)?|right|well|ah|oh|hm+)\b[,.]?\s+)?(?:and|or|but|so|also|then)\b,?\s+"
    r"|(?:(?:und|oder|aber)\b,?\s*)?(?:was ist mit|wie (?:ist|wäre) es (?:mit|bei|für)|wie (?:sieht|steht) es (?:mit|"
    r"bei|für)|gilt das "
    r"(?:auch )?(?=für))\b\s*|(?:und|oder|aber)\b,?\s+"
    r"|(?:(?:és|na és|de|vagy|hát)\b,?\s*)?(?:mi a helyzet|mi van|mi lesz)\b\s*|(?:és|na és|de|vagy|illetve|"
    r"hát)\b,?\s+",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:[\s,]+(?:too|as well|then|either|please|auch|denn|bitte|is|kérem))?[\s?.!…]*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_CONTRACTED = re.compile(r"(?<=\w)['’](?:s|re|m|d|ll|ve)\b")


def own_words(text: str) -> frozenset[str]:
    """Its words in lower case, without those that only hold a sentence together."""
    return frozenset(_WORD.findall(_CONTRACTED.sub("", text.lower()))) - FUNCTION_WORDS


def is_sentence(words: Sequence[str]) -> bool:
    """Whether words, in lower case, have a verb or a word that asks among them."""
    return any(word in AUXILIARIES or word in VERBS for word in words) or (bool(words) and words[0] in ASKING)
