"""Draw the figures of the pages again: ``python docs/images/make.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import twiplomacy as tw

HERE = Path(__file__).parent
BLUE, ORANGE, INK, QUIET = "#0072B2", "#D55E00", "#222222", "#9a9a9a"
DRAWS = 499
plt.rcParams.update(
    {
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 10,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "figure.constrained_layout.use": True,
        "legend.frameon": False,
        "text.parse_math": False,
    }
)


def save(figure: plt.Figure, name: str) -> None:
    """Write one figure at the size of a page."""
    figure.savefig(HERE / f"{name}.png", dpi=130, metadata={"Software": None})
    plt.close(figure)


def centrality(net: tw.Network) -> None:
    """Who is at the top of six centralities."""
    table = net.degree().merge(net.pagerank()).merge(net.hits()).merge(net.betweenness())
    table = table.merge(net.harmonic()).merge(net.constraint())
    table = table.merge(net.nodes[["node", "party"]])
    panels = {
        "in_weight": "mentions made (posts)",
        "out_weight": "mentions received (posts)",
        "pagerank": "PageRank (share)",
        "betweenness": "betweenness (share of pairs)",
        "harmonic": "harmonic closeness (sum of 1/steps)",
        "constraint": "constraint, least first",
    }
    colours = {"D": BLUE, "R": ORANGE, "I": QUIET}
    figure, axes = plt.subplots(2, 3, figsize=(9.5, 6.4))
    for ax, (column, title) in zip(axes.flat, panels.items(), strict=True):
        least = column == "constraint"
        top = table.nsmallest(12, column) if least else table.nlargest(12, column)
        top = top.iloc[::-1]
        colour = [colours[party] for party in top["party"]]
        ax.hlines(range(12), 0, top[column], color=colour, linewidth=1.2)
        ax.scatter(top[column], range(12), color=colour, s=22)
        ax.set_yticks(range(12), top["handle"], fontsize=7)
        ax.set_title(title, fontsize=9)
        ax.set_xlim(0)
    for party, colour in colours.items():
        axes[0, 2].scatter([], [], color=colour, s=22, label=party)
    axes[0, 2].legend(loc="lower right", title="party")
    save(figure, "network_centrality")


def structure(net: tw.Network) -> None:
    """Triads against rewired networks, distances, and clustering by degree."""
    census = net.triads()
    names = [f"triad_{name}" for name in census["triad"]]
    tests = net.test(names, draws=199, seed=0)
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.4), width_ratios=(1.7, 1, 1.2))
    ax = axes[0]
    z = tests["z"].fillna(0)
    ax.bar(range(16), z, color=np.where(tests["p_adjusted"] < 0.05, BLUE, QUIET), width=0.7)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks(range(16), census["triad"], rotation=90)
    ax.set_ylabel("z against rewired networks")
    ax.set_title("Triads (blue: adjusted p < 0.05)")
    ax = axes[1]
    steps = net.distances(sources=None)
    ax.bar(steps["distance"], steps["share"], color=BLUE, width=0.7)
    ax.set_xlabel("steps")
    ax.set_ylabel("share of ordered pairs")
    ax.set_title(f"Distances ({1 - steps['share'].sum():.0%} unreached)")
    ax = axes[2]
    both = net.undirected()
    table = both.degree().merge(both.clustering())
    ax.scatter(table["degree"], table["clustering"], s=14, color=BLUE, alpha=0.7)
    ax.axhline(both.transitivity(), color=ORANGE, linewidth=1.2)
    ax.annotate("transitivity", (table["degree"].max(), both.transitivity()), color=ORANGE,
                ha="right", va="bottom", fontsize=8)  # fmt: skip
    ax.set_xlabel("degree")
    ax.set_ylabel("local clustering")
    ax.set_title("Clustering")
    save(figure, "network_structure")


def communities(net: tw.Network) -> None:
    """Communities against party, and how far runs agree."""
    found = net.communities(seed=0)
    table = found.merge(net.nodes[["node", "party"]])
    counts = pd.crosstab(table["party"], table["community"])
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 2.9), width_ratios=(1.5, 1))
    ax = axes[0]
    ax.imshow(counts, cmap="Blues", aspect="auto", vmin=0, vmax=counts.to_numpy().max() * 1.3)
    for (row, column), count in np.ndenumerate(counts.to_numpy()):
        if count:
            ax.text(column, row, str(count), ha="center", va="center", fontsize=8)
    ax.set_xticks(range(counts.shape[1]), counts.columns)
    ax.set_yticks(range(counts.shape[0]), counts.index)
    ax.set_xlabel("community")
    ax.set_ylabel("party")
    ax.set_title("Senators by party and community")
    for side in ax.spines.values():
        side.set_visible(False)
    ax = axes[1]
    runs = [net.communities(seed=seed) for seed in range(20)]
    agreed = [
        tw.compare_partitions(a, b)["ari"][0] for place, a in enumerate(runs) for b in runs[:place]
    ]
    ax.hist(agreed, bins=np.linspace(0, 1, 26), color=BLUE)
    by_party = tw.compare_partitions(found, net.nodes[["node", "party"]])["ari"][0]
    ax.axvline(by_party, color=ORANGE, linewidth=1.5)
    ax.annotate(" with party", (by_party, ax.get_ylim()[1]), color=ORANGE, va="top", fontsize=8)
    ax.set_xlabel("adjusted Rand index of two runs")
    ax.set_ylabel("pairs of runs")
    ax.set_title("Agreement over 20 seeds")
    save(figure, "network_communities")


def nulls(net: tw.Network) -> None:
    """Where three statistics stand among those of rewired networks."""
    measures: dict[str, Callable[[tw.Network], float]] = {
        "reciprocity": tw.Network.reciprocity,
        "transitivity": tw.Network.transitivity,
        "assortativity by party": lambda drawn: drawn.assortativity("party"),
    }
    seen: dict[str, list[float]] = {title: [] for title in measures}

    def watched(title: str) -> Callable[[tw.Network], float]:
        def statistic(drawn: tw.Network) -> float:
            seen[title].append(measures[title](drawn))
            return seen[title][-1]

        return statistic

    tests = net.test([watched(title) for title in measures], draws=DRAWS, seed=0)
    figure, axes = plt.subplots(1, 3, figsize=(9.5, 2.9))
    for ax, title, row in zip(axes, measures, tests.itertuples(), strict=True):
        # The observed network comes first.
        observed, *drawn = seen[title]
        assert (observed, len(drawn)) == (row.value, DRAWS)
        ax.hist(drawn, bins=14, color=QUIET, edgecolor="white", linewidth=0.4)
        ax.axvline(observed, color=ORANGE, linewidth=2)
        ax.set_title(title)
        ax.set_xlabel(
            f"observed {row.value:.3f}, null {row.null_mean:.3f} ± {row.null_sd:.3f}, "
            f"p = {row.p:.3f}"
        )
    axes[0].set_ylabel(f"rewired networks (of {DRAWS})")
    save(figure, "network_nulls")


def picture(net: tw.Network) -> None:
    """The network itself."""
    figure, ax = plt.subplots(figsize=(8, 7))
    net.plot(by="party", labels=12, ax=ax)
    save(figure, "network_plot")


def brokerage(net: tw.Network) -> None:
    """Who stands between the parties, in which role, beside what chance gives."""
    save(net.plot_brokerage("party").figure, "brokerage")


def cascades() -> None:
    """Draw the largest cascade of a made-up world, and the flow between its countries."""
    corpus = tw.datasets.simulate(seed=1)
    cas = corpus.attach(follows=corpus.truth.follows).cascades()
    figure = plt.figure(figsize=(8.5, 7.6))
    above, below = figure.subfigures(2, 1, height_ratios=(1.15, 1))
    cas.plot(by="country", ax=above.subplots(), title="Path of the largest cascade")
    flow = below.subplots()
    cas.plot_flow("country", draws=DRAWS, ax=flow, title="Flow in all cascades")
    save(figure, "cascades")


def markers() -> None:
    """Who hedges, thanks, promises, praises and blames."""
    rates = tw.datasets.senators().markers(draws=DRAWS)
    save(tw.content.plot_markers(rates, most=20), "content_markers")


def models() -> None:
    """Draw what predicts friendship among the managers."""
    terms = "advice + t(advice) + reports + same(dept) + dist(age)"
    fit = tw.mrqap(f"friendship ~ {terms}", tw.datasets.high_tech_managers())
    save(fit.plot(title="Who befriends whom among 21 managers"), "models")


def mixing() -> None:
    """Draw which party is tied to which, and how far that is from chance."""
    net = tw.datasets.senators().network("any", among="roster")
    save(net.plot_mixing("party", draws=DRAWS), "mixing")


if __name__ == "__main__":
    senators = tw.datasets.senators().network("mention", among="roster")
    for draw in (centrality, structure, communities, nulls, picture, brokerage):
        draw(senators)
    cascades()
    markers()
    models()
    mixing()
