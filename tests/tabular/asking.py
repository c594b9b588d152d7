"""Small tables in DuckDB, asked by the planner's own queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from domain.tables import Table, TableQuery, TableResult
from tabular.asked import NotComputable
from tabular.columns import typed
from tabular.planning import plan
from tabular.telling import Told, tell

TODAY = date(2025, 2, 10)
_TYPES = {"number": "DOUBLE", "date": "DATE", "time": "TIME", "yes_no": "BOOLEAN", "text": "VARCHAR"}

EMPLOYEES = """
ID|Full name|Department|Job title|Hired on|Left on|Salary (EUR/month)|E-mail|Full-time|Office
1|Anna Kovács|Workshop|Welder|2018-03-01||2100|anna@x.hu|yes|Győr
2|Péter Kovács|Sales|Manager|2020-05-11||3900|peter@x.hu|yes|Budapest
3|John Marsh|Workshop|Fitter|2021-09-01|2023-04-30|1900||yes|Győr
4|Mary O'Neil|Accounting|Accountant|2019-01-15||2800|mary@x.hu|no|Budapest
5|Lena Graf|Sales|Assistant|2022-02-01||1750|lena@x.hu|yes|Pécs
6|Tom Hart|Workshop|Welder|2022-11-20|||tom@x.hu|no|Győr
"""
ORDERS = """
Order no.|Customer|Product|Quantity|Unit price (€)|Total (€)|Ordered|Shipped|Paid|Country
A-1|Nordwind GmbH|Desk lamp|10|24,50|245,00|03.01.2024|05.01.2024|yes|Germany
A-2|Tisza Kft.|Office chair|4|129,00|516,00|17.01.2024||no|Hungary
A-3|Nordwind GmbH|Office chair|2|129,00|258,00|02.02.2024|09.02.2024|yes|Germany
A-4|Harbour Ltd|Desk lamp|30|22,00|660,00|28.02.2024|01.03.2024|no|UK
A-5|Tisza Kft.|Desk|1|310,00|310,00|15.03.2024|20.03.2024|yes|Hungary
A-6|Harbour Ltd|Monitor arm|6|54,90|329,40|30.03.2024|||UK
"""
COURSES = """
Course|Teacher|Starts|Weekday|Places|Booked|Fee
Pottery|Eva Nagy|2025-01-13|Monday|12|12|180 EUR
Yoga|Sam Lee|2025-01-14|Tuesday|20|14|95 EUR
French A1|Claire Petit|2025-02-03|Monday|15|9|220 EUR
French B1|Claire Petit|2025-02-05|Wednesday|15|15|240 EUR
Cooking|Eva Nagy|2025-03-01|Saturday|8|5|140 EUR
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """A database with its tables."""

    connection: duckdb.DuckDBPyConnection
    tables: Sequence[Table]

    def planned(self, question: str) -> TableQuery | NotComputable | None:
        """What the planner makes of a question over all tables."""
        return plan(question, self.tables, today=TODAY)

    def query(self, question: str) -> TableQuery:
        """The query that the planner must find."""
        found = self.planned(question)
        assert isinstance(found, TableQuery), found
        return found

    def result(self, query: TableQuery) -> TableResult:
        """What the database gives."""
        cursor = self.connection.execute(query.sql, list(query.values))
        columns = tuple(column[0] for column in cursor.description or ())
        rows = tuple(cursor.fetchall())
        sources = self.connection.execute(query.rows_sql, list(query.rows_values)).fetchall()
        return TableResult(columns, rows, tuple(sources[:50]), len(sources))

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """The result's rows."""
        return list(self.result(self.query(question)).rows)

    def value(self, question: str) -> object:
        """The result's one number."""
        return self.rows(question)[0][0]

    def told(self, question: str) -> Told:
        """What is said."""
        query = self.query(question)
        told = tell(query, self.result(query))
        assert told is not None
        return told


def table(connection: duckdb.DuckDBPyConnection, title: str, text: str) -> Table:
    """A table of lines with `|` between the cells, in the database under its title."""
    header, *rows = [line.split("|") for line in text.strip().splitlines()]
    found = typed(header, rows)
    columns = ", ".join(f"{c.key} {_TYPES[c.kind]}, {c.key}_text VARCHAR" for c in found.columns)
    connection.execute(f'CREATE TABLE {title} ("row" INTEGER, {columns})')
    for number, values in zip(found.numbers, found.rows, strict=True):
        record = [number, *(part for pair in zip(values, rows[number - 1], strict=True) for part in pair)]
        connection.execute(f"INSERT INTO {title} VALUES ({', '.join('?' * len(record))})", record)  # noqa: S608  # our own title
    return Table(title, title, f"{title}.csv", title, found.columns, len(found.rows))
