"""Office documents: ZIP archives of XML.

archive          the archive and its parts, opened with care
markup           elements by their names without a namespace
word             DOCX: paragraphs, lists, tables, notes
words            the words of a paragraph, with its notes and text boxes
word_styles      what a paragraph is by its style: a heading, an item of a list
numbering        the numbers and bullets of lists
workbook         XLSX: each sheet's rows
number_formats   a cell's value as the sheet shows it
slides           PPTX: each slide's shapes in reading order, and its notes
shapes           where shapes stand, and in which order they are read
charts           what a chart and a diagram say
open_document    ODT
"""
