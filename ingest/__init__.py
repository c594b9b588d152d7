"""From an uploaded file to chunks that can be embedded.

formats      which kind of file it is, by name and first bytes; names that are safe to show
limits       what reading one file may cost
parser       `ChildParser` and `ChildRenderer`: the ports, answered by child processes
children     the warm child processes, killed when a file asks too much
frames       what goes through the pipe between the two sides
child        the other side of the pipe: reads or draws one file after another
charset      bytes → text
plain        TXT and Markdown
tables       CSV: a row becomes text with its column names; `dialects` finds out how it is written
pdf          PDF: `page_text` keeps a map from characters to boxes, `drawing` marks them on the picture
chunker      text → chunks measured in the encoder's tokens; `boundaries` says where to cut, `noise` what to leave
"""
