"""A message that asks several things → what each of them may mean, standing alone.

A later one leans on the first as a follow-up does on the question before it. Where it is in doubt, a message is one
question; so is one whose answer is one thing, "bread and butter".
"""

import re
from collections.abc import Iterator, Sequence

from domain.generation import Lean, Readings
from generation.clauses import ASKS, AUXILIARY, Clauses, clauses_of, is_auxiliary, is_fragment
from generation.comparing import sides_of
from generation.ellipsis import Need, completions, lean_of, need_of
from generation.question_parts import ENDING, spans_of, subject_of, topic_of
from text.question_words import ARTICLES, ASKING, AUXILIARIES, BELONGING, FUNCTION_WORDS, PREPOSITIONS, VERBS

_ANOTHER_ONE = re.compile(r"\b(?P<which>an?|another|the|any)(?P<how>(?: \w+)?) one\b(?! of)", re.IGNORECASE)
_MAX_CHARACTERS = 1000
_MOST_READINGS = 2
_BEGINNING = 8
_BEFORE_A_THING = AUXILIARIES | frozenset(("there", "any", "what", "which", "many", "much"))
_CONTRACTED = re.compile(r"\b(what|when|where|who|how)['’]?s\b", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:how (?:much|many)|what|which)\b", re.IGNORECASE)
_IF_IT_IS_SO = re.compile(
    rf"if\s+(?:it|they|that)(?:['’]?s|['’]re|\s+is|\s+are|\s+gets?)?\s+\w+\s*,?\s+(?={ASKS}|{AUXILIARY})", re.IGNORECASE
)
_OF_TIME = frozenset(("year", "day", "date", "month", "week", "weekday", "hour", "hours"))
# "When and where is …": both are asked of the same.
_ASKED_TWICE = re.compile(
    rf"(?P<said>(?:.*[,.:;]\s+)?)(?P<one>{ASKS}(?:\s+(?:much|many|long|often|far|time))?)\s+and\s+"
    rf"(?P<other>{ASKS}(?:\s+(?:much|many|long|often|far|time))?)\s+(?P<rest>{AUXILIARY}\s.+)",
    re.IGNORECASE,
)
_ATTRIBUTE = (
    r"(?:(?:opening|office|visiting|business|working)\s+)?(?:hours|times)|prices?|costs?|fees?|rates?|charges?|"
    r"(?:e-?mail\s+)?address|e-?mail|(?:tele)?phone(?:\s+number)?|location|directions|dates?|duration|length|capacity|"
    r"weight|size|dimensions|deadline|deposit|warranty|guarantee|rules|contact\s+details"
)
# "Opening hours and prices of the pool", and "pool opening hours and prices".
_OF_ONE_THING = re.compile(
    rf"(?P<lead>(?:what(?:['’]?s|\s+is|\s+are)\s+)?(?:the\s+)?)(?P<before>(?:(?!(?:{_ATTRIBUTE})\b)[\w-]+\s+){{0,3}}?)"
    rf"(?P<one>{_ATTRIBUTE})\s+and\s+(?:the\s+)?(?P<other>{_ATTRIBUTE})(?P<behind>(?:\s+(?:of|for|at|in|to)\s+.+)?)",
    re.IGNORECASE,
)


def several(question: str) -> Sequence[Readings]:
    """What each question of it may mean, in the order asked; none where it is one question, or a long story."""
    if len(question) > _MAX_CHARACTERS:
        return []
    text = ENDING.sub("", question.strip())
    if sides := sides_of(question):
        return [Readings(one, is_joint=True) for one in sides]
    if apart := [*_asked_twice(text)] or [*_of_one_thing(text)]:
        return [Readings(one) for one in apart]
    found = clauses_of(question)
    return [] if found is None else [*_readings(found)]


def _asked_twice(text: str) -> Iterator[str]:
    if found := _ASKED_TWICE.fullmatch(text):
        for asking in ("one", "other"):
            yield _put(found["said"].strip(), "", f"{found[asking]} {found['rest']}")


def _of_one_thing(text: str) -> Iterator[str]:
    found = _OF_ONE_THING.fullmatch(text)
    if found and bool(found["before"]) != bool(found["behind"]):
        for attribute in ("one", "other"):
            yield _put("", found["lead"].strip(), f"{found['before']}{found[attribute]}{found['behind']}")


def _readings(clauses: Clauses) -> Iterator[Readings]:
    first, *others = (_CONTRACTED.sub(r"\1 is", one) for one in clauses.asked)
    yield Readings(_put(clauses.said, clauses.lead, first))
    for other in others:
        lead = clauses.lead if other.split()[0].lower() in ASKING else ""
        said, (completed, lean) = clauses.said, _completed(other, first)
        if lean is Lean.POSSIBLY and said and _says_little(other):
            completed, lean = [other], Lean.SURELY
        elif lean is Lean.POSSIBLY:
            said = ""
        yield Readings(_put("", lead, other), tuple(_put(said, lead, one) for one in completed), lean)


def _says_little(clause: str) -> bool:
    """ "Is water included?" needs what was said before it, "when is the receipt handed in?" is drawn off by it."""
    return len(_own_words(clause)) <= 1


def _own_words(clause: str) -> list[str]:
    words = [span.group().lower() for span in spans_of(clause)]
    return [word for word in words if word not in FUNCTION_WORDS and word not in VERBS]


def _completed(other: str, first: str) -> tuple[Sequence[str], Lean]:
    """What `other` may mean behind `first`, and how surely it leans on it."""
    if is_fragment(other):
        return [_asked_of(first, other)], Lean.SURELY
    named = _with_its_thing(other, first)
    joined = f"and {named}"
    match need_of(joined):
        case Need.NOTHING | Need.PERHAPS_TOPIC if named != other:
            return [named], Lean.SURELY
        case Need.NOTHING:
            return [], Lean.POSSIBLY
        case Need.PERHAPS_TOPIC if not BELONGING.issuperset(_own_words(other)):
            return [], Lean.POSSIBLY
        case Need.ANTECEDENT | Need.SUBJECT:
            return [_with_what_it_means(named, first)], Lean.SURELY
        case _:
            found = [one for one in completions(joined, first, "") if not one.startswith(":")]
            return found[:_MOST_READINGS], lean_of(joined)


def _with_what_it_means(other: str, first: str) -> str:
    """What a pronoun of it stands for in its place, where that is a thing; else all that `first` is about before it."""
    found = [one for one in completions(other, first, "") if not one.startswith(first[:_BEGINNING])]
    if not found:
        return other
    subject = subject_of(first)
    before = first[: first.find(subject)].lower().split()[-1:]
    named = not ARTICLES.isdisjoint(subject.lower().split()[:1]) or not _BEFORE_A_THING.isdisjoint(before)
    return found[0] if named else found[-1]


def _asked_of(first: str, fragment: str) -> str:
    """ "Until when" asked of what `first` asks something else of."""
    spans = spans_of(first)
    words = [span.group().lower() for span in spans]
    verbs = AUXILIARIES | VERBS
    of_its_topic = f"{topic_of(first)}: {fragment}"
    if _AMOUNT.match(fragment):
        return of_its_topic
    if is_auxiliary(words[0]) or words[0] in verbs - ASKING:
        return f"{fragment} {first[:1].lower()}{first[1:]}"
    asking = next((at for at, word in enumerate(words) if word not in ASKING | PREPOSITIONS), len(words))
    verb = asking + (not _OF_TIME.isdisjoint(words[asking : asking + 1]))
    if len(words) > verb + 1 and words[verb] in verbs:
        return f"{fragment} {first[spans[verb].start() :]}"
    return of_its_topic


def _with_its_thing(other: str, first: str) -> str:
    """ "A new one" is a new one of what `first` is about, whatever became of that."""
    if not _ANOTHER_ONE.search(other):
        return other
    subject = subject_of(first).split()
    thing = " ".join(subject[1:] if subject[:1] and subject[0].lower() in ARTICLES else subject)
    alone = _IF_IT_IS_SO.sub("", other, count=1)
    return _ANOTHER_ONE.sub(rf"\g<which>\g<how> {thing}", alone) if thing else other


def _put(said: str, lead: str, question: str) -> str:
    before, question = " ".join([said, lead]).strip(), " ".join(question.split()).rstrip("?. ")
    goes_on = (lead or said.endswith((",", ":"))) and question.split()[0] not in {"I", "I'm", "I've"}
    first = question[:1].lower() if goes_on else question[:1].upper()
    text = f"{before} {first}{question[1:]}?".lstrip()
    return text if said else text[:1].upper() + text[1:]
