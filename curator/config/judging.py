"""The mistakes in the settings of what helps the judge: the encoder, the second opinion."""

from __future__ import annotations

from curator.config.sending import Wrong
from curator.config.settings import EncoderSettings, SecondOpinion

ENCODERS = ("minilm", "universal", "model2vec", "sentence-transformers", "openai")
_IN_A_FOLDER = ("model2vec", "sentence-transformers")


def check_encoder(encoder: EncoderSettings, wrong: Wrong) -> None:
    """Tell every mistake in `[encoder]`."""
    if encoder.kind and encoder.kind not in ENCODERS:
        wrong("encoder.kind", f"there is no encoder {encoder.kind!r}.", f"One of: {', '.join(ENCODERS)}.")
    if encoder.kind in _IN_A_FOLDER and not encoder.model:
        wrong("encoder.model", "this encoder needs the folder of its model.", 'Write model = "/path/to/it".')
    if encoder.kind == "openai":
        _check_server("encoder", encoder.address, encoder.model, encoder.secret, wrong)


def check_opinion(opinion: SecondOpinion, wrong: Wrong) -> None:
    """Tell every mistake in `[second_opinion]`."""
    if opinion.address or opinion.model:
        _check_server("second_opinion", opinion.address, opinion.model, opinion.secret, wrong)
    if opinion.per_day < 0:
        wrong("second_opinion.per_day", "there cannot be fewer than no questions.", "Write 0 for none.")
    if opinion.seconds <= 0:
        wrong("second_opinion.seconds", "an answer takes some time.", "Write 60.")


def _check_server(table: str, address: str, model: str, secret: str, wrong: Wrong) -> None:
    if not address.startswith(("http://", "https://")):
        wrong(f"{table}.address", f"{address!r} is no web address.", 'Write "http://127.0.0.1:11434/v1".')
    elif secret and address.startswith("http://"):
        wrong(f"{table}.address", "a token would travel unprotected.", "Write https://, or leave `secret` out.")
    if not model:
        wrong(f"{table}.model", "the model's name is missing.", "Write what the server calls it.")
