"""A rule that nobody has drawn the table of false alarms for, with its sentences."""

import tomllib
from pathlib import Path

from supervision_kit.analysis import rules
from supervision_kit.frameworks.sentences import bundled_sentences, flat
from tests.analysis.lowest import LOWEST

UNKNOWN = "How often chance alone shows this has not been worked out."
RULE_FILE = Path(__file__).with_name("lowest.py")
SENTENCES_FILE = Path(__file__).with_name("lowest.toml")


def add_lowest(monkeypatch, rule=LOWEST):
    """Add the made-up rule, and its sentences, to those there are, until the test is over."""
    for key, sentence in flat(tomllib.loads(SENTENCES_FILE.read_text()), "signals").items():
        monkeypatch.setitem(bundled_sentences("en").entries, key, sentence)
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, rule))
