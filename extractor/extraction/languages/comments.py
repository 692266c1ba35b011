"""How comments are written, language by language."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Comments(NamedTuple):
    """How a language writes comments: what begins a line of one, and the pairs that enclose one of several lines."""

    line: tuple[str, ...] = ()
    blocks: tuple[tuple[str, str], ...] = ()


_HASH = Comments(("#",))
_SLASHES = Comments(("//",), (("/*", "*/"),))
_TAGS = Comments((), (("<!--", "-->"),))

COMMENTS: Mapping[str, Comments] = MappingProxyType(
    {
        **dict.fromkeys(
            "awk bash dockerfile elixir fish gdb graphql julia just makefile meson nim ninja nix perl "
            "properties puppet r raku ruby sed tcl tcsh toml yaml gnuplot".split(),
            _HASH,
        ),
        **dict.fromkeys(
            "c cpp csharp cuda d dart glsl go groovy hlsl java javascript json5 jsonc kotlin less metal "
            "objective-c objective-c++ protobuf rust scala scss solidity swift swig systemverilog tsx typescript "
            "verilog wgsl zig fsharp bicep asm".split(),
            _SLASHES,
        ),
        **dict.fromkeys(("cython", "python", "starlark"), Comments(("#",), (('"""', '"""'), ("'''", "'''")))),
        **dict.fromkeys(("html", "xml", "vue", "svelte"), _TAGS),
        **dict.fromkeys(("ada", "elm", "vhdl"), Comments(("--",))),
        **dict.fromkeys(("clojure", "common-lisp", "emacs-lisp", "scheme", "racket", "llvm", "nasm"), Comments((";",))),
        **dict.fromkeys(("erlang", "tex"), Comments(("%",))),
        "batch": Comments(("::", "@rem ", "rem ", "@REM ", "REM ", "Rem ")),
        "cmake": Comments(("#",), (("#[[", "]]"),)),
        "css": Comments((), (("/*", "*/"),)),
        "fortran": Comments(("!",)),
        "haskell": Comments(("--",), (("{-", "-}"),)),
        "hcl": Comments(("#", "//"), (("/*", "*/"),)),
        "ini": Comments(("#", ";")),
        "jinja": Comments((), (("{#", "#}"),)),
        "lua": Comments(("--",), (("--[[", "]]"),)),
        "m4": Comments(("#", "dnl ")),
        "ocaml": Comments((), (("(*", "*)"),)),
        "php": Comments(("//", "#"), (("/*", "*/"),)),
        "powershell": Comments(("#",), (("<#", "#>"),)),
        "sql": Comments(("--",), (("/*", "*/"),)),
        "thrift": Comments(("#", "//"), (("/*", "*/"),)),
        "vbnet": Comments(("'",)),
        "vim": Comments(('"',)),
    }
)
