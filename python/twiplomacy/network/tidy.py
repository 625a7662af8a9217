"""Trees on paper: those below a post are centred under it, and no two lie on one place."""

from __future__ import annotations

from collections.abc import Sequence


def tidy_tree(superior: Sequence[int | None]) -> tuple[list[float], list[int]]:
    """Place the posts of a chart, each row one step below the one above.

    Subtrees are pushed together until they are one apart in the row where they come nearest, and
    a post is put over the middle of those directly below (after Reingold & Tilford 1981, *IEEE
    Transactions on Software Engineering* 7:223).

    Parameters
    ----------
    superior : list of int or None
        The place in the list of each one's superior, None for the heads. No cycles.

    Returns
    -------
    (list of float, list of int)
        How far right each is, from 0 on, and how many steps from the head. O(k depth).

    Examples
    --------
    >>> tidy_tree([None, 0, 0, 1])
    ([0.5, 0.0, 1.0, 0.0], [0, 1, 1, 2])
    """
    below: list[list[int]] = [[] for _ in superior]
    heads: list[int] = []
    for post, above in enumerate(superior):
        (heads if above is None else below[above]).append(post)
    order = list(heads)
    for post in order:  # grows while it is walked: every post after its superior
        order.extend(below[post])
    depth = [0] * len(superior)
    for post in order:
        depth[post] = 0 if (above := superior[post]) is None else depth[above] + 1
    # Offsets from the superior, and for each subtree its leftmost and rightmost place by row.
    offset = [0.0] * len(superior)
    edges: dict[int, tuple[list[float], list[float]]] = {}
    for post in reversed(order):
        left, right = _beside([edges.pop(child) for child in below[post]], below[post], offset)
        middle = (offset[below[post][0]] + offset[below[post][-1]]) / 2 if below[post] else 0.0
        for child in below[post]:
            offset[child] -= middle
        edges[post] = ([0.0, *(x - middle for x in left)], [0.0, *(x - middle for x in right)])
    _beside([edges[head] for head in heads], heads, offset)
    x = [0.0] * len(superior)
    for post in order:
        x[post] = offset[post] + (0.0 if (above := superior[post]) is None else x[above])
    least = min(x, default=0.0)
    return [place - least for place in x], depth


def _beside(
    parts: Sequence[tuple[list[float], list[float]]], posts: Sequence[int], offset: list[float]
) -> tuple[list[float], list[float]]:
    """Put subtrees side by side, write the offset of each, and return the edges of the whole."""
    left: list[float] = []
    right: list[float] = []
    for (own_left, own_right), post in zip(parts, posts, strict=True):
        shared = zip(right, own_left, strict=False)
        shift = max((far - near + 1.0 for far, near in shared), default=0.0)
        offset[post] = shift
        left += [x + shift for x in own_left[len(left) :]]
        right[: len(own_right)] = [x + shift for x in own_right]
    return left, right
