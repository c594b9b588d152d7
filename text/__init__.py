"""Language on the surface, one home each; imports nothing of ours but `domain`.

sentences      the cutter of sentences
blocks         fenced code and tables' headers, which are no prose
columns        lines that blanks align, as rows of plain text
abbreviations  full stops that end no sentence
words          words and stems; runs of characters where no blanks part words; codes
invisible      characters that nobody sees
marks          citation marks
abstentions    how people and models say that they found no answer
lacking        the grammar of such sentences, and of claims like them
courtesies     what stands around an answer and claims nothing
citations      marks as they are delivered
dates          dates in any notation, and where they stand
stating        what a document says of itself: from when it holds, its version, what it replaces
describing     the same as people say it
periods        which time a question asks about
succession     which of two documents on one subject is the newer
superseding    sentences that a newer document has taken the place of
numerals       numbers in digits and in words
quantities     values with their units, and where they stand
languages      which language a text is in
question_words the words by which questions are put together
two_steps      a question of something that only a clause tells
same_question  whether two questions ask the same
small_talk     what people say that asks nothing of the documents
background_prompts
               what front-ends ask beside them: titles, tags, follow-ups
replies        what is said to that, and where documents end
wording        what is said to people where there is no answer, by language
canned         replies that reviewers choose from
notices        what is said to people beside answers, by language
task_notices   the same of what a task gave
"""
