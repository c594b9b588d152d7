"""What people say that asks nothing of the documents: greetings, thanks, who are you, whether a person is there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from text.wording import Language


class Talk(StrEnum):
    """What a message does, where it does nothing else; of several the last one here is replied to."""

    NOTHING = "nothing"
    GREETING = "greeting"
    REMARK = "remark"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    COMPLAINT = "complaint"
    IDENTITY = "identity"
    OUTLINE = "outline"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, and in which language; null where nothing shows it, as in a bare question mark."""

    talk: Talk
    language: Language | None


_PATTERNS: Mapping[Language, Mapping[Talk, Sequence[str]]] = {
    Language.ENGLISH: {
        Talk.GREETING: (
            r"(?:hi+|hello+|hey+|howdy|hiya|greetings|welcome|good (?:morning|afternoon|evening|day))(?: to you)?",
            r"how are you(?: doing)?(?: today)?|how(?: is|'s) it going|what's up|nice to meet you",
            r"(?:are you|anyone|anybody|is (?:any|some)(?:one|body)) there|testing|can you hear me",
        ),
        Talk.REMARK: (
            r"ok(?:ay)?|k|i see|got it|understood|all right|alright|cool|nice|great|perfect|wow|good|fine|super|"
            r"h+m+|lol|(?:ha)+h?|interesting|never ?mind|sorry|please|well|so|good to know|that helps|makes sense",
        ),
        Talk.THANKS: (
            r"(?:many |ok )?(?:thanks?(?: you)?|thx|ty|cheers)(?: (?:so|very) much| a (?:lot|bunch|million))?"
            r"(?: for (?:your|the|all your) (?:help|answers?|time))?",
            r"(?:much |i )?appreciate(?:d| it| that)|(?:that was |very |you(?:'re| are|'ve been) (?:very |so "
            r")?)helpful",
        ),
        Talk.GOODBYE: (
            r"(?:good ?)?bye+(?: bye)?|see (?:you|ya)(?: later| soon| tomorrow)?|good night|farewell|take care|"
            r"have a (?:nice|good|great) (?:day|evening|weekend|one)|that(?:'s| is| was) (?:all|it)(?: for (?:now|"
            r"today))?",
        ),
        Talk.COMPLAINT: (
            r"(?:you(?:'re| are)|this is|that(?:'s| is)|it(?:'s| is)|what an?|such an?)?(?: (?:an?|so|really|totally|"
            r"very|"
            r"completely|just))* ?(?:stupid|dumb|useless|rubbish|idiot|idiotic|nonsense|garbage|crap|terrible|awful|"
            r"bullshit|shit|wrong|not (?:right|true|correct|helpful|what i (?:asked|meant|wanted)(?: for)?))"
            r"(?: (?:bot|thing|machine|chatbot|program|answer))?",
            r"(?:fuck|screw)(?: you| this| off)?|you suck|wtf|damn(?: it| you)?|shut up|go away|i hate (?:you|this)",
            r"(?:that|this|it) (?:does(?:n't| not)|did(?:n't| not)) (?:help|work|answer my question)(?: me)?|"
            r"you (?:don't|do not|didn't|did not) (?:understand|get it|answer(?: me| my question)?|help(?: me)?)",
        ),
        Talk.IDENTITY: (
            r"who (?:are|made|built|created) you|what are you|what(?:'s| is) your (?:name|purpose|job)|do you have a "
            r"name|"
            r"are you (?:an? )?(?:real |live )?(?:bot|chatbot|robot|machine|computer|ai|human|person|real|chatgpt|"
            r"artificial intelligence)(?: or an? \w+)?|am i (?:talking|speaking|chatting) (?:to|with) an? (?:real "
            r")?\w+",
            r"(?:so )?what (?:can|do) you do(?: for me)?|(?:how |what )?can you help(?: me)?(?: with)?|help(?: me)?|"
            r"how do (?:you|i) (?:work|use you)|introduce yourself|tell me about yourself|what are you (?:for|good at)",
        ),
        Talk.OUTLINE: (
            r"(?:what|which) (?:can|could|should|may) i ask(?: you)?(?: about| here)?|what (?:questions )?can you "
            r"answer|"
            r"what (?:questions )?(?:can|could|may) (?:i|one) ask(?: you)?(?: about)?|what do you know(?: about)?",
            r"what(?:'s| is| does)(?: there)? (?:in|inside) (?:this|the|that|my|these|those|your) "
            r"(?:files?|documents?|pdfs?|docs?|uploads?|collection|library)",
            r"what(?:'s| is| are) (?:this|the|that|my|these|those) (?:files?|documents?|pdfs?|docs?) about|"
            r"what(?:'s| is) this about|what (?:do|does) (?:this|the|that|my|these|those) (?:files?|documents?|pdfs?|"
            r"docs?) "
            r"(?:contain|cover|say|hold|include)",
            r"(?:which|what) (?:files|documents|docs|pdfs|sources|texts) (?:do you (?:have|know|hold|use)|are (?:there|"
            r"available|loaded|here|in (?:here|there|the collection))|have you (?:got|read)|can you (?:read|see))",
            r"(?:please )?(?:list|show|name|give)(?: me)? (?:all |the |all the |your |my )*(?:files|documents|docs|"
            r"pdfs|"
            r"sources|topics|table of contents)|(?:the )?(?:table of )?contents|what topics (?:are there|do you "
            r"(?:cover|know))",
        ),
        Talk.PERSON: (
            r"(?:(?:can|could|may) i|i(?:'d like| would like| want| need| wish) to|let me|i(?:'d| would) rather|how "
            r"(?:can|"
            r"do) i|is it possible to|please let me)? ?(?:talk|speak|chat|write|get through) (?:to|with) "
            r"(?:an? |some |the )*(?:real |live |actual |human )*(?:human|person|someone|somebody|people|agent|"
            r"employee|"
            r"operator|representative|staff|member of staff|colleague|human being|support)(?: instead| please| here| "
            r"now)*",
            r"(?:i (?:want|need)|get me|give me|ask|find me|call|is there) (?:an? |some )*(?:real |live |actual |"
            r"human )*"
            r"(?:human|person|someone|somebody|agent|operator|representative|human being)(?: here| please| there)?|"
            r"(?:human|real person|agent)(?: please)?",
            r"(?:please )?(?:connect|transfer|put) me (?:to|with|through to) (?:an? |some )*(?:real |live |human "
            r")*(?:human|"
            r"person|someone|somebody|agent|operator|representative|employee|colleague)(?: please)?",
        ),
    },
    Language.GERMAN: {
        Talk.GREETING: (
            r"hallo+|hallöchen|moin(?: moin)?|servus|grüezi|grüß (?:gott|dich|sie)|(?:schönen )?guten (?:tag|morgen|"
            r"abend)|"
            r"guten tag|wie geht(?:'s| es)(?: dir| ihnen)?|ist (?:da )?jemand da|bist du da|sind sie da",
        ),
        Talk.REMARK: (
            r"alles klar|verstanden|verstehe|aha|gut|super|prima|toll|schön|egal|na ja|naja|in ordnung|bitte",
        ),
        Talk.THANKS: (
            r"(?:vielen |besten |herzlichen |tausend |ok )?dank(?:e|eschön)?(?: schön| sehr| vielmals| dir| ihnen)*"
            r"(?: für (?:die|deine|ihre) (?:hilfe|antwort|auskunft))?|(?:das war |sehr )?hilfreich",
        ),
        Talk.GOODBYE: (
            r"tschüss?|tschau|ciao|auf wiedersehen|bis (?:bald|später|morgen|dann)|gute nacht|schönen (?:tag|"
            r"abend)(?: noch)?|"
            r"das (?:war's|war alles|ist alles)",
        ),
        Talk.COMPLAINT: (
            r"(?:du bist|das ist|sie sind|so ein|was für ein)?(?: (?:ein|eine|so|total|völlig|echt))* ?(?:dumm|doof|"
            r"blöd|"
            r"nutzlos|unsinn|quatsch|idiot|scheiße|mist|schlecht|falsch|blödsinn|nicht (?:richtig|hilfreich))(?:er "
            r"bot)?",
            r"das (?:hilft|stimmt) (?:mir )?nicht(?: weiter)?|du verstehst mich nicht|halt die klappe|leck mich",
        ),
        Talk.IDENTITY: (
            r"wer (?:bist du|sind sie)|was (?:bist du|sind sie)|wie hei(?:ßt du|ßen sie)|(?:bist du|sind sie) (?:ein "
            r"|eine )?"
            r"(?:echter )?(?:bot|roboter|mensch|maschine|ki|computer|chatbot)",
            r"was (?:kannst du|können sie)(?: alles)?(?: tun| machen)?(?: für mich)?|(?:kannst du|können sie) mir "
            r"helfen|hilfe|"
            r"wie (?:funktionierst du|funktioniert das hier)|stell(?:e|en)? (?:dich|sie sich) vor",
        ),
        Talk.OUTLINE: (
            r"was kann (?:ich|man) (?:dich |sie |hier )?(?:alles )?fragen|welche fragen (?:kannst du|können sie) "
            r"beantworten|"
            r"was wei(?:ßt du|ß man hier|ssen sie)|was wissen sie",
            r"was steht (?:in|im) (?:dieser|diesem|der|dem|meiner|meinem) (?:datei|dokument|pdf|unterlagen)|"
            r"worum geht(?:'s| es)(?: hier| (?:in|im) (?:dieser|diesem|der|dem|den) (?:datei|dokumente?n?|pdf|"
            r"unterlagen))?|"
            r"was (?:enthält|steht in) (?:diese|dieses|die|das) (?:datei|dokument|pdf)",
            r"welche (?:dateien|dokumente|unterlagen|texte|quellen) (?:hast du|haben sie|gibt es|kennst du|kennen sie|"
            r"liegen vor|sind (?:da|vorhanden|verfügbar))(?: hier)?|was für (?:dateien|dokumente|unterlagen) (?:gibt "
            r"es|hast du|"
            r"haben sie)",
            r"(?:zeige?(?: mir)?|liste?) (?:alle |die |deine |alle deine )*(?:dateien|dokumente|unterlagen|"
            r"themen)(?: auf)?|"
            r"(?:inhaltsverzeichnis|gliederung)",
        ),
        Talk.PERSON: (
            r"(?:(?:kann|darf|könnte) ich (?:bitte )?|ich (?:möchte|will|würde gerne?|muss) (?:bitte )?|wie kann ich )?"
            r"(?:mit )(?:einem |einer |jemandem?|irgend)*(?: ?(?:echten |richtigen |realen )?(?:menschen|person|"
            r"mitarbeiter|"
            r"mitarbeiterin|kollegen|berater|jemandem|jemand))?(?: persönlich)?(?: bitte)? (?:sprechen|reden|chatten|"
            r"schreiben)",
            r"(?:ich (?:brauche|will|möchte) |gibt es (?:hier )?)(?:einen? |eine )(?:echten |richtigen )?(?:menschen|"
            r"person|"
            r"mitarbeiter|ansprechpartner)|(?:einen )?menschen? bitte|verbinden? sie mich(?: bitte)? mit (?:einem |"
            r"einer )\w+",
        ),
    },
    Language.HUNGARIAN: {
        Talk.GREETING: (
            r"szia|sziasztok|szervusz(?:tok)?|helló|heló|szevasz|üdv(?:özlöm|özlet)?|jó (?:napot|reggelt|estét)(?: "
            r"kívánok)?|"
            r"csókolom|kezét csókolom|hogy (?:vagy|van)|van (?:itt )?valaki|itt vagy",
        ),
        Talk.REMARK: (r"rendben|értem|jó|oké|aha|szuper|remek|nagyszerű|király|mindegy|kérem|világos|jól van|ez jó",),
        Talk.THANKS: (
            r"(?:nagyon |szépen |ok[eé]? )?(?:köszönöm|köszönjük|köszi|kösz|köszönet)(?: (?:szépen|a választ?|a "
            r"segítséget|"
            r"nagyon|mindent))*|sokat segített(?:él)?|hálás vagyok",
        ),
        Talk.GOODBYE: (
            r"viszlát|viszontlátásra|a viszontlátásra|szép napot(?: kívánok)?|jó éjt|jó éjszakát|minden jót|ennyi "
            r"(?:volt|"
            r"lett volna)|pá",
        ),
        Talk.COMPLAINT: (
            r"(?:te |ez )?(?:nagyon |teljesen )?(?:hülye|buta|hülyeség|ostoba|ostobaság|használhatatlan|haszontalan|"
            r"szar|"
            r"rossz|idióta|badarság)(?: vagy| ez| bot)?|ez nem (?:igaz|jó|segít|helyes|az)|nem (?:ért(?:ed|esz)|"
            r"segítesz)|"
            r"nem ezt kérdeztem|fogd be|a fenébe|francba",
        ),
        Talk.IDENTITY: (
            r"(?:te )?ki vagy(?: te)?|(?:ön )?kicsoda(?: ön)?|ki ön|mi vagy(?: te)?|hogy hívnak|mi a neved|(?:te "
            r")?(?:robot|"
            r"ember|gép|bot|chatbot) vagy|(?:ön|te) (?:robot|ember|gép)",
            r"mit tudsz(?: csinálni)?|mit tud(?: ön)?(?: csinálni)?|miben (?:tudsz|tud|segíthetsz|segíthet)(?: "
            r"segíteni)?|"
            r"(?:tudsz|tudna|tudnál) segíteni|segítség|segíts|hogyan? működ(?:sz|ik)",
        ),
        Talk.OUTLINE: (
            r"mit (?:lehet(?: itt)? |)kérdez(?:hetek|ni|hetünk)(?: tőled)?|mit kérdezhetek|mire (?:tudsz|tud) "
            r"válaszolni|"
            r"miről (?:lehet|tudsz) (?:kérdezni|beszélni)|mit tartalmaz(?:nak)?(?: ez a(?:z)? | a(?:z)? )?(?:fájl|"
            r"dokumentum|"
            r"pdf|iratok|dokumentumok)?",
            r"mi (?:van|áll|található) (?:ebben|benne|ezekben|a(?:z)?)(?: a(?:z)?)? ?(?:fájlban|fájlokban|"
            r"dokumentumban|"
            r"dokumentumokban|iratban|iratokban|pdf-?ben)?|miről szól(?:nak)? (?:ez|ezek)?(?: ?a(?:z)? )?(?:fájl|"
            r"dokumentum|"
            r"dokumentumok|irat|iratok|pdf)?",
            r"(?:milyen|mely) (?:dokumentum|fájl|irat|anyag|forrás)(?:ok|aid|jaid|aitok|jai)? ?(?:ok|ai)?(?: "
            r"(?:vannak|van|"
            r"érhetők? el|állnak rendelkezésre))?(?: itt)?|(?:milyen|mely) (?:fájlok|dokumentumok) vannak(?: itt)?",
            r"(?:listázd|sorold fel|mutasd)(?: meg)? (?:a |az összes )?(?:dokumentumokat|fájlokat|témákat)|"
            r"tartalomjegyzék",
        ),
        Talk.PERSON: (
            r"(?:beszélhetek|beszélhetnék|(?:tudok|lehet|szeretnék|akarok)(?: beszélni)?)(?: itt)? "
            r"(?:egy )?(?:igazi |élő |valódi )?(?:emberrel|személlyel|valakivel|munkatárssal|ügyintézővel|kollégával)"
            r"(?: beszélni)?",
            r"(?:egy )?(?:igazi |élő |valódi )?(?:emberrel|valakivel|munkatárssal|ügyintézővel|kollégával) "
            r"(?:szeretnék|"
            r"akarok|tudok|lehet|kívánok) beszélni|(?:van(?: itt)? |kérek )(?:egy )?(?:igazi |élő )?(?:embert?|"
            r"ügyintézőt?|"
            r"munkatársat?)",
        ),
    },
}
_NAMED = r"(?: (?:there|candor|all|everyone|everybody|folks|bot|again|please|dear|friend|mate|bitte|kérem|zusammen))*"
_COMPILED = [
    (re.compile(f"(?:{'|'.join(patterns)}){_NAMED}", re.IGNORECASE), Spoken(talk, language))
    for language, talks in _PATTERNS.items()
    for talk, patterns in talks.items()
]
_ORDER = list(Talk)
_OF_ANY_LANGUAGE = re.compile(r"ok(?:ay)?|k|super|h+m+|lol|(?:ha)+h?|wow|hi+|bot|ciao", re.IGNORECASE)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})
_PART = re.compile(r"[.,;:!?…\n]+|\s[–—-]\s")
_GREETED = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|ok(?:ay)?|hallo|moin|guten (?:tag|morgen|"
    r"abend)|danke|szia|sziasztok|helló|jó (?:napot|reggelt|estét)(?: kívánok)?|köszönöm|köszi|rendben)"
    r"(?: (?:there|candor|all|everyone|zusammen))?\s+"
    r"(?=(?:what|when|where|who|why|how|which|can|could|is|are|do|does|may|i|was|wie|wann|wo|wer|warum|welche\w*|kann|"
    r"darf|gibt|ist|ich|mi|mit|mikor|hol|ki|miért|mennyi\w*|hány\w*|milyen|melyik|van|lehet|szeretn\w+)\b)",
    re.IGNORECASE,
)
_DROPPED = frozenset({Talk.GREETING, Talk.THANKS, Talk.REMARK, Talk.GOODBYE})


def spoken(message: str) -> Spoken | None:
    """What a message says that is nothing but talk; null where it asks something."""
    parts = [_part(one) for one in _parts(message)]
    found = [one for one in parts if one is not None]
    if len(found) < len(parts):
        return None
    return max(found, key=lambda one: _ORDER.index(one.talk), default=Spoken(Talk.NOTHING, None))


def without_talk(message: str) -> str:
    """A message without the greeting or the thanks around its question; itself where it is nothing but talk."""
    text = _without_ends(message.strip())
    return _GREETED.sub("", text, count=1) if _GREETED.match(text) else text


def _without_ends(message: str) -> str:
    ends = list(_PART.finditer(message))
    first = next((end for end in ends if end.start() > 0), None)
    if first is not None and _is_dropped(message[: first.start()]) and message[first.end() :].strip():
        return _without_ends(message[first.end() :].strip())
    sentences = [end for end in ends if end.group().strip(" ")[:1] in set(".!?") and message[end.end() :].strip()]
    if sentences and _is_dropped(message[sentences[-1].end() :]):
        return _without_ends(message[: sentences[-1].end()].strip())
    return message


def _is_dropped(text: str) -> bool:
    parts = [_part(one) for one in _parts(text)]
    return bool(parts) and all(one is not None and one.talk in _DROPPED for one in parts)


def _parts(message: str) -> list[str]:
    parts = (" ".join(re.findall(r"[\w'-]+", part)) for part in _PART.split(message.translate(_PLAIN)))
    return [part for part in parts if any(character.isalnum() for character in part)]


def _part(text: str) -> Spoken | None:
    found = next((said for pattern, said in _COMPILED if pattern.fullmatch(text)), None)
    return Spoken(found.talk, None) if found and _OF_ANY_LANGUAGE.fullmatch(text) else found
