"""Questions that are computed over tables: what the columns are, which query answers, and what its result says.

columns      header and rows → columns with types, and cells as values: `typed`
cells        a cell → number, date, time, yes or no
separators   which mark of a column's numbers is the decimal one
units        units of columns, in headers, cells and questions
keeping      a document's tables as files, made and asked in child processes
child        what runs in these
database     DuckDB, in a child alone: cells → a file of tables; a query → its result and rows
"""
