"""Servers on loopback that note each connection and datagram; tests expect that none arrives."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Canary:
    """A TCP and a UDP socket with the same port number; ``reached`` lists what arrived at them."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._tcp = socket.create_server((host, 0), family=family)
        self.port = int(self._tcp.getsockname()[1])
        self._udp = socket.socket(family, socket.SOCK_DGRAM)
        self._udp.bind((host, self.port))
        self.reached: list[str] = []
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            self.reached.append("tcp")
            connection.close()

    def _receive(self) -> None:
        while True:
            try:
                datagram = self._udp.recv(2048)
            except OSError:
                return
            self.reached.append(f"udp {datagram[:20]!r}")

    def close(self) -> None:
        for listening in (self._tcp, self._udp):
            listening.close()


@contextmanager
def canaries(*hosts: str) -> Iterator[list[Canary]]:
    """Start a canary at each host."""
    started = [Canary(host) for host in hosts]
    try:
        yield started
    finally:
        for canary in started:
            canary.close()


# The constructor of WebRTC connections is RTC; the two scripts that use this text define it.
_RTC = """const host = new URL(TARGET).host;
const connection = new RTC({iceServers: [
    {urls: 'stun:' + host},
    {urls: 'turn:' + host, username: 'u', credential: 'c'},
    {urls: `turn:${host}?transport=tcp`, username: 'u', credential: 'c'},
]});
connection.createDataChannel('d');
connection.createOffer().then((offer) => connection.setLocalDescription(offer));"""
# Each script tries to reach TARGET, such as "http://127.0.0.1:8000". The page defines the function
# ``add``, which appends an element. The path /to?URL of the site redirects to the URL.
ATTEMPTS = {
    "script": "add('script', {src: TARGET})",
    "image": "new Image().src = TARGET",
    "frame": "add('iframe', {src: TARGET})",
    "object": "add('object', {data: TARGET})",
    "fetch": "fetch(TARGET, {mode: 'no-cors'}).catch(() => 0)",
    "post by fetch": "fetch(TARGET, {method: 'POST', body: 'x', mode: 'no-cors'}).catch(() => 0)",
    "xhr": "const x = new XMLHttpRequest(); x.open('GET', TARGET); x.send()",
    "websocket": "new WebSocket(TARGET.replace('http', 'ws'))",
    "event source": "new EventSource(TARGET)",
    "beacon": "navigator.sendBeacon(TARGET, 'x')",
    "redirect of a fetch": "fetch('/to?' + encodeURIComponent(TARGET)).catch(() => 0)",
    "redirect of a script": "add('script', {src: '/to?' + encodeURIComponent(TARGET)})",
    "form": "const f = add('form', {action: TARGET, method: 'post'}); f.submit()",
    "form in a frame": "add('iframe', {name: 'f'}); const f = add('form', {action: TARGET,"
    " method: 'post', target: 'f'}); f.submit()",
    "meta refresh": "add('meta', {httpEquiv: 'refresh', content: '0;url=' + TARGET})",
    "meta refresh of a frame": "add('iframe', {srcdoc: `<meta http-equiv=refresh"
    " content='0;url=${TARGET}'>`})",
    "service worker": "navigator.serviceWorker.register('/worker.js?' + TARGET).catch(() => 0)",
    "worker": "new Worker(URL.createObjectURL(new Blob([`fetch('${TARGET}', {mode: 'no-cors'});"
    " new WebSocket('${TARGET}'.replace('http', 'ws')); importScripts('${TARGET}')`])))",
    "prefetch": "add('link', {rel: 'prefetch', href: TARGET})",
    "preload": "add('link', {rel: 'preload', as: 'script', href: TARGET})",
    "preconnect": "add('link', {rel: 'preconnect', href: TARGET})",
    "dns-prefetch": "add('link', {rel: 'dns-prefetch', href: TARGET})",
    "speculation": "add('script', {type: 'speculationrules', textContent:"
    " JSON.stringify({prefetch: [{source: 'list', urls: [TARGET]}]})})",
    "style sheet": "add('link', {rel: 'stylesheet', href: TARGET})",
    "css url": "add('style', {textContent: `body {background: url(${TARGET})} @import '${TARGET}';"
    " @font-face {font-family: f; src: url(${TARGET})} p {font-family: f}`})",
    "video": "add('video', {src: TARGET, preload: 'auto'})",
    "window.open": "window.open(TARGET)",
    "link of a new window": "add('a', {href: TARGET, target: '_blank', ping: TARGET}).click()",
    "download": "add('a', {href: TARGET, download: 'x'}).click()",
    "webrtc": f"const RTC = window.RTCPeerConnection; {_RTC}",
    "webrtc of a frame": f"const RTC = add('iframe', {{}}).contentWindow.RTCPeerConnection; {_RTC}",
    "webtransport": "new WebTransport(TARGET.replace('http:', 'https:')).ready.catch(() => 0)",
    "address bar": "location.href = TARGET",
}


def page_of_attempts(targets: list[str]) -> str:
    """Return a page that runs each of ATTEMPTS on each target, and then shows «started N»."""
    tries = "".join(f"async (TARGET) => {{ {script} }},\n" for script in ATTEMPTS.values())
    return f"""<!doctype html><meta charset=utf-8><title>Attempts</title><p>Text</p><script>
    const add = (name, values) =>
        document.body.appendChild(Object.assign(document.createElement(name), values));
    const tries = [{tries}];
    setTimeout(async () => {{
        let started = 0;
        for (const attempt of tries)
            for (const target of {targets!r}) {{
                attempt(target).catch(() => 0);
                started += 1;
            }}
        setTimeout(() => add('p', {{textContent: 'started ' + started}}), 1500);
    }}, 0);
    </script>"""
