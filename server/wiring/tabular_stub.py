"""Until `tabular.telling` is there."""

from domain.tables import TableQuery, TableResult


def told(question: str, query: TableQuery, result: TableResult) -> str:
    return f"{query.told}: {'; '.join(str(cell) for row in result.rows for cell in row)}."
