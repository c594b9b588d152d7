"""Blocks of Markdown that are no prose: fenced code, and the header of a table with the line below it."""

import re

FENCE = re.compile(r"```|~~~")
_RULE_CELL = r"[^\S\n]*:?-{1,60}:?[^\S\n]*"
TABLE_HEAD = re.compile(rf"\|[^\n]{{0,1400}}\n[^\S\n]*\|?{_RULE_CELL}(?:\|{_RULE_CELL})*\|?[^\S\n]*(?=\n|$)")
# What may still become one, where a text that arrives in parts ends so.
UNFINISHED_TABLE_HEAD = re.compile(r"\|[^\n]{0,1400}(?:\n[\s|:-]*)?")
_CODE = re.compile(r"(```|~~~)[^\n]*\n.*?^[^\S\n]*\1[^\n]*$", re.DOTALL | re.MULTILINE)


def is_code(text: str) -> bool:
    """Whether `text` is one fenced block, closed."""
    return _CODE.fullmatch(text) is not None


def is_table_head(text: str) -> bool:
    """Whether `text` names the columns of a table and holds none of its rows."""
    return TABLE_HEAD.fullmatch(text) is not None
