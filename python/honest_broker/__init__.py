"""honest-broker for notebooks: would an honest broker make a disarmament deal last?

    import honest_broker as hb

    results = hb.read("results/sample")              # a folder of results, as frames
    scenario = hb.example("hanoi-grand-bargain")     # or hb.Scenario.load("my-case.toml")
    changed = scenario.with_settings({"guarantor.keeper_prior": 0.6})
    worlds = changed.evaluate({"verification.exposure_rate": [0.5, 1.0, 2.0]})
    results = hb.compare(changed, "results/keeper", worlds=64)

Probabilities are from 0 to 1, payoffs in the unit of the player, times in years unless a unit says otherwise.
"""

from ._native import BUILD as __build__
from ._native import VERSION as __version__
from .comparing import compare
from .errors import (
    DesignError,
    HonestBrokerError,
    HonestBrokerWarning,
    Interrupted,
    JobError,
    Problem,
    ResultsError,
    ScenarioError,
    UsageError,
)
from .frames import OUTCOMES
from .results import Results, read
from .scenario import Scenario, Solution, example, examples

__all__ = [
    "OUTCOMES",
    "DesignError",
    "HonestBrokerError",
    "HonestBrokerWarning",
    "Interrupted",
    "JobError",
    "Problem",
    "Results",
    "ResultsError",
    "Scenario",
    "ScenarioError",
    "Solution",
    "UsageError",
    "__build__",
    "__version__",
    "compare",
    "example",
    "examples",
    "read",
]
