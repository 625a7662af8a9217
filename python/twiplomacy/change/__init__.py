"""What changes, when, and what comes before what.

================= =================================================================
``series``        a series of numbers in windows of time, checked
``interrupted``   what a date did to the level and the slope, and placebo dates
``changepoints``  when the level changed, if it did
``lead_lag``      which series runs ahead of which: VAR, Granger, impulse responses
``transfer``      the same without a model: transfer entropy
``temporal``      whether events come as they would by chance
``figures``       pictures of an interrupted series and of impulse responses
================= =================================================================
"""

from ..over_time.figure import plot_over_time
from .changepoints import changepoints
from .figures import plot_impulse_responses, plot_interrupted
from .interrupted import interrupted, placebo
from .lead_lag import granger, impulse_responses, lead_lag
from .temporal import temporal_statistics, temporal_test
from .transfer import transfer_entropy

__all__ = [
    "changepoints",
    "granger",
    "impulse_responses",
    "interrupted",
    "lead_lag",
    "placebo",
    "plot_impulse_responses",
    "plot_interrupted",
    "plot_over_time",
    "temporal_statistics",
    "temporal_test",
    "transfer_entropy",
]
