"""The application of a test, served to a real browser."""
from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import waitress


@contextmanager
def served(app) -> Iterator[str]:
    """The address of an application while it is served on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = waitress.create_server(app, sockets=[listener], threads=8)

    def run() -> None:
        with suppress(OSError):  # its sockets are closed under it in the end
            server.run()
    running = Thread(target=run, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.extensions["watch"].close()
        server.close()
        running.join(10)


def step_in(page, site: str, name: str):
    """Steps into the shoes of a demo person; gives what broke the content security policy, to be empty in the end."""
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{site}/demo")
    page.get_by_role("button", name=f"以{name}的身份进入", exact=True).click()
    page.wait_for_url(re.compile("/inbox"))
    return broken
