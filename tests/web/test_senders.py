"""From which network somebody tries: known only through the proxy that the operator named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from koubo_web.address import sender_network
from koubo_web.commands.serve import proxy_options
from koubo_web.login.tries import SENDER
from koubo_web.settings import Settings, UnsafeSettings, read_settings
from web.browser import BASE_URL, Browser, SteadyClock
from web.conftest import built


@pytest.fixture
def behind_proxy(settings: Settings, clock: SteadyClock) -> Iterator[Flask]:
    """Give a site whose proxy says whom it speaks for."""
    quick = replace(settings, trusted_proxy="10.0.0.1", password_time=1, password_memory=64)
    yield from built(quick, clock)


def test_one_network_that_tries_many_addresses_has_to_wait(behind_proxy: Flask) -> None:
    client = behind_proxy.test_client()
    browser = Browser(client)
    token = browser.token()

    def attempt(number: int, sender: str) -> int:
        return client.post(
            "/login",
            data={"csrf_token": token, "email": f"{number}@example.jp", "password": "wrong-one"},
            headers={"Referer": f"{BASE_URL}/login"},
            environ_base={"REMOTE_ADDR": sender},
        ).status_code

    tried = [attempt(number, f"2001:db8::{number:x}") for number in range(SENDER.free + 1)]

    assert tried == [200] * SENDER.free + [429]
    assert attempt(100, "2001:db8:0:1::1") == 200  # another house
    assert attempt(101, "10.0.0.1") == 200  # the proxy itself is nobody


@pytest.mark.parametrize(
    ("proxy", "base_url", "remote", "network"),
    [
        ("", "https://koubo.example.jp", "203.0.113.7", ""),
        ("", "http://127.0.0.1:8000", "127.0.0.1", "127.0.0.1"),
        ("10.0.0.1", "https://koubo.example.jp", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "https://koubo.example.jp", "2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("10.0.0.1", "https://koubo.example.jp", "10.0.0.1", ""),
        # As a proxy writes them that listens with one socket to both kinds of addresses.
        ("10.0.0.1", "https://koubo.example.jp", "::ffff:203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "https://koubo.example.jp", "::ffff:10.0.0.1", ""),
        ("10.0.0.1", "https://koubo.example.jp", "unknown, 1.2.3.4", ""),
        ("10.0.0.1", "https://koubo.example.jp", "", ""),
    ],
)
def test_a_network_counts_only_where_it_is_known(
    settings: Settings, proxy: str, base_url: str, remote: str, network: str
) -> None:
    known = replace(settings, trusted_proxy=proxy, base_url=base_url)

    assert sender_network(remote, known) == network


def test_the_server_believes_the_named_proxy_alone(settings: Settings) -> None:
    assert proxy_options(settings) == {}
    assert proxy_options(replace(settings, trusted_proxy="10.0.0.1")) == {
        "trusted_proxy": "10.0.0.1",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for"},
    }


@pytest.mark.parametrize("proxy", ["*", "proxy.example.jp", "10.0.0.0/8", "10.0.0.1,10.0.0.2"])
def test_a_proxy_is_one_address(tmp_path: object, proxy: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings(
            {
                "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
                "KOUBO_BASE_URL": BASE_URL,
                "KOUBO_DATA": str(tmp_path),
                "KOUBO_TRUSTED_PROXY": proxy,
            }
        )

    assert refused.value.line.startswith("KOUBO_TRUSTED_PROXY に、リバースプロキシの IP アドレスを")
