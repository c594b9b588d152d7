"""A PDF, a CSV and a TXT with facts that the stories ask for."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PAGES = (
    [
        "Tide Street Library: rules for members",
        "",
        "A member may borrow six books at a time.",
        "The loan period is three weeks.",
    ],
    ["Fees", "", "A late book costs 20 cents a day.", "A lost library card is replaced for 4 euros."],
)
TABLE = "branch,librarian,phone\nHarbour,Mina Okafor,555-0131\nHill,Jonas Weber,555-0177\nOrchard,Ana Ruiz,555-0190\n"
TEXT = "The reading room opens at nine in the morning. On Sundays it stays closed.\n\nDogs are not allowed inside.\n"


def write_documents(folder: Path) -> dict[str, Path]:
    """The files by kind."""
    files = {"pdf": folder / "rules.pdf", "csv": folder / "branches.csv", "txt": folder / "hours.txt"}
    _write_pdf(files["pdf"])
    files["csv"].write_text(TABLE, encoding="utf-8")
    files["txt"].write_text(TEXT, encoding="utf-8")
    return files


def _write_pdf(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for lines in PAGES:
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 20 * number, line)
        canvas.showPage()
    canvas.save()
