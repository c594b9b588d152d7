"""What one task may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLimits:
    """For one task; its child is ended where one is passed.

    `memory_bytes` is what a child may take beyond what it holds when it is idle, `output_bytes` what the body of its
    answer may have, `file_bytes` what each file may have that it writes. A child is replaced after `tasks_per_child`
    tasks, so that what a library leaks stays bounded.
    """

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int
    output_bytes: int
    tasks_per_child: int
    file_bytes: int = 0
