"""Tables with other people's columns: what is missing, what is there, and a mapping to copy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .errors import InputError
from .frames import _hint

_MOST = 60

# Names as tables have them, in small letters and without what parts their words; the better
# first. Columns that may mean several things ("url": the link to the post, or in it) stay out.
_COMMON: dict[str, tuple[str, ...]] = {
    "post_id": (
        "tweetid", "statusid", "idstr", "postid", "tweetidstr", "statusidstr", "messageid",
        "posturi", "uri", "id",
    ),
    "author_id": ("userid", "authorid", "useridstr", "fromuserid", "accountid", "userdid", "did"),
    "author": (
        "userscreenname", "screenname", "authorusername", "userusername", "username",
        "authorhandle", "userhandle", "handle", "fromuser", "fromusername", "accounthandle",
        "user", "author", "account",
    ),
    "created_at": (
        "createdat", "tweettime", "tweetcreatedat", "timestamputc", "timestamp", "datetime",
        "publishedat", "postedat", "creationdate", "createdtime", "createdutc", "date", "time",
    ),
    "text": (
        "fulltext", "tweettext", "posttext", "text", "content", "body", "message", "tweet",
        "rawcontent", "renderedcontent",
    ),
    "lang": ("lang", "language", "tweetlanguage", "languagecode"),
    "reply_to": (
        "inreplytotweetid", "inreplytostatusidstr", "inreplytostatusid", "inreplytoid",
        "replytostatusid", "replytotweetid", "replytoid", "repliedtoid", "parentid",
        "inreplytopostid",
    ),
    "reply_to_author": (
        "inreplytouserid", "inreplytouseridstr", "inreplytoscreenname", "inreplytousername",
        "inreplytouser", "replytouserid", "replytoscreenname", "replytousername", "replytouser",
    ),
    "quote_of": (
        "quotedtweettweetid", "quotedstatusidstr", "quotedstatusid", "quotedtweetid", "quotedid",
        "quotedpostid",
    ),
    "quote_of_author": (
        "quoteduserid", "quotedscreenname", "quotedusername", "quoteduser", "quoteduserscreenname",
    ),
    "repost_of": (
        "retweettweetid", "retweetedstatusidstr", "retweetedstatusid", "retweetstatusid",
        "retweetedtweetid", "retweetedid", "repostofid", "repostedpostid", "reblogid",
        "reblogofid",
    ),
    "repost_of_author": (
        "retweetuserid", "retweeteduserid", "retweetscreenname", "retweetedscreenname",
        "retweetedusername", "retweeteduser", "retweetuser", "repostofuser",
    ),
    "conversation_id": ("conversationid", "conversationidstr", "threadid"),
    "mentions": (
        "usermentions", "mentions", "mentionsscreenname", "mentionedusers", "mentionednames",
        "mentionedusernames",
    ),
    "hashtags": ("hashtags", "hashtag", "tags"),
    "urls": ("urls", "expandedurls", "urlsexpandedurl", "outlinks", "links"),
    "reply_count": ("replycount", "repliescount", "replies"),
    "repost_count": (
        "retweetcount", "retweetscount", "retweets", "repostscount", "reposts", "sharecount",
        "shares", "reblogscount",
    ),
    "quote_count": ("quotecount", "quotescount", "quotes"),
    "like_count": (
        "likecount", "likescount", "likes", "favoritecount", "favouritecount", "favoritescount",
        "favouritescount", "favorites",
    ),
    "view_count": ("impressioncount", "viewcount", "viewscount", "views", "impressions"),
    "platform": ("platform",),
}  # fmt: skip


def guess(there: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Guess from common names what the columns of a table are.

    Parameters
    ----------
    there : sequence of str
        The columns of the table.
    given : mapping, optional
        What is known already: canonical name to column.

    Returns
    -------
    dict
        Canonical name to column, what is given included; no column stands for two. Canonical
        names that the table has need no mapping and are left out.

    Examples
    --------
    >>> guess(["tweet_id", "user_screen_name", "full_text", "lang", "mood"])
    {'post_id': 'tweet_id', 'author': 'user_screen_name', 'text': 'full_text'}
    """
    mapping = dict(given or {})
    taken = set(mapping.values()) | {name for name in there if name in _COMMON}
    plain: dict[str, str] = {}
    for name in there:
        if name not in taken:
            plain.setdefault(re.sub(r"[\W_]+", "", name).lower(), name)
    for canonical, names in _COMMON.items():
        if canonical in mapping or canonical in there:
            continue
        for name in names:
            if name in plain:
                mapping[canonical] = plain.pop(name)
                break
    return mapping


def lacks(
    source: str, there: Sequence[str], wanted: Sequence[str], columns: Mapping[str, str] | None
) -> InputError:
    """Return the error of a table that has none of the columns of which it needs one.

    Parameters
    ----------
    source : str
        What to call the table.
    there : sequence of str
        Its columns.
    wanted : sequence of str
        The canonical columns of which one must be there.
    columns : mapping or None
        The user's mapping.

    Returns
    -------
    InputError
        It lists the columns and proposes a mapping from :func:`guess`, which nobody applies
        unseen.

    Examples
    --------
    >>> print(lacks("t.csv", ["tweetid", "user"], ["post_id"], None))
    t.csv has no column 'post_id'; it has tweetid, user. Their names suggest
    columns={'post_id': 'tweetid', 'author': 'user'}; check that and pass it
    """
    names = " or ".join(map(repr, wanted))
    hint = _hint(wanted[0], there) if len(wanted) == 1 else ""
    more = f" and {len(there) - _MOST:,} more" if len(there) > _MOST else ""
    listed = (", ".join(there[:_MOST]) or "no columns") + more
    proposed = guess(there, columns)
    if any(name in proposed for name in wanted):
        cure = f"Their names suggest\ncolumns={proposed!r}; check that and pass it"
    else:
        cure = f"Name it with columns={{{wanted[-1]!r}: 'your column'}}"
    return InputError(f"{source} has no column {names}{hint}; it has {listed}. {cure}")
