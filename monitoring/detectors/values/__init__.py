"""Values of a claim against the values of its evidence, in English, German and Hungarian notation.

`checking.check_values` is the way in; it needs no model and no network.

checking     each value of a claim → same, computed, other or absent
value        what a value is, and what can be said of a claim's
reading      a text → its values
tokens       a text → figures, words and signs
languages    which language a text's numbers are in
compounds    one word → the number it names
figures      figures → amounts
spelled      numbers at a place, with magnitudes and fractions
units        units of measure, time and money
quantities   numbers with units, ranges and rates
bounds       at least, at most, about, minus
dates        dates
clock        times of day
labels       figures that name or number a thing
comparing    whether two values are equal, whether they can be compared
surroundings the words around a value
context      the values of passages, and how well a place fits a claim's words
binding      which words belong to which value of a sentence, and whether a claim gives a thing another's
expecting    the kind of value that a question asks for, and whether an answer has none
rivalry      which values may conflict, and when they do
swapping     two values in each other's place
arithmetic   values that come out of others in one step
derivation   whether an amount may come out of others in two
"""
