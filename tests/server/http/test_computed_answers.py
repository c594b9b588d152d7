"""Questions that count or add up are computed over the tables of documents, and say how."""

from pathlib import Path

import pytest

from tests.server.conftest import Client

ORDERS = "Number,City,Status,Amount\n" + "".join(
    f"{n},{'Pécs' if n % 3 else 'Győr'},{'open' if n % 4 == 0 else 'paid'},{n * 10}\n" for n in range(1, 41)
)


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "orders.csv"
    path.write_text(ORDERS)
    return path


def test_a_count_is_computed_over_all_rows_and_cites_them(client: Client, orders: Path) -> None:
    client.http.post("/v1/collections", json={"name": "counted"})
    document = client.upload(orders, collection="counted")
    reply = client.ask("How many orders are open?", collection="counted")
    computation = reply["candor"]["computation"]
    assert "10" in reply["choices"][0]["message"]["content"]
    assert reply["candor"]["outcome"] == "answered"
    assert computation["document_id"] == document["id"]
    assert computation["source_rows"] == 10
    assert [row[0] for row in computation["rows"]] == [4 * n for n in range(1, 11)]
    assert reply["choices"][0]["message"]["annotations"][0]["document_id"] == document["id"]
    [claim] = reply["candor"]["claims"]
    assert claim["support"] == "supported"
    assert claim["detectors"] == {"computation": 0.01}
