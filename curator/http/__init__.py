"""The one way out to the web: libcurl, with a deadline, limits, manners and a guard at the door.

    with CurlWeb(settings, contact="https://journal.example/about") as web:
        for response in web.fetch(requests): ...

`client` runs the transfers, `exchange` decides what a request needs next,
`slot` is one libcurl handle, `places` says where one may go, `robots` what a
site allows, `walls` tells a bot wall from an answer.
"""

from curator.http.client import CurlWeb

__all__ = ["CurlWeb"]
