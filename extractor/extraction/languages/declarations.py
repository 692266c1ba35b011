"""What a declaration looks like, language by language: the table, and the names that it finds.

A name is chosen by its form alone, outside of comments and strings. Every expression gives up within its line, its gap
or a fixed number of characters: time is linear in the size of the source.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from extractor.extraction.languages.lexer import visible_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_JS_NAME = r"(?!extends\b|implements\b)([A-Za-z_$][\w$]*)"

# Fence -> syntax, and what a declared name looks like; the last group that takes part is the name.
DECLARATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "go": (
            "go",
            r"^func\b[ \t]*(?:\([^)\n]*\)[ \t]*)?(\w+)|^(?:type|const|var)[ \t]+(\w+)"
            r"|^\t(\w+)[ \t]+(?:struct|interface)[ \t]*\{",
        ),
        "rust": (
            "rust",
            r"\b(?:fn|struct|enum|trait|mod|type|union)\s+(?:r#)?(\w+)"
            r"|\b(?:const|static)\s+(?:mut\s+)?([A-Z_]\w*)\s*:|\bmacro_rules!\s*(\w+)",
        ),
        "javascript": (
            "javascript",
            rf"\bfunction(?:\s+|\s*\*\s*){_JS_NAME}|\bclass\s+{_JS_NAME}"
            rf"|^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?(?:const[ \t]+)?(?:interface|enum|namespace)[ \t]+{_JS_NAME}"
            rf"|^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?type[ \t]+{_JS_NAME}[ \t]*[=<]"
            rf"|^(?:export[ \t]+)?(?:declare[ \t]+)?(?:const|let|var)[ \t]+{_JS_NAME}(?![\w$]|[ \t]*=[ \t]*require\b)",
        ),
        "kotlin": (
            "java",
            r"\bfun\s+(?:<[^>\n]{0,200}>\s*)?(?:[\w.?]+\.)?(\w+)\s*\(|\b(?:class|interface|object|typealias)\s+(\w+)",
        ),
        "swift": (
            "java",
            r"\b(?:func|class|struct|enum|protocol|actor|typealias)\s+(?!func\b|var\b|let\b|subscript\b)(\w+)",
        ),
        "scala": ("java", r"\b(?:def|class|object|trait|type|enum)\s+(\w+)"),
        "dart": ("java", r"\b(?:class|mixin|enum|extension|typedef)\s+(?!class\b|on\b|type\b)(\w+)"),
        "groovy": ("java", r"\b(?:class|interface|enum|trait)\s+(\w+)|^[ \t]*(?:def|void|task)[ \t]+(\w+)[ \t]*[({]"),
        "php": ("php", r"\b(?:function|class|interface|trait|enum|const)\s+&?(?!extends\b|implements\b)(\w+)"),
        "solidity": (
            "c",
            r"\b(?:contract|library|interface|function|event|modifier|struct|enum|error)\s+(\w+)",
        ),
        "objective-c": ("c", r"@(?:interface|implementation|protocol)\s+(\w+)|^[-+][ \t]*\([^)\n]*\)[ \t]*(\w+)"),
        "zig": ("c", r"\bfn\s+(\w+)|^(?:pub[ \t]+)?const[ \t]+(\w+)"),
        "wgsl": ("c", r"\b(?:fn|struct)\s+(\w+)"),
        "protobuf": ("c", r"\b(?:message|enum|service|rpc)\s+(\w+)\s*[({]"),
        "thrift": ("php", r"\b(?:struct|exception|enum|service|union)\s+(\w+)"),
        "graphql": ("hash", r"^[ \t]*(?:type|interface|enum|union|input|scalar|directive)[ \t]+@?(\w+)"),
        "python": ("hash", r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)"),
        "cython": (
            "hash",
            r"^[ \t]*(?:cdef[ \t]+)?(?:class|struct|enum|union)[ \t]+(\w+)"
            r"|^[ \t]*(?:async[ \t]+)?(?:c|cp)?def[ \t][^(\n=:]{0,120}?\b(\w+)\(",
        ),
        "ruby": (
            "hash",
            r"^[ \t]*def[ \t]+(?:self\.)?(\w+[?!=]?)|^[ \t]*(?:class|module)[ \t]+([A-Z][\w:]*)"
            r"|^[ \t]*([A-Z]\w*)[ \t]*=(?![=~>])",
        ),
        "perl": ("hash", r"^[ \t]*(?:sub|package)[ \t]+([\w:]+)"),
        "r": ("hash", r"^[ \t]*([\w.]+)[ \t]*(?:<-|=)[ \t]*function\b"),
        "julia": (
            "hash",
            r"^[ \t]*(?:function|macro|struct|module|mutable[ \t]+struct|abstract[ \t]+type)[ \t]+(?:[\w.]+\.)?(\w+!?)"
            r"|^(\w+!?)\([^=\n]*\)[ \t]*=(?!=)",
        ),
        "elixir": ("hash", r"^[ \t]*def(?:p|macro|macrop|module|protocol)?[ \t]+([\w.]+[?!]?)"),
        "nim": ("hash", r"^[ \t]*(?:proc|func|method|iterator|template|macro)[ \t]+(\w+)"),
        "tcl": ("hash", r"^[ \t]*proc[ \t]+([^\s{}]+)"),
        "lua": ("lua", r"\bfunction[ \t]+([\w.:]+)|^[ \t]*(?:local[ \t]+)?([\w.]+)[ \t]*=[ \t]*function\b"),
        "haskell": (
            "haskell",
            r"^(?:data|newtype|type)[ \t]+(?:family[ \t]+)?([A-Z][\w']*)|^class[ \t]+(?:[^=\n]*=>[ \t]*)?([A-Z][\w']*)"
            r"|^([a-z_][\w']*)[ \t]*::",
        ),
        "ocaml": ("ocaml", r"^(?:let|and|type|module|external|val)[ \t]+(?:rec[ \t]+|type[ \t]+)?([A-Za-z][\w']*)"),
        "erlang": ("percent", r"^([a-z]\w*)[ \t]*\(|^-(?:module|record)\([ \t]*(\w+)"),
        "common-lisp": ("semicolon", r"^\(def[\w*-]*[ \t]+'?\(?([^\s()'\[\]{}\"]+)"),
        "fortran": (
            "exclamation",
            r"^[ \t]*(?:[\w()*]+[ \t]+){0,4}?(?:subroutine|function|module|program|type)[ \t]+(?!procedure\b)(\w+)",
        ),
        "verilog": ("c", r"^[ \t]*(?:module|interface|package|class)[ \t]+(?:automatic[ \t]+)?(\w+)"),
        "vhdl": ("sql", r"^[ \t]*(?:entity|architecture|package)[ \t]+(?:body[ \t]+)?(\w+)"),
        "asm": ("none", r"^[ \t]*\.(?:globl|global)[ \t]+([\w.$@]+)"),
        "llvm": ("semicolon", r"^define[^@\n]*@([\w.$-]+)"),
        "sql": (
            "sql",
            r"\bcreate\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|materialized|unique|external)\s+)*"
            r"(?:table|view|function|procedure|trigger|type|index|sequence|schema|database)\s+"
            r"(?:if\s+not\s+exists\s+|concurrently\s+)?(?!on\b)([\w$.\"`\[\]]+)",
        ),
        "bash": (
            "shell",
            r"^[ \t]*function[ \t]+([\w:.-]+)|^[ \t]*([\w:.-]+)[ \t]*\([ \t]*\)"
            r"|^[ \t]*(?:export|(?:declare|typeset)[ \t]+-\w*x\w*)[ \t]+(?:-\w+[ \t]+)*(\w+)",
        ),
        "fish": ("shell", r"^[ \t]*function[ \t]+([\w-]+)|^[ \t]*set[ \t]+-\w*x\w*[ \t]+(\w+)"),
        "batch": ("none", r"^[ \t]*:(\w+)"),
        "powershell": ("powershell", r"^[ \t]*(?:function|filter|class|enum)[ \t]+(?:\w+:)?([\w-]+)"),
        "awk": ("hash", r"^[ \t]*function[ \t]+(\w+)"),
        "vim": ("none", r"^[ \t]*fu(?:n|nc|nction)?!?[ \t]+([\w:#.]+)"),
        "cmake": (
            "cmake",
            r"\b(?:function|macro|option|project|cmake_dependent_option|add_library|add_executable|add_custom_target"
            r"|cuda_add_library|cuda_add_executable|pybind11_add_module)[ \t]*\(\s*([^\s()$\"<>{}]+)(?![^\s()])",
        ),
        "makefile": ("hash only", r"^(?!\.[A-Z])([\w./+-]+(?:[ \t]+[\w./+-]+)*)[ \t]*::?(?!:*=)"),
        "just": ("hash only", r"^@?([A-Za-z_][\w-]*)(?![\w-])[^:=\n]*:(?!=)"),
        "ninja": ("hash only", r"^(?:rule|pool)[ \t]+(\S+)"),
        "meson": ("hash only", r"\b(?:executable|[a-z_]*library|custom_target|project)[ \t]*\(\s*'([^'\n]+)'"),
        "m4": ("none", r"\b(?:AC_DEFUN|AC_DEFUN_ONCE|m4_define)\(\[?(\w+)"),
        "dockerfile": ("hash only", r"^[ \t]*FROM[ \t][^\n]*?[ \t]AS[ \t]+([\w.-]+)"),
        "bibtex": ("none", r"^[ \t]*@\w+[ \t]*[{(][ \t]*([^\s,{}()]+)[ \t]*,"),
        "yaml": (
            "hash only",
            r"^(?:\"([^\"\n]+)\"[ \t]*|'([^'\n]+)'[ \t]*|([^\s#&*!|>'\"%@`\[\]{},?:-][^:\n]*)):(?=[ \t\n]|\Z)",
        ),
    }
)

# Languages that are read as another one is.
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "typescript": "javascript",
        "tsx": "javascript",
        "objective-c++": "objective-c",
        "emacs-lisp": "common-lisp",
        "scheme": "common-lisp",
        "racket": "common-lisp",
        "clojure": "common-lisp",
        "systemverilog": "verilog",
        "nasm": "asm",
        "scss": "css",
        "less": "css",
        "jsonc": "json",
        "json5": "json",
        "properties": "ini",
        "erb": "html",
        "vue": "html",
        "svelte": "html",
    }
)

_CASELESS = frozenset({"sql", "cmake", "dockerfile", "fortran", "vhdl", "powershell", "batch", "php"})


def declared_names(source: str, language: str) -> Iterator[str]:
    """Yield what the table's expression for a language finds."""
    syntax, pattern = DECLARATIONS[language]
    flags = re.MULTILINE | (re.IGNORECASE if language in _CASELESS else 0)
    for match in re.finditer(pattern, visible_of(source, syntax), flags):
        yield match[match.lastindex or 0]
