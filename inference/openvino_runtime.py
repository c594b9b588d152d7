"""OpenVINO without its telemetry, which would report every import to an outside host and fork the process for it."""

import sys

# With its telemetry package out of reach OpenVINO takes the stub that it brings for that case.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402 - the line above must come first

__all__ = ["ov"]
