"""Errors in the form of RFC 9457, whatever raised them."""

from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api_python.core import CoreError, CoreTimeoutError
from observatory_telemetry.request_id import current_request_id

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class ProblemDetails(BaseModel):
    """The body of every error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None


class ProblemResponse(JSONResponse):
    """An error as ``application/problem+json``, with the id to find it by in the logs."""

    media_type = "application/problem+json"

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """Say what went wrong in this one case; the title follows from the status."""
        details = ProblemDetails(
            title=HTTPStatus(status).phrase,
            status=int(status),
            detail=detail,
            request_id=current_request_id(),
        )
        super().__init__(details.model_dump(), details.status, headers)


PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "A parameter is wrong"},
    HTTPStatus.BAD_GATEWAY: {"model": ProblemDetails, "description": "Core cannot be used"},
    HTTPStatus.GATEWAY_TIMEOUT: {"model": ProblemDetails, "description": "Core takes too long"},
}


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of this application with problem details."""

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> ProblemResponse:
        return ProblemResponse(error.status_code, _http_detail(request, error), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_request: Request, error: RequestValidationError) -> ProblemResponse:
        # The place and the rule, not the input: it may be a secret in the wrong place.
        found = (f"{' '.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        return ProblemResponse(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(found))

    @app.exception_handler(CoreError)
    async def on_core(_request: Request, error: CoreError) -> ProblemResponse:
        _log.warning("core failed", error=str(error), cause=repr(error.__cause__))
        timed_out = isinstance(error, CoreTimeoutError)
        status = HTTPStatus.GATEWAY_TIMEOUT if timed_out else HTTPStatus.BAD_GATEWAY
        return ProblemResponse(status, str(error))

    @app.exception_handler(Exception)
    async def on_bug(_request: Request, _error: Exception) -> ProblemResponse:
        detail = "This is a fault of the service. Its log says more under this request id."
        return ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _http_detail(request: Request, error: HTTPException) -> str:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return f"There is nothing at {request.url.path}."
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.url.path} does not answer {request.method}."
    return str(error.detail)
