"""Calls of a running engine."""

import http.client
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from propensity.errors import InputError

DEFAULT_URL = "http://127.0.0.1:3000"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PIECE_BYTES = 1 << 20
MODEL_REFUSED = "MODEL_REFUSED"


class Refusal(InputError):
    """What the engine refuses, with its code and all that it found."""

    def __init__(self, code: str, detail: str, issues: list[dict]):
        told = [f"{issue['path']}: {issue['message']}" for issue in issues]
        # All that was looked at in a model is too much for one line.
        more = [] if code == MODEL_REFUSED else told
        super().__init__(f"{code}: {'; '.join([detail, *more])}")
        self.code, self.told = code, told


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token goes to the engine that was named, and to no other."""

    def redirect_request(self, *_):
        return None


class Engine:
    """An engine as its HTTP routes show it, with the token of a scientist."""

    def __init__(self, url: str | None, token: str | None, timeout_seconds: float = 60):
        self.url = (url or os.environ.get("PROXIMA_URL") or DEFAULT_URL).rstrip("/")
        token = token or os.environ.get("PROXIMA_TOKEN")
        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).hostname:
            raise InputError(f"--url must be like {DEFAULT_URL}, not {self.url}")
        if not token:
            raise InputError("a token of a scientist is needed: --token, or PROXIMA_TOKEN")
        if not token.isascii() or any(ord(sign) < 33 for sign in token):
            raise InputError(
                "the token holds what no token holds: was it cut or joined on the way?"
            )
        self._token, self._timeout = token, timeout_seconds
        # A proxy of the machine leads to another machine's loopback.
        proxies = (
            [urllib.request.ProxyHandler({})] if urlsplit(self.url).hostname in LOOPBACK else []
        )
        self._opener = urllib.request.build_opener(_NoRedirect, *proxies)

    def ask(self, method: str, path: str, message: dict | None = None):
        """JSON for JSON."""
        body = None if message is None else json.dumps(message).encode()
        return self._read(method, path, body, "application/json")

    def send_file(self, method: str, path: str, content: bytes):
        return self._read(method, path, content, "application/octet-stream")

    def save(self, path: str, out: Path) -> int:
        """Brings an answer to a file, which has its name when it is whole. Returns its bytes."""
        part = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            with self._open("GET", path) as reply, part.open("wb") as file:
                while piece := reply.read(PIECE_BYTES):
                    file.write(piece)
                size = file.tell()
                # Of an answer in pieces a missing end is an error; of one with a length it is none.
                if reply.length:
                    raise http.client.IncompleteRead(b"", reply.length)
            part.rename(out)
            return size
        except http.client.HTTPException as error:
            raise InputError(f"the file did not come whole: {error!r}") from None
        except OSError as error:
            raise InputError(f"the file did not come whole: {error}") from None
        finally:
            part.unlink(missing_ok=True)

    def _read(self, method: str, path: str, body: bytes | None, media_type: str):
        try:
            with self._open(method, path, body, media_type) as reply:
                text = reply.read()
            return json.loads(text) if text else None
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"the answer of {self.url} did not come whole: {error}") from None
        except ValueError:
            raise InputError(
                f"what answers at {self.url} is no engine: its answer is no JSON"
            ) from None

    def _open(
        self, method: str, path: str, body: bytes | None = None, media_type: str | None = None
    ):
        request = urllib.request.Request(f"{self.url}/{path}", data=body, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        if body is not None and media_type:
            request.add_header("Content-Type", media_type)
        try:
            return self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise InputError(f"no engine answers at {self.url}: {reason}") from None


def _refusal(error: urllib.error.HTTPError) -> InputError:
    try:
        problem = json.loads(error.read())
        issues = problem.get("issues", [])
        return Refusal(problem["code"], problem.get("detail", error.reason), issues)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, http.client.HTTPException):
        return InputError(f"{error.url.split('?')[0]} answered {error.code} {error.reason}")
