"""Markup into text, and into harmless markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.articles.clean import DEEPEST, one_line, plain_text, printable, safe_html, text_and_links, title_text


def test_paragraphs_lines_and_silence() -> None:
    html = (
        "<style>p{}</style><p>One\n  two<br>three</p><ul><li>four<li>five</ul><script>alert('x')</script>"
        "<p>a&nbsp;&lt;&amp;lt;<!-- no --></p><template>no</template>tail"
    )
    assert plain_text(html) == "One two\nthree\n\nfour\n\nfive\n\na <&lt;\n\ntail"


def test_an_unclosed_frame_takes_nothing_with_it() -> None:
    assert plain_text('<p>before</p><iframe src="https://v.example/1"/><p>after</p>') == "before\n\nafter"


def test_text_without_markup_keeps_its_paragraphs() -> None:
    assert plain_text("one\ntwo\n\n three &amp; four") == "one two\n\nthree & four"


def test_links_in_their_order_each_once() -> None:
    html = "<a href=' /b '>b</a><a>none</a><a href='/a'>a</a><a href='/b'>again</a>"
    assert text_and_links(html) == ("bnoneaagain", ("/b", "/a"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("It&amp;#8217;s", "It’s"),
        ("<b>Bold</b> <i>claims</i>", "Bold claims"),
        ("Using Vec<T> in anger", "Using Vec<T> in anger"),
        ("The <section> element", "The <section> element"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("x<script>alert(1)</script>y", "xy"),
        ("x <form action=javascript:y> z", "x z"),
        ("  two\n lines\u2028 here\u200b ", "two lines here"),
        ("\u202egnp.exe", "gnp.exe"),
        ("fish &amp; <em>chips</em> &lt;3", "fish & chips <3"),
    ],
)
def test_titles(markup: str, text: str) -> None:
    assert title_text(markup) == text


def test_what_no_text_holds() -> None:
    assert printable("a\x00b\x1bc\ud800d\ufffee\nf\tg") == "abcde\nf\tg"
    assert one_line(" a \n\n b\u00a0c ") == "a b c"


@pytest.mark.parametrize(
    ("fragment", "harmless"),
    [
        ("<p onclick=x style='a:b' class=c>a</p>", "<p>a</p>"),
        ("<svg><script>x</script></svg><math><mi>y</mi></math>a", "a"),
        ("<iframe src=//a.example>b</iframe>a", "a"),
        ("<q cite='javascript:x'>a</q>", "<q>a</q>"),
        ("<a href='java&#9;script:x'>a</a>", '<a rel="noopener noreferrer nofollow ugc">a</a>'),
        ("<a href='/relative'>a</a>", '<a rel="noopener noreferrer nofollow ugc">a</a>'),
        ("<a href='data:text/html,x'>a</a>", '<a rel="noopener noreferrer nofollow ugc">a</a>'),
        ("<img src=x onerror=y>a", "a"),
        ("<b>a\x00\x1b</b>", "<b>a</b>"),
        ("<form action=x><input name=y>a</form>", "a"),
    ],
)
def test_safe_html(fragment: str, harmless: str) -> None:
    assert safe_html(fragment) == harmless


def test_links_of_the_three_kinds_stay() -> None:
    for address in ("https://a.example/?x=1", "http://a.example/", "mailto:bo@a.example"):
        assert f'href="{address}"' in safe_html(f'<a href="{address}">a</a>')


def test_no_text_looks_like_an_attribute() -> None:
    assert safe_html('&lt;a href="javascript:x"&gt; "q"') == "&lt;a href&#61;&quot;javascript:x&quot;&gt; &quot;q&quot;"


def test_deep_markup_becomes_text() -> None:
    html = safe_html("<div><b>" * (DEEPEST * 2) + "end")
    assert html == "<p>end</p>"


@given(st.text(alphabet="<>/=\"'& abpsvgonclk!-:;#x0\x00\n", max_size=60))
def test_safe_html_is_stable_and_closed(fragment: str) -> None:
    once = safe_html(fragment)
    assert safe_html(once) == once
    assert "<s" not in once.replace("<s>", "").replace("<span", "")
    assert "onclick=" not in once


@pytest.mark.parametrize(
    "fragment",
    [
        "<p>One <b>bold</b> word.</p><p>Two</p>",
        "plain <br>line<br/><br />far &amp; near &nbsp; &eacute;&#233;",
        "<DIV CLASS='x'>Upper</DIV><Div>mixed</Div> tail",
        '<ul><li>a<li>b</ul><ol start="3"><li>c</li></ol>',
        '<a href="https://a.example/1">one</a> <a href=\'/2\'>two</a> <a name="x">none</a> <a href="">empty</a>',
        '<img src="a.png" alt="a > b">x <span title="1 > 0">y</span>',
        "<p>tabs\tand\n\nlines  and   blanks</p>",
        "<p>a &lt;script&gt; told of</p>",
        "<p>never closed <i>at all",
        "<blockquote><p>deep</p></blockquote><hr><pre>  code  here</pre>",
    ],
)
def test_plain_markup_is_read_as_the_parser_reads_it(fragment: str) -> None:
    # A comment is nothing to readers, and takes the way through the parser.
    assert text_and_links(fragment) == text_and_links(f"{fragment}<!-- -->")


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>Say<script>alert(1)</script></p>", "Say"),
        ("<style>p { color: red }</style><p>Say</p>", "Say"),
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ("<p onclick=x()>Say</p>", "Say"),
        ("<p>Say\x02\x03 it</p>", "Say it"),
        ("<svg><title>no</title></svg>Say", "Say"),
    ],
)
def test_what_is_not_plain_goes_to_the_parser(fragment: str, text: str) -> None:
    assert text_and_links(fragment)[0] == text


@pytest.mark.parametrize("end", ["", "<!-- -->"])
def test_cells_of_a_table_do_not_run_together(end: str) -> None:
    table = "<table><tr><td>left</td><td>right</td></tr><tr><th>below</th></tr></table>"
    assert plain_text(table + end).split() == ["left", "right", "below"]


def test_addresses_with_entities_are_decoded_by_the_parser() -> None:
    assert text_and_links('<a href="/?a=1&amp;b=2">x</a>')[1] == ("/?a=1&b=2",)
