"""The Jinja environment: sandboxed and bounded where templates are not ours, strict about names, with our filters."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2

from extractor.errors import TemplateError
from extractor.facts import Problem
from extractor.rendering import markdown
from extractor.rendering.docstrings.epytext import summary_marks
from extractor.rendering.docstrings.inline import cell_code, cell_prose, prose
from extractor.rendering.model import Link
from extractor.workspace.template_files import TemplateFiles

if TYPE_CHECKING:
    from importlib.abc import Traversable

    from extractor.rendering.sandbox import BoundedEnvironment

_BUILT_IN = "extractor.templates"
_PREFIX = "extractor"
"""By which a user's template names a built-in one that it goes before."""
_SUFFIX = ".jinja"


class Templates:
    """The page templates of one run: the built-in ones, behind those of the user's folder where there is one.

    A user's `docs.md.jinja` may extend `extractor/docs.md.jinja` and override single blocks of it.
    """

    def __init__(self, files: TemplateFiles | None = None) -> None:
        built_in = _ResourceLoader()
        loaders: list[jinja2.BaseLoader] = [jinja2.PrefixLoader({_PREFIX: built_in}), built_in]
        options: dict[str, Any] = {
            "auto_reload": False,  # else every include looks whether its file has changed
            "undefined": jinja2.StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "keep_trailing_newline": True,
            "autoescape": False,  # pages are Markdown; the filters below escape for that
        }
        self._bounded: BoundedEnvironment | None = None
        # The sandbox is for templates that are not ours: it doubles the time that rendering takes.
        if files is None:
            self._environment = jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), **options)
            self._environment.filters.update(FILTERS)
        else:
            from extractor.rendering.sandbox import BoundedEnvironment

            loader = jinja2.ChoiceLoader([_FilesLoader(files), *loaders])
            self._environment = self._bounded = BoundedEnvironment(FILTERS, loader=loader, **options)

    @property
    def are_own(self) -> bool:
        """Whether templates of the user go before the built-in ones."""
        return self._bounded is not None

    def load(self) -> None:
        """Compile the templates now; one that cannot be compiled tells so where it is rendered."""
        for name in self._environment.list_templates(filter_func=_is_rendered):
            with contextlib.suppress(Exception):
                self._environment.get_template(name)

    def render(self, name: str, page: str, values: Mapping[str, Any]) -> str:
        """Return the text of a page, with one final newline; a TemplateError names template, line and page."""
        if self._bounded is not None:
            self._bounded.start()
        try:
            text = self._environment.get_template(name).render(values)
        except TemplateError as error:
            raise TemplateError(error.place, f"{error.reason} ({page})") from error
        except jinja2.TemplateNotFound as error:
            raise TemplateError(str(error), f"there is no such template; {name} is or includes it ({page})") from error
        except jinja2.TemplateSyntaxError as error:
            place = f"{error.filename or error.name or name}:{error.lineno}"
            raise TemplateError(place, f"{error.message} ({page})") from error
        except Exception as error:  # a template is a program, and may fail in any way
            raise TemplateError(_place(error, name), f"{_reason(error)} ({page})") from error
        return text.strip("\n") + "\n"


class _FilesLoader(jinja2.BaseLoader):
    """Loads a user's templates from what was read of their folder."""

    def __init__(self, files: TemplateFiles) -> None:
        self._files = files

    def get_source(self, _environment: jinja2.Environment, template: str) -> tuple[str, str, None]:
        place = f"{self._files.folder}/{template}"
        if reason := self._files.refused.get(template):
            raise TemplateError(place, reason)
        if template not in self._files.contents:
            raise jinja2.TemplateNotFound(template)
        try:
            return self._files.contents[template].decode("utf-8"), place, None
        except UnicodeDecodeError as error:
            raise TemplateError(place, "is not UTF-8; save it as UTF-8") from error

    def list_templates(self) -> list[str]:
        return sorted(self._files.contents)


class _ResourceLoader(jinja2.BaseLoader):
    """Loads the templates that are installed with the package, from a folder and from a zip file alike."""

    def __init__(self) -> None:
        self._root = resources.files(_BUILT_IN)

    def get_source(self, _environment: jinja2.Environment, template: str) -> tuple[str, str, None]:
        try:
            source = self._root.joinpath(*jinja2.loaders.split_template_path(template)).read_text(encoding="utf-8")
        except OSError as error:
            raise jinja2.TemplateNotFound(template) from error
        return source, f"templates/{template}", None

    def list_templates(self) -> list[str]:
        return sorted(name for name, _ in built_in_templates())


def built_in_templates(folder: Traversable | None = None, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the templates that are installed with the package, with their names."""
    for entry in (folder or resources.files(_BUILT_IN)).iterdir():
        if entry.is_dir():
            yield from built_in_templates(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield prefix + entry.name, entry


def _is_rendered(name: str) -> bool:
    """Tell whether a name is that of a template, and not the second name that a built-in one has for extending it."""
    return name.endswith(_SUFFIX) and not name.startswith(f"{_PREFIX}/")


def _reason(error: Exception) -> str:
    """Return what an error says; one of Python's, which a template ran into, behind its type."""
    return str(error) if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {error}"


def _place(error: BaseException, name: str) -> str:
    """Return `file:line` of the innermost template line in an error's traceback."""
    place = name
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".jinja"):
            place = f"{filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _folder(path: str) -> str:
    """Return the path of a folder as Markdown; of the repository's own, words."""
    return markdown.code_span(path) if path else "the repository root"


def _linked(target: Link) -> str:
    """Return a link's text as code that leads where it leads."""
    return markdown.link(markdown.code_span(target.text), target.href)


def _where(problem: Problem, href: str) -> str:
    """Return line and column of a problem and a colon, with a link into the source; empty where it has none."""
    if problem.line is None:
        return ""
    return f"{_line(problem.line, href, f'line {problem.line}, column {problem.column or 1}')}: "


def _line(number: int, href: str, words: str = "") -> str:
    """Return "line 3", or the words, with a link to that line of the source, as every host of repositories knows it."""
    return markdown.link(words or f"line {number}", f"{href}#L{number}")


def _prose(text: str) -> str:
    """Return a sentence of a docstring as Markdown; which style it is of, only its marks say."""
    return prose(summary_marks(text))


def _cell_prose(text: str) -> str:
    return cell_prose(summary_marks(text))


FILTERS: Mapping[str, Callable[..., str]] = {
    "cell": markdown.cell,
    "cell_code": cell_code,
    "cell_prose": _cell_prose,
    "code": markdown.code_span,
    "escape": markdown.escape,
    "fence": markdown.fence,
    "folder": _folder,
    "line": _line,
    "link": markdown.link,
    "linked": _linked,
    "name": markdown.name,
    "named": markdown.named,
    "prose": _prose,
    "visible_lines": markdown.visible_lines,
    "where": _where,
}
