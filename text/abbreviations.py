"""Full stops that do not end a sentence: abbreviations, initials and ordinals, English, Hungarian and German.

Three functions belong to one `SentenceCut` each, and know what was made with it.
"""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST = _words(
    "dr mr mrs ms mx prof st mt vs cf approx ca viz gen col sgt capt lt rev hon pres gov sen rep supt dept esp resp "
    "incl excl "
    "pl kb ill ld vö ún ui ti ifj özv szt sz gr br lásd ún mb hrsz u.n e.g i.e a.k.a s.k n.b p.h d.h "
    "bzw vgl ggf evtl zzgl inkl exkl bspw sog ehem geb z.b u.a i.d.r o.ä v.a s.o u.u z.t"
)
_BEFORE_DIGITS = _words(
    "no nos p pp fig figs vol sec ch eq art para ref refs ver v app ex max min tel ext "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "ápr máj jún júl szept okt dec febr márc old bek köt évf ábra fej abs nr ziff kap bd rn rz lit mrz okt dez"
)
# They may end a sentence as well; what follows has to tell.
_IN_NAMES = _words("inc ltd corp co llc rd ave blvd ln hwy sq pk str pl bros")
_FIRMS = _words("inc ltd corp co llc plc gmbh ag kft zrt")
_GERMAN_PARTS = _words("z d u i o s v a m e")  # z. B., d. h., u. a., i. d. R.
_MONTHS = _words("januar jänner februar märz april mai juni juli august september oktober november dezember")
_DAY = re.compile(r"(?:^|\W)(?:0?[1-9]|[12]\d|3[01])$")
_LETTERS = re.compile(r"[^\W\d_]+")
_STARTERS = _words(
    "The This That These Those It Its In On At A An He She They We You If When For From To But And However Each All "
    "Az Ez Ezek Azok Ha De És Nem Mint Majd Minden Egy"
)
_IN_CHUNKS = _words(
    "mr mrs ms dr prof st no nos vs etc fig figs eq eqs sec ch vol pp ed eds cf al inc ltd co corp jr sr approx dept "
    "e.g i.e jan feb mar apr jun jul aug sep sept oct nov dec pl ill ún stb kb id ifj özv sz old vö szerk tel "
    "abs art nr bzw ca vgl ggf zzgl inkl rd ave blvd"
)
_IN_EVIDENCE = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mrs?|Ms|Dr|Prof|St|Sr|Jr|No|Nos|vs|etc|e\.g|i\.e|cf|Inc|Ltd|Co|Fig|pl|ill|stb|kb|"
    r"z|d|u|i\.\s?d|z\.\s?B|Abs|Art|Nr|bzw|ca|vgl|ggf|zzgl|inkl|Rd|Ave|Blvd)\.$"
    r"|^\W*\d{1,3}\.$"  # the number of a list's item
)
_LONGEST_IN_EVIDENCE = 8
_LONGEST_IN_CHUNKS = 12
_WORD_STARTS = re.compile(r"[\s(\[„“\"]")
_LAST_WORD = re.compile(r"(?:\w[\w.]*)?\w$")
# Longer than any abbreviation: a search of all that stands before took a second for 150 kB of initials.
_LAST_WORD_CHARACTERS = 64
_ACRONYM = re.compile(r"\w(?:\.\w)*")
_SHORT_PART = re.compile(r"[^\W\d_]{1,2}\.")
_ROMAN = re.compile(r"[IVXLC]+")
# What holds whatever was made with a way of cutting: no sentence has ever ended at these.
_OPENS_WHAT_FOLLOWS = _words("approx vs ca zzgl inkl exkl bzw vgl ggf evtl mind kb pl ill ún vö lt")
_OPENS_A_NUMBER = _words(
    "abs art nr kap ziff bd rn anl anh s no nos sec fig figs pp max min tel em u sz fsz hrsz str gem"
)
_FIRMS_IN_SENTENCES = _words("kft zrt nyrt bt gmbh")
_SHORT_FORM = re.compile(
    r"(?:^|\W)(?:z\.\s?[BT]|d\.\s?h|i\.\s?d\.\s?R|i\.\s?V\.\s?m|i\.\s?S\.\s?d|u\.\s?U|v\.\s?a|o\.\s?ä|s\.\s?o|m\.\s?E)$"
)
_TITLE = re.compile(
    r"(?:^|\W)(?:Dr|Dipl|Prof)\.(?:[\s-]\w+\.)*[\s-]?(?:med|jur|phil|rer|nat|habil|vet|oec|h\.?\s?c|Ing|Kfm)$"
)
_LETTER = re.compile(r"(?:^|[\s(])[^\W\d_]$")
_YEAR_OR_MONTH = re.compile(r"(?:^|\D)(?:1[5-9]|20)\d\d(?:\.\s?\d{1,2})?$")
_MONTH_OR_DAY = re.compile(r"\d{1,2}\.")
_ORDINAL = re.compile(
    r"(?:^|\W)(?:[Dd](?:er|ie|as|en|em|es)|[IiAa]m|[Zz]u[mr]|[Vv]om|[Bb]eim|[Ee]in(?:e[rnm]?)?) \d{1,2}$"
)
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_OR_SECTION = re.compile(r"[§(]?\s?\d|§|[IVX]+\b(?!\.\s\w\.)")


def _inside_anywhere(before: str, following: str) -> bool:
    """What no way of cutting takes for an end: German and Hungarian references, dates and ordinals; firms."""
    match = _LAST_WORD.search(before, max(0, len(before) - _LAST_WORD_CHARACTERS))
    word = match.group().rpartition(".")[2].lower() if match else ""
    if word in _OPENS_WHAT_FOLLOWS or _SHORT_FORM.search(before) or _TITLE.search(before):
        return True
    if _NUMBER_OR_SECTION.match(following):
        named = word in _OPENS_A_NUMBER or (len(word) > len("str") and word.endswith("str"))
        return named or (word.isdigit() and following.startswith("§")) or _is_date(before, following)
    if _LETTER.search(before) and _SHORT_PART.match(following):
        return True
    return (word in _FIRMS_IN_SENTENCES and _names_on(following)) or _is_ordinal(before, following)


def _is_date(before: str, following: str) -> bool:
    return _YEAR_OR_MONTH.search(before) is not None and _MONTH_OR_DAY.match(following) is not None


def _is_ordinal(before: str, following: str) -> bool:
    return _ORDINAL.search(before) is not None and following[:1].isupper()


def _names_on(following: str) -> bool:
    first = _FIRST_WORD.match(following)
    return first is not None and first.group()[0].isupper() and first.group() not in _STARTERS


def inside_claim(before: str, following: str) -> bool:
    """Whether the full stop between `before` and the word `following` belongs to an abbreviation or ordinal."""
    match = _LAST_WORD.search(before, max(0, len(before) - _LAST_WORD_CHARACTERS))
    if match is None:
        return False
    if _inside_anywhere(before[-_LAST_WORD_CHARACTERS:], following):
        return True
    word = match.group()
    if word.lower() in _NEVER_LAST:
        return True
    if following[:1].isdigit():
        return word.isdigit() or word.lower() in _BEFORE_DIGITS
    if inside_date(before, following):
        return True
    if word in _GERMAN_PARTS and _SHORT_PART.match(following):
        return True
    if _ROMAN.fullmatch(word):
        return _follows_lower_case(before[: match.start()])
    continues = following.rstrip(",;:") not in _STARTERS and following[:1].isupper()
    return continues and (_is_initial(word) or (word[0].isupper() and word.lower() in _IN_NAMES))


def inside_date(before: str, following: str) -> bool:
    """Whether the full stop between `before` and what follows belongs to a German day: "31. Dezember"."""
    month = _LETTERS.match(following)
    return _DAY.search(before) is not None and month is not None and month.group().lower() in _MONTHS


def inside_name(before: str, following: str) -> bool:
    """Whether an exclamation mark between `before` and what follows is a firm's: "Yahoo! Inc."."""
    firm = _LETTERS.match(following)
    return before[-1:].isalnum() and firm is not None and firm.group().lower() in _FIRMS


def inside_evidence(sentence: str, following: str) -> bool:
    """Whether the stop that `sentence`, from its start, ends in belongs to an abbreviation, a name or a number."""
    before, stop = sentence[:-1], sentence[-1:]
    if _IN_EVIDENCE.search(sentence[-_LONGEST_IN_EVIDENCE:]):
        return True
    if stop != ".":
        return stop == "!" and inside_name(before, following)
    return inside_date(before, following) or _inside_anywhere(before, following)


def inside_chunk(before: str, following: str) -> bool:
    """Whether the full stop between `before` and what follows belongs to an abbreviation, or a small letter follows."""
    if following[:1].islower() or inside_date(before, following) or _inside_anywhere(before, following):
        return True
    word = _WORD_STARTS.split(before[-_LONGEST_IN_CHUNKS:])[-1].lower()
    return word in _IN_CHUNKS or (len(word) == 1 and word.isalpha())


def _is_initial(word: str) -> bool:
    return _ACRONYM.fullmatch(word) is not None and not word[0].isdigit() and (word[0].isupper() or "." in word)


def _follows_lower_case(before: str) -> bool:
    """`a XIV. Lajos korabeli`, not `Elizabeth II. The`."""
    words = before.split()
    return not words or words[-1][0].islower()
