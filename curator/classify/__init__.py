"""Does an article fit the theme, and why: learnt on the editor's own stream, told word by word.

`learn` makes a `Judge` of a theme, the archive and the marks; the judge gives
verdicts whose reasons add up to the score.
"""

from curator.classify.judge import Judge
from curator.classify.learning import fingerprint, learn
from curator.classify.sense import EncodedJudge

AnyJudge = Judge | EncodedJudge

__all__ = ["AnyJudge", "EncodedJudge", "Judge", "fingerprint", "learn"]
