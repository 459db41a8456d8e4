"""What staff do, one business verb = one transaction."""
