"""Runs worlds of the crash test for a number of kills, and prints what happened as one JSON line.

    python crash_run.py <seed> <kills>

`test_crash.py` runs some of these side by side; alone it repeats what one of them did, with its seed.
"""

import json
import sys
import traceback
from collections import Counter

from crash_world import LIVES_BETWEEN_AUDITS, World

# A world is left behind after so many kills, so that a long run does not look at an ever longer past.
KILLS_A_WORLD = 600


def run(seed, kills):
    counts, steps, done, worlds = Counter(), Counter(), 0, 0
    while done < kills:
        world = World(f"{seed}.{worlds}")
        try:
            live_through(world, min(KILLS_A_WORLD, kills - done))
        except BaseException as fault:
            keep(world)
            raise AssertionError(f"seed {world.seed} after {world.kills} kills; kept: {world.lethe.folder}") from fault
        finally:
            world.lethe.kill()
        world.lethe.close()
        done, worlds = done + world.kills, worlds + 1
        counts += world.counts
        steps += world.steps_hit
    return {"kills": done, "worlds": worlds, "counts": counts, "steps": steps}


def live_through(world, kills):
    world.begin()
    number = 0
    while world.kills < kills:
        world.live(number)
        number += 1
        if number % LIVES_BETWEEN_AUDITS == 0:
            world.audit()
    world.audit()


def keep(world):
    """Leaves the folder of a fault for whoever looks at it."""
    world.lethe.kill()
    world.lethe.close = lambda: None


if __name__ == "__main__":
    try:
        print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
    except BaseException:
        traceback.print_exc()
        sys.exit(1)
