"""What an article adds to others, and what makes an update."""

from __future__ import annotations

from curator.model import Story
from curator.stories import additions, has_news, news_since
from tests.stories.factory import article

LEAD = article(
    "lead",
    "Wind farm opens off Corrie",
    "A wind farm of 14 MW opened off Corrie on Monday. Ada Merrin, head of the firm, spoke of a good day.",
    hours=20,
)


def adds(title: str, text: str = "", **more: object) -> str:
    (code,) = additions(Story("s", (LEAD, article("other", title, text, hours=10, **more))))  # type: ignore[arg-type]
    return code


def test_figures_that_are_new_come_with_their_units() -> None:
    assert (
        adds("Corrie wind farm opens", "The wind farm of 14 MW cost 40 million euros.") == "figures: 40 million euros"
    )
    assert adds("Corrie wind farm opens", "It cost £3 million more than that one.") == "figures: £3 million"


def test_names_that_are_new() -> None:
    assert adds("Corrie wind farm opens", "Among the guests was Joss Tanner, who fishes there.") == "names: Joss Tanner"


def test_the_paper_that_is_quoted_is_no_new_name() -> None:
    text = "The farm has opened, the Tidal Gazette reports."
    assert adds("Corrie wind farm opens", text, outlet="Tidal Gazette") == "same"
    second = article("b", "Corrie wind farm opens", text, hours=8)
    gazette = article("a", "Farm opens", "The farm has opened.", hours=9, outlet="Tidal Gazette")
    assert additions(Story("s", (LEAD, gazette, second))) == ("same", "same")


def test_known_figures_and_names_add_nothing() -> None:
    assert adds("Corrie wind farm opens", "The farm has 14 MW, said Ada Merrin.") == "same"


def test_an_interview_a_document_and_a_view_are_named() -> None:
    assert adds("Interview: Ada Merrin on wind") == "interview"
    assert adds("Entretien avec Ada Merrin", language="fr") == "interview"
    assert adds("Corrie opens", links=("https://corrie.example/permit.pdf",)) == "document"
    assert adds("Opinion: too much wind") == "view"
    assert adds("Tribune | Le vent en trop", language="fr") == "view"


def test_another_language_is_an_addition_of_its_own() -> None:
    assert adds("Un parc éolien ouvre au large", "Un parc éolien de 14 MW a ouvert lundi.", language="fr") == "language"


def test_each_article_is_compared_with_all_before_it() -> None:
    text = "The wind farm cost 40 million euros."
    first, second = article("a", "Farm", text, hours=9), article("b", "Farm", text, hours=8)
    assert additions(Story("s", (LEAD, first, second))) == ("figures: 40 million euros", "same")


def test_an_update_needs_a_new_article_with_new_facts() -> None:
    out = Story("s", (LEAD,))
    echo = article("echo", "Wind farm opens off Corrie", "The farm of 14 MW has opened, said Ada Merrin.", hours=2)
    news = article("news", "Corrie wind farm stopped", "The farm stopped after 3 hours: 12 turbines failed.", hours=1)
    assert not has_news(out, out)
    assert not has_news(out, Story("s", (LEAD, echo)))
    assert has_news(out, Story("s", (LEAD, echo, news)))
    (figures,) = news_since(out, Story("s", (LEAD, echo, news)))
    assert figures.kind == "figures"
    assert any("12" in value for value in figures.values)


def test_an_older_article_found_late_is_no_news() -> None:
    out = Story("s", (LEAD,))
    old = article("old", "Corrie wind farm near", "It will have 15 turbines and cost 40 million euros.", hours=60)
    assert not has_news(out, Story("s", (LEAD, old)))
