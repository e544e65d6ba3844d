"""What gestures do: pure functions from a drag or key to a new view or presentation."""
