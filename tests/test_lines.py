"""Every line is a post, a counted record or a reject, whatever was done to its neighbours."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import archives
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import twiplomacy as tw

RECORDS = [
    *({k: v for k, v in record.items() if k != "edit_history_tweet_ids"}
      for record in archives.many(6, seed=3, width=640)),
    archives.status(archives.world()[1]),
    {"id": archives.post_id(70), "action": "delete", "reason": "deactivated"},
    {"errors": [{"title": "Not Found Error"}]},
    {"meta": {"result_count": 0}},
]  # fmt: skip
GOOD = [json.dumps(record, ensure_ascii=False).encode() for record in RECORDS]
IDS = {line: json.loads(line).get("id_str") or json.loads(line)["id"] for line in GOOD[:7]}
KINDS = (
    "posts", "duplicates", "error_objects", "compliance_records", "stream_notices",
    "empty_pages", "account_records", "other_records", "rejected_lines",
)  # fmt: skip
relaxed = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def mutations(draw, line: bytes) -> bytes:
    """A line with something done to it; never a line feed more."""
    how = draw(st.sampled_from(["truncate", "flip", "replace", "insert", "drop", "retype"]))
    place = draw(st.sampled_from([0, 1, len(line) - 1]) | st.integers(0, len(line) - 1))
    if how == "truncate":
        return line[:place]
    if how == "flip":
        changed = bytes([line[place] ^ (1 << draw(st.integers(0, 7)))])
    elif how == "replace":
        changed = draw(st.sampled_from([b"{", b"[", b"]", b'"', b"\\", b"\xff", b"\xed", b"\0"]))
    elif how == "insert":
        changed = draw(st.sampled_from([b"\r", b"\x0b", b"\xef\xbb\xbf", b"null", b"1e999", b"["]))
    else:
        record = json.loads(line)
        key = draw(st.sampled_from(sorted(record)))
        if how == "drop":
            del record[key]
        else:
            record[key] = draw(
                st.sampled_from([None, [], {}, "", 7, -1, 1.5, True, [None], [[]], "x", 1e300])
            )
        return json.dumps(record, ensure_ascii=False).encode()
    return (line[:place] + changed + line[place + 1 :]).replace(b"\n", b" ")


@st.composite
def broken_archives(draw) -> tuple[bytes, list[bytes]]:
    """Lines in any order, some of them spoilt, and those that are not; one post at least is not."""
    order = draw(st.permutations(range(len(GOOD))))
    spoilt = draw(st.sets(st.sampled_from(order[:-1])))
    sound = {number for number in order if number not in spoilt}
    if not any(number < 7 for number in sound):
        sound.add(0)
    lines = [GOOD[n] if n in sound else draw(mutations(GOOD[n])) for n in order]
    return b"\n".join(lines), [GOOD[number] for number in sound if number < 7]


def measures(corpus: tw.Corpus) -> dict[str, float]:
    table = corpus.coverage()
    return dict(zip(table["measure"], table["value"], strict=True))


@relaxed
@given(broken_archives())
def test_sound_lines_survive_and_every_line_is_accounted(tmp_path: Path, broken):
    data, sound = broken
    path = archives.written(tmp_path / "broken.jsonl", data)
    corpus = tw.read(path)
    table = measures(corpus)
    assert {IDS[line] for line in sound} <= set(corpus.posts["post_id"])
    assert table["lines"] == sum(bool(line.strip(b" \t\r\x0b\x0c")) for line in data.split(b"\n"))
    assert sum(table[kind] for kind in KINDS) == table["lines"] + table["nested_posts"]


@relaxed
@given(broken_archives(), st.data())
def test_a_torn_gzip_keeps_its_sound_lines(tmp_path: Path, broken, data):
    text, sound = broken
    filler = archives.lines(archives.many(40, seed=9)) + text + b"\n"
    packed = gzip.compress(filler)
    path = tmp_path / "torn.jsonl.gz"
    path.write_bytes(packed[: data.draw(st.integers(len(packed) // 2, len(packed) - 1))])
    corpus = tw.read(path)
    assert corpus.rejects["reason"].str.contains("breaks off").sum() == 1
    reached = int(measures(corpus)["lines"])
    present = set(filler.split(b"\n")[: reached - 1])
    assert {IDS[line] for line in sound if line in present} <= set(corpus.posts["post_id"])


@relaxed
@given(st.lists(st.text(max_size=30), max_size=8), st.binary(max_size=60))
def test_noise_raises_only_what_is_documented(tmp_path: Path, words, noise):
    path = tmp_path / "noise.jsonl"
    for data in ("\n".join(words).encode("utf-8", "surrogatepass"), noise):
        path.write_bytes(data)
        try:
            tw.read(path)
        except (tw.InputError, tw.ArchiveError) as error:
            assert "noise.jsonl" in str(error)
