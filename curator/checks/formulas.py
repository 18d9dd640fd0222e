"""The words of posts that say nothing, English and French, as patterns over folded text (lower case, no accents)."""

from __future__ import annotations

ANNOUNCEMENTS = (
    r"\b(?:the|our|my|your|this|new|latest|today's|issue|edition)\b[^.!?]{0,60}\bis\s+(?:now\s+)?"
    r"(?:out|live|online|here|up|available|ready|published)\b(?=\s*(?:now|today|!|\.|:|$|for\s+(?:you|download)|👉|👇))",
    r"\bthe\s+latest\s+(?:the\s+)?\w+",
    r"\b(?:stories|top\s+stories|news)\s+(?:today\s+)?via\b",
    r"\b(?:your|our|my|the|this)\s+(?:daily|weekly|monthly|latest|friday)\s+(?:\w+\s+){0,2}"
    r"(?:dose|roundup|digest|recap|briefing|selection|update)\b",
    r"\btop\s+\d+\b[^.!?]{0,40}\b(?:stories|articles|news|links|reads)\b",
    r"\b(?:today|this\s+week|the\s+week)'?s?\s+(?:top|best|biggest)\s+(?:stories|news|links|reads|articles)\b",
    r"\byou\s+(?:won't|will\s+not|wouldn't)\s+believe\b",
    r"\bblow(?:s|n)?\s+(?:your|my)\s+mind\b",
    r"\bwill\s+surprise\s+you\b",
    r"\b(?:subscribe|sign\s+up)\s+(?:to|now|here|today|for)\b",
    r"\bfollow\s+(?:us|me)\b",
    r"\blink\s+in\s+(?:the\s+)?bio\b",
    r"\b(?:proud|excited|thrilled|happy|delighted|pleased)\s+to\s+(?:share|announce|present|introduce)\b",
    r"^\s*(?:l[ea']\s*)?[^.!?:,]{0,60}\b(?:(?:est|sont)\s+(?:sorti|paru|en\s+ligne|disponible|arrive|la|pret)(?:e?s?)"
    r"|vien(?:t|nent)\s+d(?:e\s+(?:paraitre|sortir)|'arriver))\b(?=\s*(?:!|\.|:|$|👉|👇|ici|https?))",
    r"\b(?:votre|notre|ma|mon|la|le)\s+(?:revue|veille|lettre|digest|selection|dose|recap)\s+(?:de\s+presse\s+)?"
    r"(?:du\s+jour|du\s+mois|de\s+la\s+semaine|quotidienne?|hebdomadaire|mensuelle?)\b",
    r"\ble\s+meilleur\s+de\b",
    r"\b(?:toute\s+)?l'actu(?:alite)?\s+(?:de|du)\b",
    r"\bn'allez\s+pas\s+(?:le\s+)?croire\b",
    r"\bva\s+vous\s+(?:surprendre|etonner|bluffer)\b",
    r"\babonnez[-\s]vous\b",
    r"\bsuivez[-\s](?:nous|moi)\b",
    r"\blien\s+en\s+bio\b",
    r"\b(?:ravi|fier|heureu[sx])(?:e|es|s)?\s+de\s+(?:vous\s+)?(?:partager|annoncer|presenter)\b",
)
"""A sentence with one of these tells of the publication, not of a story: none of its words counts."""

FORMULAS = (
    r"\bcheck\s+(?:this|it|that|them|these)(?:\s+one)?\s+out\b",
    r"\bcheck\s+out\b",
    r"\b(?:take|have)\s+a\s+look\b",
    r"\b(?:a\s+)?must[-\s](?:read|see|watch|share)\b",
    r"\b(?:well\s+)?worth\s+(?:a|the|your)\s+(?:read|look|click|time|minute)",
    r"\b(?:great|good|nice|excellent|interesting|amazing|awesome|fascinating|insightful|brilliant|fantastic|useful)\s+"
    r"(?:short\s+|long\s+)?(?:read|article|piece|post|insights?|stuff|summary|story|thread|work|job|links?|overview)\b",
    r"\bdon'?t\s+miss\b(?:\s+(?:this|it|out))?(?:\s+one)?",
    r"\bhave\s+you\s+(?:seen|read)\s+(?:this|it)\b",
    r"\bread\s+(?:more|on|this|it|all\s+about|the\s+(?:full\s+)?(?:article|story|post))\b(?:\s+here)?",
    r"\b(?:click|tap|see|find\s+out|learn)\s+(?:here|more|below)\b",
    r"\b(?:in|at)\s+the\s+link\b(?:\s+below)?",
    r"\bicymi\b",
    r"\bin\s+case\s+you\s+missed\s+it\b",
    r"\bbreaking\b(?=\s*[:!])",
    r"\b(?:my|our|a)?\s*(?:brand[-\s])?(?:new|latest)\s+(?:blog\s+)?"
    r"(?:post|article|blog|piece|video|episode|publication)\b",
    r"\bnew\s+on\s+(?:the|our|my)\s+(?:blog|site)\b",
    r"\bjust\s+(?:published|posted|released|out)\b",
    r"\b(?:i\s+am\s+|i'm\s+)?sharing\s+this\b",
    r"\bplease\s+share\b",
    r"\bany\s+thoughts\b",
    r"\bthoughts\s*\?",
    r"\bso\s+true\b",
    r"\b(?:good\s+morning|happy\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    r"\bcatch\s+up\b",
    r"\benjoy\b(?=\s*[!.]|$)",
    r"\bhere(?:'s|\s+is|\s+are)\s+(?:some|our|my|the\s+latest|what\s+we)\b",
    r"\bgame[-\s]chang(?:er|ing)\b",
    r"\b(?:this|it)\s+changes\s+everything\b",
    r"\b(?:ca|cela|ceci)\s+change\s+tout\b",
    r"\bbig\s+news\b",
    r"\bare\s+coming\b(?=\s*!)",
    r"\ba\s+(?:lire|voir|decouvrir)\b(?=\s*(?:absolument|d'urgence|aussi|ici|!|:|\.|👉|👇|$))(?:\s*absolument)?",
    r"\ba\s+(?:ne\s+pas\s+manquer|partager\b[^.!?]*)",
    r"\bne\s+(?:manquez|ratez)\s+pas\b",
    r"\bpour\s+ne\s+rien\s+manquer\b",
    r"\b(?:un|une|cet|cette|notre|mon|le|voici\s+un)?\s*(?:tres\s+)?"
    r"(?:bel|bon|bonne|excellente?|super|passionnante?)\s+(?:article|papier|lecture|dossier|billet)\b",
    r"\b(?:article|papier|lecture|dossier|billet)\s+(?:tres\s+)?(?:interessante?|passionnante?|instructi(?:f|ve))\b",
    r"\b(?:tres|vraiment)\s+(?:interessante?|instructi(?:f|ve)|utile)\b",
    r"\bdecouvrez\b(?:\s+(?:notre|nos|le|la|les|mon|ici)\b)?",
    r"\bcliquez\s+ici\b",
    r"\b(?:pour\s+)?en\s+savoir\s+plus\b",
    r"\b(?:lire|voir)\s+la\s+suite\b",
    r"\bjetez[-\s](?:y\s+)?un\s+(?:oeil|coup\s+d'oeil)",
    r"\b(?:un\s+)?nouvel\s+article\b",
    r"\bnouveau\s+(?:billet|post|sur\s+le\s+blog)\b",
    r"\bsur\s+(?:le|mon|notre)\s+blog\b",
    r"\bje\s+partage\b",
    r"\bqu'en\s+pensez[-\s]vous\b",
    r"\bc'est\s+(?:par\s+)?ici\b",
    r"\bbravo\b",
    r"\bbonjour\s+a\s+tou(?:s|tes)\b",
    r"\b(?:notre|ma|mon)\s+derni(?:er|ere)\s+(?:article|billet|publication|video)\b",
    r"\ben\s+un\s+clin\s+d'oeil\b",
    r"\bretrouvez\b",
)
"""Phrases that fit any story: their words do not count, and what stands beside them has to say more."""

_ENGLISH = """
    amazing article articles available awesome best big blog check coming community content daily day digest
    download edition enjoy everyone follow future good great happened happens here important industry insight
    insights interesting issue just latest link links look love more need needs new news newsletter next nice now
    page people please post posts publication published read reading reads recent report sector see share shared
    sharing site stories story subscribe team thank thanks thing things today top update updates way week weekly
    world wow
"""
_FRENCH = """
    actu actualite actualites article articles avenir bon bonjour bonne bravo changement changer decouvrez decouvrir
    dernier derniere disponible equipe excellent ici important interessant jour jours lecture lien liens ligne lire
    manquer merci monde nouveau nouvel nouvelle page partage partager parution plus secteur semaine suite tous
    toutes voici voila
"""
GENERIC = frozenset((_ENGLISH + _FRENCH).split())
"""Folded words that carry no more meaning in a post than a stop word."""
