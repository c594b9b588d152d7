"""What stands around an answer and claims nothing: greetings, lead-ins, questions back; English, Hungarian, German."""

import re

_EDGES = " \t\n\"'“”„«»*_#>-–—:;,.!…()[]"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_DOCUMENTS = (
    r"(?:(?:the|your|these|those|my|all|this)\s)?(?:(?:provided|given|uploaded|available|above|relevant|retrieved|"
    r"following)\s)*"
    r"(?:documents?|passages?|sources?|texts?|context|excerpts?|materials?|information|files?)"
    r"(?:\s(?:provided|given|above|you (?:provided|gave me|uploaded|shared)))?"
)
_GREETING = _any(
    r"(?:hi|hello|hey|greetings|welcome|good (?:morning|afternoon|evening|day))(?: (?:there|again|everyone|all))?",
    r"(?:ok|okay|gladly|got it|understood|well)",
    r"(?:thanks?|thank you)(?: (?:very|so) much)?(?: for (?:your|the|this) (?:\w+ )?(?:question|asking|message|"
    r"patience|inquiry))?",
    r"(?:(?:that's|that is|what) an? )?(?:very )?(?:good|great|excellent|interesting) question",
    r"you'?re (?:very )?welcome|(?:i'm |i am )?(?:always )?(?:happy|glad) to help|(?:it's |it is )?my pleasure",
    r"i(?:'m| am) (?:very )?sorry|sorry|unfortunately|i apologi[sz]e(?: for \w+ \w+)?",
    r"(?:i )?hope (?:this|that|it) (?:\w+ )?(?:helps?|is (?:helpful|useful)|answers your question)(?: you)?",
    r"(?:please )?(?:let me know|feel free to (?:ask|reach out)|just ask|don't hesitate to (?:ask|"
    r"contact me))\b[^.\d]{0,120}",
    r"if you (?:have|need|want|would like) (?:any |some )?(?:(?:more|other|further|additional) )?"
    r"(?:questions?|help|information|details|assistance|anything else)(?: (?:about|on|regarding)\b[^.\d]{0,40})?",
    r"(?:please |just )?ask(?: me)?(?: (?:again|anytime|away))?|i(?:'m| am) here to help",
    r"(?:i can|i'll|i will|let me|i'd be happy to|i am happy to) (?:help|assist|explain|look|check|"
    r"answer)\b[^.\d]{0,60}",
    r"szia|sziasztok|helló|üdv(?:özlöm)?|jó (?:napot|reggelt|estét)(?: kívánok)?|szívesen|rendben|"
    r"köszönöm(?: szépen)?(?: a kérdés\w*)?|(?:örömmel|szívesen) segítek|remélem,? (?:ez )?(?:segít|segített|"
    r"segítettem|hasznos)|"
    r"sajnos|sajnálom|elnézést|jó kérdés|ha (?:további|még|bármilyen) kérdés[^.\d]{0,40}|(?:nyugodtan )?kérdezz(?:en)?",
    r"hallo|guten (?:tag|morgen|abend)|gern(?:e)?(?: geschehen)?|vielen dank|danke|"
    r"bitte(?: sehr)?|gute frage|leider|es tut mir leid|ich hoffe,? (?:das|dies) hilft(?: \w+)?|(?:ich )?helfe gerne|"
    r"(?:wenn|falls) (?:du|sie) (?:noch )?(?:weitere )?fragen? (?:hast|haben)|fragen sie (?:gerne|einfach)|"
    r"lassen sie (?:es )?mich (?:bitte )?wissen[^.\d]{0,100}",
)
_AFFIRMATION = _any(
    r"(?:yes )?(?:sure|sure thing|of course|certainly|absolutely|definitely|természetesen|persze|hogyne|natürlich|"
    r"selbstverständlich|klar|sicher|aber sicher)"
)
_LEAD_IN = _any(
    r"(?:here(?:'s| is| are)|below (?:is|are)|this is) (?:what|the (?:answer|information|summary)) (?:that )?"
    rf"(?:i (?:could |have )?(?:found?|know|learned)|you (?:asked|requested|need)\w*)(?: (?:for|in|from|"
    rf"about))?(?: {_DOCUMENTS})?",
    r"(?:i (?:have )?found|i can tell you|i looked) (?:the following|this|that|it up|the answer)?(?: information)?"
    rf"(?: (?:in|from) {_DOCUMENTS})?|what i (?:have )?found",
    rf"(?:based on|according to) {_DOCUMENTS}",
    rf"{_DOCUMENTS} (?:say|says|state|states|tell us|provide|provides) (?:the following|this)(?: information)?",
    r"(?:the |my |final |short |direct |quick )*(?:answer|summary|response|sources?|references?|citations?|conclusion)"
    r"(?: is| are)?(?: as follows)?",
    r"to (?:answer|summari[sz]e)(?: your question)?|in (?:short|summary|brief)|to sum up|as follows|(?:the )?following",
    r"íme|(?:a )?(?:válasz|válaszom|összefoglalás|források?)(?: a következő)?|amit találtam|"
    r"a következőket? (?:találtam|tudom)|"
    r"(?:a )?(?:megadott )?(?:dokumentumok|források|szövegek|szöveg|forrás)(?: alapján| szerint)",
    r"(?:hier (?:ist|sind),? )?was ich (?:gefunden habe|weiß)|hier (?:ist|sind)|(?:die |meine )?(?:antwort|"
    r"zusammenfassung|quellen?)"
    r"(?: lautet| ist)?|(?:laut|gemäß|nach|in|aus|basierend auf) (?:den|dem|der|ihren) (?:\w+ )?"
    r"(?:dokumenten?|unterlagen|texten?|quellen?|passagen)|folgendes(?: habe ich gefunden)?|das habe ich gefunden",
)
# With a tail of its own, so that only a colon tells it from a statement.
_LEAD_IN_BEFORE_COLON = _any(
    rf"(?:from|in) {_DOCUMENTS}",
    r"(?:here(?:'s| is| are)|below (?:is|are)|this is|these are) (?:what|the|your|an?|some|how|all|"
    r"everything)\b[^.:\d]{0,40}?"
    r"(?:found|find|say|answer|summary|information|overview|list|details|know|see|need|points|steps|"
    r"tell you)\b[^.:\d]{0,40}",
    r"(?:íme|itt (?:van|vannak|található)) (?:az? )?(?:válasz|amit|információ|összefoglal|lista|"
    r"adatok)\w*[^.:\d]{0,40}",
    r"hier (?:ist|sind) (?:die |das |eine |meine )?(?:antwort|zusammenfassung|information|übersicht|liste|"
    r"angaben)\w*[^.:\d]{0,40}",
)
_POLITE = _any(_GREETING.pattern, _LEAD_IN.pattern, _AFFIRMATION.pattern)
_POLITE_BEFORE_COLON = _any(_POLITE.pattern, _LEAD_IN_BEFORE_COLON.pattern)
# A question that tells: "Did you know that …?", "…, isn't it?".
_TELLING = _any(
    r"^\W*(?:did you know|do you know that|is it not|isn't|aren't|wasn't|don't you|who would have|wusstest du|"
    r"wussten sie|"
    r"tudtad|tudta)\b",
    r",\s*(?:\w+n't (?:it|they|he|she|you|we|there)|right|correct|no|yes|ugye|igaz|nem|oder|nicht wahr|stimmt's)\s*\?",
)
_QUESTION_END = re.compile(r"[?？؟][\"'”’“»)\]*_`\s]*$")
_PREFIX = re.compile(rf"\W*(?:{_LEAD_IN.pattern}|{_LEAD_IN_BEFORE_COLON.pattern}):\s+(?=\S)", re.IGNORECASE)
_FUNCTION_WORDS = _words(
    "a an the this that these those it its he she they we you there which who and or but so of in on at to for from by "
    "with as is are was were be been has have had will would can could may might must should does do did also if when "
    "der die das ein eine es er sie und oder aber ist sind war waren wird hat haben kann im am auf mit von zu für "
    "az egy ez és vagy de van volt hogy"
)
_FINISHED = re.compile(r"[.!?…:;。！？।]")


def claims_nothing(statement: str) -> bool:
    """Whether a sentence, without its marks, greets, leads in, asks back, or breaks off before it says anything."""
    text = statement.replace("’", "'").strip()
    words = text.strip(_EDGES)
    if not any(character.isalnum() for character in text):
        return True
    if _QUESTION_END.search(text):
        return _TELLING.search(text) is None
    return _is_courtesy(words, leads_in=text.rstrip("*_ ").endswith(":")) or (
        not _FINISHED.search(text) and _breaks_off(words.lower().split())
    )


def affirms(statement: str) -> bool:
    """Whether a sentence says "Sure!", which is an answer where nothing else is said, and else claims nothing."""
    return _AFFIRMATION.fullmatch(statement.strip(_EDGES)) is not None


def lead_in_end(sentence: str) -> int:
    """Where what a sentence says begins: behind "Here is what I found: ", else 0."""
    found = _PREFIX.match(sentence)
    return found.end() if found else 0


def _is_courtesy(words: str, *, leads_in: bool) -> bool:
    polite = _POLITE_BEFORE_COLON if leads_in else _POLITE
    parts = [part.strip(_EDGES) for part in re.split(r"[,;!:]\s|\s[–—-]\s", words)]
    return all(not part or polite.fullmatch(part) for part in parts)


def _breaks_off(words: list[str]) -> bool:
    return len(words) > 1 and _FUNCTION_WORDS.issuperset(words)
