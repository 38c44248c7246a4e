"""Every call this program makes to another machine: to hosts the operator named, by https, to the very address that was looked at.

Against server-side request forgery 服务端请求伪造: a host that is not on the list is not looked up; each address its name stands for
is examined, and the connection goes to that address and not to what the name says a moment later; nothing is followed elsewhere.
"""
from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection

import httpx

#: seconds for looking up, connecting, sending and each read
WAIT_S = 5.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Barred(httpx.TransportError):
    """A call that this program does not make."""


class Pinned(httpx.BaseTransport):
    """An httpx transport that only reaches the hosts it was given.

    Args:
        hosts: lower-case names. A loopback name among them may be called by http as well: it never leaves the machine.
        inside: whether the names may stand for private addresses, as a provider on the government's own network does. Addresses of
            this machine, of the link, of the cloud's metadata and of no machine are refused all the same.
        trust: whose certificates are believed. resolve: `socket.getaddrinfo`, or what stands for it in a test.
    """

    def __init__(self, hosts: Collection[str], *, inside: bool = False, trust: ssl.SSLContext | None = None,
                 resolve: Callable[..., list] = socket.getaddrinfo):
        self._hosts, self._inside, self._resolve = frozenset(hosts), inside, resolve
        self._inner = httpx.HTTPTransport(verify=trust if trust is not None else True, trust_env=False, retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request to the address its host stands for.

        Raises:
            Barred: another host, another scheme, an address that is nobody's to call, or a redirect.
        """
        host, here = request.url.host.lower(), request.url.host.lower() in LOOPBACK
        if host not in self._hosts or request.url.userinfo or request.url.scheme != "https" and not (here and request.url.scheme == "http"):
            raise Barred("not a host this program calls")
        address = self._address(host, request.url.port or (443 if request.url.scheme == "https" else 80), here)
        # The name stays in the Host header and in what the certificate must say; only the connection goes by number.
        sent = httpx.Request(request.method, request.url.copy_with(host=str(address)), headers=request.headers, stream=request.stream,
                             extensions={**request.extensions, "sni_hostname": host})
        answer = self._inner.handle_request(sent)
        if 300 <= answer.status_code < 400:
            answer.close()
            raise Barred("redirected")
        return answer

    def close(self) -> None:
        """Gives back the connections."""
        self._inner.close()

    def _address(self, host: str, port: int, here: bool) -> _Address:
        try:
            found = {ipaddress.ip_address(one[4][0].partition("%")[0]) for one in self._resolve(host, port, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError, ValueError) as fault:
            raise Barred("no such host") from fault
        if not found or not all(self._callable(one, here) for one in found):
            raise Barred("an address that is not to be called")
        return min(found, key=lambda one: (one.version, int(one)))

    def _callable(self, address: _Address, here: bool) -> bool:
        plain = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        if here:
            return plain.is_loopback
        if plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_unspecified or plain.is_reserved:
            return False
        return plain.is_global or (self._inside and plain.is_private)


def client(hosts: Collection[str], **how) -> httpx.Client:
    """A client for a few calls; `how` as `Pinned`. Neither redirects nor proxies of the environment are followed."""
    return httpx.Client(transport=Pinned(hosts, **how), timeout=WAIT_S, follow_redirects=False, trust_env=False)
