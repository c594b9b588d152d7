"""Errors as HTTP answers: one table from error to status, problem documents, OpenAI's error object."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain import errors
from domain.disk import FULL, is_full
from server.http.plain_words import complaint

STATUS: dict[type[errors.CandorError], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unsupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    errors.UnreadableDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ModelUnavailable: HTTPStatus.BAD_GATEWAY,
}

RETRY_AFTER_SECONDS = 5
_OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
_log = structlog.get_logger()


def respond(request: Request, status: int, detail: str, *, field: str | None = None) -> Response:
    """The error in the form that the route's clients expect. `field` is the one of the request that is wrong."""
    title = HTTPStatus(status).phrase
    request_id = getattr(request.state, "request_id", None)
    headers = _HEADERS.get(status, {})
    if request.scope["path"].startswith(_OPENAI_PATHS):
        error = {"message": detail, "type": title.lower().replace(" ", "_"), "param": field, "code": None}
        return JSONResponse({"error": error}, status, headers)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "request_id": request_id}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


_HEADERS: dict[int, dict[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_SECONDS)},
}


def status_of(error: errors.CandorError) -> int:
    """The nearest entry of the table, an internal error where there is none."""
    matches = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(matches, HTTPStatus.INTERNAL_SERVER_ERROR)


def _for_callers(error: errors.CandorError) -> str:
    """What is wrong with the installation names its folders, which is no business of a caller's."""
    if isinstance(error, errors.Misconfigured):
        return "The server is not set up as it should be; its log says what to mend."
    return str(error)


def install(app: FastAPI) -> None:
    """Makes every error of `app` leave in the right form."""

    @app.exception_handler(errors.CandorError)
    async def _expected(request: Request, error: errors.CandorError) -> Response:
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("request failed", error=type(error).__name__, detail=str(error))
        return respond(request, status, _for_callers(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if is_full(error.__cause__):  # a form is kept in temporary files while it is read
            return respond(request, HTTPStatus.INSUFFICIENT_STORAGE, FULL)
        return respond(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = complaint(error.errors())
        return respond(request, HTTPStatus.UNPROCESSABLE_ENTITY, wrong.text, field=wrong.field)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        _log.error("unexpected error", exc_info=error)
        return respond(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side; the log has it.")
