"""Tests talk to this machine only."""

import socket

import pytest


def test_a_connection_beyond_localhost_is_refused():
    # 192.0.2.1 is reserved for documentation: nothing answers there
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 80))


def test_a_connection_to_localhost_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()
