"""Until `tabular.planning` is there: counts."""

from collections.abc import Sequence

from domain.tables import Table, TableQuery, TableResult
from server.usecases.computing import Impossible


def planned(question: str, tables: Sequence[Table]) -> TableQuery | Impossible | None:
    if not question.lower().startswith("how many"):
        return None
    for table in tables:
        for column in table.columns:
            for value in column.values:
                if value and value.lower() in question.lower().split():
                    where = f"FROM {table.id} WHERE {column.key}_text = ?"
                    texts = ", ".join(f"{c.key}_text" for c in table.columns)
                    return TableQuery(
                        table,
                        f"SELECT count(*) AS n {where}",
                        (value,),
                        f"count of rows where {column.name} is {value}",
                        f"SELECT row, {texts} {where} ORDER BY row",
                        (value,),
                    )
    return None


def told(question: str, query: TableQuery, result: TableResult) -> str:
    return f"{result.rows[0][0]} rows of {query.table.title}."
