"""One family of figures a file: each a query, a tidy frame and a sentence."""

from cjkit.measures.assumptions import assumptions
from cjkit.measures.conversion import conversion, conversion_breaks, conversion_by_month
from cjkit.measures.emotion import (
    assumed_against_measured,
    assumed_emotion,
    emotion,
    emotion_dips,
)
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.focus import focus
from cjkit.measures.grading import grade_assumption
from cjkit.measures.history import assumption_changes, keep_assumptions
from cjkit.measures.lineage import Lineage, lineage
from cjkit.measures.measure import Measure, Sentence
from cjkit.measures.paths import placement
from cjkit.measures.reach import persona_sizes, reach, reach_totals
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps, ratings
from cjkit.measures.tables import write_measures
from cjkit.measures.to_do import to_do
from cjkit.measures.trends import metric_status, metric_trends

__all__ = [
    "Lineage",
    "Measure",
    "Sentence",
    "assumed_against_measured",
    "assumed_emotion",
    "assumption_changes",
    "assumptions",
    "conversion",
    "conversion_breaks",
    "conversion_by_month",
    "csat",
    "emotion",
    "emotion_dips",
    "evidence_coverage",
    "focus",
    "grade_assumption",
    "keep_assumptions",
    "lineage",
    "metric_status",
    "metric_trends",
    "nps",
    "persona_sizes",
    "placement",
    "published",
    "ratings",
    "reach",
    "reach_totals",
    "to_do",
    "write_measures",
]
