"""How local models are run."""

from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    """What matrix products are computed in. `AUTO` is bf16 in one lane where the CPU can do that, else f32."""

    AUTO = "auto"
    BF16 = "bf16"
    F32 = "f32"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeOptions:
    """`threads` null means one per available core.

    `tokens_per_batch` bounds how long a batch that runs already can hold up the next request, and the memory for
    activations. On two idle cores 512 tokens take about 16 ms; larger batches were no faster per token (126 texts of
    256 tokens a second alone or in fours) and cost up to 70 MB more for three models.

    `lanes` batches run at once, each on its share of the threads: that costs fewer instructions a row than all threads
    on each row, and a row alone takes longer.

    `quantized_group`: activations are rounded to 8 bits in groups of so many before they meet compressed weights, where
    the CPU multiplies those faster; null leaves that to the runtime.
    """

    threads: int | None = None
    precision: Precision = Precision.AUTO
    tokens_per_batch: int = 512
    max_waiting_calls: int = 64
    lanes: int = 1
    quantized_group: int | None = None


DEFAULT_OPTIONS = RuntimeOptions()
