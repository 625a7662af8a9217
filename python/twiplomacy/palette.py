"""The colours of every figure: told apart by the colour-blind, and in grey."""

# Okabe & Ito's palette, with grey in place of its yellow, which is lost on white paper.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
INK = "#222222"
QUIET = "#9a9a9a"
PALE = "#cfcfcf"
