"""Exploratory modelling: honest-broker as a model of the EMA workbench, with deep uncertainties and levers.

    python ema_experiments.py [SCENARIOS]

Uncertainties are coordinates of what the scenario draws; a policy is a value of a lever. The workbench calls the model once for each
experiment: one world, solved in some milliseconds.
"""

import logging
import sys
import warnings

warnings.filterwarnings("ignore")

from ema_workbench import (  # noqa: E402
    CategoricalParameter,
    Model,
    RealParameter,
    ScalarOutcome,
    SequentialEvaluator,
)

import honest_broker as hb  # noqa: E402

logging.disable(logging.WARNING)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
base = hb.example("hanoi-grand-bargain")
# A lever changes the scenario, which is read and checked once for each of its values.
sequences = ["disarm_first", "relief_first"]
variants = {sequence: base.with_settings({"talks.sequence": sequence}) for sequence in sequences}
drawn = [name for name in base.uncertain["column"] if name.startswith(("guarantor_", "disarmer_"))][:6]


def negotiation(sequence="disarm_first", **coordinates):
    """One experiment: a world under the arm without a broker."""
    world = variants[sequence].evaluate(coordinates, coordinates=True, arms=["no_broker"], grid=3, progress=False).iloc[0]
    return {"settlement": world["p_settlement"], "breach": world["p_breach"], "payoff": world["payoff_guarantor"]}


model = Model("negotiation", function=negotiation)
model.uncertainties = [RealParameter(name, 0, 1) for name in drawn]
model.levers = [CategoricalParameter("sequence", sequences)]
model.outcomes = [ScalarOutcome("settlement"), ScalarOutcome("breach"), ScalarOutcome("payoff")]

with SequentialEvaluator(model) as evaluator:
    experiments, outcomes = evaluator.perform_experiments(scenarios=count, policies=2)

print(f"{len(experiments)} experiments over {len(drawn)} uncertainties and one lever; means by the lever:")
print(experiments.assign(**outcomes).groupby("sequence", observed=True)[["settlement", "breach", "payoff"]].mean().round(4).to_string())
