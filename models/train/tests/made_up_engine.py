"""An HTTP server that answers as it is told to, and keeps what it was asked."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Statuses of our own: what is sent ends before its end.
CUT_OFF, CUT_OFF_PIECES = 299, 298


class MadeUpEngine:
    """Answers by method and path, one after the other; the last one again and again."""

    def __init__(self):
        self.answers: dict[str, list[tuple[int, object]]] = {}
        self.asked: list[dict] = []
        self.url = ""

    def answer(self, request: str, *answers: tuple[int, object]) -> None:
        self.answers[request] = list(answers)

    def next_answer(self, request: str) -> tuple[int, object]:
        waiting = self.answers.get(request, [(404, {"code": "NOT_FOUND", "detail": "nothing"})])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def made_up_engine():
    engine = MadeUpEngine()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            engine.asked.append(
                {
                    "request": f"{self.command} {path}",
                    "query": query,
                    "body": body,
                    "token": self.headers.get("Authorization"),
                    "type": self.headers.get("Content-Type"),
                }
            )
            status, content = engine.next_answer(f"{self.command} {path}")
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{engine.url}/elsewhere")
            if status == CUT_OFF_PIECES:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(f"{len(sent):x}\r\n".encode() + sent + b"\r\n")
                self.close_connection = True
                return
            missing = 10 if status == CUT_OFF else 0
            self.send_header("Content-Length", str(len(sent) + missing))
            self.end_headers()
            self.wfile.write(sent)
            self.close_connection = True

        do_GET = do_PUT = do_POST = handle_any

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    engine.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield engine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
