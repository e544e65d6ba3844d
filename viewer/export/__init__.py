"""Pixels and pictures written to files the user asked for."""
