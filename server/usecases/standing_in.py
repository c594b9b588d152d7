"""Why the documents are quoted in place of what a language model would have written."""

from domain.errors import ModelBusy, ModelInterrupted, ModelUnavailable
from text.notices import Saying


class NothingClaimed(ModelUnavailable):
    """The model wrote nothing that claims anything."""


def why(error: ModelUnavailable | ModelInterrupted) -> Saying:
    """What is said of the model."""
    if isinstance(error, NothingClaimed):
        return Saying.MODEL_SILENT
    return Saying.MODEL_BUSY if isinstance(error, ModelBusy) else Saying.MODEL_DOWN
