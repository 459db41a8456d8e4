"""The audit log: who did what, when, from where. It serves all subjects and knows none."""
