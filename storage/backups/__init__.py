"""Everything into one file, beside a running server, and back.

archive    what that file is
making     the database at one moment, and the uploaded bytes that it needs
restoring  nothing of the old data goes before all of the new was checked
"""
