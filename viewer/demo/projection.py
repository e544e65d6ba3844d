"""Shadow images: how much the phantom weakens rays from front to back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from viewer.demo.phantom import Array, Canvas
from viewer.demo.torso import Part, worth_painting
from viewer.demo.torso_shape import TRUNK


def attenuation(parts: Sequence[Part], across: Array, down: Array, step_mm: float) -> Array:
    """Water-equivalent centimetres along y, (rows, columns), at x `across` and z `down`."""
    (_, front, _), (_, back, _) = TRUNK.bounds
    depths = np.arange(front - 2, back + 2, step_mm)
    width_mm = 1.2 * abs(float(across[1] - across[0]))
    inside = [  # the table is left out
        (part, max(width_mm, _edge(part, step_mm)))
        for part in worth_painting(parts, width_mm)
        if part.solid.bounds[1][1] < back + 1
    ]

    def plane(depth: float) -> Array:
        at: Array = np.full((1, 1), depth, np.float32)
        canvas = Canvas(across[None, :], at, down[:, None], -1000.0)
        for part, edge_mm in inside:
            canvas.paint(part.solid, part.tissue, edge_mm)
        return np.asarray(canvas.values / 1000 + 1, np.float32)

    total: Array = np.zeros((len(down), len(across)), np.float32)
    with ThreadPoolExecutor(2) as pool:
        for density in pool.map(plane, depths.tolist()):
            total += density * np.float32(step_mm / 10)
    return total


def _edge(part: Part, step_mm: float) -> float:
    """Large solids get an edge as wide as a step, or each step would draw a contour line."""
    low, high = part.solid.bounds
    smallest = min(b - a for a, b in zip(low, high, strict=True))
    return max(part.edge_mm, min(step_mm, 0.1 * smallest))
