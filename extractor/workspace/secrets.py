"""Private keys and well-known tokens in a text: known by the prefixes that their makers gave them, and taken out.

Which prefix, letters and length a token has its maker documents, so that scanners find it; how random a text looks
says nothing here. What stands beside or below the words `extractor: allow-secret` is left as it is, and so are keys
with the word EXAMPLE, which is how makers mark those of their manuals.

What stands for a token is a word that is legal wherever the token was (in a string, a comment, bare), and no line
comes or goes: what is said of the text holds for the rest of it, lines included.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from extractor.facts import Secret

ALLOWANCE = "extractor: allow-secret"
"""What a comment says on the line, or on the one above, of what only looks like a secret."""
_ALLOWED = re.compile(rf"{ALLOWANCE}(?![\w-])")
_DOCUMENTED = "EXAMPLE"


class _Rule(NamedTuple):
    """A kind of token, and what it looks like; a group is the part of it that is secret."""

    kind: str
    expression: str


_NAMED = r"[\"']?\s{0,8}(?:=>|:=|[:=,])\s{0,8}[\"']?"
"""What stands between a name and its value, whatever the language."""


def _word(prefix: str, rest: str) -> str:
    """Return the expression of a token that is a whole word, to which the `n` of an escaped line end does not belong.

    The prefix goes first, since text that opens an expression is searched for fast.
    """
    return rf"{prefix}(?:(?<![A-Za-z0-9_]{prefix})|(?<=\\[nrt]{prefix})){rest}(?![A-Za-z0-9])"


_AWS_SECRET = _Rule(
    "AWS secret key",
    rf"(?i:aws_?secret_?(?:access_?)?key|secret_?access_?key){_NAMED}([A-Za-z0-9+/]{{40}})(?![A-Za-z0-9+/=])",
)

_RULES: Mapping[str, tuple[_Rule, ...]] = {
    # A text without the sign has nothing that its rules look for. Each sign opens with one letter that is rare in
    # sources, or with a word: searching for all of them takes a tenth of the time of one expression of all rules.
    r"A(?:[BKS]IA[A-Z0-9]{16}|Iza[\w-]{35}|TATT3|KCp|A[\w-]{33}|ccountKey=)": (
        _Rule("AWS access key", r"A[BKS]IA(?<![A-Z0-9]....)[A-Z0-9]{16}(?![A-Za-z0-9])"),
        _Rule("Google API key", r"AIza[\w-]{35}(?![\w-])"),
        _Rule("Atlassian token", r"ATATT3[\w=-]{180,}"),
        _Rule("Artifactory key", _word("AKCp", r"[A-Za-z0-9]{69}")),
        _Rule("Telegram token", r"(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])"),
        _Rule("Azure storage key", r"AccountKey=([A-Za-z0-9+/]{86}==)"),
    ),
    r"G(?:OCSPX-|\.[\w-]{22}\.)": (
        _Rule("Google client secret", r"GOCSPX-[\w-]{28}"),
        _Rule("SendGrid key", r"SG\.[\w-]{22}\.[\w-]{43}"),
    ),
    rf"K(?:(?:EY|ey){_NAMED}[A-Za-z0-9+/]{{40}}|U-[\w-]{{36}}|[0-9a-f]{{32}})": (
        _AWS_SECRET,
        _Rule("Heroku key", r"HRKU-[\w-]{36,}"),
        _Rule("Twilio key", _word("SK", r"[0-9a-f]{32}")),
    ),
    r"cio[A-Za-z0-9]{32}": (_Rule("crates.io token", _word("cio", r"[A-Za-z0-9]{32}")),),
    r"dapi[0-9a-f]{32}": (_Rule("Databricks token", r"dapi[0-9a-f]{32}(?:-\d)?"),),
    r"dp\.[a-z]{2,5}\.[\w.-]{40}": (
        _Rule("Doppler token", _word(r"dp\.", r"(?:ct|pt|sa|scim|st|audit)\.(?:\w{2,35}\.)?[A-Za-z0-9]{40,44}")),
    ),
    r"gl[a-z]{2,5}-[\w-]{20}": (
        _Rule("GitLab token", r"gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|rtr|soat)-[\w-]{20,}(?:\.\w{2,9}){0,2}"),
    ),
    rf"k(?:ey{_NAMED}[A-Za-z0-9+/]{{40}}|-(?:ant|proj|svcacct|admin)-|FJ[\w-]{{20}}|r_[po]at_|\.com/|s/\d{{17}})": (
        _AWS_SECRET,
        _Rule("Anthropic key", r"sk-ant-[a-z0-9]+-[\w-]{32,}"),
        _Rule("OpenAI key", r"sk-(?:(?:proj|svcacct|admin)-[\w-]{40,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})"),
        _Rule("Docker Hub token", r"dckr_[po]at_[\w-]{27,}"),
        _Rule("Slack webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{30,})"),
        _Rule("Discord webhook", r"discord(?:app)?\.com/api/webhooks/(\d{17,20}/[\w-]{60,})"),
    ),
    r"q(?:0atp|0csp)-": (_Rule("Square token", r"sq0(?:atp|csp)-[\w-]{22,}"),),
    r"v(?:s|1)\.[\w-]{50}": (
        _Rule("Vault token", _word(r"hvs\.", r"[\w-]{60,}")),
        _Rule("Terraform token", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
    ),
    r"9\.[\w-]{30}": (_Rule("Google access token", _word(r"ya29\.", r"[\w-]{30,}")),),
    r"-[A-Za-z0-9]{20}": (
        _Rule("Age secret key", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
        _Rule("Mailgun key", _word("key-", r"[0-9a-f]{32}")),
        _Rule("New Relic key", r"NRAK-[A-Z0-9]{27}"),
        _Rule("OpenRouter key", r"sk-or-v1-[0-9a-f]{64}"),
        _Rule("Perplexity key", _word("pplx-", r"[A-Za-z0-9]{48}")),
        _Rule("Postman key", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
        _Rule("Pulumi token", _word("pul-", r"[0-9a-f]{40}")),
        _Rule("PyPI token", r"pypi-AgE[\w-]{50,}"),
        _Rule("Slack token", r"xox[abeoprs]-(?:[A-Za-z0-9]{1,20}-){1,4}[A-Za-z0-9]{20,}"),
        _Rule("Slack token", r"xapp-\d-[A-Z0-9]+-\d+-[A-Za-z0-9]{32,}"),
    ),
    r"_[A-Za-z0-9]{20}(?<=(?:at|bp|ca|ec|et|fp|h[foprsu]|lc|ms|p[aim]|r8|s[aks]|tn|ua|v[1e]|y[su])_.{20})": (
        _Rule("Buildkite token", _word("bkua_", r"[0-9a-z]{40}")),
        _Rule("DigitalOcean token", r"do[opr]_v1_[0-9a-f]{64}"),
        _Rule("GitHub token", r"gh[oprsu]_[A-Za-z0-9]{36,}"),
        _Rule("GitHub token", r"github_pat_\w{82}"),
        _Rule("Grafana token", r"glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}"),
        _Rule("Grafana token", _word("glc_", r"[A-Za-z0-9+/]{32,}={0,2}")),
        _Rule("Groq key", _word("gsk_", r"[A-Za-z0-9]{52}")),
        _Rule("Hugging Face token", _word("hf_", r"[A-Za-z0-9]{34}")),
        _Rule("Linear key", r"lin_api_[A-Za-z0-9]{40}"),
        _Rule("Netlify token", _word("nfp_", r"[A-Za-z0-9]{36}")),
        _Rule("Notion token", _word("ntn_", r"\d{11}[A-Za-z0-9]{35}")),
        _Rule("Notion token", _word("secret_", r"[A-Za-z0-9]{43}")),
        _Rule("npm token", _word("npm_", r"[A-Za-z0-9]{36}")),
        _Rule("Replicate token", _word("r8_", r"[A-Za-z0-9]{37}")),
        _Rule("RubyGems key", r"rubygems_[0-9a-f]{48}"),
        _Rule("Sentry token", r"sntry[us]_[\w+/=-]{60,}"),
        _Rule("Shopify token", r"shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}"),
        _Rule("Stripe key", r"sk_live_[A-Za-z0-9]{20,}"),
        _Rule("Stripe key", r"rk_live_[A-Za-z0-9]{20,}"),
        _Rule("Stripe webhook secret", _word("whsec_", r"[A-Za-z0-9]{32,}")),
        _Rule("Supabase token", _word("sbp_", r"[0-9a-f]{40}")),
    ),
}


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Return an expression compiled once it is needed: all of them take a tenth of a run that reads one file."""
    return re.compile(expression, re.ASCII)


_KEY = "private key"
_KEY_SIGN = "PRIVATE KEY"
_KEY_MARK = r"-{4,5} ?(BEGIN|END)[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
_PUTTY_SIGN = "PuTTY-User-Key-File"
_PUTTY_MARK = r"Private-Lines: ?\d{1,3}(?!\d)"
_PUTTY_END = r"Private-(?:MAC|Hash)"
_LONGEST_PUTTY = 20_000
"""Characters: more than any key has."""
_WORD = r"""(?:(?<=\\[nrt])|(?<=[\s"'`>#*:-]))[A-Za-z0-9+/=]{%d,}(?=["'`\\\s<-]|\Z)"""
"""A word of a key's body: alone on its line, or between quotes and the escapes of line ends."""
_BODY = _WORD % 16
_HIDDEN = rf"{_WORD % 4}|(?<!\\)[A-Za-z0-9+/=]{{16,}}"
_GAP = (
    r"""(?:\\(?:[nrt]|x0[ad]|u000[ad]|0?1[25])|%0[ad]|&#(?:x0?[ad]|1[03]);|&nbsp;"""
    r"""|[\s"'`,;#*^>|()\u200b\ufeff]|\+(?=\s))*"""
)
"""What may stand between the lines of a key, whatever it is written in."""
_OPEN_BODY = (
    rf"(?:(?i:{_GAP})[A-Za-z0-9+/]{{40,}}={{0,2}})+"
    rf"""(?:(?i:{_GAP})(?=[A-Za-z]*[0-9+/=])[A-Za-z0-9+/]{{4,39}}={{0,2}}(?=[\s"'`,;&%\\)]|\Z))?"""
)
"""Lines of a key without an end, the last of which is shorter."""
_SURE_BODY = r"(?=[A-Za-z+/]{0,60}\d)(?=[A-Z0-9+/]{0,60}[a-z])(?=[a-z0-9+/]{0,60}[A-Z])[A-Za-z0-9+/]{40,}"
"""What between a beginning and an end is part of a key, whatever stands around it."""
_LINE_OF_BODY = (
    r"[A-Za-z0-9+/=]{8,}(?:[^\n]{0,100000}[A-Za-z0-9+/=]{8,}|[A-Za-z0-9+/=]*)|(?<![^\s])[A-Za-z0-9+/=]{4,7}(?![^\s])"
)
"""All of a line from the first to the last that may be of a key."""


class Redacted(NamedTuple):
    """A text without its secrets, and where they were, by line."""

    text: str
    secrets: tuple[Secret, ...]


class _Span(NamedTuple):
    """What is taken out, as positions in the text."""

    start: int
    end: int
    kind: str


class _Match(NamedTuple):
    """One secret, and what of it is taken out."""

    whole: _Span
    hidden: tuple[_Span, ...]


def redact(text: str) -> Redacted:
    """Return a text, the lines of which end with LF, without the private keys and tokens in it."""
    matches = [*_keys(text), *_putty_keys(text), *_tokens(text)] if text else []
    if not matches:
        return Redacted(text, ())
    # Where each line starts: a search among them gives the line of a position, counted from 1.
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    secrets: set[Secret] = set()
    hidden: list[_Span] = []
    for whole, spans in matches:
        first, last = (bisect_right(starts, position) for position in (whole.start, whole.end - 1))
        # The words may stand on the line where the secret begins, or on the one above it.
        if not _ALLOWED.search(text, starts[max(first - 2, 0)], starts[first]):
            secrets.add(Secret(first, last, whole.kind))
            hidden += spans
    return Redacted(_without(text, hidden), tuple(sorted(secrets)))


def kind_of_secret(text: str) -> str:
    """Return what a text without lines looks like, with its article (`a GitHub token`); empty for any other."""
    matches = [*_keys(text), *_tokens(text)]
    return with_article(matches[0].whole.kind) if matches else ""


def hide_lines(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text with a sentence in place of every line that holds a secret."""
    lines = text.split("\n")
    for secret in secrets:
        for number in range(secret.line, secret.end_line + 1):
            lines[number - 1] = f"[line {number:,} is not shown: it looks like {with_article(secret.kind)}]"
    return "\n".join(lines)


def with_article(kind: str) -> str:
    """Return a kind of secret with its article."""
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _tokens(text: str) -> Iterator[_Match]:
    """Yield the tokens; of most texts no sign is in it, so that no rule is tried."""
    for sign, rules in _RULES.items():
        if _compiled(sign).search(text):
            for rule in rules:
                for match in _compiled(rule.expression).finditer(text):
                    # Of `secret_access_key = "..."` the group is what stands in the quotes: the name stays.
                    span = _Span(*match.span(match.lastindex or 0), rule.kind)
                    if _DOCUMENTED not in match[0]:
                        yield _Match(span, (span,))


def _keys(text: str) -> Iterator[_Match]:
    """Yield the private keys in PEM's form and its like; one without an end reaches as far as it looks like one."""
    marks = list(re.finditer(_KEY_MARK, text)) if _KEY_SIGN in text else []
    for index, mark in enumerate(marks):
        if mark[1] == "BEGIN":
            # Without an END before the next BEGIN only what looks like the lines of a key, right behind it, is of it.
            following = next(iter(marks[index + 1 : index + 2]), None)
            is_closed = following is not None and following[1] == "END"
            stop = following.start() if following else len(text)
            body = None if is_closed else re.compile(_OPEN_BODY).match(text, mark.end(), stop)
            end = stop if is_closed else body.end() if body else mark.end()
            what = _hidden(text, mark.end(), end)
            if what:
                hidden = tuple(_Span(*match.span(), _KEY) for match in re.compile(what).finditer(text, mark.end(), end))
                last = following.end() if following and is_closed else end
                yield _Match(_Span(mark.start(), last, _KEY), hidden)


def _putty_keys(text: str) -> Iterator[_Match]:
    """Yield the private keys in PuTTY's form, which has no line that ends one."""
    for mark in re.finditer(_PUTTY_MARK, text) if _PUTTY_SIGN in text else ():
        stop = re.compile(_PUTTY_END).search(text, mark.end(), mark.end() + _LONGEST_PUTTY)
        end = stop.start() if stop else mark.end() + _LONGEST_PUTTY
        hidden = tuple(_Span(*match.span(), _KEY) for match in re.compile(_HIDDEN).finditer(text, mark.end(), end))
        if hidden:
            yield _Match(_Span(mark.start(), hidden[-1].end, _KEY), hidden)


def _hidden(text: str, start: int, end: int) -> str:
    """Return the expression of what is taken out of a key between two places; empty where there is none."""
    if re.compile(_BODY).search(text, start, end):
        return _HIDDEN
    return _LINE_OF_BODY if re.compile(_SURE_BODY).search(text, start, end) else ""


def _without(text: str, spans: Iterable[_Span]) -> str:
    """Return a text with a word in place of each span; of two that overlap, in place of both."""
    pieces: list[str] = []
    position = 0
    for span in sorted(spans):
        # One that begins inside of another is covered by the word of that, and only moves on what follows.
        if span.start >= position:
            pieces += text[position : span.start], _stand_in(span.kind)
        position = max(position, span.end)
    return "".join((*pieces, text[position:]))


def _stand_in(kind: str) -> str:
    """Return the word for what is not shown: `GITHUB_TOKEN_NOT_SHOWN`."""
    return f"{re.sub(r'[^A-Z0-9]', '_', kind.upper())}_NOT_SHOWN"
