"""In place of NumPy's LAPACK modules, 20 MB with their library: no solving in this program.

A function of `numpy.linalg` that needs them raises AttributeError; `norm` and products do not.
"""
