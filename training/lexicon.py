"""Word lists for changing and rewording sentences."""


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(","))


NUMBER_WORDS = _items("""
    two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, fifteen, twenty, thirty, forty, fifty,
    hundred
""")
SPELLED = dict(
    enumerate(
        _items("""
    two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen,
    seventeen, eighteen, nineteen, twenty
"""),
        start=2,
    )
)
MONTHS = _items("""
    January, February, March, April, May, June, July, August, September, October, November, December
""")
DAYS = _items("""
    Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
""")

# Words of one item stand for one another: a unit, or an opposite.
UNITS = _items("""
    kilometres miles metres feet, km miles, kg pounds grams tonnes, dollars euros pounds, EUR USD GBP, million
    billion thousand, seconds minutes hours days weeks months years, second minute hour day week month year,
    Celsius Fahrenheit, MB GB KB TB, litres gallons
""")
OPPOSITES = _items("""
    increase decrease, increases decreases, increased decreased, before after, more less, first last, north south,
    east west, northern southern, eastern western, open closed, always never, all none, high low, higher lower,
    largest smallest, most least, best worst, early late, earlier later, old new, older younger, inside outside,
    above below, left right, free paid, allowed forbidden, required optional, minimum maximum, with without, win
    lose, won lost, male female, man woman, husband wife, father mother, son daughter, brother sister, morning
    evening, summer winter, hot cold, positive negative, public private, include exclude, includes excludes, success
    failure, approved rejected, accept refuse, accepted refused, present absent, daily weekly, monthly yearly,
    manual automatic, internal external, upper lower, strong weak, safe dangerous, cheap expensive, fast slow, full
    empty, black white, red blue, green yellow, start end, starts ends, started ended, begins finishes, rise fall,
    rose fell, covered excluded, covers excludes, included excluded, enabled disabled, valid invalid, legal illegal,
    possible impossible, known unknown, visible hidden, on off, same different, single married, alive dead, agree
    disagree, agreed disagreed, supports opposes, supported opposed, improve worsen, improves worsens, improved
    worsened, prevent cause, prevents causes, add remove, added removed, permitted prohibited, mandatory voluntary,
    refundable non-refundable, paid unpaid, common rare, easy difficult, heavy light, ancient modern, rural urban,
    natural artificial, direct indirect, active inactive, long short, longer shorter, major minor, local
    international, temporary permanent, buy sell, bought sold, arrive leave, arrived left
""")

# Either side says the same.
SYNONYMS = _items("""
    begin = start, begins = starts, began = started, large = big, buy = purchase, shows = indicates, help =
    assist, approximately = about, roughly = about, use = utilize, uses = utilizes, used = utilized, obtain = get,
    however = but, also = additionally, many = numerous, often = frequently, located = situated, near = close to,
    because = since, while = whereas, made = produced, created = made, usually = typically, need = require, needs
    = requires, whole = entire, quickly = rapidly, important = significant, called = named, known = referred to,
    next = following, happened = occurred, said = stated, says = states, allows = lets, provide = offer, provides
    = offers, provided = offered, kind = type, kinds = types, children = kids, over = more than,
    United States = US, do not = don't, does not = doesn't, is not = isn't, cannot = can't, are not = aren't, did
    not = didn't
""")
