"""By which encoder a partition's texts are embedded: ours for English, or the one that reads other languages too."""

from collections.abc import Sequence

from domain.ports import Encoder
from domain.stores import EmbeddingStore, Standing
from text.languages import speaks_foreign

_ENGLISH = "en"


class EncoderChoice:
    """A partition is embedded by `multilingual` where its language is another than English, or a document in it is.

    It stays so while vectors of such an encoder are in it: a question is then compared with all documents by one
    measure, whatever language either is in. Where `multilingual` is null, `english` embeds everything.
    """

    def __init__(self, english: Encoder, multilingual: Encoder | None, embeddings: EmbeddingStore) -> None:
        self._english, self._multilingual, self._embeddings = english, multilingual, embeddings

    @property
    def encoders(self) -> Sequence[Encoder]:
        """All that may be chosen."""
        return [self._english] if self._multilingual is None else [self._english, self._multilingual]

    def of(self, standing: Standing) -> Encoder:
        """For a partition that is in this state."""
        if self._multilingual is None:
            return self._english
        family = _family(self._multilingual.identity)
        foreign = standing.language != _ENGLISH or family in map(_family, standing.encoders)
        return self._multilingual if foreign else self._english

    def for_document(self, partition: str, chunks: Sequence[str]) -> Encoder:
        """For a document of these chunks that comes into the partition."""
        if self._multilingual is not None and speaks_foreign(chunks):
            return self._multilingual
        return self.of(self._embeddings.standing(partition))

    def mixed(self, partition: str) -> bool:
        """Whether some of its vectors are not of the encoder that it is to be embedded by."""
        standing = self._embeddings.standing(partition)
        return bool(standing.encoders - {self.of(standing).identity})


def _family(identity: str) -> str:
    """An encoder's name, whatever its version."""
    return identity.partition("@")[0]
