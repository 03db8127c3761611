"""How long a divided study takes on more processors than there are here: a simulation from measured costs.

    python3 benches/growth.py

Prints the table of docs/clusters.md. What is measured stands in `MEASURED`, with the command it is from; what is assumed of the
engine stands in `ASSUMED`. A part is started when the engine gets to it, begins with the first chunk of each level (which no other
part has finished yet), and then works through its own chunks; what puts the parts together starts when the last is done.
"""
import random

# Processor seconds. Chunks by level: the baseline on a coarse grid, every arm on it, every arm on the finest, of a comparison of
# scenarios/singapore-2018.toml without and with Russia (docs/performance.md, "One world", 16 worlds a chunk).
MEASURED = {
    "chunks": [16 * 0.055, 16 * 0.190, 16 * 0.757],
    # Shares of the worlds that each level gets (manifest of results/sample).
    "shares": [1.0, 80 / 256, 16 / 256],
    # Standard deviation of the logarithm of what chunks of a level cost.
    "spread": 0.15,
    "start_up": 0.02,
    # `merge` of 160,000 worlds in 10,000 chunks (docs/clusters.md): looking at a chunk, and reading and concluding from a world.
    "look": 0.0002,
    "conclude": 0.00057,
    # Charts, page and stories.
    "page": 5.0,
}
# Tasks that the engine starts in a second: Slurm's own guide to high throughput speaks of hundreds.
ASSUMED = {"starts": 100.0}
WORLDS = [4_096, 160_000, 1_600_000]
PROCESSORS = [1, 10, 100, 1_000, 10_000]


def levels(worlds):
    """Chunks of each level."""
    return [max(1, round(share * worlds / 16)) for share in MEASURED["shares"]]


def cost(level, draw):
    return MEASURED["chunks"][level] * draw.lognormvariate(-MEASURED["spread"] ** 2 / 2, MEASURED["spread"])


def study(worlds, processors):
    """Seconds until the last part is done, and until everything is put together."""
    draw = random.Random(1)
    chunks = levels(worlds)
    parts = min(processors, chunks[0])
    last = 0.0
    for part in range(parts):
        seconds = part / ASSUMED["starts"] + MEASURED["start_up"]
        for level, count in enumerate(chunks):
            own = len(range(part, count, parts))
            # The first chunk of each level is everybody's.
            seconds += sum(cost(level, draw) for _ in range(own + (part > 0)))
        last = max(last, seconds)
    total = sum(chunks)
    merge = total * MEASURED["look"] + worlds * MEASURED["conclude"] + MEASURED["page"]
    return parts, last, last + merge


def main():
    print("| worlds | processors | parts | parts done after | put together after | speed-up | of that possible |")
    print("|---|---|---|---|---|---|---|")
    for worlds in WORLDS:
        alone = None
        for processors in PROCESSORS:
            parts, done, whole = study(worlds, processors)
            alone = alone or whole
            speed_up = alone / whole
            print(
                f"| {worlds:,} | {processors:,} | {parts:,} | {done:,.0f} s | {whole:,.0f} s "
                f"| {speed_up:,.0f} | {100 * speed_up / processors:.0f} % |"
            )


if __name__ == "__main__":
    main()
