"""Which pixels of a picture are text."""

import math

import numpy as np
from PIL import Image

from inference.ocr.areas import Floats
from inference.openvino_runtime import ov

_MOST_PIXELS = 1_300_000  # 110 dots an inch of an A4 page; what the network needs grows with it
_STEP_PIXELS = 32


class Detector:
    """For one thread at a time."""

    def __init__(self, graph: ov.CompiledModel) -> None:
        self._request = graph.create_infer_request()

    def probabilities(self, picture: Image.Image) -> Floats:
        """How likely each pixel is text, of shape (height, width), which may be smaller than the picture's."""
        scale = min(1.0, math.sqrt(_MOST_PIXELS / (picture.width * picture.height)))
        size = [max(_STEP_PIXELS, round(side * scale / _STEP_PIXELS) * _STEP_PIXELS) for side in picture.size]
        self._request.infer([planes(picture.resize((size[0], size[1]), Image.Resampling.BILINEAR))[None]])
        return np.array(self._request.get_output_tensor().data[0, 0], np.float32)


def planes(picture: Image.Image) -> Floats:
    """A picture in RGB as the networks want it: blue, green and red, each from -1 to 1."""
    pixels = np.asarray(picture, np.float32)[:, :, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(pixels / 127.5 - 1, np.float32)
