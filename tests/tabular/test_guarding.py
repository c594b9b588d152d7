"""SQL that a language model wrote, by DuckDB's own syntax tree."""

import duckdb
import pytest

from tabular.guarding import columns_read, refusal


def tree(sql: str) -> str:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM t1 WHERE c1 = 'open'",
        "SELECT c1, sum(c2) / count(*) FROM t1 GROUP BY c1 ORDER BY 2 DESC LIMIT 3",
        "WITH part AS (SELECT c1 FROM t1 WHERE c2 > 3) SELECT count(*) FROM part",
        "SELECT a.c1 FROM t1 AS a JOIN t2 AS b ON a.c1 = b.c1",
        "SELECT c1 FROM t1 WHERE c2 IN (SELECT max(c2) FROM t2)",
        "SELECT strftime(c2, '%Y-%m'), rank() OVER (ORDER BY c3) FROM t1",
        "SELECT c1 FROM t1 UNION ALL SELECT c1 FROM T2",
    ],
)
def test_a_query_over_the_given_tables_may_run(sql: str) -> None:
    assert refusal(tree(sql), ["t1", "t2"]) is None


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE t1",
        "COPY t1 TO 'file'",
        "SELECT 1; SELECT 2",
        "SELECT * FROM t3",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM main.t1",
        "SELECT * FROM 'file.csv'",
        "SELECT * FROM read_csv('file.csv')",
        "SELECT * FROM t1 WHERE c1 IN (SELECT content FROM read_text('file'))",
        "SELECT getenv('HOME')",
        "SELECT current_setting('secret_directory')",
        "SELECT * FROM (SHOW TABLES)",
        "SELECT * FROM range(1000000000)",
        "WITH t3 AS (SELECT * FROM t3) SELECT * FROM t3",
        "SELECT * FROM t1 WHERE EXISTS (WITH t3 AS (SELECT 1) SELECT * FROM t3)",
        "WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
        "SELEC 1",
    ],
)
def test_anything_else_is_refused_with_a_reason(sql: str) -> None:
    assert refusal(tree(sql), ["t1", "t2"])


def test_the_columns_that_a_query_reads_can_be_told() -> None:
    assert columns_read(tree("SELECT sum(c2) FROM t1 AS a WHERE a.c1 = 'x'")) == {"c1", "c2"}
    assert columns_read(tree("SELECT * FROM t1")) == {"*"}
