"""Questions that are computed over tables: what the columns are, which query answers, and what its result says.

columns      header and rows → columns with types, and cells as values: `typed`
cells        a cell → number, date, time, yes or no
separators   which mark of a column's numbers is the decimal one
units        units of columns, in headers, cells and questions
planning     a question and tables → a query, a reason why there is none, or nothing: `plan`
following    what goes on from a question that was computed
following_cells  from a cell that was looked up, or a row that was named: `followed_cell`
rewording    a question's words as a table has them
house        words for the house that a table is of
reading      a question read against one table: which word is what, which are accounted for
tokens       words without their endings, and how alike two are
phrases      words that say what to compute
periods      dates and spans of time in questions
roles        what a day stands for in the life of a row: came in, fell due, was done
linking      words that are cells, columns or rows
vocabulary   the words of a table, kept for its next question
synonyms     other words for columns and rows
conditions   which rows are meant: cells, yes and no
bounding     by numbers
compared     by another column of the row: "over budget", "paid late"
emptiness    by empty cells: "is the phone missing", "nobody on them"
leaving_out  empty rows that a question leaves out by the way
dating       by dates
operations   what is computed over them
counting     how many: rows, values or quantities
idle         words that say nothing more once it is known what is asked
measures     of which column, and which columns name rows
lookups      one cell, or the rows of one, by the words of row, column and table: `looked_up`
named_rows   which rows a question names
names        all names of a small table: `named_all`
noted        notes of a table beside its cells, and what they take off or add
likeness     which words of a question stand in a name or a cell, and the kind of value that others ask for
table_words  the words of a table for look-ups, kept for its next question
comparatives questions that compare two things: which is asked for, and what is asked of each
contrasts    two cells of one table that a question compares: `contrasted`
changes      one row in two of its years: `changed`
years        columns that are called the same but for a year
contrast_telling  what is said of them
weekdays     days of the week that names and cells stand for: "Mon–Fri"
ranges       spans of numbers that cells stand for
listing      lists and cells that are looked up
ranking      groups and superlatives
worth        what there is, times what one costs
asked        what comes of it: operation, measure, conditions, groups, order
statements   what is asked → SQL
wording      what is asked → words
sayings      the sentences in which results are told
rows_in_words  cells of a result as they are said
telling      a result → what is said: `tell`
founding     whether each number of an answer comes from the result: `unfounded`
guarding     whether SQL that a language model wrote may be run: `refusal`
keeping      a document's tables as files, made and asked in child processes
child        what runs in these
database     DuckDB, in a child alone: cells → a file of tables; a query → its result and rows
"""
