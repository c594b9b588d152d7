"""The shelf of models in memory: what is asked for is on its way until a test says otherwise."""

from typing import Any

from fastapi import APIRouter, HTTPException

Json = dict[str, Any]
_QUOTES: Json = {
    "source": "quotes", "default": True, "licence": None, "size_bytes": None, "memory_bytes": None,
    "tokens_per_second": None, "parameters": None, "context_tokens": None, "quantisation": None, "adapted": None,
    "prompt": None,
}  # fmt: skip
_TINY: Json = {"name": "tiny", "licence": "mit", "size_bytes": 4000, "parameters": 1000, "memory_bytes": None}


def model_routes(arriving: dict[str, Json]) -> APIRouter:
    """Routes over `arriving`, by id."""
    router = APIRouter(prefix="/v1/local-models")

    @router.get("")
    def shelf() -> Json:
        model = {"id": "extractive", "object": "model", "created": 0, "owned_by": "candor", "candor": _QUOTES}
        return {
            "default": {"model": "extractive", "set_by": "order", "chosen": None}, "models": [model],
            "to_get": [_TINY], "arriving": list(arriving.values()), "missing": None, "prompts": ["full", "short"],
            "upload_limit_bytes": 1_000_000,
        }  # fmt: skip

    @router.post("/get", status_code=202)
    def get(body: Json) -> Json:
        made: Json = {
            "id": str(len(arriving) + 1), "name": body["name"], "step": "downloading", "done_bytes": 1000,
            "total_bytes": 4000, "error": None,
        }  # fmt: skip
        arriving[made["id"]] = made
        return made

    @router.delete("/arrivals/{arrival_id}", status_code=204)
    def dropped(arrival_id: str) -> None:
        if arriving.pop(arrival_id, None) is None:
            raise HTTPException(404, "It is not on its way.")

    return router
