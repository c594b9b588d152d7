"""Why the documents are quoted in place of what a language model would have written."""

from domain.errors import ModelBusy, ModelInterrupted, ModelUnavailable
from text.notices import Saying

OF_THE_MODEL = frozenset({Saying.MODEL_DOWN, Saying.MODEL_BUSY})
"""What is said of it even where the documents hold no answer either."""


class NothingClaimed(ModelUnavailable):
    """The model wrote nothing that claims anything."""


def why(error: ModelUnavailable | ModelInterrupted, *, left_out: bool) -> Saying:
    """What is said of the model; `left_out`: all that it wrote was."""
    if isinstance(error, NothingClaimed):
        return Saying.LEFT_OUT if left_out else Saying.MODEL_SILENT
    return Saying.MODEL_BUSY if isinstance(error, ModelBusy) else Saying.MODEL_DOWN
