"""The carrier's own signature of a webhook, written from the published description."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signature(auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """Sign a webhook: base64(HMAC-SHA1(auth token, URL + sorted key and value pairs)).

    ``url`` is the whole URL as the service will see it, query included, connection overrides left out.
    """
    text = url + "".join(key + params[key] for key in sorted(params))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
