"""What changes, when, and what comes before what.

=========== ===================================================================
=========== ===================================================================
"""

from ..over_time.figure import plot_over_time

__all__ = ["plot_over_time"]
