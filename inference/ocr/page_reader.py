"""A picture of a page → its lines of letters, with their places on the page as it is turned upright."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from PIL import Image

from domain.errors import Misconfigured
from inference.artefacts import ModelKind, checked_details
from inference.ocr.areas import Area, Floats, skew_degrees, stand_upright, text_areas
from inference.ocr.detector import Detector
from inference.ocr.recogniser import Recogniser, Strip
from inference.openvino_runtime import ov

_STRAIGHT_DEGREES = 0.2
_LEAST_CONFIDENCE = 0.6
_DOUBTFUL_CONFIDENCE = 0.8
_SAMPLES = 6
_RULES = " _-–—~|.·一丨"  # what lines and edges are taken for
_LESS_AGREEING = 0.03


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a page. `edges` are pixels: letter `i` of `text` stands between those of `i` and `i + 1`."""

    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Lines in pixels of a picture that was turned by `turned_degrees`, then by `skew_degrees`, both to the left.

    The first is a multiple of 90 and turns the whole picture, sides included; the second turns what is on it.
    """

    lines: tuple[ReadLine, ...]
    turned_degrees: int
    skew_degrees: float


class PageReader:
    """For one thread at a time."""

    def __init__(self, detector: Detector, recogniser: Recogniser) -> None:
        self._detector, self._recogniser = detector, recogniser

    def read(self, picture: Image.Image) -> ReadPage:
        """`picture` is in RGB, about 200 dots an inch."""
        probabilities = self._detector.probabilities(picture)
        areas = text_areas(probabilities)
        turned = 0
        if stand_upright(areas):
            turned = 90
            picture, probabilities = picture.rotate(90, expand=True), np.rot90(probabilities)
            areas = text_areas(probabilities)
        skew = skew_degrees(areas)
        if abs(skew) > _STRAIGHT_DEGREES:
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
            areas = text_areas(_rotated(probabilities, skew))
        else:
            skew = 0.0
        size = probabilities.shape
        areas = [area.scaled(picture.width / size[1], picture.height / size[0]) for area in areas]
        strips = self._recogniser.read([_cut(picture, area) for area in areas])
        if strips and self._stands_on_its_head(picture, areas, strips):
            turned, picture = (turned + 180) % 360, picture.rotate(180)
            areas = [_headed(area, picture) for area in reversed(areas)]
            strips = self._recogniser.read([_cut(picture, area) for area in areas])
        return ReadPage(tuple(_lines(strips, areas)), turned, skew)

    def _stands_on_its_head(self, picture: Image.Image, areas: Sequence[Area], strips: Sequence[Strip]) -> bool:
        """Whether the longest lines read better turned by half; only tried where they read badly."""
        longest = sorted(range(len(areas)), key=lambda index: -areas[index].width)[:_SAMPLES]
        upright = fmean(strips[index].confidence for index in longest)
        if upright >= _DOUBTFUL_CONFIDENCE:
            return False
        turned = self._recogniser.read([_cut(picture, areas[index]).rotate(180) for index in longest])
        return fmean(strip.confidence for strip in turned) > upright + _LESS_AGREEING


def load_page_reader(folder: Path, *, threads: int | None = None) -> PageReader:
    """What `folder` holds, compiled and ready. Raises `Misconfigured`."""
    checked_details(folder, ModelKind.OCR)
    letters = (folder / "letters.txt").read_text(encoding="utf-8").split("\n")[:-1]
    core = ov.Core()
    properties = {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1"}
    if threads is not None:
        properties["INFERENCE_NUM_THREADS"] = str(threads)
    try:
        detector, recogniser = (
            core.compile_model(core.read_model(folder / name), "CPU", properties)
            for name in ("detector.xml", "recogniser.xml")
        )
    except RuntimeError as error:
        raise Misconfigured(f"The models in {folder} cannot be run: {error}") from error
    return PageReader(Detector(detector), Recogniser(recogniser, letters))


def _rotated(probabilities: Floats, degrees: float) -> Floats:
    turned = Image.fromarray(probabilities).rotate(degrees, Image.Resampling.BILINEAR)
    return np.asarray(turned, np.float32)


def _cut(picture: Image.Image, area: Area) -> Image.Image:
    left, top = max(0, int(area.left)), max(0, int(area.top))
    right, bottom = min(picture.width, int(area.right) + 1), min(picture.height, int(area.bottom) + 1)
    return picture.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _headed(area: Area, picture: Image.Image) -> Area:
    width, height = picture.size
    return Area(width - area.right, height - area.bottom, width - area.left, height - area.top, area.slope)


def _lines(strips: Sequence[Strip], areas: Sequence[Area]) -> Iterator[ReadLine]:
    """Those that can be trusted."""
    for strip, area in zip(strips, areas, strict=True):
        if strip.text.strip(_RULES) and strip.confidence >= _LEAST_CONFIDENCE:
            edges = tuple(area.left + edge * area.width for edge in strip.edges)
            yield ReadLine(strip.text, edges, area.top, area.bottom)
