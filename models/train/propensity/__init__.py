"""Trains, measures and exports Proxima's default propensity model."""
