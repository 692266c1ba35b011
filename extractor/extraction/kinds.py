"""What kind of file a path names: its type as the page shows it, the language of its fence, how it is read.

Only the path speaks here, never the content, so that the kind is known before a byte is read. A name beats a suffix
(`CMakeLists.txt` is no text file), a longer suffix a shorter one (`.d.ts` beats `.ts`), a suffix a pattern
(`Dockerfile.md` is Markdown). Suffixes are compared without case, names with it: `BUILD` is Bazel's, `build` is not.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from extractor.facts import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Family: TypeAlias = Literal["python", "markdown", "rest", "other"]
"""Which reader takes the file; `rest` is reStructuredText."""

Role: TypeAlias = Literal["code", "script", "build", "configuration", "documentation", "data", "text"]
"""What such a file is for: `code` is compiled or imported, a `script` is run, a `build` file drives a build tool;
`data` holds what programs read, stylesheets and markup among it; `text` is all that nothing is known of."""


class Kind(Struct, frozen=True):
    """The kind of a file; two files of one kind are treated alike."""

    label: str
    """The type on the page."""
    fence: str = "text"
    """The info string of a fence around its content: an alias that GitHub's Linguist knows, Pygments too but for a
    few."""
    family: Family = "other"
    role: Role = "text"


TEXT_FILE = Kind(label="Text File")
"""The kind of a file that no table knows."""

_Row: TypeAlias = tuple[str, str, Role, str]

_FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "Python Source Code": "python",
        "Python Type Stub": "python",
        "Markdown Documentation": "markdown",
        "MDX Documentation": "markdown",
        "R Markdown Document": "markdown",
        "Quarto Document": "markdown",
        "reStructuredText Documentation": "rest",
    }
)

# Label, fence, role, and the suffixes without their first dot, in lower case.
_SUFFIXES: tuple[_Row, ...] = (
    # Python and its relatives
    ("Python Source Code", "python", "code", "py pyw"),
    ("Python Type Stub", "python", "code", "pyi"),
    ("Cython Source Code", "cython", "code", "pyx pxd pxi"),
    ("Jupyter Notebook", "json", "documentation", "ipynb"),
    ("Starlark Build Script", "starlark", "build", "bzl bazel star"),
    # Prose
    ("Markdown Documentation", "markdown", "documentation", "md markdown mdown mkd mkdn"),
    ("MDX Documentation", "markdown", "documentation", "mdx"),
    ("R Markdown Document", "markdown", "documentation", "rmd"),
    ("Quarto Document", "markdown", "documentation", "qmd"),
    ("reStructuredText Documentation", "rst", "documentation", "rst rest"),
    ("AsciiDoc Documentation", "asciidoc", "documentation", "adoc asciidoc"),
    ("Org Documentation", "org", "documentation", "org"),
    ("TeX Document", "tex", "documentation", "tex sty cls ltx"),
    ("BibTeX Bibliography", "bibtex", "data", "bib"),
    ("Manual Page", "roff", "documentation", "roff man"),
    # The C family
    ("C Source Code", "c", "code", "c"),
    ("C++ Source Code", "cpp", "code", "cc cpp cxx c++ ipp ixx cppm tpp txx inl"),
    ("C/C++ Header File", "cpp", "code", "h hh hpp hxx h++ h.in hpp.in"),
    ("CUDA Source Code", "cuda", "code", "cu cuh"),
    ("HIP Source Code", "cpp", "code", "hip"),
    ("Objective-C Source Code", "objective-c", "code", "m"),
    ("Objective-C++ Source Code", "objective-c++", "code", "mm"),
    ("Metal Shader", "cpp", "code", "metal"),
    ("OpenCL Kernel", "c", "code", "cl"),
    ("GLSL Shader", "glsl", "code", "glsl vert frag comp geom tesc tese"),
    ("HLSL Shader", "hlsl", "code", "hlsl hlsli fx"),
    ("WGSL Shader", "wgsl", "code", "wgsl"),
    ("C# Source Code", "csharp", "code", "cs csx"),
    ("Java Source Code", "java", "code", "java"),
    ("D Source Code", "d", "code", "d di"),
    ("SWIG Interface", "swig", "code", "i swg"),
    # Other compiled languages
    ("Go Source Code", "go", "code", "go"),
    ("Rust Source Code", "rust", "code", "rs"),
    ("Kotlin Source Code", "kotlin", "code", "kt"),
    ("Kotlin Script", "kotlin", "script", "kts"),
    ("Gradle Kotlin Build Script", "kotlin", "build", "gradle.kts"),
    ("Swift Source Code", "swift", "code", "swift"),
    ("Scala Source Code", "scala", "code", "scala sc"),
    ("sbt Build Script", "scala", "build", "sbt"),
    ("Dart Source Code", "dart", "code", "dart"),
    ("Zig Source Code", "zig", "code", "zig zon"),
    ("Nim Source Code", "nim", "code", "nim nims nimble"),
    ("Haskell Source Code", "haskell", "code", "hs lhs hsc"),
    ("OCaml Source Code", "ocaml", "code", "ml mli"),
    ("F# Source Code", "fsharp", "code", "fs fsi fsx"),
    ("Elm Source Code", "elm", "code", "elm"),
    ("Erlang Source Code", "erlang", "code", "erl hrl"),
    ("Elixir Source Code", "elixir", "code", "ex exs"),
    ("Clojure Source Code", "clojure", "code", "clj cljs cljc edn"),
    ("Common Lisp Source Code", "common-lisp", "code", "lisp lsp"),
    ("Emacs Lisp Source Code", "emacs-lisp", "code", "el"),
    ("Scheme Source Code", "scheme", "code", "scm ss"),
    ("Racket Source Code", "racket", "code", "rkt"),
    ("Fortran Source Code", "fortran", "code", "f f77 f90 f95 f03 f08 for"),
    ("Ada Source Code", "ada", "code", "adb ads"),
    ("Pascal Source Code", "pascal", "code", "pas dpr"),
    ("Visual Basic Source Code", "vbnet", "code", "vb"),
    ("Groovy Source Code", "groovy", "code", "groovy"),
    ("Gradle Build Script", "groovy", "build", "gradle"),
    ("Assembly Source Code", "asm", "code", "s asm"),
    ("NASM Source Code", "nasm", "code", "nasm"),
    ("LLVM IR", "llvm", "code", "ll"),
    ("MLIR Source Code", "mlir", "code", "mlir"),
    ("TableGen Source Code", "tablegen", "code", "td"),
    ("Verilog Source Code", "verilog", "code", "v vh"),
    ("SystemVerilog Source Code", "systemverilog", "code", "sv svh"),
    ("VHDL Source Code", "vhdl", "code", "vhd vhdl"),
    ("Solidity Source Code", "solidity", "code", "sol"),
    ("WebAssembly Text", "wat", "code", "wat wast"),
    # The web
    ("JavaScript Source Code", "javascript", "code", "js mjs cjs jsx"),
    ("TypeScript Source Code", "typescript", "code", "ts mts cts"),
    ("TypeScript Declaration File", "typescript", "code", "d.ts d.mts d.cts"),
    ("TSX Source Code", "tsx", "code", "tsx"),
    ("Vue Component", "vue", "code", "vue"),
    ("Svelte Component", "svelte", "code", "svelte"),
    ("CoffeeScript Source Code", "coffeescript", "code", "coffee"),
    ("HTML Document", "html", "data", "html htm xhtml"),
    ("CSS Stylesheet", "css", "data", "css"),
    ("SCSS Stylesheet", "scss", "data", "scss"),
    ("Sass Stylesheet", "sass", "data", "sass"),
    ("Less Stylesheet", "less", "data", "less"),
    ("SVG Image", "xml", "data", "svg"),
    ("PHP Source Code", "php", "code", "php phtml"),
    # Scripting languages
    ("Shell Script", "bash", "script", "sh bash zsh ksh bats command ebuild"),
    ("Fish Script", "fish", "script", "fish"),
    ("C Shell Script", "tcsh", "script", "csh tcsh"),
    ("Batch Script", "batch", "script", "bat cmd"),
    ("PowerShell Script", "powershell", "script", "ps1 psm1 psd1"),
    ("Ruby Source Code", "ruby", "code", "rb rake gemspec podspec"),
    ("Perl Source Code", "perl", "code", "pl pm t pod"),
    ("Raku Source Code", "raku", "code", "raku rakumod p6"),
    ("Lua Source Code", "lua", "code", "lua"),
    ("R Source Code", "r", "code", "r"),
    ("Julia Source Code", "julia", "code", "jl"),
    ("Puppet Manifest", "puppet", "configuration", "pp"),
    ("Tcl Source Code", "tcl", "code", "tcl"),
    ("Awk Script", "awk", "script", "awk"),
    ("Sed Script", "sed", "script", "sed"),
    ("AppleScript", "applescript", "script", "applescript"),
    ("Vim Script", "vim", "script", "vim"),
    ("SQL Script", "sql", "script", "sql ddl"),
    ("Gnuplot Script", "gnuplot", "script", "gp gnuplot plt"),
    ("GDB Script", "text", "script", "gdb"),
    # Building and deploying
    ("CMake Build Script", "cmake", "build", "cmake cmake.in"),
    ("Makefile", "makefile", "build", "mk mak make"),
    ("Automake Build Script", "makefile", "build", "am"),
    ("M4 Macros", "m4", "build", "m4 ac"),
    ("Ninja Build Script", "ninja", "build", "ninja"),
    ("Meson Build Script", "meson", "build", "meson"),
    ("Just Recipes", "just", "build", "just"),
    ("Dockerfile", "dockerfile", "build", "dockerfile containerfile"),
    ("Terraform Configuration", "hcl", "configuration", "tf tfvars"),
    ("HCL Configuration", "hcl", "configuration", "hcl nomad"),
    ("Nix Expression", "nix", "build", "nix"),
    ("Bicep Configuration", "bicep", "configuration", "bicep"),
    ("Visual Studio Project", "xml", "build", "csproj vbproj vcxproj fsproj props targets"),
    ("RPM Spec", "spec", "build", "spec"),
    ("Linker Script", "text", "build", "ld lds"),
    # Configuration and data
    ("YAML Configuration", "yaml", "configuration", "yaml yml cff clang-format clang-tidy"),
    ("TOML Configuration", "toml", "configuration", "toml"),
    ("JSON Configuration", "json", "configuration", "json webmanifest"),
    ("JSON Configuration", "jsonc", "configuration", "jsonc code-workspace"),
    ("JSON Configuration", "json5", "configuration", "json5"),
    ("JSON Lines Data", "json", "data", "jsonl ndjson"),
    ("GeoJSON Data", "json", "data", "geojson topojson"),
    ("INI Configuration", "ini", "configuration", "ini cfg conf cnf"),
    ("Properties File", "properties", "configuration", "properties"),
    ("Environment File", "ini", "configuration", "env"),
    ("systemd Unit", "ini", "configuration", "service socket timer"),
    ("Desktop Entry", "ini", "configuration", "desktop"),
    ("XML Document", "xml", "data", "xml xsd xsl xslt plist wsdl rng storyboard xib ui qrc"),
    ("Document Type Definition", "dtd", "data", "dtd"),
    ("CSV Data", "csv", "data", "csv"),
    ("TSV Data", "text", "data", "tsv"),
    ("Protocol Buffers Definition", "protobuf", "code", "proto"),
    ("Protocol Buffers Text", "text", "data", "pbtxt textproto prototxt"),
    ("Thrift Definition", "thrift", "code", "thrift"),
    ("FlatBuffers Schema", "text", "code", "fbs"),
    ("Cap'n Proto Schema", "capnp", "code", "capnp"),
    ("GraphQL Schema", "graphql", "code", "graphql graphqls gql"),
    ("Gettext Translation", "po", "data", "po pot"),
    ("Jinja Template", "jinja", "code", "jinja jinja2 j2"),
    ("Mako Template", "mako", "code", "mako"),
    ("Mustache Template", "text", "code", "mustache hbs handlebars"),
    ("ERB Template", "erb", "code", "erb"),
    # Not in a fence of their own language: GitHub would draw the diagram or the map, not show the source.
    ("Mermaid Diagram", "text", "documentation", "mmd mermaid"),
    ("PlantUML Diagram", "plantuml", "documentation", "puml plantuml"),
    ("Graphviz Diagram", "dot", "documentation", "dot gv"),
    ("Patch", "diff", "data", "patch diff"),
)

# Label, fence, role, and whole file names.
_NAMES: tuple[_Row, ...] = (
    ("Dockerfile", "dockerfile", "build", "Dockerfile dockerfile Containerfile"),
    ("Makefile", "makefile", "build", "Makefile makefile GNUmakefile BSDmakefile Kbuild"),
    ("CMake Build Script", "cmake", "build", "CMakeLists.txt"),
    (
        "Bazel Build Script",
        "starlark",
        "build",
        "BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel MODULE.bazel BUCK TARGETS",
    ),
    ("Bazel Configuration", "text", "configuration", ".bazelrc .bazelversion .bazelignore .buckconfig"),
    ("SCons Build Script", "python", "build", "SConstruct SConscript"),
    ("Waf Build Script", "python", "build", "wscript"),
    ("Meson Build Script", "meson", "build", "meson.build meson_options.txt meson.options"),
    ("Autoconf Build Script", "m4", "build", "configure.ac configure.in"),
    ("Jenkins Pipeline", "groovy", "build", "Jenkinsfile"),
    ("Justfile", "just", "build", "justfile Justfile .justfile"),
    ("Vagrantfile", "ruby", "configuration", "Vagrantfile"),
    ("Ruby Build Script", "ruby", "build", "Gemfile Rakefile Podfile Fastfile Brewfile Guardfile Capfile"),
    ("Earthfile", "dockerfile", "build", "Earthfile"),
    ("Procfile", "text", "configuration", "Procfile"),
    ("Caddyfile", "text", "configuration", "Caddyfile"),
    ("Go Module File", "go", "configuration", "go.mod go.work"),
    ("Go Checksums", "text", "data", "go.sum go.work.sum"),
    ("TOML Configuration", "toml", "configuration", "Pipfile Cargo.lock poetry.lock uv.lock pdm.lock pylock.toml"),
    (
        "JSON Configuration",
        "json",
        "configuration",
        ".prettierrc .babelrc .eslintrc .stylelintrc .jshintrc .swcrc .watchmanconfig .arcconfig Pipfile.lock "
        "composer.lock flake.lock",
    ),
    ("JSON Configuration", "jsonc", "configuration", "tsconfig.json jsconfig.json devcontainer.json"),
    ("YAML Configuration", "yaml", "configuration", ".clang-format .clang-tidy .clangd .yamllint .gemrc"),
    (
        "INI Configuration",
        "ini",
        "configuration",
        ".editorconfig .flake8 .pylintrc pylintrc .coveragerc .gitconfig .gitmodules .npmrc .pypirc",
    ),
    ("Lock File", "text", "data", "yarn.lock Gemfile.lock mix.lock Podfile.lock"),
    ("Environment File", "ini", "configuration", ".env .flaskenv"),
    ("Shell Configuration", "bash", "configuration", ".bashrc .bash_profile .profile .zshrc .zshenv .envrc"),
    ("Shell Script", "bash", "script", "PKGBUILD APKBUILD configure gradlew mvnw"),
    ("Vim Configuration", "vim", "configuration", ".vimrc .exrc"),
    ("Emacs Configuration", "emacs-lisp", "configuration", ".emacs .dir-locals.el"),
    (
        "Ignore List",
        "text",
        "configuration",
        ".gitignore .dockerignore .npmignore .eslintignore .prettierignore .hgignore .stylelintignore .helmignore "
        ".gcloudignore .vercelignore .ignore .rgignore .clang-format-ignore",
    ),
    ("Git Attributes", "text", "configuration", ".gitattributes"),
    ("Git Blame Ignore List", "text", "configuration", ".git-blame-ignore-revs"),
    ("Author Map", "text", "configuration", ".mailmap"),
    ("Code Owners", "text", "configuration", "CODEOWNERS"),
    ("Package Manifest", "text", "configuration", "MANIFEST.in"),
    ("Version File", "text", "configuration", ".python-version .nvmrc .node-version .ruby-version .tool-versions"),
    ("Version File", "text", "data", "VERSION VERSION.txt version.txt"),
    ("Python Typing Marker", "text", "text", "py.typed"),
    ("Doxygen Configuration", "text", "configuration", "Doxyfile Doxyfile.in"),
    ("License", "text", "documentation", "LICENSE LICENCE License license COPYING COPYRIGHT NOTICE UNLICENSE PATENTS"),
    (
        "Project Documentation",
        "text",
        "documentation",
        "README CHANGELOG CHANGES NEWS HISTORY INSTALL TODO CONTRIBUTING",
    ),
    ("Author List", "text", "documentation", "AUTHORS CONTRIBUTORS MAINTAINERS CREDITS THANKS"),
)

# Label, fence, role, and patterns of whole names; for files whose name no suffix explains.
_PATTERNS: tuple[_Row, ...] = (
    ("Dockerfile", "dockerfile", "build", "Dockerfile.* Dockerfile-* *-Dockerfile *_Dockerfile Containerfile.*"),
    ("Makefile", "makefile", "build", "Makefile.* Makefile-* makefile.*"),
    ("Python Requirements", "text", "configuration", "requirements*.txt *requirements.txt requirements*.in"),
    ("Python Requirements", "text", "configuration", "constraints*.txt *constraints.txt"),
    ("Jenkins Pipeline", "groovy", "build", "Jenkinsfile.* Jenkinsfile-*"),
    ("Environment File", "ini", "configuration", ".env.*"),
    ("Manual Page", "roff", "documentation", "[a-z]*[a-z].[1-8]"),
    ("License", "text", "documentation", "LICENSE.* LICENSE-* LICENSE_* LICENCE.* License.* COPYING.* NOTICE.*"),
)


def _kinds(rows: tuple[_Row, ...]) -> Iterator[tuple[str, Kind]]:
    """Yield every key of a table with its kind; a later row would win."""
    for label, fence, role, keys in rows:
        kind = Kind(label=label, fence=fence, family=_FAMILIES.get(label, "other"), role=role)
        yield from ((key, kind) for key in keys.split())


_BY_SUFFIX: Mapping[str, Kind] = MappingProxyType(dict(_kinds(_SUFFIXES)))
_BY_NAME: Mapping[str, Kind] = MappingProxyType(dict(_kinds(_NAMES)))
_BY_PATTERN: tuple[tuple[str, Kind], ...] = tuple(_kinds(_PATTERNS))


def kind_of(path: str) -> Kind:
    """Return the kind of the file at `path`; `TEXT_FILE` where neither its name nor a suffix of it is known."""
    name = posixpath.basename(path)
    return _BY_NAME.get(name) or _by_suffix(name) or _by_pattern(name) or TEXT_FILE


def extension_of(path: str) -> str:
    """Return the last suffix with its dot, in the path's own case; empty for `Makefile`, `.gitignore` and `odd.`."""
    extension = posixpath.splitext(path)[1]
    return "" if extension == "." else extension


def _by_suffix(name: str) -> Kind | None:
    """Return the kind of the longest known suffix; the dot that hides a file starts none."""
    parts = name.lstrip(".").lower().split(".")
    # Two parts are all that a suffix in the table has; a name of a thousand dots costs no more than that.
    suffixes = (".".join(parts[-length:]) for length in (2, 1) if length < len(parts))
    return next((_BY_SUFFIX[suffix] for suffix in suffixes if suffix in _BY_SUFFIX), None)


def _by_pattern(name: str) -> Kind | None:
    """Return the kind of the first pattern that the whole name fits."""
    return next((kind for pattern, kind in _BY_PATTERN if fnmatchcase(name, pattern)), None)
