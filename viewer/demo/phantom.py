"""Smooth solids and the canvas that paints a plane through them; all lengths in mm, LPS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Point = tuple[float, float, float]
Bounds = tuple[Point, Point]
Tissue = float | Callable[[Array, Array, Array], Array]  # a value, or a texture over x, y, z


class Solid(Protocol):
    """Something with an inside."""

    @property
    def bounds(self) -> Bounds:
        """Lowest and highest corner of a box around the solid."""
        ...

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """About how far each point is outside (> 0) or inside (< 0)."""
        ...


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid, turned about the axes z and then y."""

    centre: Point
    radii: Point
    turn_deg: float = 0.0
    roll_deg: float = 0.0

    @cached_property
    def bounds(self) -> Bounds:
        """The box; a turned ellipsoid gets the box of its sphere."""
        reach = (max(self.radii),) * 3 if self.turn_deg or self.roll_deg else self.radii
        low = tuple(c - r for c, r in zip(self.centre, reach, strict=True))
        high = tuple(c + r for c, r in zip(self.centre, reach, strict=True))
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """First-order distance: exact at the surface, good near it."""
        dx, dy, dz = x - self.centre[0], y - self.centre[1], z - self.centre[2]
        if self.turn_deg:
            dx, dy = _turned(dx, dy, self.turn_deg)
        if self.roll_deg:
            dx, dz = _turned(dx, dz, self.roll_deg)
        a, b, c = self.radii
        level = np.sqrt((dx / a) ** 2 + (dy / b) ** 2 + (dz / c) ** 2)
        slope = np.sqrt((dx / a**2) ** 2 + (dy / b**2) ** 2 + (dz / c**2) ** 2)
        return np.asarray(level * (level - 1) / np.maximum(slope, 1e-6), np.float32)

    def inset(self, depth: float) -> "Ellipsoid":
        """The same ellipsoid with radii smaller by `depth`."""
        a, b, c = self.radii
        return replace(self, radii=(a - depth, b - depth, c - depth))


@dataclass(frozen=True)
class Knot:
    """One cross section of a column."""

    z: float
    x: float
    y: float
    half_width: float
    half_depth: float


@dataclass(frozen=True)
class Column:
    """A solid whose cross section, a superellipse, changes along z."""

    knots: tuple[Knot, ...]  # ascending z
    power: float = 2.0

    @cached_property
    def bounds(self) -> Bounds:
        """The box around all cross sections."""
        knots = self.knots
        return (
            (
                min(k.x - k.half_width for k in knots),
                min(k.y - k.half_depth for k in knots),
                knots[0].z,
            ),
            (
                max(k.x + k.half_width for k in knots),
                max(k.y + k.half_depth for k in knots),
                knots[-1].z,
            ),
        )

    def section(self, z: Array) -> tuple[Array, Array, Array, Array]:
        """Centre x, y and half width, half depth at heights `z`."""
        heights = [k.z for k in self.knots]

        def at(values: list[float]) -> Array:
            return np.interp(z, heights, values).astype(np.float32)

        return (
            at([k.x for k in self.knots]),
            at([k.y for k in self.knots]),
            at([k.half_width for k in self.knots]),
            at([k.half_depth for k in self.knots]),
        )

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Distance in the cross section, or to the flat ends."""
        cx, cy, rx, ry = self.section(z)
        u, v = np.abs((x - cx) / rx), np.abs((y - cy) / ry)
        if self.power == 2.0:
            level = np.hypot(u, v)
        else:
            level = (u**self.power + v**self.power) ** np.float32(1 / self.power)
        side = (level - 1) * np.minimum(rx, ry)
        ends = np.maximum(self.knots[0].z - z, z - self.knots[-1].z)
        return np.asarray(np.maximum(side, ends), np.float32)

    def inset(self, depth: float) -> "Column":
        """The same column with thinner cross sections."""
        return replace(
            self,
            knots=tuple(
                replace(k, half_width=k.half_width - depth, half_depth=k.half_depth - depth)
                for k in self.knots
            ),
        )


@dataclass(frozen=True)
class Capsule:
    """A straight piece of tube with round ends."""

    start: Point
    end: Point
    start_radius: float
    end_radius: float

    @cached_property
    def bounds(self) -> Bounds:
        """The box around both end spheres."""
        r = max(self.start_radius, self.end_radius)
        pairs = list(zip(self.start, self.end, strict=True))
        low, high = [min(p) - r for p in pairs], [max(p) + r for p in pairs]
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Distance from the axis minus the radius there."""
        ax, ay, az = self.start
        bx, by, bz = (e - s for s, e in zip(self.start, self.end, strict=True))
        dx, dy, dz = x - ax, y - ay, z - az
        along = (dx * bx + dy * by + dz * bz) / max(bx * bx + by * by + bz * bz, 1e-6)
        t = np.clip(along, 0, 1)
        off = np.sqrt((dx - t * bx) ** 2 + (dy - t * by) ** 2 + (dz - t * bz) ** 2)
        radius = self.start_radius + (self.end_radius - self.start_radius) * t
        return np.asarray(off - radius, np.float32)

    def inset(self, depth: float) -> "Capsule":
        """The same piece, thinner."""
        return replace(
            self,
            start_radius=max(self.start_radius - depth, 0.1),
            end_radius=max(self.end_radius - depth, 0.1),
        )


@dataclass(frozen=True)
class Common:
    """What all of several solids share."""

    solids: tuple[Solid, ...]

    @cached_property
    def bounds(self) -> Bounds:
        """The overlap of all boxes."""
        lows, highs = zip(*(s.bounds for s in self.solids), strict=True)
        low = [max(axis) for axis in zip(*lows, strict=True)]
        high = [min(axis) for axis in zip(*highs, strict=True)]
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """The largest distance: outside of one is outside."""
        result = self.solids[0].distance(x, y, z)
        for solid in self.solids[1:]:
            result = np.maximum(result, solid.distance(x, y, z))
        return result


@dataclass(frozen=True)
class Without:
    """A solid with others cut out of it."""

    solid: Solid
    cutters: tuple[Solid, ...]

    @cached_property
    def bounds(self) -> Bounds:
        """The box of the whole solid."""
        return self.solid.bounds

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Inside a cutter is outside."""
        result = self.solid.distance(x, y, z)
        for cutter in self.cutters:
            result = np.maximum(result, -cutter.distance(x, y, z))
        return result


def tube(path: Sequence[Point], start_radius: float, end_radius: float) -> list[Capsule]:
    """Pieces of a tube along `path`, its radius changing evenly."""
    radii = np.linspace(start_radius, end_radius, len(path)).tolist()
    return [Capsule(path[i], path[i + 1], radii[i], radii[i + 1]) for i in range(len(path) - 1)]


def ripple(wavelength_mm: float, seed: int) -> Callable[[Array, Array, Array], Array]:
    """A smooth random field, about -1..1, that looks the same from every direction."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(7, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    waves = directions * (2 * np.pi / (wavelength_mm * rng.uniform(0.7, 1.5, (7, 1))))
    phases = rng.uniform(0, 2 * np.pi, 7)

    def field(x: Array, y: Array, z: Array) -> Array:
        total = np.zeros(np.broadcast_shapes(x.shape, y.shape, z.shape), np.float32)
        for (a, b, c), phase in zip(waves.astype(np.float32), phases, strict=True):
            total += np.sin(a * x + b * y + c * z + np.float32(phase))
        return total / np.float32(3.0)

    return field


class Canvas:
    """A plane through the patient on which solids are painted over one another.

    `x`, `y`, `z` are the patient coordinates of the pixel centres; they broadcast to
    (rows, columns), so a plane along the axes needs one row and one column of numbers only.
    """

    def __init__(self, x: Array, y: Array, z: Array, background: float) -> None:
        self._coordinates = (x, y, z)
        self._extent = tuple((float(c.min()), float(c.max())) for c in self._coordinates)
        shape = np.broadcast_shapes(x.shape, y.shape, z.shape)
        self.values: Array = np.full(shape, background, np.float32)

    def paint(self, solid: Solid, tissue: Tissue, edge_mm: float = 1.0) -> None:
        """Fill `solid` with `tissue`; its surface is `edge_mm` wide."""
        window = self._window(solid.bounds, edge_mm)
        if window is None:
            return
        rows, columns = window
        x, y, z = (
            c[rows if c.shape[0] > 1 else slice(None), columns if c.shape[1] > 1 else slice(None)]
            for c in self._coordinates
        )
        cover = np.clip(0.5 - solid.distance(x, y, z) / np.float32(edge_mm), 0, 1)
        part = self.values[rows, columns]
        value = tissue(x, y, z) if callable(tissue) else np.float32(tissue)
        part += (value - part) * cover

    def _window(self, bounds: Bounds, margin: float) -> tuple[slice, slice] | None:
        """Rows and columns that the box `bounds` can touch; None if it misses the plane."""
        low, high = bounds
        for axis, (first, last) in enumerate(self._extent):  # most solids miss most planes
            if high[axis] + margin < first or low[axis] - margin > last:
                return None
        rows = np.ones(self.values.shape[0], bool)
        columns = np.ones(self.values.shape[1], bool)
        for axis, c in enumerate(self._coordinates):
            near = (c >= low[axis] - margin) & (c <= high[axis] + margin)
            rows &= near.any(axis=1)
            columns &= near.any(axis=0)
        if not (rows.any() and columns.any()):
            return None
        return _span(rows), _span(columns)


def _span(hits: NDArray[np.bool_]) -> slice:
    """From the first to the last hit."""
    indices = np.flatnonzero(hits)
    return slice(int(indices[0]), int(indices[-1]) + 1)


def _turned(a: Array, b: Array, degrees: float) -> tuple[Array, Array]:
    """Coordinates in axes turned by `degrees`."""
    cos, sin = np.float32(np.cos(np.radians(degrees))), np.float32(np.sin(np.radians(degrees)))
    return a * cos + b * sin, b * cos - a * sin
