"""A token is only ever sent to a server whose certificate this machine trusts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.calendars.google.replies import NoAnswer
from core.calendars.google.transport import Transport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def _certificate(folder: Path, address: str) -> Path:
    """Write a certificate for one address, signed by itself, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@asynccontextmanager
async def _served(certificate: Path) -> AsyncIterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            heard.append(head)
            writer.write(ANSWER)
            if len(heard) == 2:
                break
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/", heard


async def _sent(url: str, times: int = 1) -> list[bytes]:
    transport = Transport(connect_seconds=2.0, read_seconds=2.0)

    def send() -> bytes:
        return transport.send("GET", url, headers={"authorization": "Bearer secret"}).body

    try:
        return [await asyncio.to_thread(send) for _ in range(times)]
    finally:
        transport.close()


async def test_a_trusted_server_is_spoken_to_over_one_kept_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's own list of certificates decides, and a second call needs no second handshake."""
    certificate = _certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with _served(certificate) as (url, heard):
        assert await _sent(url, 2) == [b"{}", b"{}"]
    assert len(heard) == 2


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
async def test_nothing_is_sent_to_a_server_that_proves_nothing(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown signer, or a certificate for another address: no byte of the request leaves, and the error says so."""
    certificate = _certificate(tmp_path, address)
    if address == "127.0.0.2":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with _served(certificate) as (url, heard):
        with pytest.raises(NoAnswer) as failed:
            await _sent(url)
    assert failed.value.sent is False
    assert heard == []
