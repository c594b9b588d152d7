"""A reliability diagram shows each bin where its rows are."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from training.reliability import MARGIN, SIDE, Bin, bins, diagram


def test_bins_hold_every_row_once_with_its_mean_risk_and_frequency() -> None:
    found = bins(np.array([0.0, 0.01, 0.5, 1.0]), np.array([False, True, False, True]))
    assert [(part.wrong, part.rows) for part in found] == [(0.5, 2), (0.0, 1), (1.0, 1)]
    assert found[0].risk == pytest.approx(0.005)


def test_a_well_calibrated_bin_lies_on_the_diagonal() -> None:
    drawing = ElementTree.fromstring(diagram([("claims", [Bin(0.25, 0.25, 9)]), ("answers", [Bin(0.5, 0.9, 3)])]))  # noqa: S314
    first, second = drawing.iter("{http://www.w3.org/2000/svg}circle")
    across, down = float(first.attrib["cx"]) - MARGIN, MARGIN + SIDE - float(first.attrib["cy"])
    assert across == down == SIDE / 4
    assert float(second.attrib["cx"]) > SIDE
