"""Answers without a language model: sentences, rows and items of the documents, quoted and cited, or an abstention.

generator        the `Generator` that does it
asked_part       the question within a message, without what is told beside it
lines            what a line is by its looks: an item, a heading, a question
quotables        what of the passages can be quoted, with what it means nothing without
considering      each of them weighed as an answer to the question
signals          what is known of one beside the question, and how likely it answers
grounded         what speaks for one where the answer before was found
mail             what of a mail is not its own text
coverage         how much of a question's wording a sentence shares
evidence         what a question demands of the sentence that answers it
answer_types     the kind of thing that is asked for
answer_evidence  whether a text holds anything of that kind
anchors          dates, codes and names that an answer must stand beside
by_part          each of several questions by itself
picking          which of them are quoted, and why the others are not
holding_now      of likely answers those of newer documents, where a question asks for what holds now
yes_no           a yes or a no before a quote
short_answers    the words within a quote that answer by themselves
asked_values     which values a question asks for
single_values    the one value of a sentence that answers
row_cells        the one cell of a row that answers
fitted           the weights that were fitted for the shipped models
"""
