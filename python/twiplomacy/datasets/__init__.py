"""Data that ship with the package, and a simulated world: for teaching and tests.

Sources and copyright notices stand in ``datasets/LICENSES.md`` beside the data.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ..corpus import Corpus
from ..frames import Frame, check_backend, from_arrow
from ..network import Network
from .simulation import simulate

__all__ = ["coordinated_reposts", "high_tech_managers", "senators", "simulate", "weibo_cascades"]


def _data(name: str) -> bytes:
    data = files(__name__).joinpath("data", name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def _csv(name: str, types: dict[str, Any] | None = None) -> pa.Table:
    options = pacsv.ConvertOptions(
        column_types=types, null_values=["", "NA"], strings_can_be_null=True
    )
    return pacsv.read_csv(
        pa.BufferReader(_data(name)),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=options,
    )


def senators() -> Corpus:
    """Load posts by the official accounts of 89 US senators, 2012-2015: the default corpus.

    17,586 posts on Twitter, up to 200 latest ones of each account, collected in July 2015;
    three quarters are from May to July 2015, the months of the Iran nuclear deal and of the
    opening to Cuba. With a roster: ``account, name, side, role, country, party, state`` and the
    account's counts of followers, followed and posts when it was collected.

    Returns
    -------
    Corpus
        2,966 reposts, 440 replies, 9,096 posts with mentions.

    Notes
    -----
    Known defects, kept on purpose: the post ids are made up (``s00001`` and so on); the source
    of a repost is known only as "RT @name", so no cascade can be rebuilt; a reply names the
    account and not the post, so no thread can; accounts cover different spans of time; what
    the public answered is not in it. ``coverage()`` counts all that.

    Source: the R package ``twitterreport`` by George G. Vega Yon (2015), MIT licence.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.datasets.senators()
    <Corpus of 17,586 posts, roster of 89>
    """
    made = _senators()
    # Made once; the kind of table is that of today.
    return Corpus(made._core, check_backend(None), made._roster, made._roster_numbers)


@cache
def _senators() -> Corpus:
    from ..reading import from_frame

    posts = _csv("senators_posts.csv.gz", {"in_reply_to_screen_name": pa.string()})
    # Twitter writes these three as entities; people saw the characters.
    text = posts["text"]
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = pc.replace_substring(text, entity, character)
    posts = posts.set_column(posts.column_names.index("text"), "text", text)
    posts = posts.append_column("platform", pa.array(["twitter"] * len(posts)))
    accounts = _csv("senators_accounts.csv")
    constant = {"side": "official", "role": "senator", "country": "US"}
    roster = pa.table(
        {
            "account": accounts["tw_screen_name"],
            "name": accounts["tw_name"],
            **{name: [value] * len(accounts) for name, value in constant.items()},
            "party": accounts["party"],
            "state": accounts["State"],
            "followers_count": accounts["tw_followers_count"],
            "following_count": accounts["tw_friends_count"],
            "post_count": accounts["tw_statuses_count"],
        }
    )
    return from_frame(
        posts,
        columns={
            "author": "screen_name",
            "created_at": "created_utc",
            "reply_to_author": "in_reply_to_screen_name",
            "repost_of_author": "repost_of_user",
            "repost_count": "retweet_count",
            "like_count": "favorite_count",
        },
        roster=roster,
        backend=check_backend(None),
    )


def weibo_cascades() -> Corpus:
    """30 repost cascades on Weibo with their true paths: who reposted through whom.

    7,147 posts by anonymous participants, June 2016; no texts. Each repost carries in ``via``
    the post through which it came, as the platform recorded it: the cascades whose parents are
    known, against which rules of attribution can be checked.

    Returns
    -------
    Corpus
        Post ids are made up: the cascade's number, a hyphen, and the place in order of time.

    Notes
    -----
    The archive gives accounts for each step of a path. Where an account is in a cascade more
    than once, its latest post before the repost is taken. There are no follow lists, and few
    accounts are in more than one cascade.

    Source: the sample of CasFlow by Xovee Xu and others (2020), MIT licence.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.datasets.weibo_cascades()
    <Corpus of 7,147 posts>
    """
    from ..reading import from_frame

    columns: dict[str, list[Any]] = {
        name: [] for name in ("post_id", "author_id", "created_at", "repost_of", "via")
    }
    for line in _data("weibo_cascades.txt.gz").decode().splitlines():
        for row in _weibo_posts(line):
            for name, cell in zip(columns, row, strict=True):
                columns[name].append(cell)
    table = pa.table(
        {
            **columns,
            "created_at": pa.array(columns["created_at"], pa.timestamp("s", "UTC")),
            "platform": ["weibo"] * len(columns["post_id"]),
        }
    )
    return from_frame(table, backend=check_backend(None))


def _weibo_posts(line: str) -> list[tuple[str, str, int, str | None, str | None]]:
    """Read one cascade: ``id, author, unix time, size, path:seconds path:seconds ...``."""
    cascade, _, start, _, steps = line.split("\t")
    waiting = []
    for step in steps.split(" "):
        walk, at = step.split(":")
        accounts = walk.split("/")
        if len(accounts) > 2 and accounts[-2] == accounts[-1]:
            # One path names the account as its own parent; the step before holds.
            del accounts[-2]
        waiting.append((int(at), accounts))
    waiting.sort(key=lambda step: step[0])
    root = f"{cascade}-0"
    latest: dict[str, str] = {}
    posts: list[tuple[str, str, int, str | None, str | None]] = []
    while waiting:
        # In time order, but after the parent where both fall in the same second.
        place = next(i for i, (_, path) in enumerate(waiting) if not path[1:] or path[-2] in latest)
        seconds, path = waiting.pop(place)
        post = f"{cascade}-{len(posts)}"
        parent = latest[path[-2]] if len(path) > 1 else None
        posts.append((post, path[-1], int(start) + seconds, root if parent else None, parent))
        latest[path[-1]] = post
    return posts


def coordinated_reposts() -> Frame:
    """35,125 reposts by 9,509 hashed accounts in 2021: a sample made for finding coordination.

    Returns
    -------
    frame
        ``object_id`` (the post passed on; 7,285 of them), ``account_id``, ``content_id`` (the
        repost; 40 stand twice), ``at`` (UTC).

    Notes
    -----
    Source: the R package CooRTweet by Nicola Righetti and Paul Balluff (2022), MIT licence.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.datasets.coordinated_reposts().columns.tolist()
    ['object_id', 'account_id', 'content_id', 'at']
    """
    table = _csv("coordinated_reposts.csv.gz", {"timestamp_share": pa.float64()})
    at = table["timestamp_share"].cast(pa.int64()).cast(pa.timestamp("s", "UTC"))
    table = table.drop_columns(["timestamp_share"]).append_column("at", at)
    return from_arrow(table, check_backend(None))


def high_tech_managers() -> dict[str, Network]:
    """Load Krackhardt's 21 managers of a high-tech company: advice, friendship and the chart.

    Returns
    -------
    dict of str to Network
        ``"advice"``: an arc from who asks to who is asked; ``"friendship"``: from who names to
        who is named a friend; ``"reports"``: from subordinate to boss. Nodes are numbered
        ``"1"`` to ``"21"`` as in the publication, with ``age, tenure, level`` (1: chief
        executive, 2: vice president, 3: manager) and ``dept`` (0 for the chief executive).

    Notes
    -----
    Collected by Krackhardt 1987, *Social Networks* 9:109. Source: the R package ``networkdata``
    by David Schoch, MIT licence, which numbers the managers from 0.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.datasets.high_tech_managers()["reports"]
    <Network, directed, of 21 nodes and 20 edges>
    """
    networks = {}
    for name, file in (("advice", "advice"), ("friendship", "friends"), ("reports", "reports")):
        nodes, edges = _csv(f"ht_{file}_nodes.csv"), _csv(f"ht_{file}_edges.csv")
        table = pa.table({"node": _published(nodes["id"])})
        for attribute in ("age", "tenure", "level", "dept"):
            table = table.append_column(attribute, nodes[attribute].cast(pa.int64()))
        networks[name] = Network.from_edges(
            _published(edges["from"]),
            _published(edges["to"]),
            nodes=table,
            backend=check_backend(None),
        )
    return networks


def _published(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give the managers the numbers of the publication, which begin with 1."""
    return pc.add(numbers, 1).cast(pa.string())
