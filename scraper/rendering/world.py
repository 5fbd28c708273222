"""Looks at a page by a script of ours, which the page cannot change or notice, and scrolls it."""

import asyncio
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_SCROLLS = 8  # of 700 pixels each; an article of 600 words is about 4,000 pixels high
_SCROLLED_PIXELS = 700
_SECONDS_BETWEEN_SCROLLS = 0.15  # in which the browser shows the page about eight times


class World:
    """Evaluates our script in an isolated world, so that a page cannot change what it returns."""

    def __init__(self, session: "CDPSession") -> None:
        self._session = session
        self._object: str | None = None  # the id of the object with the functions of our script

    async def scroll(self) -> None:
        """Move the mouse and scroll down as a reader would.

        Call it for a page without text only, since many outlets add their next article below.
        """
        position = {"x": 400, "y": 300}
        await self._session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **position})
        for _ in range(_SCROLLS):
            wheel = {"type": "mouseWheel", "deltaX": 0, "deltaY": _SCROLLED_PIXELS, **position}
            await self._session.send("Input.dispatchMouseEvent", wheel)
            await asyncio.sleep(_SECONDS_BETWEEN_SCROLLS)

    async def call(self, name: str, *arguments: object) -> Any:
        """Call a function of our script, and again if the page has replaced its document."""
        from playwright.async_api import Error

        try:
            return await self._call(name, arguments)
        except Error:
            self._object = None
            return await self._call(name, arguments)

    async def _call(self, name: str, arguments: tuple[object, ...]) -> Any:
        """Call a function of our script, which is first put into the page if it is not there."""
        from playwright.async_api import Error

        if self._object is None:
            tree = await self._session.send("Page.getFrameTree")
            frame = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "svodka"}
            world = await self._session.send("Page.createIsolatedWorld", frame)
            script = {
                "expression": script_text("snapshot.js"), "contextId": world["executionContextId"],
            }  # fmt: skip
            answer = await self._session.send("Runtime.evaluate", script)
            self._object = answer["result"]["objectId"]
        answer = await self._session.send(
            "Runtime.callFunctionOn",
            {
                "objectId": self._object,
                "functionDeclaration": f"function (...all) {{ return this.{name}(...all); }}",
                "arguments": [{"value": value} for value in arguments],
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            raise Error(f"the page could not be copied: {answer['exceptionDetails'].get('text')}")
        return answer["result"].get("value")


def script_text(name: str) -> str:
    """Return the text of one of our scripts."""
    return (resources.files("scraper.rendering") / name).read_text(encoding="utf-8")
