"""What is wrong with a source, in words: for every cause what it means, and the one thing that helps."""

from __future__ import annotations

from curator.i18n import N_
from curator.model import Cause

_WORDS: dict[Cause, tuple[str, str]] = {
    Cause.DNS: (
        N_("There is no such host."),
        N_("Check the spelling; if the site is gone, remove the source."),
    ),
    Cause.REFUSED: (
        N_("The server does not accept connections."),
        N_("Wait a day: it is tried again. If it lasts, look for the feed's new address."),
    ),
    Cause.RESET: (
        N_("The server broke the connection off."),
        N_("Wait: it is tried again."),
    ),
    Cause.TLS: (
        N_("The secure connection failed: the server's certificate is not in order."),
        N_("Tell the site's owner; behind a company proxy, name its certificates in SSL_CERT_FILE."),
    ),
    Cause.TIMEOUT: (
        N_("The server is too slow."),
        N_("Wait: it is tried again."),
    ),
    Cause.BOT_WALL: (
        N_("The site blocks feed readers: it checks for a person in a browser."),
        N_("Ask the site's owner to let feed readers pass, or look for another address of the feed."),
    ),
    Cause.UNAUTHORIZED: (
        N_("The server asks for a password."),
        N_("Put name and password into the address, https://name:password@host/…, or remove the source."),
    ),
    Cause.FORBIDDEN: (
        N_("The server refuses to answer us."),
        N_("Open the address in a browser: if it works there, ask the site's owner to let feed readers pass."),
    ),
    Cause.MISSING: (
        N_("There is nothing at this address any more."),
        N_("Look for the feed's new address with “curator sources add” and the address of the site."),
    ),
    Cause.GONE: (
        N_("The feed was closed for good."),
        N_("Remove the source."),
    ),
    Cause.TOO_MANY: (
        N_("The server wants fewer requests."),
        N_("Wait: it is asked again when it allows. Run “curator collect” less often if it lasts."),
    ),
    Cause.CLIENT_ERROR: (
        N_("The server does not understand the request."),
        N_("Check the address."),
    ),
    Cause.SERVER_ERROR: (
        N_("The server has a fault of its own."),
        N_("Wait: it is tried again."),
    ),
    Cause.REDIRECTS: (
        N_("The address leads round in circles or to nowhere."),
        N_("Open the address in a browser and use the one you end at."),
    ),
    Cause.NOT_A_FEED: (
        N_("What answers is no feed."),
        N_("Look for the feed with “curator sources add” and the address of the site."),
    ),
    Cause.NOT_A_PAGE: (
        N_("What answers is no page that can be read."),
        N_("Nothing to do: the feed's own words are used."),
    ),
    Cause.PARSE: (
        N_("The answer is too broken to be understood."),
        N_("Tell the site's owner; a feed validator shows the fault."),
    ),
    Cause.TOO_LARGE: (
        N_("The answer is too large."),
        N_("Raise wire_bytes and decoded_bytes under [fetch] if you trust the source."),
    ),
    Cause.TRUNCATED: (
        N_("The answer stopped before its end."),
        N_("Wait: it is tried again."),
    ),
    Cause.PRIVATE_ADDRESS: (
        N_("The address leads into a private network."),
        N_("If it is your own server, name it under private_hosts in [fetch], as host:port."),
    ),
    Cause.BAD_ADDRESS: (
        N_("This is no address that can be asked."),
        N_("Correct it in the list of sources: it begins with http:// or https://."),
    ),
    Cause.ROBOTS: (
        N_("The site does not want its pages read by programs."),
        N_("Nothing to do: the feed's own words are used."),
    ),
    Cause.KEY: (
        N_("It is read with a token or password, and there is none that is taken."),
        N_("Make a new one on your account's page at the network, then keep it with “curator secret NAME”."),
    ),
    Cause.SILENT: (
        N_("It answers well, but nothing new has come for a long time."),
        N_("Look whether it goes on elsewhere, or remove the source."),
    ),
}

_BEHIND_PROXY = (
    N_("The proxy does not reach the host, or there is no such host."),
    N_("Check the spelling and the proxy; if the site is gone, remove the source."),
)
_PROXY_PASSWORD = (
    N_("The proxy asks for a password."),
    N_("Put name and password into https_proxy, http://name:password@host:port."),
)


def describe(cause: Cause, detail: str = "") -> tuple[str, str]:
    """Return what a cause means and the one thing that helps, as English texts to translate.

    `detail` is the line that came with the cause; it tells a proxy's fault from the site's.
    """
    if cause is Cause.KEY and "curator secret" in detail:
        return _WORDS[cause][0], detail  # it names the secret, and the page that makes one
    if detail.startswith("the proxy"):
        if cause is Cause.UNAUTHORIZED:
            return _PROXY_PASSWORD
        if cause is Cause.DNS:
            return _BEHIND_PROXY
    return _WORDS[cause]
