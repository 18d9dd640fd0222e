"""The settings: what is read, and how mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.assets import asset
from curator.config import load_config
from curator.config.places import line_of, steps
from curator.errors import ConfigError, UsageError
from curator.render.message import address_of

JOURNAL = '[journal]\ntitle = "The Grid"\n'


def write(folder: Path, config: str = JOURNAL, sources: str = "", **themes: str) -> Path:
    (folder / "config.toml").write_text(config, encoding="utf-8")
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "themes").mkdir(exist_ok=True)
    for name, text in themes.items():
        (folder / "themes" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(folder)
    return [str(mistake).removeprefix(f"{folder}/") for mistake in caught.value.mistakes]


def test_the_example_loads_as_it_is_and_holds_the_defaults(tmp_path: Path) -> None:
    example = load_config(write(tmp_path, asset("config.example.toml").read_text(encoding="utf-8")))
    bare = load_config(write(tmp_path, '[journal]\ntitle = "My journal"\n'))
    assert example == bare


def test_the_example_names_every_setting(tmp_path: Path) -> None:
    from dataclasses import fields

    text = asset("config.example.toml").read_text(encoding="utf-8")
    config = load_config(write(tmp_path))
    for table in (
        "journal",
        "edition",
        "letter",
        "fetch",
        "networks",
        "smtp",
        "gate",
        "mailbox",
        "schedule",
        "posting",
        "paths",
    ):
        for field in fields(getattr(config, table)):
            assert f"{field.name} = " in text, f"[{table}] {field.name} is not in config.example.toml"


def test_five_mistakes_are_five_lines_with_their_places(tmp_path: Path) -> None:
    write(
        tmp_path,
        '[journal]\ntitle = "X"\nlangage = "en"\ntimezone = "Paris"\n\n[edition]\nstories = "12"\n\n[fech]\na = 1\n',
        heat='title = "Heat"\nphrases = ["heat pump", { text = 3 }]\n',
    )
    assert [line.split(": ")[0] for line in mistakes(tmp_path)] == [
        "config.toml:3",
        "config.toml:4",
        "config.toml:7",
        "config.toml:9",
        "themes/heat.toml:2",
    ]


def test_an_unknown_key_is_told_with_the_near_one(tmp_path: Path) -> None:
    assert 'Did you mean "language"?' in mistakes(write(tmp_path, JOURNAL + 'langage = "en"\n'))[0]


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert mistakes(write(tmp_path, '[journal]\ntitle = "X\n'))[0].startswith("config.toml:2: this is not TOML")


def test_an_empty_file_is_no_journal(tmp_path: Path) -> None:
    assert "there is no [journal]" in mistakes(write(tmp_path, ""))[0]


@pytest.mark.parametrize("value", ["[" * 20_000 + "]" * 20_000, "9" * 6001])
def test_a_value_without_end_is_told_in_one_line(tmp_path: Path, value: str) -> None:
    (told,) = mistakes(write(tmp_path, f"{JOURNAL}contact = {value}\n"))
    assert told.startswith("config.toml:1: this is deeper or longer")


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "config.toml").write_bytes(b'[journal]\ntitle = "caf\xe9"\n')
    assert mistakes(tmp_path) == ["config.toml:2: this is not UTF-8 text. Save the file as UTF-8."]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('language = "xx"', "language of the interface"),
        ('base_url = "journal.example"', "no web address"),
        ('base_url = "https://a..b"', "no web address"),
        ('base_url = "http://["', "no web address"),
        ('base_url = "https://"', "no web address"),
        ('base_url = "https://a.example:99999"', "no web address"),
        ('base_url = "https://a.example/<b>"', "no web address"),
        ('base_url = "https://a.example/?q"', "no web address"),
        ('base_url = "https://user:word@a.example/"', "no web address"),
        ("title = 3", "not text in quotes"),
        (f'title = "{"x" * 201}"', "has 201 characters"),
    ],
)
def test_a_journal_setting_that_cannot_be_is_refused(tmp_path: Path, line: str, words: str) -> None:
    config = f"[journal]\n{line}\n" if line.startswith("title") else f"{JOURNAL}{line}\n"
    assert words in " ".join(mistakes(write(tmp_path, config)))


@pytest.mark.parametrize(
    "line",
    ["stories = 0", "stories = 1_000_000_000", "window_hours = 0", "longest_window_hours = 2", "outlet_share = 0.0"],
)
def test_a_rule_that_makes_no_sense_is_refused(tmp_path: Path, line: str) -> None:
    assert mistakes(write(tmp_path, f"{JOURNAL}[edition]\n{line}\n"))[0].startswith("config.toml:4: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("total_seconds = 0", "total_seconds = 0 is too small. Write a number from 0.1 to 3_600."),
        ("total_seconds = -1.0", "too small"),
        ("total_seconds = 1e308", "too large"),
        ("connect_seconds = inf", "too large"),
        ("connect_seconds = nan", "is no number"),
        ("total_seconds = true", "not a number"),
        (f"total_seconds = {10**30}", "too large"),
        ("connections = 100_000", "too large. Write a number from 1 to 1_000."),
        ("per_host = 0", "too small"),
        ("wire_bytes = 0", "too small. Write a number from 1_000 to 1_000_000_000."),
        (f"wire_bytes = {10**18}", "too large"),
        ("decoded_bytes = -1", "too small"),
        ("pages_per_run = -1", "too small"),
    ],
)
def test_a_limit_that_is_none_is_refused_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    (told,) = mistakes(write(tmp_path, f"{JOURNAL}[fetch]\n{line}\n"))
    assert told.startswith("config.toml:4: ")
    assert words in told


def test_the_smallest_and_largest_limits_are_taken(tmp_path: Path) -> None:
    limits = "pages_per_run = 0\nconnections = 1000\ntotal_seconds = 3600\nwire_bytes = 1_000\n"
    assert load_config(write(tmp_path, f"{JOURNAL}[fetch]\n{limits}")).fetch.pages_per_run == 0


def test_a_boolean_is_not_taken_from_text(tmp_path: Path) -> None:
    source = '[[source]]\naddress = "https://a.example/f"\npaused = "no"\n'
    assert mistakes(write(tmp_path, sources=source)) == ["sources.toml:3: 'no' is not true or false."]


def test_a_source_listed_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    one = '[[source]]\naddress = "https://a.example/f"\n'
    assert mistakes(write(tmp_path, sources=one + one)) == [
        "sources.toml:3: this source is listed twice, first in line 1. Remove one."
    ]


def test_a_source_that_is_no_web_address_is_refused(tmp_path: Path) -> None:
    for address in ("file:///etc/passwd", "javascript:alert(1)", "", "ftp://a.example/x"):
        assert "no web address" in mistakes(write(tmp_path, sources=f'[[source]]\naddress = "{address}"\n'))[0]


def test_a_mistake_is_told_on_one_line_whatever_the_file_holds(tmp_path: Path) -> None:
    (told,) = mistakes(write(tmp_path, sources='[[source]]\naddress = "ht\\ntp://\\u001b[2Ja.example/"\n'))
    assert '"ht tp:// [2Ja.example/" is no web address.' in told


def test_a_filter_that_cannot_be_understood_is_told_with_its_line(tmp_path: Path) -> None:
    text = '[[source]]\naddress = "https://a.example/feed"\ntitle = "A"\nfilter = "(solar | wind"\n'
    (line,) = mistakes(write(tmp_path, sources=text))
    assert line == "sources.toml:4: “(solar | wind”: a bracket is not closed. Write (solar | wind)."


def test_a_theme_reads_phrases_in_both_forms(tmp_path: Path) -> None:
    theme = 'title = "Heat"\nphrases = ["heat pump", { text = "boiler", weight = 2 }]\n[[sections]]\nname = "Pumps"\n'
    config = load_config(write(tmp_path, heat=theme))
    assert [(phrase.text, phrase.weight) for phrase in config.themes[0].phrases] == [
        ("heat pump", 1.0),
        ("boiler", 2.0),
    ]
    assert config.themes[0].name == "heat"
    assert config.themes[0].sections[0].name == "Pumps"


def test_a_phrase_with_a_negative_weight_points_to_excluded(tmp_path: Path) -> None:
    theme = 'title = "Heat"\nphrases = [{ text = "boiler", weight = -1 }]\n'
    assert "excluded" in mistakes(write(tmp_path, heat=theme))[0]


def test_paths_are_taken_from_the_journals_folder(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, JOURNAL + '[paths]\nsite = "public"\n'))
    assert config.paths.site == tmp_path / "public"
    assert config.paths.store == tmp_path / "data/curator.sqlite"


def test_where_there_is_no_journal_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="curator init"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("$.a", 1),
        ("$.t.b", 3),
        ("$.list[1].c", 7),
        ("$.list[1].gone", 6),
        ("$.t['b']", 3),
        ("$.list", 4),
        ("$.none", 0),
    ],
)
def test_a_key_is_found_in_its_line(path: str, line: int) -> None:
    text = 'a = 1\n[t]\nb = 2\n[[list]]\nc = 3\n[[list]]\n"c" = 4\n'
    assert line_of(text, steps(path)) == line


@pytest.mark.parametrize("key", ["slots", "quiet", "accounts"])
@pytest.mark.parametrize(
    "written", ["25:00", "24:00", "7", "07:60", "07:00:61", "7am", "", "-1:00", "00:00 ", "½:00", "０７:００", "٠٧:٠٠"]
)
def test_what_is_no_time_of_day_is_told(tmp_path: Path, key: str, written: str) -> None:
    listed = json.dumps([written, "08:00"], ensure_ascii=False)
    table = {
        "slots": f"[posting]\nslots = {listed}",
        "quiet": f"[posting]\nquiet = {listed}",
        "accounts": f'[[accounts]]\nnetwork = "webhook"\nslots = {listed}',
    }[key]
    (tmp_path / "config.toml").write_text(f'[journal]\ntitle = "J"\n\n{table}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load_config(tmp_path)
    assert "no time of day" in str(told.value)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ('network = "myspace"', "no network"),
        ('network = "mastodon"', "needs its `server`"),
        ('network = "facebook"', "needs its `handle`"),
        ('network = "wordpress"\nserver = "http://blog.example"', "https"),
        ('network = "x"\nbudget = -1.0', "negative"),
        ('network = "x"\nvia = "hootsuite"', "no bridge"),
        ('network = "x"\nvia = "buffer"', "channel"),
        ('network = "telegram"\nhandle = "@a"\nvia = "buffer"\nchannel = "c"', "no way to telegram"),
        ('network = "linkedin"\nexpires = "soon"', "no day"),
        ('network = "x"\nsecret = "a b c d"', "no name of a secret"),
    ],
)
def test_mistakes_in_an_account_are_told(tmp_path: Path, account: str, said: str) -> None:
    (tmp_path / "config.toml").write_text(f'[journal]\ntitle = "J"\n\n[[accounts]]\n{account}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load_config(tmp_path)
    assert said in str(told.value)


@pytest.mark.parametrize(
    "sender",
    [
        *("no-at-sign", "a@b@c", '"x" <a@b.example>, <c@d.example>', "a@[127.0.0.1]", "a@" + "b" * 300 + ".example"),
        *("a@b.example\r\nBcc: c@d.example", "root@localhost\0", "=?utf-8?q?a,b?= <a@b.example>", "x" * 999 + " <a@b>"),
    ],
)
def test_a_sender_that_cannot_stand_in_a_header_is_told_with_its_line(tmp_path: Path, sender: str) -> None:
    (told,) = mistakes(write(tmp_path, f"{JOURNAL}[letter]\nsender = {json.dumps(sender)}\n"))
    assert told.startswith("config.toml:4: ")
    assert "Write" in told


@pytest.mark.parametrize("sender", ["<a@b.example>", "été <a@été.example>", '"A, B" <a@b.example>', "a@localhost"])
def test_a_sender_that_is_taken_can_be_written_from(tmp_path: Path, sender: str) -> None:
    config = load_config(write(tmp_path, f"{JOURNAL}[letter]\nsender = {json.dumps(sender)}\n"))
    assert "@" in address_of(config.letter.sender).addr_spec


@pytest.mark.parametrize("way", ["mailto:", "javascript:x", "https://a..b/{token}", "https://a.example/" + "y" * 999])
def test_a_way_out_that_leads_nowhere_is_told(tmp_path: Path, way: str) -> None:
    assert "ends no subscription" in mistakes(write(tmp_path, f'{JOURNAL}[letter]\nunsubscribe = "{way}"\n'))[0]


@pytest.mark.parametrize("way", ["mailto:a@b.example?subject=unsubscribe", "https://a.example/gate/u/{token}"])
def test_a_way_out_is_taken_as_it_is_written(tmp_path: Path, way: str) -> None:
    config = load_config(write(tmp_path, f'{JOURNAL}[letter]\nunsubscribe = "{way}"\n'))
    assert config.letter.unsubscribe == way
