"""Refunds: asked by a parent, decided by the cashier, entered as a payment the other way."""
