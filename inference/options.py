"""How local models are run."""

from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    """What matrix products are computed in. `AUTO` is bf16 where the CPU has instructions for it, else f32."""

    AUTO = "auto"
    BF16 = "bf16"
    F32 = "f32"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeOptions:
    """`threads` null means one per available core.

    `tokens_per_batch` bounds how long a batch that runs already can hold up the next request, and the memory for
    activations: 1,024 tokens are about 35 ms on two cores, and larger batches are no faster.
    """

    threads: int | None = None
    precision: Precision = Precision.AUTO
    tokens_per_batch: int = 1024
    max_waiting_calls: int = 64


DEFAULT_OPTIONS = RuntimeOptions()
