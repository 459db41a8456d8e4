"""Receipts: what proves a payment."""
