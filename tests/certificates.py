"""Provides a certificate authority for tests, and web servers with its certificates."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Authority:
    """A certificate authority that writes its certificates into a folder; ``ca.pem`` is its own."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    @classmethod
    def create(cls, folder: Path) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority")])
        authority = cls(folder, key, name)
        authority.issue("ca", x509.BasicConstraints(ca=True, path_length=None), key)
        return authority

    def issue(
        self, name: str, extension: x509.ExtensionType, key: ec.EllipticCurvePrivateKey
    ) -> Path:
        """Write ``key`` and a certificate for it, valid today, to ``NAME.pem``; return its path."""
        now = datetime.datetime.now(datetime.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name if name == "ca" else subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(extension, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def context(self, host: str, certified_for: str) -> ssl.SSLContext:
        """Return the TLS context of a server at ``host``, with a certificate for ``certified_for``.

        Both are IP addresses, and may differ.
        """
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(certified_for))])
        key = ec.generate_private_key(ec.SECP256R1())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issue(f"{host}-{certified_for}", names, key))
        return context

    @contextmanager
    def server(self, host: str, certified_for: str) -> Iterator[str]:
        """Serve a page over TLS with the ``context`` of these addresses, and yield its URL."""
        context = self.context(host, certified_for)
        with HTTPServer((host, 0), _Page) as server:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield f"https://{host}:{server.server_port}/"
            server.shutdown()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass
