"""Grammar of a lack, beside the wordings of `text.abstentions`: who looked, what was looked in, and what was not there.

`CLAIMED` is its other side: a negation about people, rules or limits, which tells something.
"""

_DOCUMENT = (
    r"(?:doc(?:ument|umentation)?s?|files?|passages?|pages?|texts?|sources?|excerpts?|extracts?|materials?|context|"
    r"information|articles?|abstracts?|handbooks?|manuals?|guides?|guidelines|reports?|contracts?|sections?|notes?|"
    r"letters?|chapters?|paragraphs?|snippets?|biograph(?:y|ies)|uploads?|collection|knowledge base|accounts|"
    r"chronicles?|"
    r"releases?|leaflets?|notices|ledger|diary)"
)
_OF_IT = rf"(?:th\w+|any of th\w+|your|my|either|any)(?: \w+){{0,2}} {_DOCUMENT}\b"
_INFORMATION = r"(?:information|details?|data|answers?|access|knowledge|mention|references?|indications?|clues?|facts)"
_I = r"(?:I|we)"
_NEVER = r"(?:n't| not|not| never| cannot)"
_LEARN = (
    r"(?:find(?: out)?|found|locate|establish|discern|gather|extract|derive|deduce|infer|learn|verify|trace|spot|"
    r"detect|"
    r"discover|identify|determine|make out|pin down|work out|see|come up with)"
)
_ENGLISH = (
    # whoever looked
    rf"\b{_I}(?:'ve| have)?(?: \w+){{0,5}}? (?:came|come|went|go) (?:up |away )?(?:empty(?:-handed)?|with nothing)\b|"
    rf"\b{_I}(?:'ve| have)?\b.{{0,60}}?\b(?:came up empty|drew a blank|had no luck|to no avail|without success)\b",
    r"\b(?:my|the|a|our) (?:search|look|reading|review|check)\b.{0,60}?\b(?:turned up|brought up|yielded|gave|found|"
    r"revealed|returned|produced) (?:nothing|no)\b",
    rf"\b{_I}(?: (?:can|could|do|did|was|were|am|are))?(?:{_NEVER}| unable to)(?: \w+)? {_LEARN}\b",
    rf"\b{_I} (?:do|did)(?:n't| not) (?:have|see|possess|hold)(?: \w+){{0,3}}? {_INFORMATION}\b",
    # what was looked in
    rf"\b{_DOCUMENT}\b.{{0,60}}?\b(?:(?:is|are|was|were) (?:of )?no (?:help|use)|(?:is|are)(?:n't| not) (?:of )?"
    r"(?:any |much )?(?:help|helpful|use|useful|specific|explicit|precise|clear|informative)|(?:do|does|did)(?:n't|"
    r" not) "
    r"(?:help|provide|supply|present|clarify|resolve|elaborate|go into|shed)|sheds? no light|give no)\b",
    rf"\b{_DOCUMENT}\b.{{0,40}}?\bleaves? (?:me|us|you|one|the reader) (?:without|with no|in the dark|guessing)\b",
    rf"\b{_DOCUMENT}\b.{{0,20}}? (?:ends?|stops?|breaks? off|is cut off) (?:before|short)\b",
    rf"\b(?:falls?|lies?|is|are|goes|go) (?:outside|beyond) (?:(?:of )?(?:what|"
    rf"the scope of) )?th\w+(?: \w+)? {_DOCUMENT}"
    r"\b",
    # what was not there
    rf"(?:(?:do|does|did)(?:n't| not) (?:seem|appear) to be|(?:is|are|was|were)(?:n't| not)(?: to be)?(?: \w+)?) "
    rf"(?:(?:found|given|contained|present|covered|stated|available|mentioned|anywhere|part of|"
    rf"in)\b.{{0,20}}?) ?{_OF_IT}",
    rf"\b(?:absent|missing|omitted|left out) (?:from|in|of) {_OF_IT}|\bnot touched (?:up)?on\b|\bnowhere to be found\b",
    rf"^no (?:\w+ ){{1,6}}?(?:can|could|is|are|was|were) (?:to )?be (?:found|located|seen|identified) in {_OF_IT}|"
    rf"^no (?:\w+ ){{1,6}}?(?:is|are|was|were) (?:found|given|stated|listed|mentioned) in {_OF_IT}",
    r"\bno (?:telling|knowing|way of (?:telling|knowing|finding out))\b|\bthere(?:'s| is) nothing (?:here|there|in it) "
    rf"(?:about|on)\b|\bno (?:\w+ ){{1,3}}can be (?:read|told|gathered|learnt|learned|drawn|taken) from {_OF_IT}",
    rf"\b{_DOCUMENT} (?:names?|states?) no \w+\b|\b{_DOCUMENT}\b.{{0,40}}?\b(?:do|does)(?:n't| not) (?:tell|say|"
    rf"mention|"
    r"name|state)\b",
)

_SZÖVEG = (
    r"\b(?:dokumentum|szöveg|forrás|leírás|anyag|részlet|kivonat|útmutató|kézikönyv|irat|fájl|tájékoztató|szabályzat|"
    r"bekezdés|oldal|cikk|szerződés|passzus|fejezet|jegyzet|kontextus|tartal)\w*"
)
_HUNGARIAN = (
    r"\b(?:nem|sem) (?:akad(?:ok|unk|tam|tunk)|bukkan(?:ok|unk|tam|tunk)|lel(?:ek|tem|tünk)|lát(?:ok|om|unk|tam)|"
    r"talál(?:ok|om|unk|juk|tam|tuk|tunk)|fedez(?:tem|tünk) fel|tal\w+ meg)\b",
    r"\b(?:nem|sem) lehet(?:ett)? (?:\w+ )?(?:el|meg|ki)?(?:dönteni|tudni|állapítani|mondani|ítélni|válaszolni|találni|"
    r"következtetni|deríteni|határozni|olvasni a)\b",
    rf"{_SZÖVEG}.{{0,60}}?\b(?:nem|sem) (?:szolgál|nyilatkoz|közöl|említ|beszél|jelöl|rögzít|nevez|részletez|segít|"
    r"tüntet|utal|ejt|mond|ír|tér|árul|igazít|nyújt|ad(?:nak|ja|ják)? (?:\w+ )?(?:válasz|felvilágosít|tájékozt|"
    r"információ|támpont|adat|eligazít))",
    rf"\b(?:nem|sem) (?:ismert|olvasható|található|szerepel(?:nek)?|következik|tudható)\b.{{0,30}}?{_SZÖVEG}|{_SZÖVEG}"
    r".{0,40}?\b(?:nem|sem) (?:ismert|olvasható|található|szerepel(?:nek)?|következik|tudható|látható)\b",
    rf"\b(?:kimarad(?:t|tak)?|hiányzi?k(?:nak)?)\b.{{0,20}}?{_SZÖVEG}|{_SZÖVEG}.{{0,20}}?\b(?:kimarad(?:t|tak)?|"
    r"hiányzik|hiányoznak)\b",
    rf"{_SZÖVEG}.{{0,30}}?\b(?:sincs(?:en)?|nincs(?:en)?) (?:benne|szó|adat|nyoma|utalás|válasz|említés)|"
    rf"\bsincs(?:en)? "
    r"szó\b|\bnincs(?:en)? (?:benne|nyoma)\b",
    r"\bsehol (?:sem|se|nem) (?:\w+ )?(?:tüntetik|írják|említ|szerepel|közlik|adják|talál|jelölik|olvas|esik)",
)

_UNTERLAGE = (
    r"\b(?:Dokument|Unterlage|Text|Quelle|Passage|Abschnitt|Kontext|Datei|Auszug|Auszüge|Ausschnitt|Material|Artikel|"
    r"Seite|Vertrag|Verträge|Handbuch|Anleitung|Richtlinie|Bericht|Beschreibung|Textstelle|Absatz|Absätze)\w*"
)
_GERMAN = (
    r"\b(?:ich|wir|mir|uns)\b(?: \w+){0,8}? (?:nichts|kein(?:e[nrsm]?)?)\b.{0,60}?\b(?:finden|gefunden|entdeck\w+|"
    r"feststellen|ermitteln|erkennen|ausmachen|entnehmen|ableiten|ersehen|vor)$",
    r"\b(?:ich|wir)\b(?: \w+){0,8}? nicht (?:finden|gefunden|entdecken|feststellen|ermitteln|erkennen|entnehmen|"
    r"ableiten|herleiten|ersehen|beurteilen|bestimmen)\b|\bnicht fündig\b",
    rf"{_UNTERLAGE}.{{0,80}}?\bnicht (?:ein|auf|aus|näher (?:ein|aus))$|\bnicht (?:näher )?ein(?:gegangen)?$",
    rf"{_UNTERLAGE}.{{0,60}}?\bnicht (?:\w+ )?(?:behandelt|angesprochen|aufgegriffen|benannt|berührt|ausgeführt|"
    rf"enthalten|aufgeführt|zu entnehmen|entnehmen|ableiten|hervor|klären)\b",
    rf"\b(?:äußer(?:t|n)|schweig(?:t|en)) sich\b.{{0,60}}?\b(?:nicht|aus)\b|{_UNTERLAGE}.{{0,30}}?\bschweig(?:t|en)\b",
    r"\btauch(?:t|en)\b.{0,60}?\b(?:nicht|nirgends|nirgendwo)\b.{0,30}? auf$",
    r"\b(?:Information\w*|Angaben?|Daten|Hinweise?|Unterlagen|Dokumente|Texte?|Auszüge)\b.{0,20}?\bnicht aus$|"
    r"\breich(?:t|en)\b.{0,60}?\b(?:Information\w*|Angaben?|Unterlagen|Dokumente|Texte?)\b.{0,20}?\bnicht aus$",
    rf"{_UNTERLAGE}.{{0,40}}?\bkein(?:e[nrsm]?)? (?:\w+ )?(?:\w+ (?:genannt|angegeben|erwähnt|zu finden)|Antwort|"
    rf"Aussagen?|Anhaltspunkte?|Angaben?|Hinweise?|Erwähnung)\b|\bgibt es\b.{{0,40}}?{_UNTERLAGE}.{{0,20}}?\bkein\w* "
    r"\w+",
    rf"\bläss(?:t|en) sich\b.{{0,60}}?{_UNTERLAGE}.{{0,40}}?\b(?:nicht|nichts)\b|{_UNTERLAGE}.{{0,30}}?\bläss(?:t|en) "
    r"sich\b.{0,40}?\b(?:nicht|nichts)\b",
)
LACKING = (*_ENGLISH, *_HUNGARIAN, *_GERMAN)

_NUMBER = (
    r"(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|twelve\b|sixteen\b|eighteen\b|a\b)"
)
# A lack with a limit is a rule, and so is one that people have to keep to.
CLAIMED = (
    r"\b(?:mention|contain|list|include|name|provide|give|show)s? (?:no )?(?!.{0,20}\b(?:information|details?|data|"
    r"anything|whether|how|what|who|when|where|if)\b).*\b(?:(?:\w+er|more|less|other) than\b|(?:under|over|above|"
    rf"below) (?:the age of )?{_NUMBER})",
    r"^(?!(?:I|we|why|how|what|when|where|whether|which|who)\b)(?:\w+ ){1,3}(?:are|is|were|was)(?:n't| not) "
    r"(?:told|informed)\b (?!in th|here|by th)",
    r"\btext messages? ",
    r"\bnem kell\b.{0,30}?\b(?:választ|információ|adat)",
    r"^(?!.*\b(?:ob|wer|wie|was|wann|wo|warum|wem|wen|wozu|welche\w*)\b).*\b(?:muss|müssen|darf|dürfen|soll|sollen)\b",
    r"\b(?:weitergegeben|gespeichert|erhoben|verarbeitet|übermittelt|veröffentlicht|erteilt)$",
)
DENIALS = r"empty\w*|blank|luck|avail|absent|omitted|without|sheds?|ends|sincs\w*|sehol|kimarad\w*|hiányoz\w*"
