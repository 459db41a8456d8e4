"""Where a request comes from, as far as it tells one visitor from another."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

HOME = 64
"""Bits of an IPv6 address that a provider gives to one home; the rest it chooses as it likes."""


def trust(app: Flask, proxies: int) -> None:
    """Believe what so many web servers before us say of the visitor's address, and nothing else
    that they could be made to say. 0: whoever connects is the visitor."""
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )


def origin() -> str:
    """The address that attempts are counted for: of IPv6 the network of the home, of which one
    visitor has as many addresses as he likes."""
    return network(request.remote_addr or "")


def network(address: str) -> str:
    """« 2001:db8:1:2::/64 » for any address of that network; IPv4 as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or IPv6Network((found, HOME), strict=False))
    return str(found)
