"""A real server on a free port of the loopback, in threads of the test."""
from __future__ import annotations

import threading

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from web.app import create_app


class Quiet(WSGIRequestHandler):
    """Access logs would bury a failure."""

    def log(self, type, message, *args):
        """Says nothing."""


@pytest.fixture
def served():
    """`served(engine)` starts the pages and the API of an engine and gives their address."""
    running = []

    def serve(engine) -> str:
        app = create_app(engine)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((app, server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield serve
    for app, server, thread in running:
        app.extensions["watch"].close()
        server.shutdown()
        thread.join(10)
        server.server_close()
