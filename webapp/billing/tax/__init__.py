"""The yearly certificate for taxes: what a payer has paid for the care of each child."""
