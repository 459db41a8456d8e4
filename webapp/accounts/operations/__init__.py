"""What accounts do: one module per verb."""
