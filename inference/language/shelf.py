"""The models that can be had by name: few, small enough for a CPU, free to use, of a kind that the runtime reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A file on the hub, of one revision and with one checksum, whatever it is called there tomorrow.

    `parameters` is their number, `memory_bytes` what a model of this shape was measured to take, null where none was.
    """

    name: str
    repository: str
    revision: str
    file: str
    sha256: str
    size_bytes: int
    licence: str
    parameters: int
    memory_bytes: int | None = None

    def url(self, hub: str) -> str:
        """Where `hub` has it."""
        return f"{hub.rstrip('/')}/{self.repository}/resolve/{self.revision}/{self.file}"


SHELF = (
    Shelved(
        name="qwen2.5-1.5b-instruct",
        repository="Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        revision="91cad51170dc346986eccefdc2dd33a9da36ead9",
        file="qwen2.5-1.5b-instruct-q4_k_m.gguf",
        sha256="6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
        size_bytes=1_117_320_736,
        licence="apache-2.0",
        parameters=1_540_000_000,
        memory_bytes=3_080_000_000,
    ),
    Shelved(
        name="qwen3-4b",
        repository="Qwen/Qwen3-4B-GGUF",
        revision="bc640142c66e1fdd12af0bd68f40445458f3869b",
        file="Qwen3-4B-Q4_K_M.gguf",
        sha256="7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5",
        size_bytes=2_497_280_256,
        licence="apache-2.0",
        parameters=4_020_000_000,
    ),
)
