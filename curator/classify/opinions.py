"""A second opinion beside the judge's evidence: one contribution among the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from curator.classify.calibration import chance
from curator.model import Decision, Reason, Verdict

STRENGTH = 1.5
"""Log-odds that a sure opinion adds or takes: it moves what is in doubt and turns round nothing that is clear."""


def weighed(verdict: Verdict, fits: float, why: str) -> Verdict:
    """Return the verdict with an opinion as one more reason; `fits` is 0 to 1, and .5 changes nothing.

    The reasons go on adding up to the score; the story is kept where the score
    now reaches the threshold, and stays a question where it does not.
    """
    before = np.log(np.clip(verdict.score, 1e-9, 1 - 1e-9) / np.clip(1 - verdict.score, 1e-9, 1))
    score = float(chance(np.array([before + STRENGTH * (2 * fits - 1)]))[0])
    reasons = (*verdict.reasons, Reason("opinion", why, score - verdict.score))
    if verdict.decision is not Decision.ASK:
        return replace(verdict, score=score, reasons=reasons)
    kept = score >= verdict.threshold
    flags = tuple(flag for flag in verdict.flags if not (kept and flag == "near-miss"))
    return replace(verdict, score=score, reasons=reasons, flags=flags, decision=Decision.KEEP if kept else Decision.ASK)
