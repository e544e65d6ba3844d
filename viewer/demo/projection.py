"""Shadow images: how much the phantom weakens rays from front to back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from viewer.demo.phantom import Array, Canvas
from viewer.demo.torso import Part
from viewer.demo.torso_shape import TRUNK

_WATER_PER_CM = 0.2  # at about 70 keV


def attenuation(parts: Sequence[Part], across: Array, down: Array, step_mm: float) -> Array:
    """Water-equivalent centimetres along y, (rows, columns), at x `across` and z `down`."""
    (_, front, _), (_, back, _) = TRUNK.bounds
    depths = np.arange(front - 2, back + 2, step_mm)
    inside = [p for p in parts if p.solid.bounds[1][1] < back + 1]  # the table is left out
    width_mm = 1.2 * abs(float(across[1] - across[0]))

    def plane(depth: float) -> Array:
        at: Array = np.full((1, 1), depth, np.float32)
        canvas = Canvas(across[None, :], at, down[:, None], -1000.0)
        for part in inside:
            canvas.paint(part.solid, part.tissue, max(part.edge_mm, width_mm))
        # Bone weakens more than its Hounsfield value says once the beam has hardened.
        return np.maximum(canvas.values, -1000) / 1000 + 1

    total: Array = np.zeros((len(down), len(across)), np.float32)
    with ThreadPoolExecutor(2) as pool:
        for density in pool.map(plane, depths.tolist()):
            total += density * np.float32(step_mm / 10)
    return total
