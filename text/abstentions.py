"""How people and models say that they found no answer, in English, Hungarian and German.

An abstention speaks of what was read and of nothing else. So each part of the sentence has to be about documents, or
about whom to ask instead, and one part has to say that they lack the answer. A guess behind it ("it isn't stated, but
it is 5 euros") makes it a claim again, and so does an answer before it ("No, the contract does not mention pets").
"""

import re
from collections.abc import Iterable

from text import lacking
from text.replies import looks_further, says_empty
from text.wording import says_no_answer_to

_MOST_CHARACTERS = 400  # nobody takes longer to say that there is no answer
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# What documents are called: a sentence that has one as its subject is about what stands in it.
_NOUN = (
    r"(?:doc(?:ument|umentation)?s?|passages?|pages?|texts?|sources?|excerpts?|extracts?|materials?|information|"
    r"context|"
    r"articles?|abstracts?|not(?:e|ice|ification)s?|guides?|guidelines?|handbooks?|manuals?|instructions?|terms|"
    r"conditions|rules?|regulations?|statutes?|bylaws?|polic(?:y|ies)|contracts?|annex|appendix|clauses?|sections?|"
    r"letters?|lists?|catalog(?:ue)?s?|tables?|tariffs?|fares|sheets?|program(?:me)?s?|reports?|minutes|protocols?|"
    r"records?|registers?|plans?|cards?|leaflets?|brochures?|labels?|recipes?|calendars?|scan|entry|entries|changelog|"
    r"faq|offers?|edition|descriptions?|papers|files?|chat|timetables?|schedules?|snippets?|data|book|website|"
    r"statements?|e-?mails?|newsletters?|bulletins?|summary|"
    r"overview|transcript|announcements?|handouts?|specifications?|posting|thread)"
)
_DOCUMENT = rf"\b{_NOUN}\b"
# Of these "it does not cover theft" is about the matter; of other documents it is about what one can read there.
_RULE = (
    r"\b(?:polic(?:y|ies)|contracts?|plans?|cards?|"
    r"terms|conditions|offers?|clauses?|fares|tariffs?|lists?|rules?|annex)\b"
)
_SAY = (
    r"(?:say|mention|state|tell|give|name|specify|explain|describe|deal|list|define|indicate|address|discuss|speak|"
    r"reveal|"
    r"refer|touch|go|get into|talk|note|settle|clarify|add|mark|report on|comment|elaborate|disclose|detail|treat|"
    r"take up|bring up|spell out|hint|expand|extend|suggest|help with)"
)
_HOLD = r"(?:cover|record|show|fix|provide|contain|include|answer|report|set|measure|have|hold|offer)"
_SAID = (
    r"(?:stated|given|mentioned|named|listed|said|told|explained|described|specified|dealt with|addressed|recorded|"
    r"published|settled|discussed|answered|shown|indicated|laid down|promised|defined|clarified|documented|disclosed|"
    r"revealed|detailed|"
    r"spelled out|spelt out|taken up|brought up|touched on|noted|treated|commented on|on record)"
)
_MATTER = (
    r"(?:\w+ ){0,2}?(?:times|dates?|prices?|reasons?|names?|figures?|numbers?|sums?|hours|ages?|languages?|address\w*|"
    r"rates?|"
    r"codes?|duration|estimate|mention|information|statements?|answers?|data|details?|indication|reference|row|"
    r"amounts?|"
    r"painter|author|winner|substitute|yields?|excess|deduction|depth|grease|headcount)"
)
_BE = r"(?:\b(?:is|are|was|were|has been|have been|been|be)|'s|'re)"
_NOT = r"(?:n't| not| never)"
_NO_CONDITION = r"(?! (?:if|until|unless|out|back|to|off|before|enough|while|apart|anything|within)\b)"
_ASKS = r"(?:how|why|what|when|where|who|whether|which|for|on|if|to)"

_ENGLISH = (
    # whoever looked found nothing
    r"\b(?:I|we)(?:(?: \w+){0,2}?(?:n't| not| cannot)|(?:'m| am|'re| are| was| were) unable to)(?: \w+){0,3}? (?:find|"
    r"found|tell|say|see|"
    r"answer|know|come across|locate|determine|confirm|advise|judge|decide|work|identify|guess|settle|name a|help)\b",
    r"\b(?:I|we)(?:'ve| can| have| could)?(?: only)? (?:see|find|found|saw|lack|have)\b.{0,60}?"
    r"\b(?:no|nothing|only|none|not|information)\b",
    r"\bI (?:only )?(?:have|had) to (?:leave|pass|guess)\b|\bI'd (?:rather not|have to guess)\b|\bI lack\b|"
    r"\bI only see\b|"
    r"\bI(?:'ve| have) (?:no|not enough|insufficient) \w+",
    # of documents
    rf"{_DOCUMENT}.{{0,90}}?(?:do|does|did|can|could){_NOT}(?: \w+)? {_SAY}\b{_NO_CONDITION}",
    rf"^(?!.*{_RULE}).*{_DOCUMENT}.{{0,90}}?(?:do|does|did){_NOT}(?: \w+)? {_HOLD}\b(?! (?:to|for)\b)",
    rf"\b(?:it|they|that|this|which|hotel|author|operator|shop|programme itself|guide itself)(?: of the \w+)? "
    rf"(?:(?:do|does|did){_NOT}|never) (?:\w+ )?(?:say|tell|mention|state|specify|name|explain)s?\b",
    rf"{_DOCUMENT}.{{0,60}}?\b(?:says?|contains?|holds?|states?|mentions?) (?:nothing|no|none)\b",
    rf"\b(?:gives?|names?|sets?|shows?|contains?|tells?|mentions?) no {_MATTER}\b|{_DOCUMENT} has no {_MATTER}\b",
    rf"^does(?:n't| not) {_SAY}\b|{_DOCUMENT}(?: on \w+)? (?:gives?|sets?) no\b|^there(?:'s| is) no (?:list|entry|"
    rf"row)\b",
    rf"{_DOCUMENT}.{{0,60}}?\b(?:leaves?|left)\b.{{0,30}}?\b(?:open|out)\b",
    rf"{_DOCUMENT}.{{0,40}}?\b(?:only|just)\b.{{0,30}}?\b(?:states?|refers?|gives?|describes?|shows?|names?|mentions?|"
    rf"points?|"
    r"speaks?|announces?|explains?|respective)\b",
    rf"{_DOCUMENT}.{{0,20}}? (?:names?|gives?|speaks?) (?:of )?(?:just|only|(?:\w+ ){{1,2}}(?:only|alone))\b",
    rf"{_DOCUMENT} (?:\w+ ){{1,9}}without (?:telling|saying|stating|naming)\b",
    r"\bsays? nothing (?:about|of|on)\b|\bsilent (?:on|about)\b|\b(?:that|this|it|paid|question|"
    r"matter) remains open\b|\bleft open\b|"
    r"\bleaves? (?:that|it|this|the question) open\b|\bleaves? open\b",
    # it is not stated
    rf"{_BE}{_NOT}(?: \w+)? {_SAID}\b{_NO_CONDITION}|\bnever {_SAID}\b|\b(?:not|has not|hasn't|haven't) been {_SAID}\b",
    rf"\b(?:no|none|neither|nothing)\b.{{0,80}}?{_BE}(?: \w+)? (?:{_SAID}|known|set for)\b{_NO_CONDITION}",
    rf"(?:n't| not)(?: \w+)? (?:provided|available|contained|included|covered|present|found) in (?:any|"
    rf"th\w+)(?: \w+){{0,2}} {_NOUN}\b|"
    rf"\benough information\b|{_BE}{_NOT} covered in th\w+|\bnone (?:stated|given|named|mentioned)\b|\bisn't settled\b",
    # nothing says so
    rf"\b(?:no|none of th\w+|nothing|neither)(?: \w+){{0,3}}? ?{_DOCUMENT}.{{0,30}}?\b(?:{_SAY}|cover|report|answer|"
    rf"provide|contain)s?\b",
    r"\bnothing (?:here|there|I found|in th\w+ \w+|I have)\b.{0,60}?\b(?:says?|tells?|settles?|deals?|answers?|"
    r"mentions?|explains?)\b",
    r"\bnothing (?:is|was|has been|can be)(?: \w+)? (?:said|found|stated|laid down|mentioned|known|settled|told|"
    r"regulated)\b",
    r"(?:\bthere(?:'s| is)|^|\bbut|,|\b(?:say|says|find|found|contains?)) nothing (?:about|on) (?!it$)",
    rf"^no {_MATTER}\b.{{0,60}}?(?:\bhere\b|{_BE} {_SAID}|\bstated\b|\bgiven\b|\blisted\b|\bin th\w+ {_DOCUMENT})",
    r"\bno (?:mention|information|statement|indication|reference|details?) (?:of|about|on|to|in|for|as|regarding|is|"
    r"was|\w+ing)\b",
    rf"\bthere(?:'s| is| are| was|'re)(?: no|n't an?y?|n't)\b.{{0,60}}?\b(?:given|listed|stated|mentioned|named|"
    rf"(?:in|among) th\w+(?: \w+)? {_NOUN}|in (?:what|it))\b|\bnone in it\b|\bbut nothing about\b",
    rf"^no (?:\w+ ){{1,6}}can be (?:worked out|told|given)\b|\b(?:{_SAID}), .{{1,40}} (?:isn't|aren't|is not)$",
    r"\bthere (?:is|are)n't a word\b|\b(?:isn't|aren't) (?:there|in it|here|something I can find)\b",
    # it cannot be told
    r"\b(?:can't|cannot|can not|couldn't|could not) be (?:\w+ )?(?:told|said|worked out|determined|answered|derived|"
    r"inferred|"
    rf"established)\b{_NO_CONDITION}",
    r"\b(?:can't|cannot|can not|couldn't|could not) be (?:found|seen|compared|confirmed|settled|learn\w+) (?:from|"
    r"here|in th)",
    rf"\b(?:is|are|was)(?:n't| not) (?:answered|among (?:the|th\w+) (?:\w+ )?(?:{_SAID}|{_NOUN}|reasons|things|"
    rf"occasions|"
    rf"seasons)|in what|(?:in|on|part of|a topic of|to be found in) th(?:e|is|at|ese|ose)\b.{{0,20}}?{_DOCUMENT})",
    r"\b(?:don't|doesn't|do not|does not|didn't) (?:appear|occur|figure|come up) in (?:the|these|this|any)\b|"
    r"\bno name appears\b",
    rf"\bmissing (?:from|in) th\w+ (?:\w+ )?{_DOCUMENT}|\bpage\b.{{0,30}}\bwhich is missing|\bunclear\b|\bnot clear\b",
    r"\bimpossible to (?:say|tell)\b|\baren't told\b|\bsettles that either way\b",
    r"^not (?:stated|given|mentioned|specified|found|available|answered)\b|^not in (?:th\w+|documents\W*$)",
    r"\b(?:insufficient|not enough|too little|lacks?|need more) (?:the |relevant )?(?:information|details?|data|"
    r"context)\b|\b(?:outside|beyond) the scope of th",
    r"\b(?:refers?|point|points) to (?:a|the) (?:\w+ )?(?:notice|policy|page|annex|list)\b|\bstands? on a notice\b|"
    r"\bleft to the annex\b|"
    r"\bonly announced\b|\bOn a list in the\b",
    # other words for silence
    rf"{_DOCUMENT}.{{0,60}}?\b(?:(?:keeps?|stays?|remains?|is|are) (?:quiet|silent|mum|vague)|omits?|skips?|"
    rf"pass(?:es)? over|"
    rf"fails? to {_SAY}|stops? (?:at|short)|lacks?|(?:offers?|provides?|bears?|carries|supplies) no|has nothing|"
    rf"have nothing)\b|"
    rf"{_DOCUMENT}.{{0,40}}?\b(?:leaves? (?:that|it|this) blank|(?:do|does){_NOT} allow (?:an|any|me|us|one)\b)",
    r"\bnowhere\b.{0,60}?\b(?:in|do|does|is|are|to be) |\bsilent as to\b",
    r"\b(?:goes|go|is|are|was|were|left|remains?|stays?) (?:unmentioned|unsaid|unstated|unspecified|unanswered|"
    r"unexplained|"
    r"unnamed|undisclosed|unaddressed|unclear|not clear)\b|\bleft out of (?:th\w+|it)\b",
    r"\bno (?:word|hint|clue|mention|answer) (?:of|on|about|as to|is|for|to|when|where|how|whether|about)\b|"
    rf"\bno such (?:\w+ ){{1,3}}(?:appears?|is|are|can be)\b.{{0,40}}?(?:{_DOCUMENT}|found|here)|^nothing (?:about|on|"
    rf"in there)\b",
    r"\bnothing in (?:there|here|them|it) (?:about|on)\b",
    r"\b(?:can't|cannot|couldn't|could not) be (?:gathered|gleaned|made out|deduced|ascertained|taken|read|"
    r"drawn) from\b",
    r"\b(?:not possible|no way|impossible) (?:of telling|to (?:tell|say|know|answer|see|determine))\b|"
    r"^(?:I'm|I am) not (?:sure|certain)$|^you won't find\b|\b(?:don't|doesn't|do not|does not) come up\b",
    rf"\b(?:isn't|aren't|is not) (?:something|a thing|a question|"
    rf"what) (?:that )?(?:th\w+ )?(?:\w+ )?{_NOUN}.{{0,30}}?\b(?:{_SAY}|cover)s?\b|"
    rf"\b(?:details?|information|particulars) .{{0,40}}?\b(?:is|are) (?:lacking|missing|absent)\b",
    # it is said of something else
    r"^only (?:the )?[^,]{2,60} (?:is|are) (?:given|stated|named|mentioned|listed)\b|"
    rf"{_DOCUMENT} (?:speaks?|talks?|tells?|deals?) (?:of|about|with)\b.{{0,60}}? and not (?:of|about|with)\b",
    rf"\b(?:{_SAID}|set|{_NOUN}|dealt with|counted|only say that|tells? you|"
    rf"deals?)\b.{{0,120}}?, (?:but )?not (?:{_ASKS}|by)\b",
    rf"^(?:(?:the|these|this) (?:\w+ ){{0,2}}{_NOUN} (?:only )?(?:describes?|gives?|tells?|covers?|lists?|names?|"
    rf"states?|shows?|mentions?|has|have)\b"
    r"|(?:I|you) (?:can )?see\b).{0,120}? but (?:not|no|none)\b",
    r"^(?:I can )?(?:only )?(?:see|find)\b.{0,80}\b(?:only|alone)$|\bonly (?:given|listed|described|stated) for\b",
)
_HUNGARIAN = (
    r"\bnem (?:szerepel(?!het)|említ|derül|található|találok|találunk|találtam|találtunk|esik szó|szól|"
    r"tér(?:nek)? ki|tud(?:om|ni|ok|juk)\b|"
    r"adják meg|adnak meg|adott meg|közöl|közli|hirdett|magyaráz|rendelkez|állapítható|határoz|áll rendelkezés|"
    r"válaszol|adnak választ|ad választ|foglalkoz|részletez|lehet (?:megmondani|tudni|megállapítani)|írnak|írják le|"
    r"írták le)"
    r"|\bnem (?:tartalmaz\w*|(?!kell|szabad|lehet)\w+) (?:választ|információ\w*|adato\w*)|\b(?:dokumentum|szöveg|"
    r"forrás|leírás|anyag|"
    r"részlet|kivonat|"
    r"útmutató|kézikönyv)\w*\b.{0,60}?\bnem tartalmaz",
    r"\bnincs(?:en|enek)? (?:\w+ )?(?:benne|szó|adat|információ|említve|megadva|feltüntetve|leírva|válasz|konkrét|"
    r"meghatározva|"
    r"erről|róla|semmi)",
    r"\bsem (?:ír|említ|szól|szerepel|derül|tartalmaz)\w*|\btaláltam semmi|\bsemmit (?:nem|sem) (?:talál|ír|mond|"
    r"említ|tud)",
    r"\bhallgat(?:nak)?(?: erről| róla| a)?\b|\bnincs(?:en)? (?:\w+ )?(?:utalás|feljegyezve|közölve|meg(?:adva|"
    r"nevezve|említve))|"
    r"\b(?:egy )?szót sem\b|\bnem (?:tudható|derült|árul|találom|olvasható|nevezi|adja meg|ad meg|utal|beszél|jelzi|"
    r"ejt|"
    r"mondja|mondják|fejti|világos)|\bnem kapunk\b|\bnem ír$",
    r"\bhiányz(?:ik|anak) (?:a|az|ebből|belőle)\b|\btöbbire nem\b",
)
_GERMAN = (
    r"\b(?:nicht|nirgends|nirgendwo|nie)\b(?: \w+)? ?(?:angegeben|erwähnt|aufgeführt|genannt|geregelt|beschrieben|"
    r"entnehmen|"
    r"hervor|zu finden|gefunden|finden|sagen|beantwort\w+|dokumentiert|vermerkt|verzeichnet|erläutert|ersichtlich|"
    r"thematisiert|in den (?:Dokumenten|Unterlagen|Texten)|im (?:Text|Dokument))\b",
    r"\b(?:steht|stehen|finde|fand ich|fanden wir|findet|sagen|sagt|enthält|enthalten|weiß|"
    r"geregelt)\b[^.]{0,60}?\b(?:nichts|"
    r"keinerlei)\b",
    r"\bkeine (?:Rede|Angaben?|Information\w*|Auskunft|Antwort|Hinweise?|Aussagen?)\b|\bnichts (?:geregelt|gesagt|"
    r"bekannt|gefunden|sagen)\b",
    r"\b(?:nennt|nennen|erwähnt|erwähnen|sagt|sagen|enthält|enthalten|beantwortet|beantworten)\b.{0,60}?\b(?:nicht|"
    r"nichts)$",
    r"\bbleibt\b.{0,60}?\boffen\b|\bkomm(?:t|en)\b.{0,60}?\bnicht vor$|\bgeht\b.{0,80}?\bnicht hervor\b|"
    r"\bweiß ich(?: \w+)? nicht\b|\bnichts(?: \w+){0,2} (?:finden|gefunden|sagen|entnehmen)\b",
    r"\bschweig(?:t|en)\b|\bverr(?:ät|aten)\b.{0,60}?\bnicht\b|\bfehl(?:t|en) (?:in|im|hier|auf|den)\b|"
    r"\bkein(?:en)? (?:Wort|Hinweis|Datum)\b",
    r"\bsteh(?:t|en) (?:\w+ )?(?:nicht|nirgends)(?: (?:da|drin|dort|hier|darin))?$|\berf(?:ährt|ahren) (?:man|"
    r"wir) (?:\w+ )?nicht\b|\bbleib(?:t|en) (?:\w+ )?(?:unklar|offen|unerwähnt)\b|"
    r"\bnicht (?:gesagt|mitgeteilt|verraten|ausgeführt|erklärt|festgehalten|eingegangen|die Rede|zu (?:ersehen|"
    r"erfahren|entnehmen)|klar)$",
)
_LACKING = _any((*_ENGLISH, *_HUNGARIAN, *_GERMAN, *lacking.LACKING))
_CLAIMED = _any(lacking.CLAIMED)

# Without one of these words nothing is lacking; two of three sentences need not be looked at more closely.
_DENIAL = re.compile(
    r"n't|\b(?:no|not|none|nothing|neither|never|nowhere|cannot|unable|only|alone|just|silent|quiet|mum|vague|open|"
    r"missing|"
    r"lack\w*|omits?|skips?|fails?|stops?|without|un\w+ed|unclear|unsaid|unknown|leaves?|left|refers?|points?|stands|"
    r"enough|"
    r"insufficient|impossible|outside|beyond|pass(?:es)? over|too little|need more|nem|nincs\w*|sem\w*|szót|hiányz\w*|"
    r"hallgat\w*|"
    r"nicht\w*|nirgend\w*|nie|kein\w*|schweig\w*|fehl\w*|bleib\w*|" + lacking.DENIALS + r")\b",
    re.IGNORECASE,
)
# What may stand beside it: what is said in the documents, whom to ask, and politeness.
_BESIDE = _any(
    (
        rf"\b(?:{_SAID}|says?|names?|gives?|reads?|refers?|points?|only|just|alone|counted|cleared|posted|explains?|"
        rf"describes?|"
        r"settles that|decides|I can see|I see|you can see|I looked|go into|praise|leaves? out)\b",
        _DOCUMENT,
        r"\b(?:ask|contact|call|consult|check with|try|inquire|enquire|can't help|know)\b",
        r"^\W*(?:(?:I'm |I am )?(?:very )?(?:sorry|afraid)|unfortunately|sorry|apologies|I apologi[sz]e|sajnos|"
        r"sajnálom|elnézést|"
        r"leider|"
        r"(?:es )?tut mir leid|thank you|thanks)\b",
        r"\b(?:csak|adtak|írják|nur|genannt|bitte|kérem|kérdezze|forduljon|fragen|wenden)\b",
    )
)
_GUESSED = _any(
    (
        r"\b(?:presumably|probably|surely|likely|perhaps|maybe|I'd say|I would say|I guess|I assume|I suppose|must be|"
        r"must have|it must|"
        r"should be|(?:it|that) would be|could be|can't be more|ought to|it'll be|will be|you(?:'ll| can| may|"
        r" will) (?:expect|reckon|"
        r"have it)|going by|usually|typically|generally|normally|estimate of)\b",
        r"\b(?:valószínűleg|bizonyára|feltehetően|talán|általában|szerintem|wahrscheinlich|vermutlich|sicher(?:lich)?|"
        r"wohl|vielleicht|üblicherweise|normalerweise|in der Regel|meistens)\b",
    )
)
# A word that answers, words that are quoted, a rule with its condition, and what a document is said to say.
_ANSWERED = re.compile(
    r"\W*(?:(?:yes|no|yeah|nope|partly|igen|ja|nein|doch|none|nem)\b\s*[,.:;!–—]|(?:according to|laut|gemäß)\b|"
    r"(?:if|when|whoever|because|since|those|whether .* or)\b[^,]*,)|.*[“\"„].{12,}[”\"“]",
    re.IGNORECASE | re.DOTALL,
)
_PART = re.compile(
    r"[;:]\s|\s[–—-]\s|,\sso\b|,?\s(?:but|however|yet|though|although|de|viszont|azonban|ezért|így|aber|jedoch|"
    r"allerdings|"
    r"sondern|also|daher|deshalb)\b(?! (?:not|no|none|nothing)\b)(?!, )",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:,| and| und| és)\s(?:[^;:]*\d|(?:it|they|that|this|he|she|es|sie|ez|az)(?:'s| is| are| was| were| costs?|"
    r" takes?| opens?| ist| kostet)\b)",
    re.IGNORECASE,
)
_REFERRAL = _any(
    (
        r"\b(?:please|you(?:'ll| will|'d)?(?: have to| need to| should| could| may| might| had better| better|"
        r"'d better)?|"
        r"better|try|best|should) (?:\w+ ){0,2}?(?:ask|contact|call|consult|check|try|write|inquire|enquire|refer|"
        r"speak|"
        r"rephrase|provide|upload|share|see)\b",
        r"\b(?:will|can|should) (?:know|tell you|clear it up|help)\b|\b(?:happy|glad) to help\b|\bhave to tell you\b",
        r"\b(?:kérdezz\w*|érdeklődj\w*|forduljon|keresse|vegye fel)\b",
        r"\b(?:wenden Sie|fragen Sie|erkundigen Sie|kontaktieren Sie)\b",
    )
)


def abstains(sentence: str) -> bool:
    """Whether a sentence, without its marks, says that the documents lack the answer and gives none."""
    if says_empty(sentence) or says_no_answer_to(sentence):
        return True
    text = sentence.translate(_APOSTROPHES).strip(" \t\n.!…*_")
    if len(text) > _MOST_CHARACTERS or not _DENIAL.search(text) or _ANSWERED.match(text) or _GUESSED.search(text):
        return False
    if _CLAIMED.search(text):
        return False
    parts = [part.strip() for part in _PART.split(text) if part.strip()]
    found = [_LACKING.search(part) for part in parts]
    if any(match and _GOES_ON.search(part, match.end()) for match, part in zip(found, parts, strict=True)):
        return False
    about = all(match or _BESIDE.search(part) for match, part in zip(found, parts, strict=True))
    return about and (any(found) or _LACKING.search(text) is not None)


def refers_on(sentence: str) -> bool:
    """Whether a sentence behind an abstention tells only whom to ask, what else may be asked, or where to look."""
    if looks_further(sentence):
        return True
    text = sentence.translate(_APOSTROPHES)
    return _REFERRAL.search(text) is not None and not any(character.isdigit() for character in text)
