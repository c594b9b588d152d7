"""From an uploaded file to chunks that can be embedded.

formats          which kind of file it is, by name and first bytes; names that are safe to show
limits           what reading one file may cost
parser           `ChildParser` and `ChildRenderer`: the ports, answered by child processes
file_children    those processes; what one cannot do is said of its file
document_frames  a parsed document on its way through the pipe from a child
child            what runs in one: reads or draws one file after another
charset          bytes → text
plain            TXT and Markdown
markup           what Markdown and its like say by layout: tables, underlined headings
definitions      terms with what they mean indented below them
tables           CSV: a row becomes text with its column names
cell_tables      the cells of tables for those who compute over them, as far as they are few enough
table_rows       rows as text: names of columns, merged cells carried down, long rows in pieces with their key
dialects         how a CSV file is written, and where its header is
quotation        quotation marks of a CSV file that stand where none may
office           DOCX, XLSX, PPTX and ODT, a module each
web_page         HTML
mail             EML
mail_quotes      the older messages that one repeats
outline          collects headings, paragraphs, items and rows with their places
grids            tables within documents: merged cells, headers, a line a row
saying           numbers of pages and slides in words
pdf              PDF: its text by page
glyphs           the words on a page that a person sees, and where
scans            which pages are pictures of text
ocr              such a page, read by OCR
recognised       what was read so, kept beside the file
recognised_words the same as words like any other page's
fields           what people wrote into it: form fields, notes
fragments        words that stand together on one line
columns          in which order these are read
rulings          the grids that are drawn on a page
page_tables      cells, column names and rows; tables that are ruled
aligned          tables that are only aligned
marks            raised and lowered letters in plain text
lines            what a line is, and how its text is put together
page_lines       all of that as lines that know where they come from
headings         what stands under which heading, and the captions and rows of tables
footnotes        notes go to what has their mark
table_notes      notes behind a table, with their marks
running          headers, footers and page numbers
hyphens          which hyphen at a line's end belongs to the word
page_text        lines → a page's text with a map from characters to boxes
page_cells       the tables of a PDF, put together of the rows of its pages
drawing          a page as a picture, with a passage marked
chunker          text → chunks measured in the encoder's tokens
boundaries       where to cut
noise            what to leave out
"""
