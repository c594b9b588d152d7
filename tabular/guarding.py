"""SQL that a language model wrote: one SELECT over the given tables, with functions that only compute.

It is judged by DuckDB's own syntax tree (`SELECT json_serialize_sql(?)`, run in the child), never by its text.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from tabular.tokens import word_set

_Node: TypeAlias = Mapping[str, Any]  # the tree has many shapes, and only these keys of it are looked at

_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE"})
_SOURCES = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST"})
_FUNCTIONS = word_set(
    "count count_star sum avg mean median mode min max arg_min arg_max min_by max_by stddev stddev_samp "
    "stddev_pop variance quantile quantile_cont quantile_disc count_if bool_and bool_or string_agg "
    "group_concat list first last any_value row_number rank dense_rank percent_rank ntile lag lead "
    "first_value last_value abs round ceil ceiling floor trunc sign sqrt power pow mod exp ln log log10 "
    "greatest least coalesce nullif ifnull lower upper lcase ucase trim ltrim rtrim length strlen "
    "substring substr replace concat concat_ws contains starts_with ends_with prefix suffix position "
    "strpos instr left right lpad rpad split_part regexp_matches regexp_replace regexp_extract "
    "like_escape ilike_escape year month day quarter week weekday dayofweek isodow dayofyear hour minute "
    "second date_part datepart date_trunc datetrunc date_diff datediff date_add date_sub strftime "
    "strptime monthname dayname last_day make_date age extract epoch "
)


def refusal(tree: str, tables: Collection[str]) -> str | None:
    """Why the query is not run; null where it may be. `tree` is DuckDB's JSON of it, `tables` the names it may read."""
    parsed = json.loads(tree)
    if parsed.get("error"):
        return str(parsed.get("error_message", "It cannot be read."))
    statements = parsed["statements"]
    if len(statements) != 1:
        return "It is not one statement."
    return next(_faults(statements[0], {table.casefold() for table in tables}), None)


def columns_read(tree: str) -> frozenset[str]:
    """The names of columns that the query uses, without their tables; `*` for all."""
    return frozenset(
        "*" if node.get("class") == "STAR" else str(node["column_names"][-1])
        for node in _nodes(json.loads(tree))
        if node.get("class") in ("COLUMN_REF", "STAR") and (node.get("column_names") or node.get("class") == "STAR")
    )


def _faults(statement: _Node, tables: set[str]) -> Iterator[str]:
    node = statement["node"]
    known = set(tables)
    for named in node.get("cte_map", {}).get("map", []):
        yield from _faults_within(named["value"], known)  # its own name is a table's in there
        known.add(str(named["key"]).casefold())
    yield from _faults_within({key: value for key, value in node.items() if key != "cte_map"}, known)


def _faults_within(tree: object, known: set[str]) -> Iterator[str]:
    for node in _nodes(tree):
        if node.get("cte_map", {}).get("map"):
            yield "WITH stands within a query."
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in _QUERIES:
            yield f"{kind} is not allowed."
        if "sample" in node and "alias" in node and kind not in _SOURCES:
            yield f"{kind} is not allowed."
        if kind == "BASE_TABLE":
            yield from _foreign(node, known)
        if node.get("class") in ("FUNCTION", "WINDOW") and "function_name" in node:
            yield from _unknown_function(node)


def _foreign(node: _Node, known: set[str]) -> Iterator[str]:
    name = str(node.get("table_name", ""))
    path = node.get("qualified_name", {}).get("path", [name])
    if node.get("schema_name") or node.get("catalog_name") or len(path) != 1 or name.casefold() not in known:
        yield f"There is no table {'.'.join(map(str, path))}."


def _unknown_function(node: _Node) -> Iterator[str]:
    name = str(node["function_name"]).casefold()
    if node.get("schema") or node.get("catalog") or (name not in _FUNCTIONS and any(map(str.isalpha, name))):
        yield f"The function {name} is not allowed."


def _nodes(tree: object) -> Iterator[_Node]:
    """Every object of the tree."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)
