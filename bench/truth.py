"""Truth: how far the estimates are off, on made-up worlds whose truth is known."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import twiplomacy as tw

PAGE = Path(__file__).parent.parent / "docs" / "simulation.md"
"""The table stands there and not among the benchmarks, between two markers."""

RULES = ("root", "recent", "first", "popular", "draw", "chain")
LOSSES = (0.0, 0.05, 0.2)
HOURS = (6, 24)
DAY = 86_400.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--seeds", type=int, default=8, help="worlds for each part")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Measure part by part; give the section so far after each.

    Yields
    ------
    str
        The section in Markdown.
    """
    seeds = range(1, options.seeds + 1)
    lines = [
        f"`python -m bench truth` wrote this: {len(seeds)} worlds for each part, seeds 1 to "
        f"{len(seeds)}. Means over the worlds, in brackets the least and the greatest. Precision: "
        "of what was found, the share that was planted; recall: of what was planted, the share "
        "that was found.",
    ]
    parts: list[Callable[[range], list[str]]] = [rules, channels, unseen, answers, threads, gates]
    for part in parts:
        lines += ["", *part(seeds)]
        print(f"{part.__name__} done", file=sys.stderr, flush=True)
        yield "\n".join(lines)


def rules(seeds: range) -> list[str]:
    """Rules of attribution, by lists of followers and by earlier interaction."""
    found, held = [], []
    for seed in seeds:
        corpus, _, truth = tw.datasets.simulate(seed=seed, missing=0.0, observed=1.0)
        for stand, known in (("follow lists", truth.follows), ("earlier interaction", None)):
            table = corpus.cascades(follows=known, seed=seed).calibrate()
            found.append(table.assign(stand=stand))
        held.append(drawn(seed, corpus, truth))
    table = pd.concat(found).set_index(["stand", "attribution"])
    lines = [
        "**Rules of attribution** (no post lost). Error of depth: mean of inferred minus true "
        "depth.",
        "",
        "| candidates | rule | precision | beyond the root | error of depth |",
        "|---|---|---|---|---|",
    ]
    for stand in ("follow lists", "earlier interaction"):
        for rule in RULES:
            own = table.loc[(stand, rule)]
            lines.append(
                f"| {stand} | `{rule}` | {spread(own['precision'])} "
                f"| {spread(own['precision_beyond_root'])} | {spread(own['depth_error'])} |"
            )
    lines += [
        "",
        "Of cascades of ten posts or more, the share whose true depth lies in the interval of 99 "
        f"forests by `draw` (follow lists): {spread(held)}.",
    ]
    return lines


def drawn(seed: int, seen: tw.Corpus, truth: tw.datasets.Truth) -> float:
    """Share of the larger cascades whose true depth lies within the interval of `draw`."""
    blind, _, _ = tw.datasets.simulate(seed=seed, missing=0.0)
    cascades = blind.cascades(attribution="draw", follows=truth.follows, draws=99, seed=seed)
    true = seen.cascades(attribution="observed").shape()[["cascade", "depth"]]
    both = cascades.shape().merge(true, on="cascade", suffixes=("", "_true")).query("size >= 10")
    return float(both["depth_true"].between(both["depth_ci_low"], both["depth_ci_high"]).mean())


def channels(seeds: range) -> list[str]:
    """Each channel of responses, and copies by their edits."""
    precision, recall, edits = [], [], []
    for seed in seeds:
        corpus, roster, truth = tw.datasets.simulate(seed=seed, missing=0.0, originals=1000)
        found = corpus.responses(officials(roster)).posts[["response", "to", "channel"]]
        planted = truth.responses[["response", "to", "channel"]]
        both = planted.merge(found, "outer", ["response", "to"], suffixes=("", "_found"))
        right = both["channel"] == both["channel_found"]
        recall.append(right.groupby(both["channel"]).mean())
        precision.append(right.groupby(both["channel_found"]).mean())
        copies = found.loc[found["channel"] == "copy", "response"]
        edits.append(truth.copies["post"].isin(copies).groupby(truth.copies["edits"]).mean())
    lines = [
        "**Channels of responses** (no post lost, 1,000 originals).",
        "",
        "| channel | recall | precision |",
        "|---|---|---|",
    ]
    of_copies, by_recall = pd.DataFrame(edits), pd.DataFrame(recall)
    by_precision = pd.DataFrame(precision)
    whole = [
        name
        for name in by_recall
        if by_recall[name].min() == 1 and by_precision[name].dropna().min() == 1
    ]
    for name in by_recall:
        if name not in whole:
            lines.append(f"| `{name}` | {spread(by_recall[name])} | {spread(by_precision[name])} |")
    each = ", ".join(f"`{name}`" for name in whole)
    lines.append(f"| each of {each} | {spread(by_recall[whole[0]])} | 1.00 |")
    for count, name in ((0, "exact"), (1, "one word changed"), (2, "two words changed")):
        lines.append(f"| `copy`, {name} | {spread(of_copies[count])} | |")
    return lines


def unseen(seeds: range) -> list[str]:
    """Take the unseen share, over all responses to officials, as posts are lost."""
    lines = [
        "**Unseen share** of all responses to officials (planted: over all posts, the lost among "
        "them), and how often its interval holds the planted one.",
        "",
        "| posts lost | planted | estimate | error | interval holds it |",
        "|---|---|---|---|---|",
    ]
    for lost in LOSSES:
        rows = []
        for seed in seeds:
            corpus, roster, truth = tw.datasets.simulate(seed=seed, missing=lost)
            row = corpus.responses(officials(roster)).unseen(seed=seed).iloc[0]
            planted = 1 - truth.responses.groupby("response")["notified"].any().mean()
            held = row["ci_low"] <= planted <= row["ci_high"]
            rows.append((planted, row["share"], row["share"] - planted, held))
        planted, share, error, held = map(np.array, zip(*rows, strict=True))
        lines.append(
            f"| {lost:.0%} | {spread(planted)} | {spread(share)} | {spread(error, 3)} "
            f"| {held.sum()} of {len(held)} |"
        )
    return lines


def answers(seeds: range) -> list[str]:
    """Answer rates and latencies of officials who are addressed 30 times or more."""
    found = []
    for seed in seeds:
        corpus, roster, truth = tw.datasets.simulate(
            seed=seed, countries=6, publics=200, originals=2500, missing=0.0
        )
        table = corpus.dialogue(seed=seed).merge(
            truth.accounts, on="account", suffixes=("", "_planted")
        )
        curves = corpus.latency()
        for hours in HOURS:
            at = curves[curves["time_s"] <= 3600 * hours].drop_duplicates("account", keep="last")
            at = at.set_index("account")[["answered_share", "ci_low", "ci_high"]]
            table = table.join(at.add_suffix(f"_{hours}"), on="account")
        known = table["handle"].isin(officials(roster)) & (table["addressed"] >= 30)
        found.append(table[known].assign(world=seed))
    table = pd.concat(found, ignore_index=True)
    rate, median = table["answer_rate_planted"], table["median_latency_s_planted"]

    def by_then(hours: float) -> pd.Series:
        return rate * (1 - 2 ** (-3600 * hours / median))

    above = rate.clip(lower=0.5 + 1e-9)
    half = (median * np.log2(above / (above - 0.5))).where(rate > 0.5, np.inf)
    reached = np.isfinite(half) & table["median_latency_s"].notna()
    lines = [
        f"**Answers** of the {len(table):,} officials (6 countries, 2,500 originals, no post lost) "
        "who were addressed 30 times or more. The planted share after some hours is that of "
        "exponential times. Half of all messages are answered only where the planted rate is above "
        f"one half: at {np.isfinite(half).sum()} of them, whose intervals are counted (an end "
        f"that is not reached is open); the error is relative, over the {reached.sum()} whose "
        "median was reached. Error: mean, and its standard deviation in brackets.",
        "",
        "| measure | error | intervals that hold what was planted |",
        "|---|---|---|",
    ]
    ends = {name: (table[f"{name}_ci_low"], table[f"{name}_ci_high"]) for name in MEASURES}
    rows = [
        ("`answer_rate`", table["answer_rate"] - rate, ends["answer_rate"], rate),
        ("`answered_24h`", table["answered_24h"] - by_then(24), ends["answered_24h"], by_then(24)),
    ]
    for hours in HOURS:
        share, low, high = (
            table[f"{name}_{hours}"] for name in ("answered_share", "ci_low", "ci_high")
        )
        name = f"`latency()` after {hours} h"
        rows.append((name, share - by_then(hours), (low, high), by_then(hours)))
    for name, error, (low, high), planted in rows:
        known = low.notna() & high.notna()
        held = (low <= planted) & (planted <= high)
        lines.append(_row(name, error, held[known]))
    low, high = (end.fillna(np.inf) for end in ends["median_latency_s"])
    relative = (table["median_latency_s"] / half - 1)[reached]
    held = (low <= half) & (half <= high)
    lines.append(_row("`median_latency_s`", relative, held[np.isfinite(half)]))
    return lines


MEASURES = ("answer_rate", "answered_24h", "median_latency_s")


def _row(name: str, error: pd.Series, held: pd.Series) -> str:
    number = f"{error.mean():+.3f} ({error.std():.3f})"
    return f"| {name} | {number} | {held.mean():.1%} of {len(held):,} |"


def threads(seeds: range) -> list[str]:
    """Depth of threads as posts are lost."""
    lines = [
        "**Threads** as posts are lost: of the threads that still have a reply, the mean error of "
        "depth, the share whose depth is right, and the share of posts whose depth is known "
        "(`placed_share`).",
        "",
        "| posts lost | true depth | error of depth | depth right | posts placed |",
        "|---|---|---|---|---|",
    ]
    for lost in LOSSES:
        rows = []
        for seed in seeds:
            # The same seed gives the same world, whatever is lost of it.
            whole = tw.datasets.simulate(seed=seed, missing=0.0).conversations().shape()
            made = tw.datasets.simulate(seed=seed, missing=lost).conversations()
            both = made.shape().merge(whole, on="conversation", suffixes=("", "_true"))
            error = both["depth"].astype(int) - both["depth_true"].astype(int)
            placed = made.coverage().set_index("measure")["value"]["placed_share"]
            rows.append((both["depth_true"].mean(), error.mean(), (error == 0).mean(), placed))
        depth, error, right, placed = map(np.array, zip(*rows, strict=True))
        lines.append(
            f"| {lost:.0%} | {spread(depth)} | {spread(error)} | {spread(right)} "
            f"| {spread(placed)} |"
        )
    return lines


def gates(seeds: range) -> list[str]:
    """Gatekeepers: embassies are the gates to their hosts, by rule."""
    lines = [
        "**Gatekeepers.** Embassies are read where they are: on the true paths they are the gates "
        "to their hosts. Found: of the ten accounts with the largest shares on the true paths, "
        "those among the first ten by each rule (follow lists). Share: mean error of the shares "
        "of embassies at their hosts.",
        "",
        "| rule | found | error of share | the first is an embassy there |",
        "|---|---|---|---|",
    ]
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for seed in seeds:
        made = {"seed": seed, "missing": 0.0}
        seen, roster, _ = tw.datasets.simulate(observed=1.0, **made)
        blind, _, truth = tw.datasets.simulate(**made)
        host = roster.frame.query("role == 'embassy'").set_index("account")["home"]
        true = _gates(seen.cascades(attribution="observed"))
        for rule in RULES:
            table = _gates(blind.cascades(attribution=rule, follows=truth.follows, seed=seed))
            first = table.sort_values("share", ascending=False).index
            ten = true.sort_values("share", ascending=False).index[:10]
            hosts = [(handle, group) for handle, group in host.items()]
            shares = [frame["share"].reindex(hosts).fillna(0) for frame in (table, true)]
            best = table.reset_index().sort_values("share").drop_duplicates("group", keep="last")
            at_host = best["handle"].map(host) == best["group"]
            row = (len(set(first[:10]) & set(ten)) / 10, (shares[0] - shares[1]).mean())
            rows.setdefault(rule, []).append((*row, at_host.mean()))
    for rule in RULES:
        found, error, best = map(np.array, zip(*rows[rule], strict=True))
        lines.append(f"| `{rule}` | {spread(found)} | {spread(error)} | {spread(best)} |")
    return lines


def _gates(cascades: tw.Cascades) -> pd.DataFrame:
    return cascades.gatekeepers("country").dropna(subset="handle").set_index(["handle", "group"])


def officials(roster: tw.Roster) -> list[str]:
    """List the handles of the officials."""
    frame: Any = roster.frame
    return list(frame.query("side == 'official'")["account"])


def spread(values: Any, digits: int = 2) -> str:
    """Mean, least and greatest of some numbers."""
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    if not len(known):
        return ""
    ends = (known.mean(), known.min(), known.max())
    mean, low, high = (f"{round(x, digits) + 0.0:.{digits}f}" for x in ends)  # no -0.00
    return mean if low == high else f"{mean} ({low} to {high})"
