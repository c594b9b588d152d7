"""Against a real vLLM on the CPU, in an environment of its own: `make test-vllm`.

weights       made with that environment: the model de-quantised, adapters
model_server  vLLM as a process, its metrics, its end
"""
