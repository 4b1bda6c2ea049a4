"""Headers on every answer, the origin check on all that may change something, the size of bodies."""

import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.goodbyes import SESSION_OVER
from app.limits import Tarpit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NUL = b"%00"
"""Nobody types it, and PostgreSQL takes no text with it."""
LARGEST_BODY = 16 * 1024
LARGEST_FORM = 64 * 1024
LARGEST_UPLOAD = 8 * 1024 * 1024
LARGEST_PICTURE = 12 * 1024 * 1024
PICTURES = "/pictures"
TOO_FAST = 429


class Security:
    """Outermost layer; knows nothing of users."""

    def __init__(self, app: ASGIApp, *, origin: str = "") -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._may_change(scope, headers):
            await refuse(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        scope["query_string"] = scope["query_string"].replace(NUL, b"")
        await self.app(scope, limited(scope, receive), self._with_headers(send, scope, nonce))

    def _may_change(self, scope: Scope, headers: Headers) -> bool:
        if scope["type"] == "websocket":
            return self._is_own(scope, headers)
        if scope["method"] in SAFE_METHODS:
            return True
        site = headers.get("sec-fetch-site")
        return site == "same-origin" if site else self._is_own(scope, headers)

    def _is_own(self, scope: Scope, headers: Headers) -> bool:
        """Letter for letter: the configured address, or the one under which this very request came."""
        origin = headers.get("origin", "")
        if self.origin:
            return origin == self.origin
        host = headers.get("host", "")
        own = {f"https://{host}"}
        if scope["scheme"] in ("http", "ws"):
            own.add(f"http://{host}")
        return bool(host) and origin in own

    def _with_headers(self, send: Send, scope: Scope, nonce: str) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._add_headers(headers, scope, nonce)
                if message["status"] == TOO_FAST and not await tarpit_of(scope).hold():
                    headers["Connection"] = "close"
            await send(message)

        return send_with_headers

    def _add_headers(self, headers: MutableHeaders, scope: Scope, nonce: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "strict-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        headers["Content-Security-Policy"] = policy(nonce, Headers(scope=scope).get("host", ""))
        if self.origin.startswith("https://"):
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        headers.setdefault("Cache-Control", "no-store")


def policy(nonce: str, host: str) -> str:
    safe_host = host if host.replace("-", "").replace(".", "").replace(":", "").isalnum() else ""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self' ws://{safe_host} wss://{safe_host}; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx live"
    )


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": SESSION_OVER})
        return
    await PlainTextResponse("403: cross-origin request", status_code=403)(scope, receive, send)


def tarpit_of(scope: Scope) -> Tarpit:
    """By now the reading of the request has ended: whoever waits here holds neither thread nor connection."""
    tarpit: Tarpit = scope["app"].state.house.limits.tarpit
    return tarpit


def limited(scope: Scope, receive: Receive) -> Receive:
    """Refuses a body by its declared length before reading it, and ends one that grows all the same."""
    allowed = largest_body(scope["path"])
    headers = Headers(scope=scope)
    is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    declared = headers.get("content-length", "")
    taken = int(declared) if declared.isdecimal() else 0
    if taken <= allowed:
        taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        if taken > allowed:
            raise BodyTooLarge
        message = await receive()
        if is_form:
            message["body"] = message.get("body", b"").replace(NUL, b"")
        taken += len(message.get("body", b""))
        if taken > allowed:
            raise BodyTooLarge
        return message

    return receive_limited


def largest_body(path: str) -> int:
    """A message of a phone is short; a photograph, the sheet of a measure, the forms of staff are not."""
    if path.startswith("/c/") and path.endswith(PICTURES):
        return LARGEST_PICTURE
    if path.startswith("/organise/") and path.endswith("/import"):
        return LARGEST_UPLOAD
    is_long = path.startswith(("/m/", "/organise")) or "/measures/" in path
    return LARGEST_FORM if is_long else LARGEST_BODY


class BodyTooLarge(Exception):
    """Answered with 413."""


def network(request: HTTPConnection) -> str:
    """Where the caller sits, for counting in memory; it is never stored or logged."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:  # a household may choose among 2^64
        return str(ip_network((address, 64), strict=False))
    return host
