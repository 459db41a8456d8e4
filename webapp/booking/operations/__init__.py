"""The verbs of booking: each one transaction, the only writers."""
