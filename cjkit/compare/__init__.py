"""Two versions of a map: the difference as values, in words, and applied.

>>> from cjkit import parse_journey
>>> old = parse_journey("title: T\\nstages: [{id: look, name: Search, relevance: 40}]")
>>> new = parse_journey("title: T\\nstages: [{id: look, name: Search, relevance: 70}]")
>>> from cjkit.compare.words import sentence
>>> [sentence(change, "en") for change in compare_maps(old, new).changes]
['Stage "Search", relevance of the brand: 40 → 70.']
"""

from cjkit.compare.applying import apply_changes
from cjkit.compare.changes import Action, Change, Comparison, Subject
from cjkit.compare.comparing import compare_maps

__all__ = ["Action", "Change", "Comparison", "Subject", "apply_changes", "compare_maps"]
