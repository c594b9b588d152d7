"""What the command line shows of an answer."""

import pytest

from server.cli.commands.questions import print_answer


def test_what_is_no_claim_is_printed_between_the_claims(capsys: pytest.CaptureFixture[str]) -> None:
    content = "Sure! It opens at nine [1].\n\nThe rest was passed to a person."
    print_answer(content, [{"text": content[6:27], "start": 6, "end": 27, "support": "supported"}])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Sure!", "✓ It opens at nine [1].", "The rest was passed to a person."]
