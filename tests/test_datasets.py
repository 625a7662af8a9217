"""The data that ships: what its docstrings say of it is so."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import pyarrow as pa

import twiplomacy as tw


def test_the_senators(counted):
    corpus = tw.datasets.senators()
    posts, table = corpus.posts, counted(corpus)
    assert len(corpus) == table["posts"] == 17_586
    assert table["authors"] == len(corpus.roster) == 89
    assert table["reposts_author_only"] == table["reposts"] == 2_966
    assert table["replies_author_only"] == posts["reply_to_author"].notna().sum() == 440
    assert (posts["mentions"].str.len() > 0).sum() == 9_096
    assert len(corpus.rejects) == table["rejected_lines"] == 0
    assert table["off_roster_share"] == 0
    assert table["without_time"] == table["without_text"] == 0
    assert posts["created_at"].min().year == 2012
    assert posts["created_at"].max().strftime("%Y-%m") == "2015-07"
    recent = posts["created_at"].dt.strftime("%Y-%m").between("2015-05", "2015-07").mean()
    assert 0.70 < recent < 0.80
    assert posts.groupby("author_id").size().max() <= 200
    assert posts["post_id"].str.fullmatch(r"s\d{5}").all()
    assert not posts["text"].str.contains("&amp;|&lt;|&gt;").any()


def test_the_roster_of_the_senators():
    roster = tw.datasets.senators().roster
    assert roster.columns == [
        "account", "name", "side", "role", "country", "party", "state", "followers_count",
        "following_count", "post_count",
    ]  # fmt: skip
    accounts = tw.datasets.senators().accounts
    officials = accounts[accounts["on_roster"]]
    assert len(officials) == 89
    assert set(officials["party"]) == {"D", "I", "R"}
    assert officials["state"].str.fullmatch("[A-Z]{2}").all()
    assert officials["followers_count"].notna().all()


def test_the_weibo_cascades():
    corpus = tw.datasets.weibo_cascades()
    posts = corpus.posts
    assert len(posts) == 7_147
    roots, reposts = posts[posts["kind"] == "original"], posts[posts["kind"] == "repost"]
    assert len(roots) == 30
    assert len(roots) + len(reposts) == 7_147
    assert reposts["via"].notna().all()
    assert roots["via"].isna().all()
    assert set(reposts["repost_of"]) <= set(roots["post_id"])
    times = posts.set_index("post_id")["created_at"]
    place = posts["post_id"].str.split("-").str[1].astype(int)
    order = dict(zip(posts["post_id"], place, strict=True))
    assert set(reposts["via"]) <= set(times.index)
    for post, via, at in reposts[["post_id", "via", "created_at"]].itertuples(index=False):
        assert post.split("-")[0] == via.split("-")[0]
        assert times[via] <= at
        assert order[via] < order[post]
    assert posts["text"].isna().all()
    assert {str(month) for month in posts["created_at"].dt.strftime("%Y-%m")} == {"2016-06"}
    assert len(corpus.rejects) == 0


def test_the_coordinated_reposts():
    frame = tw.datasets.coordinated_reposts()
    assert frame.columns.tolist() == ["object_id", "account_id", "content_id", "at"]
    assert len(frame) == 35_125
    assert frame["object_id"].nunique() == 7_285
    assert frame["account_id"].nunique() == 9_509
    assert frame["content_id"].duplicated().sum() == 40
    assert frame["content_id"].map(type).eq(str).all()
    assert frame["at"].dt.year.eq(2021).all()
    assert str(frame["at"].dt.tz) == "UTC"


def test_data_sets_come_in_the_kind_asked_for():
    tw.set_backend("pyarrow")
    assert isinstance(tw.datasets.coordinated_reposts(), pa.Table)
    assert isinstance(tw.datasets.weibo_cascades().posts, pa.Table)
    assert isinstance(tw.datasets.senators().posts, pa.Table)
    assert isinstance(tw.datasets.senators().roster.frame, pa.Table)
    tw.set_backend("pandas")
    assert isinstance(tw.datasets.senators().posts, pd.DataFrame)
    assert isinstance(tw.datasets.senators().roster.frame, pd.DataFrame)


def test_data_sets_cannot_be_spoilt():
    posts = tw.datasets.senators().posts
    posts["text"] = "gone"
    assert "gone" not in set(tw.datasets.senators().posts["text"])
    bare = tw.datasets.senators().attach(roster=pa.table({"account": ["un"]}))
    assert len(bare.roster) == 1
    assert len(tw.datasets.senators().roster) == 89


def test_what_is_bundled_is_small_and_licensed():
    folder = files("twiplomacy.datasets")
    data = list(folder.joinpath("data").iterdir())
    assert sum(len(file.read_bytes()) for file in data) <= 4 * 1024**2
    licences = folder.joinpath("LICENSES.md").read_text(encoding="utf-8")
    for author in ("Vega Yon", "Xovee", "Righetti"):
        assert author in licences
    for name in set(tw.datasets.__all__) - {"simulate"}:  # which is made, not bundled
        assert "Source:" in getattr(tw.datasets, name).__doc__
