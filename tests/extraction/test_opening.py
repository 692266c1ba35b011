"""What a file that is not read in depth says of itself: path, source, words."""

from __future__ import annotations

import time

import pytest
from helpers.reading import read_text

from extractor.extraction.kinds import interpreter_of, kind_of


def summary(path: str, source: str) -> str:
    return read_text(source, kind_of(path, interpreter_of(source))).summary


SAYS = [
    ("a.sh", "#!/bin/sh\n# Sends the mail.\nset -e\n", "Sends the mail."),
    ("a.sh", "#!/bin/sh\n#\n# Sends the mail\n# of today.\n#\n# Then rests.\n", "Sends the mail of today."),
    ("a.sh", "#!/bin/sh\n########\n## Sends mail ##\n########\n", "Sends mail"),
    ("a.sh", "# Sends the *mail*\n", "Sends the *mail*"),
    ("a.sh", "# * Sends mail *\n", "Sends mail"),
    ("a.sh", "# shellcheck disable=SC1\n# vim: ft=sh\n# Sends mail.\n", "Sends mail."),
    ("bin/send", "#!/usr/bin/env -S bash -e\n# Sends mail.\n", "Sends mail."),
    ("bin/send", '#!/usr/bin/python3.11\n"""Sends mail."""\n', "Sends mail."),
    ("Makefile", "# Copyright 2001 A. Person\n\n# Makes the book.\nall:\n", "Makes the book."),
    ("Dockerfile", "# syntax=docker/dockerfile:1\n\n# Holds the server.\nFROM x\n", "Holds the server."),
    ("a.yaml", "%YAML 1.2\n---\n# Not the first line.\n", ""),
    ("a.yaml", "---\n# When to test.\non: push\n", "When to test."),
    ("a.toml", "# What to check.\n[a]\n", "What to check."),
    ("a.ini", "; What to check.\n[a]\n", "What to check."),
    ("a.bat", "@echo off\nrem Builds the book.\n", "Builds the book."),
    ("a.el", ";;; a.el --- Counts sheep.  -*- lexical-binding: t -*-\n\n;; More.\n", "Counts sheep."),
    ("a.sql", "-- Makes the tables.\nCREATE TABLE t (a int);", "Makes the tables."),
    ("a.lua", "--[[ Plays a game. ]]\n", "Plays a game."),
    ("a.css", "/* How it looks. */\n.a {}", "How it looks."),
    ("a.html", "<!DOCTYPE html>\n<!-- Where it starts. -->\n<p>", "Where it starts."),
    ("a.pyx", "# cython: language_level=3\n'''Counts fast.'''\n", "Counts fast."),
    ("a.ps1", "<#\n.SYNOPSIS\n    Sends mail.\n#>\n", "Sends mail."),
    ("a.c", "/*\n * Counts sheep.\n *\n * Copyright A. Person\n */\n#include <a.h>\n", "Counts sheep."),
    ("a.h", "#ifndef A_H\n#define A_H\n/* Of sheep. */\n\nint f(void);\n", "Of sheep."),
    ("a.h", "#pragma once\n\n/// @file a.h\n/// @brief Of sheep.\n#include <b>\n", "Of sheep."),
    ("a.h", "//===- a.h - Of sheep ------*- C++ -*-===//\n//\n// Part of it.\n\nint f();", "Of sheep"),
    ("a.c", "/*\n * Summary: of sheep\n * Description: more of them\n */\n\nint f();", "of sheep"),
    ("a.c", "// Counts one sheep.\nint f(void) { return 1; }\n", "Counts one sheep."),
    ("a.c", "/* Counts sheep. */\nint f(void) { return 1; }\nint g(void);\n", "Counts sheep."),
    ("a.vim", '" Colours of sheep\n" Maintainer: A. Person\n" Last Change: today\nlet a = 1\n', "Colours of sheep"),
    ("a.go", "// Copyright A.\n// Use is free.\n\n// Package a counts.\npackage a\n", "Package a counts."),
    ("a.rs", "//! Counts sheep.\nfn f() {}\n", "Counts sheep."),
    ("a.js", "/* eslint-disable no-a */\n'use strict';\n// Counts sheep.\n\nlet a = 1;\n", "Counts sheep."),
    ("a.hs", "{-# LANGUAGE A #-}\n-- | Counts sheep.\nmodule A where\n", "Counts sheep."),
    ("README", "Sheep\n=====\n\nAll that you need to count.\n", "All that you need to count."),
    ("PKG-INFO", "Metadata-Version: 2.1\nName: a\n\nSheep\n=====\n\nCount.\n", ""),
    ("LICENSE", "Some License\n\nPermission is hereby granted, at no cost, to count:\n\n- all\n", "Some License"),
    ("a.txt", "Sheep, counted\n\n- one\n- two\n", "Sheep, counted"),
    ("a.html", "<!-- <title>No</title> --><html><title lang='en'>Sheep &amp;\n more</title>", "Sheep & more"),
    ("a.txt", "Sheep\n=====\n\n- one\n\nAll that you need to count.\n", "Sheep"),
]
SILENT = [
    ("a.sh", "set -e  # No comment of its own line.\n"),
    ("a.sh", "#!/bin/sh\n# Licensed under the Some License\n#\n# Unless agreed, it is as it is.\nset -e\n"),
    ("a.sh", "# a=1\n# b=2\nset -e\n"),
    ("a.yaml", "# key: value\n# other: 1\nkey: 2\n"),
    ("a.toml", "# [tool.a]\n# b = 1\n[c]\n"),
    ("a.yaml", "# - one thing\n# - one more\na: 1\n"),
    ("a.c", "/* Counts one sheep. */\nint f(void) { return 1; }\n\n/* Counts two. */\nint g(void);\n"),
    ("a.js", "/** Counts one sheep. */\nexport function f() {}\n// Counts two.\nexport function g() {}\n"),
    ("a.rs", "/// Counts one sheep.\n\nfn f() {}\nfn g() {}\n"),
    ("a.c", "/* never closed\n"),
    ("a.json", '{"a": "// no comment"}'),
    ("a.txt", "1 2 3 4 5\n6 7 8 9 10\n"),
    ("a.txt", "Key: value\n\nOther: value\n"),
    ("a.txt", "alone\n\nmore\n"),
    ("MANIFEST.in", "include the docs and all.\n"),
    ("a.txt", "apple\nbanana\n"),
    ("a.sh", ""),
    ("a.sh", "#"),
    ("a.c", "/*/"),
]


@pytest.mark.parametrize(("path", "source", "expected"), SAYS)
def test_the_comment_that_opens_a_file_is_its_description(path: str, source: str, expected: str) -> None:
    assert summary(path, source) == expected


@pytest.mark.parametrize(("path", "source"), SILENT)
def test_what_says_nothing_of_the_file_is_no_description(path: str, source: str) -> None:
    assert summary(path, source) == ""


@pytest.mark.parametrize("source", ["#" * 1_000_000, "# a\n\n" * 200_000, "/*" * 500_000, "//\n\n" * 200_000])
def test_time_is_bounded(source: str) -> None:
    start = time.perf_counter()
    for path in ("a.sh", "a.c", "a.html", "a.lua", "a.txt"):
        summary(path, source)
    assert time.perf_counter() - start < 20
