"""What a browser makes of pages: Chromium loads each, with all that it asks for, and tells what it then holds."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=600000"),
)
_ANSWER = re.compile(r'<pre id="answer">(.*?)</pre>', re.DOTALL)
_DRIVER = """\
<!DOCTYPE html><meta charset="utf-8"><body><script>
const answer = [];
async function load(path) {
  const frame = document.createElement("iframe");
  const loaded = new Promise(done => frame.onload = done);
  frame.src = path;
  document.body.append(frame);
  await loaded;
  await new Promise(done => setTimeout(done, 20));
  try {
    const inner = frame.contentDocument;
    const root = inner.querySelector(ROOT);
    const attributes = each => [...each.attributes].map(it => [it.name, it.value]);
    const nodes = (from, where) => [...from].map(each =>
      [each.localName, attributes(each), each.textContent.slice(0, 200), where(each)]);
    answer.push({
      path, title: inner.title,
      acted: Boolean(frame.contentWindow.__pwned || window.__pwned) || frame.contentWindow.location.pathname !== path,
      elements: nodes(inner.querySelectorAll("*"), each => root.contains(each) && each !== root),
      comments: inner.evaluate("count(.//comment())", root, null, 1, null).numberValue,
    });
  } catch (error) {
    answer.push({path, title: String(error), acted: true, elements: [], comments: 0});
  }
  frame.remove();
  delete window.__pwned;
}
(async () => {
  for (const path of PAGES) await load(path);
  const shown = document.createElement("pre");
  shown.id = "answer";
  shown.textContent = JSON.stringify(answer);
  document.body.append(shown);
})();
</script>
"""


class Element(NamedTuple):
    """An element of a loaded page."""

    tag: str
    attributes: dict[str, str]
    text: str
    is_content: bool
    """Whether it stands within the page's content, and not in what the theme has around it."""


class Loaded(NamedTuple):
    """A page after it was loaded and its scripts, if any, ran."""

    path: str
    title: str
    acted: bool
    """Whether a script of the attacks ran, or the page went elsewhere."""
    elements: list[Element]
    comments: int


class _Handler(SimpleHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Handler", (_Handler,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def loaded(folder: Path, pages: Sequence[str], root: str, scratch: Path) -> tuple[list[Loaded], list[str]]:
    """Return what Chromium makes of pages below a folder, and the paths that it asked for and that are no file there.

    `root` is the selector of what holds a page's content. A host that is not this one is not looked up.
    """
    driver = _DRIVER.replace("ROOT", json.dumps(root), 1).replace("PAGES", json.dumps(pages).replace("<", "\\u003c"), 1)
    (folder / "driver.html").write_text(driver, encoding="utf-8")
    with _served(folder) as (address, asked):
        hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        command = [CHROMIUM, *OPTIONS, hosts, f"--user-data-dir={scratch}", "--dump-dom", f"{address}/driver.html"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", timeout=1800)
    found = _ANSWER.search(done.stdout)
    assert found, f"Chromium gave no answer: {done.stderr[-2000:]}"
    answer = json.loads(html.unescape(found[1]))
    unknown = [
        path for path in asked if path not in (*pages, "/driver.html", "/favicon.ico") and not _is_file(folder, path)
    ]
    return [_page(**each) for each in answer], unknown


def _is_file(folder: Path, path: str) -> bool:
    return (folder / path.partition("?")[0].lstrip("/")).is_file()


def _page(path: str, title: str, acted: bool, elements: list[list[object]], comments: int) -> Loaded:
    found = [Element(tag, dict(attributes), text, bool(inner)) for tag, attributes, text, inner in elements]  # type: ignore[call-overload,arg-type]
    return Loaded(path, title, acted, found, comments)
